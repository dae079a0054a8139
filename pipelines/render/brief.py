"""A Profile → its brief as a document of plain texts and pictures, in one language: what two sheets of paper hold.

The style for print leaves the same of the profile's page; `brief_charts` of the assembly chose the charts of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.model import WHOM, Block, BriefChart, Elsewhere, Figure, Profile, Sentence, Theme
from pipelines.render.charts import Drawing
from pipelines.render.drawings import picture, plain
from pipelines.render.words import Words

# Of another region's figures a brief holds as many as of the profile's own; the style for print hides those beyond.
MOST_ELSEWHERE = 6
# A chart as a page draws it.
Drawn = Callable[[BriefChart], Drawing]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a brief stands: its title, its address, the text to cite it by, the title of its edition."""

    title: str
    address: str
    cite: str
    edition: str


def brief_document(words: Words, profile: Profile, standing: Standing, drawn: Drawn, tallest: str) -> Document:
    """Return everything that the brief of `profile` says, ready to be set; `drawn` gives the drawing of a chart, and
    the chart of the section `tallest` has a column for itself.

    Keys whose value is empty have nothing to show. All texts are plain: nothing in them is markup.
    """
    lang, said = words.lang, words.texts
    community, region = words.plan.communities[profile.community], words.plan.regions[profile.region]
    former = ", ".join(name[lang] for name in region.former)
    return {
        "lang": lang,
        "title": standing.title,
        "over": f"{community.name[lang]} · {said[f'one_{region.level}']}",
        "name": region.name[lang],
        "lede": community.definition[lang],
        "former": f"{said['also_known_as']}{said['colon']} {former}." if former else "",
        "note": region.note[lang] if region.note else "",
        "synthetic": said["synthetic_banner"] if words.plan.synthetic else "",
        "address": standing.address,
        "edition": standing.edition,
        "heads": {
            key: said[text]
            for key, text in (
                ("glance", "at_a_glance"), ("elsewhere", "elsewhere_title"), ("gaps", "gaps_title"),
                ("withdrawn", "withdrawn_title"), ("evidence", "evidence_title"), ("cite", "cite_title"),
                ("indicator", "col_indicator"),
            )
        },
        "cards": [_card(words, block, profile.community) for block in profile.cards],
        "says": [_sentence(words, each) for each in profile.glance],
        "none": "" if profile.cards else said["at_a_glance_none"],
        "elsewhere": [_elsewhere(words, part, profile.community) for part in profile.elsewhere],
        "elsewhere_intro": said["elsewhere_intro"] if profile.elsewhere else "",
        "charts": list(_charts(words, profile, drawn, tallest)),
        "gaps": list(_gaps(words, profile)),
        "missing": list(_missing(words, profile)),
        "withdrawn": [
            f"{gone.label[lang]}{said['colon']} {gone.why[lang]}" for gone in profile.withdrawn
        ],
        "evidence": list(_evidence(words, profile)),
        "sources": [_source(words, name) for name in profile.sources],
        "cite": standing.cite,
        "licence": _licence(words, profile.sources),
        "all": said["brief_all"].format(address=standing.address),
    }  # fmt: skip


def _card(words: Words, block: Block, community: str) -> Document:
    """Return a key figure: what it is, the period, the minority's value, the majority's and the gap if it compares."""
    row, said = block.rows[0], words.texts
    minority, majority, _, gap = row.figures
    beside = majority is not None and words.label_unit(block.indicator) != "persons"
    has_gap = gap is not None and gap.value is not None
    return {
        "label": words.label(block.indicator),
        "when": row.label,
        "value": words.figure(minority) if minority else said["no_cell"],
        "marks": _data(words, minority).removeprefix(words.figure(minority)).strip(" ") if minority else "",
        "versus": f"{words.majority_of(community)}{said['colon']} {_data(words, majority)}" if beside else "",
        "gap": f"{said['col_gap']}{said['colon']} {_data(words, gap)}" if has_gap else "",
    }


def _data(words: Words, figure: Figure | None) -> str:
    return plain(words.data(figure))


def _sentence(words: Words, sentence: Sentence) -> str:
    return plain(words.sentence(sentence))


