"""A frozen edition → plain pages: the figures of each profile as they stood, each at `#` and its id, with its notice.

They are joined from text: there are a thousand of them an edition, and they are never laid out anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import pandas as pd

from pipelines.model import LANGS, Group, Lang, Names, Plan, Reason, Status, Withdrawn
from pipelines.render.numbers import shown

GROUPS = [group.value for group in Group]
# What carries a sign, plus as well as minus.
DIFFERENCES = (Group.GAP, Group.PEOPLE, Group.CHANGE, Group.GROWTH)
REASON_KEYS = {reason.value: reason.name.lower() for reason in Reason}
MARKS = {"poor": "‡"}
HEAD = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="robots" content="noindex"><title>{title}</title>'
    '<link rel="stylesheet" href="{root}assets/editions.css">'
    "</head><body><main>\n"
)
FOOT = "</main></body></html>\n"


class FrozenPages:
    """Makes the pages of one edition in one language.

    `changed` are the figures that are another today, with why; `withdrawn` those that are given no more; `present` the
    (community, region) that have a page today.
    """

    def __init__(
        self,
        date: str,
        names: Names,
        plan: Plan,
        lang: Lang,
        changed: Mapping[str, str],
        withdrawn: Mapping[str, Withdrawn],
        present: set[tuple[str, str]],
        langs: Iterable[Lang] = LANGS,
    ) -> None:
        self.date, self.names, self.lang = date, names, lang
        self.changed, self.withdrawn, self.present = changed, withdrawn, present
        self.precision = plan.rules.precision
        self.others = [other for other in langs if other != lang]
        self.texts = {key: text[lang] for key, text in plan.texts.items()}

    def pages(self, figures: pd.DataFrame) -> Iterator[tuple[str, str]]:
        """Yield (`<community>/<region>`, HTML) for each profile in `figures`."""
        rows = _filled(figures)
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for place, row in zip(zip(figures["community"], figures["region"], strict=True), rows, strict=True):
            found.setdefault(place, []).append(row)
        for (community, region), own in found.items():
            yield f"{community}/{region}", self._page(community, region, own)

    def _page(self, community: str, region: str, rows: list[dict[str, Any]]) -> str:
        name = f"{self.names.community(community, self.lang)}, {self.names.region(region, self.lang)}"
        title = self._say("edition_page_title", profile=name, date=self.date)
        by_indicator: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_indicator.setdefault(row["indicator"], []).append(row)
        return "".join(
            [
                HEAD.format(lang=self.lang, title=title, root="../" * 5),
                f"<p>{self._ways(community, region)}</p>\n<h1>{title}</h1>\n<p>{self._say('edition_page_intro')}</p>\n",
                *(self._table(community, name, own) for name, own in by_indicator.items()),
                FOOT,
            ]
        )

    def _ways(self, community: str, region: str) -> str:
        ways = [f'<a href="../../../">{self._say("edition_of", date=self.date)}</a>']
        ways += [
            f'<a hreflang="{other}" lang="{other}" href="../../../{other}/{community}/{region}/">{OTHER[other]}</a>'
            for other in self.others
        ]
        if (community, region) in self.present:
            here = f"{'../' * 5}{self.lang}/profiles/{community}/{region}/"
            ways.append(f'<a href="{here}">{self._say("edition_today")}</a>')
        return " · ".join(ways)

    def _table(self, community: str, indicator: str, rows: list[dict[str, Any]]) -> str:
        lines: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        for row in rows:
            lines.setdefault((row["breakdown"], row["period"]), {})[row["group"]] = row
        groups = [group for group in GROUPS if any(group in cells for cells in lines.values())]
        heads = "".join(f'<th scope="col">{escape(self.names.group(community, g, self.lang))}' for g in groups)
        sources = dict.fromkeys(row["source"] for row in rows)
        said = [self.names.universe(indicator, self.lang), *(self.names.source(s, self.lang) for s in sources)]
        body = "".join(self._line(breakdown, period, groups, cells) for (breakdown, period), cells in lines.items())
        label = escape(self.names.indicator(indicator, self.lang))
        caption = escape(". ".join(part for part in said if part))
        return (
            f'<h2 id="{indicator}">{label}</h2><table><caption>{caption}</caption>'
            f'<tr><th scope="col">{self._say("edition_period")}{heads}\n{body}</table>\n'
        )

    def _line(self, breakdown: str, period: str, groups: list[str], cells: Mapping[str, dict[str, Any]]) -> str:
        named = self.names.members(breakdown, self.lang)
        head = escape(f"{named}, {period}" if named else period)
        return f'<tr><th scope="row">{head}' + "".join(self._cell(cells.get(g)) for g in groups) + "\n"

    def _cell(self, row: dict[str, Any] | None) -> str:
        if row is None:
            return "<td>"
        name = row["figure_id"]
        return f'<td id="{name}">{self._value(row)}{self._notice(name)}'

    def _value(self, row: dict[str, Any]) -> str:
        if row["status"] != Status.REPORTED:
            return f"<i>{self._say('status_' + str(row['status']))}</i>"
        decimals, signed = self._decimals(row), row["group"] in DIFFERENCES
        text: str = shown(row["value"], row["unit"], self.lang, signed, decimals)
        text += MARKS.get(row["reliability"], "") + row["symbol"]
        if row["lower"] is not None:
            lower, upper = (shown(row[side], row["unit"], self.lang, signed, decimals) for side in ("lower", "upper"))
            text += f" <small>{self._say('bounds', lower=lower, upper=upper)}</small>"
        if row["since"]:
            text += f" <small>{self._say('edition_since', since=row['since'])}</small>"
        return text

    def _decimals(self, row: dict[str, Any]) -> int | None:
        """Return how a percentage of so few persons is printed; None where the unit's own decimals stand."""
        if row["unit"] != "percent" or row["denominator"] is None:
            return None
        return next((rule.decimals for rule in self.precision if row["denominator"] >= rule.base), None)

    def _notice(self, name: str) -> str:
        gone = self.withdrawn.get(name)
        if gone is not None:
            return f" <b>{self._say('edition_withdrawn', notice=notice(gone, self.texts, self.lang))}</b>"
        why = self.changed.get(name)
        return f" <b>{self._say('edition_changed', reasons=reasons(why, self.texts))}</b>" if why else ""

    def _say(self, key: str, **places: str) -> str:
        return escape(self.texts[key].format(**places), quote=False)


