"""A community's shelves → its Profiles: what each page says, in the declared order, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipelines.assemble.among import Peers
from pipelines.assemble.brief import brief_charts
from pipelines.assemble.comparable import comparables
from pipelines.assemble.counting import counted
from pipelines.assemble.planning import planning
from pipelines.assemble.registered import registered
from pipelines.assemble.sentences import UNSAID, glance, sentence
from pipelines.assemble.shelf import Shelf
from pipelines.assemble.standardised import STANDARDISED, standardised
from pipelines.model import (
    WHOM,
    Block,
    Community,
    Elsewhere,
    Figure,
    Group,
    Level,
    Plan,
    Profile,
    Row,
    Section,
    Status,
    Text,
    Theme,
)

# What a comparison shows of an indicator: both values, their difference and its size.
COMPARED = (Group.MINORITY, Group.MAJORITY, Group.GAP, Group.RATIO, Group.PEOPLE)
# Above this many cards the head of the page stops being a glance.
MOST_CARDS = 6
SINGLE = "responses=single"


def assemble_profiles(plan: Plan, name: str, stock: Mapping[str, Shelf], territory: list[str]) -> Iterator[Profile]:
    """Yield a Profile for each region of `territory` that has enough figures, or whose level always has a page."""
    community = plan.communities[name]
    peers = Peers(plan, stock)
    for region in territory:
        shelf = stock.get(region, Shelf(name, region, {}))
        always = plan.regions[region].level in community.where.always
        if always or shelf.reported >= plan.sections.minimum_reported_figures:
            yield _profile(plan, community, shelf, stock, peers)


def _profile(plan: Plan, community: Community, shelf: Shelf, stock: Mapping[str, Shelf], peers: Peers) -> Profile:
    themes = tuple(_theme(plan, community, shelf, section) for section in plan.sections.sections)
    used = {figure.source for figure in shelf.figures.values()}
    other = _wider(plan, community, shelf.region, stock)
    compared, groups = _compared(plan, shelf, stock.get(other or ""))
    elsewhere = tuple(_elsewhere(plan, shelf.region, stock))
    counting = counted(community, shelf)
    among = tuple(peers.of_themes(shelf))
    used |= {f.source for part in elsewhere for block in part.blocks for row in block.rows for f in row.figures if f}
    return Profile(
        community=shelf.community,
        region=shelf.region,
        cards=tuple(_cards(plan, shelf)),
        glance=tuple(glance(plan, shelf)),
        themes=themes,
        compared=compared,
        compared_groups=groups,
        compared_with=other,
        elsewhere=elsewhere,
        sources=tuple(source for source in plan.sources if source in used),
        populations=tuple(dict.fromkeys(each for theme in themes for each in theme.populations)),
        breaks=tuple(dict.fromkeys(each for theme in themes for each in theme.breaks)),
        has_gaps=any(figure.status is not Status.REPORTED for figure in shelf.figures.values()),
        counting=counting,
        planning=planning(plan, community, shelf),
        standardised=standardised(plan, shelf),
        among=among,
        brief=brief_charts(plan.sections.brief, themes, counting, among),
        comparables=tuple(comparables(plan, shelf)),
        registered=registered(plan, shelf, stock),
    )


def _row(shelf: Shelf, indicator: str, period: str, label: str, breakdown: str = "") -> Row:
    figures = tuple(shelf.get(indicator, group, period, breakdown) for group in WHOM)
    breaks = next((figure.series_break for figure in figures if figure and figure.series_break), "")
    return Row(label=label, figures=figures, series_break=breaks)


def _cards(plan: Plan, shelf: Shelf) -> Iterator[Block]:
    """Yield the key figures: minority, majority, total and, where two groups are compared, their gap."""
    shown = [(name, shelf.latest(name)) for name in plan.sections.at_a_glance]
    for name, period in [(name, period) for name, period in shown if period][:MOST_CARDS]:
        row = _row(shelf, name, period, period)
        compared = plan.indicators[name].kind not in UNSAID
        gap = shelf.get(name, Group.GAP, period) if compared else None
        yield Block(indicator=name, rows=(replace(row, figures=(*row.figures, gap)),))


def _theme(plan: Plan, community: Community, shelf: Shelf, section: Section) -> Theme:
    names = [name for name, indicator in plan.indicators.items() if indicator.theme == section.id]
    blocks = tuple(block for name in names for block in _by_period(shelf, name, whole=name in section.trends))
    spread = tuple(_spread(plan, shelf, name) for name in section.spread if _has_parts(plan, shelf, name))
    figures = [figure for block in (*blocks, *spread) for row in block.rows for figure in row.figures if figure]
    return Theme(
        section=section,
        sentences=tuple(s for name in section.said for s in sentence(plan, shelf, name)),
        bars=tuple(_bars(plan, shelf, section)),
        lines=tuple(_line(shelf, name) for name in section.trends if _has_line(shelf, name)),
        spread=spread,
        pyramid=next((_pyramid(plan, shelf, name) for name in [section.pyramid] if name), None),
        blocks=blocks,
        details=tuple(
            block for name in names if name not in section.spread for block in _in_detail(plan, shelf, section, name)
        ),
        missing=tuple(_missing(community, section, {block.indicator for block in (*blocks, *spread)})),
        sources=tuple(dict.fromkeys(figure.source for figure in figures)),
        populations=tuple(dict.fromkeys((_concept(plan, figure), figure.population) for figure in figures)),
        breaks=tuple(dict.fromkeys(figure.series_break for figure in figures if figure.series_break)),
    )


def _parts(plan: Plan, shelf: Shelf, name: str) -> Iterator[tuple[str, str]]:
    """Yield (breakdown, period) of each part of a distribution over one dimension, in the declared order."""
    for key in _single_keys(plan, shelf, name):
        period = shelf.latest(name, key)
        if period is not None:
            yield key, period


def _single_keys(plan: Plan, shelf: Shelf, name: str) -> Iterator[str]:
    """Yield the breakdown keys of one dimension that an indicator has here, in the declared order."""
    known = shelf.breakdowns(name) - {""}
    if known:
        for dimension, declared in plan.categories.breakdowns.items():
            yield from (key for key in (f"{dimension}={member}" for member in declared.members) if key in known)


def _has_parts(plan: Plan, shelf: Shelf, name: str) -> bool:
    return next(_parts(plan, shelf, name), None) is not None


def _spread(plan: Plan, shelf: Shelf, name: str) -> Block:
    """Return a distribution, a row a part."""
    rows = tuple(_row(shelf, name, period, f"{period}:{key}", key) for key, period in _parts(plan, shelf, name))
    return Block(indicator=name, rows=rows)


def _pyramid(plan: Plan, shelf: Shelf, name: str) -> Block | None:
    """Return a distribution by age and sex, a row a part, the oldest first; None where a part is not reported."""
    if name not in plan.indicators:
        return None
    over = [dimension for origin in plan.indicators[name].sources for dimension in origin.over]
    ages = [dimension for dimension in dict.fromkeys(over) if dimension != "sex"]
    rows = []
    for dimension in ages:
        for member in reversed(plan.categories.breakdowns[dimension].members):
            for sex in ("male", "female"):
                # The dimensions of a breakdown key are in alphabetical order.
                key = ";".join(sorted((f"{dimension}={member}", f"sex={sex}")))
                period = shelf.latest(name, key)
                if period is not None:
                    rows.append(_row(shelf, name, period, f"{period}:{key}", key))
    return Block(indicator=name, rows=tuple(rows)) if rows else None


def _concept(plan: Plan, figure: Figure) -> str:
    return plan.indicators[figure.indicator].concept or "main"


def _by_period(shelf: Shelf, name: str, whole: bool = False) -> Iterator[Block]:
    """Yield an indicator's block: the `whole` series, or from its latest period back to the first that is reported.

    The single responses of a question that allows several stand beside it where a source has them.
    """
    rows = []
    for period in shelf.periods(name):
        rows.append(_row(shelf, name, period, period))
        if not whole and period == shelf.latest(name):
            break
    rows += [_row(shelf, name, period, f"{period}:{SINGLE}", SINGLE) for period in shelf.periods(name, SINGLE)]
    if any(figure and figure.status is Status.REPORTED for row in rows for figure in row.figures):
        yield Block(indicator=name, rows=tuple(rows))


def _in_detail(plan: Plan, shelf: Shelf, section: Section, name: str) -> Iterator[Block]:
    """Yield what the profile has no room for: every census of a series that is not drawn, and the latest by group."""
    rows = list(_by_group(plan, shelf, name))
    if name in section.history and name not in section.trends:
        periods = shelf.periods(name)
        rows = [*(_row(shelf, name, period, period) for period in periods if len(periods) > 1), *rows]
    if rows:
        yield Block(indicator=name, rows=tuple(rows))


def _by_group(plan: Plan, shelf: Shelf, name: str) -> Iterator[Row]:
    """Yield the latest values by sex, age and immigrant status, as far as a source has them."""
    for key in _single_keys(plan, shelf, name):
        period = shelf.latest(name, key)
        if period is not None and key not in (SINGLE, STANDARDISED):
            yield _row(shelf, name, period, f"{period}:{key}", key)
    yield from (_row(shelf, name, period, f"{period}:{key}", key) for key, period in _crossed(plan, shelf, name))


def _crossed(plan: Plan, shelf: Shelf, name: str) -> Iterator[tuple[str, str]]:
    """Yield (breakdown, period) of the parts of a distribution over several dimensions."""
    kind = plan.indicators[name]
    if kind.kind == "distribution":
        for key in sorted(key for key in shelf.breakdowns(name) if ";" in key):
            period = shelf.latest(name, key)
            if period is not None:
                yield key, period


def _bars(plan: Plan, shelf: Shelf, section: Section) -> Iterator[Row]:
    """Yield the rows of the comparison: the section's leading percentages, each in its latest period."""
    for name in section.lead:
        period = shelf.latest(name)
        if period is not None and plan.indicators[name].unit == "percent":
            row = _row(shelf, name, period, name)
            if row.figures[1] is not None and row.figures[1].status is Status.REPORTED:
                yield row