def _elsewhere(words: Words, part: Elsewhere, community: str) -> Document:
    heads = [words.minority_of(community), words.majority_of(community), words.texts["group_total"]]
    return {
        "name": f"{words.region_name(part.region)} ({words.texts[f'extent_{part.extent}']})",
        "heads": heads,
        "rows": [
            [
                f"{words.label(block.indicator)} {words.row_label(row)}",
                *(_data(words, each) for each in row.figures[: len(WHOM)]),
            ]
            for block in part.blocks[:MOST_ELSEWHERE]
            for row in block.rows[:1]
        ],
    }


def _charts(words: Words, profile: Profile, drawn: Drawn, tallest: str) -> Iterator[Document]:
    """Yield the charts in the order of the page; where a region stands among others belongs to no section."""
    themes = {theme.section.id: theme for theme in profile.themes}
    for chart in profile.brief:
        drawing, theme = drawn(chart), themes.get(chart.section)
        yield {
            "title": theme.section.title[words.lang] if theme else "",
            "sentences": [_sentence(words, each) for each in theme.sentences] if theme else [],
            "svg": picture(drawing),
            "said": f"{drawing.title.rstrip('.')}. {drawing.description}",
            "keys": [[key.mark, key.text] for key in drawing.key],
            "sure": _sure(words, theme, profile.community) if theme else "",
            "tallest": chart.section == tallest,
        }


def _sure(words: Words, theme: Theme, community: str) -> str:
    """Return how sure a section's figures are: what they rest on, whom they describe, breaks, marks."""
    said, colon = words.texts, words.texts["colon"]
    parts = [f"{said['how_sure']}{colon}"]
    for basis in words.bases(theme.sources):
        parts.append(said["sure_sample_bounds" if basis == "sample" and theme.has_bounds else f"sure_{basis}"])
    for concept, name in theme.populations:
        if name != "declared":
            parts.append(f"{words.population(community, concept, name).label[words.lang]}.")
    parts += [f"† {words.break_label(change)}{colon} {said['series_break']}" for change in theme.breaks]
    parts += [said["sure_rounding_bounds"]] if theme.has_rounding else []
    parts += [said["poor_note"]] if theme.has_poor else []
    parts += [said["caution_note"]] if theme.has_caution else []
    return " ".join(parts)


def _gaps(words: Words, profile: Profile) -> Iterator[str]:
    if profile.has_gaps:
        yield words.texts["gaps_cells" if words.lost(profile.sources) else "gaps_cells_kept"]
    yield words.texts["gaps_small"]


def _missing(words: Words, profile: Profile) -> Iterator[Document]:
    """Yield what a section without figures lacks, and who holds it."""
    for theme in profile.untold:
        yield {
            "title": theme.section.title[words.lang],
            "texts": [text[words.lang] for text in theme.missing],
        }


def _evidence(words: Words, profile: Profile) -> Iterator[str]:
    """Yield whom the figures describe, what they rest on, and where series break."""
    said, lang = words.texts, words.lang
    yield said["evidence_kinds"]
    for concept, name in profile.populations:
        population = words.population(profile.community, concept, name)
        if population.note:
            yield f"{population.label[lang]}{said['colon']} {population.note[lang]}"
    yield from (said[f"basis_{basis}"] for basis in words.bases(profile.sources))
    if words.undated(profile.sources):
        yield said["releases"]
    yield from (f"† {words.break_note(change, profile.sources)}" for change in profile.breaks)


def _source(words: Words, name: str) -> Document:
    source, said = words.source_of(name), words.texts
    text = f"{source.title[words.lang]} ({', '.join(source.periods)}). "
    text += f"{said['evidence_universe']}{said['colon']} {source.universe[words.lang]}."
    if source.release:
        text += f" {said['evidence_release']}{said['colon']} {source.release}."
    return {"table": source.table, "text": f"{text} {words.fetched(name)}".strip(" ")}


def _licence(words: Words, sources: Iterable[str]) -> str:
    names = list(sources)
    licences = words.licences(names)
    notices = (f"{licence.name[words.lang]}. {plain(words.notice_for(names))}" for licence in licences)
    return f"{words.texts['licence_title']}{words.texts['colon']} {' '.join(notices)}"