OTHER: dict[Lang, str] = {"en": "English", "fr": "Français"}


def notice(gone: Withdrawn, texts: Mapping[str, str], lang: Lang) -> str:
    """Return what became of a figure as plain text: when, why, what takes its place."""
    parts = [texts["withdrawn_on"].format(date=gone.date)] if gone.date else []
    parts.append(gone.why[lang])
    if gone.replacement:
        parts.append(texts["withdrawn_replaced"].format(figure=gone.replacement))
    return " ".join(parts)


def reasons(said: str, texts: Mapping[str, str]) -> str:
    """Return the reasons of a move in words; `said` is as in MOVES."""
    named = (texts[f"edition_reason_{REASON_KEYS[each]}"] for each in said.split(", "))
    return texts["edition_or"].join(named)


def _filled(figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as they are written: what an older store lacks is empty, an absent number None."""
    columns = ["figure_id", "indicator", "group", "breakdown", "period", "value", "unit", "status", "source"]
    later = {"lower": None, "upper": None, "denominator": None, "reliability": "", "symbol": "", "since": ""}
    found = [figures[name].tolist() for name in columns]
    found += [
        figures[name].astype(object).where(figures[name].notna(), None).tolist()
        if name in figures
        else [empty] * len(figures)
        for name, empty in later.items()
    ]
    keys = (*columns, *later)
    return [dict(zip(keys, values, strict=True)) for values in zip(*found, strict=True)]