def _has_line(shelf: Shelf, name: str) -> bool:
    figures = [shelf.get(name, Group.MINORITY, period) for period in shelf.periods(name)]
    return sum(figure is not None and figure.status is Status.REPORTED for figure in figures) >= 2


def _line(shelf: Shelf, name: str) -> Block:
    rows = tuple(_row(shelf, name, period, period) for period in reversed(shelf.periods(name)))
    return Block(indicator=name, rows=rows)


def _missing(community: Community, section: Section, shown: set[str]) -> Iterator[Text]:
    for missing in section.missing:
        applies = not missing.kinds or community.kind in missing.kinds
        if applies and missing.unless not in shown:
            yield missing.text


def _wider(plan: Plan, community: Community, region: str, stock: Mapping[str, Shelf]) -> str | None:
    """Return the region that the same community is compared in: the next wider one that has figures."""
    parent = plan.regions[region].parent
    while parent is not None and parent not in stock:
        parent = plan.regions[parent].parent
    if parent is None and plan.regions[region].level is not Level.GEOGRAPHIC_REGION:
        inside = [name for name in community.where.within if name in stock and name != region]
        outside = [name for name in stock if name == "x-canada-outside-quebec" and community.where.outside]
        parent = next(iter([*inside, *outside]), None)
    return parent


