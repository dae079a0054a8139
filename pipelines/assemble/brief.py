"""A profile's themes → the charts that its brief prints, as many as two sheets hold."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model import Among, BriefChart, ChartKind, Theme
from pipelines.model.planning import Counted

# Two sheets hold three charts beside figures, doubts and sources, in letters that can be read.
MOST_CHARTS = 3


# Where the region stands among all of its level; it is drawn at the head of the page, in no section.
REGIONS = "regions"


def brief_charts(
    preferred: Sequence[str], themes: Sequence[Theme], counting: Counted | None, among: Sequence[Among]
) -> tuple[BriefChart, ...]:
    """Return a chart each of the first of the `preferred` sections that have one, in the order of the page.

    Where these are too few, the region among all of its level goes before them. A profile with fewer charts has
    fewer; one without any figure has none.
    """
    found = {theme.section.id: kind for theme in themes if (kind := _kind(theme, counting)) is not None}
    if among and len(found) < MOST_CHARTS:
        found = {REGIONS: ChartKind.AMONG, **found}
        preferred = [REGIONS, *preferred]
    chosen = [name for name in preferred if name in found][:MOST_CHARTS]
    return tuple(BriefChart(section=name, kind=kind) for name, kind in found.items() if name in chosen)


def _kind(theme: Theme, counting: Counted | None) -> ChartKind | None:
    """Return the kind of a section's first chart; the strip of ways of counting stands in the section on size."""
    if theme.empty:
        return None
    if len(theme.bars) > 1:
        return ChartKind.BARS
    if theme.lines:
        return ChartKind.LINE
    if theme.pyramid:
        return ChartKind.PYRAMID
    return ChartKind.COUNTING if theme.section.id == "size" and counting and counting.least else None
