"""Figures → drawings: the geometry of each kind of chart, and the files that are made of what is drawn on a page."""

from pipelines.render.charts.among import among
from pipelines.render.charts.bars import BAR_AREA, bar_pairs
from pipelines.render.charts.counting import strip
from pipelines.render.charts.dots import dots
from pipelines.render.charts.easel import Drawing, Easel
from pipelines.render.charts.pyramid import pyramid
from pipelines.render.charts.stack import stack
from pipelines.render.charts.standalone import Key, standalone
from pipelines.render.charts.trend import trend

__all__ = [
    "BAR_AREA",
    "Drawing",
    "Easel",
    "Key",
    "among",
    "bar_pairs",
    "dots",
    "pyramid",
    "stack",
    "standalone",
    "strip",
    "trend",
]