def _compared(plan: Plan, shelf: Shelf, wider: Shelf | None) -> tuple[tuple[Block, ...], tuple[Group, ...]]:
    """Return the featured indicators, and the groups and comparisons that one of them has, a column each.

    Where there is a wider region, its minority is the last column.
    """
    featured = [(name, shelf.latest(name)) for name in plan.communities[shelf.community].featured]
    # A count, or a share of everybody, compares nobody.
    found = [(name, period) for name, period in featured if period and plan.indicators[name].kind not in UNSAID]
    groups = tuple(
        group for group in COMPARED if any(shelf.get(name, group, period) is not None for name, period in found)
    )
    return tuple(
        Block(indicator=name, rows=(_comparison(shelf, wider, name, groups, period),)) for name, period in found
    ), groups


def _comparison(shelf: Shelf, wider: Shelf | None, name: str, groups: tuple[Group, ...], period: str) -> Row:
    here = tuple(shelf.get(name, group, period) for group in groups)
    return Row(label=period, figures=(*here, wider.get(name, Group.MINORITY, period)) if wider else here)


def _elsewhere(plan: Plan, region: str, stock: Mapping[str, Shelf]) -> Iterator[Elsewhere]:
    """Yield the figures of the administrative regions that a health region covers, never summed."""
    for cover in plan.regions[region].covers:
        shelf = stock.get(cover.region)
        if shelf is not None:
            names = dict.fromkeys(indicator for indicator, *_ in shelf.figures)
            ordered = [name for name in plan.indicators if name in names]
            blocks = tuple(block for name in ordered for block in _by_period(shelf, name))
            yield Elsewhere(region=cover.region, extent=cover.extent, blocks=blocks)
