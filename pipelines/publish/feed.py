"""What moved from edition to edition → a document in JSON, and a feed in Atom (RFC 4287), in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from pipelines.check.difference import COMPARED, NUMBERS
from pipelines.check.history import Step
from pipelines.model import LANGS, EditionSummary, Lang, Move, Plan, Reason, Text, Withdrawn

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# A document on the site lists so many figures of each move; `portrait diff --out` lists all.
MOST_LISTED = 1000


def changes_json(steps: Sequence[Step], withdrawn: Mapping[str, Withdrawn]) -> str:
    """Return the change log as a document: every edition with its counts and its gravest moves, and every notice."""
    document = {
        "editions": [_edition(step) for step in steps],
        "withdrawn": [
            {
                "figure_id": gone.figure,
                "label": _both(gone.label),
                "date": gone.date or None,
                "why": _both(gone.why),
                "last_edition": gone.edition or None,
                "replacement": gone.replacement or None,
            }
            for gone in withdrawn.values()
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _edition(step: Step) -> dict[str, Any]:
    summary, note = step.summary(), step.note
    listed = {} if step.moves is None else _listed(step.moves)
    return {
        "date": summary.date,
        "running": summary.running,
        "since": summary.earlier or None,
        "figures": summary.figures,
        "text": _both(note.text) if note else None,
        "reasons": [
            {"figures": each.figures, "reason": each.reason, "text": _both(each.text)}
            for each in (note.reasons if note else ())
        ],
        "counts": summary.counts,
        "moves": listed,
        "not_listed": {
            move: number - len(listed[move])
            for move, number in ((m, sum(by.values())) for m, by in (summary.counts or {}).items())
            if number > len(listed[move])
        },
    }


def _listed(moves: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for move in Move:
        own = moves[moves["move"] == move]
        if len(own):
            found[move.value] = records(own.head(MOST_LISTED))
    return found


def records(moves: pd.DataFrame) -> list[dict[str, Any]]:
    """Return MOVES as records: what differs, old and new; of a figure that one side has alone, all of that side."""
    return [_record(row) for row in moves.to_dict("records")]


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    columns = row["what"].split() or COMPARED
    sides = [side for side, alone in (("old", Move.ADDED), ("new", Move.WITHDRAWN)) if row["move"] != alone]
    values = {side: {name: _plain(name, row[f"{name}_{side}"]) for name in columns} for side in sides}
    return {"figure_id": row["figure_id"], "reasons": row["reasons"].split(", "), "what": row["what"].split(), **values}


def _plain(name: str, value: Any) -> Any:
    """Return a value as JSON has it; a number that is not there is null."""
    return None if name in NUMBERS and value != value else value


def changes_atom(summaries: Iterable[EditionSummary], plan: Plan, address: str, updated: str) -> bytes:
    """Return the feed of editions, newest first; `address` is where the site stands or empty, `updated` its moment.

    Ids are tags of the declared authority, so that they outlive every address.
    """
    found = list(summaries)
    tag = f"tag:{plan.changes.tag}"
    feed = ET.Element("feed", {"xmlns": ATOM, LANG: "en"})
    _text(feed, "id", f"{tag}:figures")
    _text(feed, "title", _in_both(plan.texts["edition_feed"]))
    _text(feed, "updated", updated)
    _text(ET.SubElement(feed, "author"), "name", "Portrait")
    base = f"{address}/" if address else "../"
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=f"{base}data/changes.atom")
    for lang in LANGS:
        ET.SubElement(feed, "link", rel="alternate", type="text/html", hreflang=lang, href=f"{base}{lang}/changes/")
    for summary in found:
        _entry(feed, summary, plan, tag, base)
    ET.indent(feed, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'.encode()


def _entry(feed: ET.Element, summary: EditionSummary, plan: Plan, tag: str, base: str) -> None:
    entry = ET.SubElement(feed, "entry")
    name = "running" if summary.running else summary.date
    _text(entry, "id", f"{tag}:edition:{name}")
    said = plan.texts["edition_running" if summary.running else "edition_of"]
    _text(entry, "title", _in_both(said).format(date=summary.date))
    _text(entry, "updated", f"{summary.date}T00:00:00Z")
    href = f"{base}en/changes/#running" if summary.running else f"{base}editions/{summary.date}/"
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=href)
    # Atom allows one summary; each language is a paragraph of it.
    block = ET.SubElement(ET.SubElement(entry, "summary", type="xhtml"), "div", xmlns=XHTML)
    for lang in LANGS:
        for sentence in sentences(summary, plan, lang):
            ET.SubElement(block, "p", {LANG: lang}).text = sentence


def sentences(summary: EditionSummary, plan: Plan, lang: Lang) -> list[str]:
    """Return what is told of an edition: what a person says of it, then how many figures moved, and why."""
    told = [summary.note.text[lang]] if summary.note else []
    if summary.counts is None:
        return [*told, plan.texts["edition_first"][lang]]
    if not summary.counts:
        return [*told, plan.texts["edition_same"][lang].format(date=summary.earlier)]
    colon = plan.texts["colon"][lang]
    told.append(f"{plan.texts['edition_caption'][lang].format(date=summary.earlier)}{colon}")
    for move, by_reason in summary.counts.items():
        listed = "; ".join(f"{number} ({in_words(reasons, plan, lang)})" for reasons, number in by_reason.items())
        told.append(f"{plan.texts[f'edition_move_{move}'][lang]}{colon} {listed}")
    return told


def in_words(reasons: str, plan: Plan, lang: Lang) -> str:
    """Return the reasons of a move, as in MOVES, in words."""
    named = (plan.texts[f"edition_reason_{Reason(each).name.lower()}"][lang] for each in reasons.split(", "))
    return plan.texts["edition_or"][lang].join(named)


def _in_both(text: Text) -> str:
    return " / ".join(text[lang] for lang in LANGS)


def _both(text: Text) -> dict[str, str]:
    return {lang: text[lang] for lang in LANGS}


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
