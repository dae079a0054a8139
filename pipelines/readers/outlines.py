"""Boundary files of a level → the Drawing of a frame: regions projected, simplified together, in whole units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio  # type: ignore[import-untyped]
import shapely  # type: ignore[import-untyped]
from pyproj.exceptions import CRSError
from shapely.affinity import affine_transform  # type: ignore[import-untyped]
from shapely.geometry import MultiPolygon, Polygon, box  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from pipelines.errors import SourceError
from pipelines.model.maps import Drawing, Frame, Outline
from pipelines.model.places import region_of
from pipelines.readers.boundaries import inside_of, read_boundaries

# The column that tells which territory an outline is of, and our id of it.
IDENTIFIERS: Mapping[str, Callable[[str], str | None]] = {
    "DGUID": region_of,
    "HR_UID": lambda code: region_of(f"2021A0007{code}"),
    "RSS_code": lambda code: f"rss{code.zfill(2)}",
}
# The drawing's box in its units, and the room around what is drawn.
WIDTH, HEIGHT, MARGIN = 800, 800, 4
# The longer side of an inset: the largest for which a corner is free, the first below the drawing where none is.
INSETS = (320, 280, 240, 200)
# How far a border may move, in units; doubled until a drawing is small enough for a page.
TOLERANCE = 1.0
MOST_BYTES = 40_000
# An island smaller than this, in square units, is not seen.
SMALLEST_ISLAND = 0.4
# Longitudes go so far either way, in degrees; latitudes half as far.
WHOLE_EARTH = 180
Shapes = dict[str, BaseGeometry]


def drawing(files: Iterable[tuple[str, Path]], frame: Frame, wanted: Collection[str]) -> Drawing | None:
    """Return the drawing of the regions `wanted` from the first boundary file that has one of them; None if none has.

    `files` are (boundary id, file). Regions of which the file has no outline are not in the drawing. Raises
    SourceError for a file that cannot be read, with an outline missing, or without a word on where it lies.
    """
    for name, path in files:
        shapes = _shapes(path, frame.projection, wanted)
        if shapes:
            return _drawn(name, frame, shapes)
    return None


def _shapes(path: Path, projection: str, wanted: Collection[str]) -> Shapes:
    """Return the outlines of the regions `wanted`, in the units of the projection, in the order of `wanted`."""
    column = _identifier(path)
    frame = read_boundaries(path, column, column)
    ids = [IDENTIFIERS[column](each) for each in frame["dguid"]]
    found = gpd.GeoSeries(frame.geometry.to_numpy(), index=ids, crs=frame.crs)
    west, south, east, north = found.total_bounds
    if not (west >= -WHOLE_EARTH and east <= WHOLE_EARTH and south >= -WHOLE_EARTH / 2 and north <= WHOLE_EARTH / 2):
        raise SourceError(
            f"{path.name}: its coordinates are not where it says; found {west:.10g} to {east:.10g} as longitude, "
            "expected degrees; the maps stay squares"
        )
    found = found[found.index.isin(list(wanted))]
    try:
        found = found.to_crs(projection)
    except CRSError as error:
        raise SourceError(f"{path.name}: nobody knows the projection {projection} ({error})") from error
    return {name: _areas(found[name]) for name in wanted if name in found.index}


def _identifier(path: Path) -> str:
    """Return the column of a file that names its territories."""
    try:
        fields = list(pyogrio.read_info(inside_of(path))["fields"])
    except Exception as error:
        # pyogrio's errors share no class of their own.
        raise SourceError(f"{path.name}: not outlines that can be read ({error}); the maps stay squares") from error
    column = next((name for name in IDENTIFIERS if name in fields), None)
    if column is None:
        expected = ", ".join(IDENTIFIERS)
        raise SourceError(
            f"{path.name}: no column says which territory; found {', '.join(fields)}; expected {expected}"
        )
    return column


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a mended outline: mending may leave lines and points behind."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, (Polygon, MultiPolygon))]
    return shapely.union_all(parts) if len(parts) != 1 else parts[0]


def _drawn(boundary: str, frame: Frame, shapes: Shapes) -> Drawing:
    # Maps have the north on top, where a drawing has its zero.
    upright = {name: affine_transform(shape, [1, 0, 0, -1, 0, 0]) for name, shape in shapes.items()}
    shapes, width, height = _fitted(upright, WIDTH, HEIGHT)
    outlines = _simplified(shapes)
    inset, place = {}, None
    close = {name: shape for name, shape in shapes.items() if name in frame.inset}
    if close:
        larger, (across, down), (left, top), height = _placed(shapes, close, (width, height))
        moved = {name: affine_transform(shape, [1, 0, 0, 1, left, top]) for name, shape in larger.items()}
        inset, place = _simplified(moved), (left, top, across, down)
    return Drawing(
        level=frame.level, width=width, height=height, boundary=boundary, outlines=outlines, inset=inset, box=place
    )


def _fitted(shapes: Shapes, widest: int, highest: int) -> tuple[Shapes, int, int]:
    """Return shapes scaled into a box, with the width and the height that they take."""
    left, top, right, bottom = shapely.total_bounds(list(shapes.values()))
    scale = min((widest - 2 * MARGIN) / (right - left), (highest - 2 * MARGIN) / (bottom - top))
    matrix = [scale, 0, 0, scale, MARGIN - left * scale, MARGIN - top * scale]
    size = [ceil(length * scale) + 2 * MARGIN for length in (right - left, bottom - top)]
    return {name: affine_transform(shape, matrix) for name, shape in shapes.items()}, size[0], size[1]


def _placed(
    shapes: Shapes, close: Shapes, size: tuple[int, int]
) -> tuple[Shapes, tuple[int, int], tuple[int, int], int]:
    """Return the inset's shapes, its size, its left and top, and the height of the drawing with it."""
    for longest in INSETS:
        larger, across, down = _fitted(close, longest, longest)
        corner = _free_corner(list(shapes.values()), (across, down), size)
        if corner is not None:
            return larger, (across, down), corner, size[1]
    larger, across, down = _fitted(close, INSETS[0], INSETS[0])
    return larger, (across, down), (size[0] - across - 1, size[1] + MARGIN), size[1] + down + 2 * MARGIN


def _free_corner(shapes: list[BaseGeometry], inset: tuple[int, int], size: tuple[int, int]) -> tuple[int, int] | None:
    """Return the left and top of an inset in a corner that nothing lies in, None where all are taken."""
    (across, down), (width, height) = inset, size
    right, bottom = width - across - 1, height - down - 1
    for left, top in ((right, 1), (right, bottom), (1, 1), (1, bottom)):
        corner = box(left - MARGIN, top - MARGIN, left + across + MARGIN, top + down + MARGIN)
        if not any(shape.intersects(corner) for shape in shapes):
            return left, top
    return None


def _simplified(shapes: Shapes) -> dict[str, Outline]:
    """Return outlines whose borders are simplified together, so that neighbours still meet, few enough for a page."""
    tolerance = TOLERANCE
    while True:
        simple = shapely.coverage_simplify(list(shapes.values()), tolerance)
        found = {
            name: _outline(shape, whole) for name, shape, whole in zip(shapes, simple, shapes.values(), strict=True)
        }
        if sum(len(each.path) for each in found.values()) <= MOST_BYTES:
            return found
        tolerance *= 2


def _outline(simple: BaseGeometry, whole: BaseGeometry) -> Outline:
    parts = sorted(_polygons(simple) or _polygons(whole), key=lambda part: -part.area)
    kept = [part for part in parts if part.area >= SMALLEST_ISLAND] or parts[:1]
    # The circle that fits in tells where a number has room.
    radius = shapely.maximum_inscribed_circle(kept[0], tolerance=1)
    (x, y), _ = radius.coords
    return Outline(path="".join(_path(part) for part in kept), x=round(x), y=round(y), room=int(radius.length))


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon) and not part.is_empty]


def _path(part: Polygon) -> str:
    rings = [_ring(ring.coords) for ring in (part.exterior, *part.interiors)]
    if rings[0]:
        return "".join(rings)
    # An island that rounding would swallow stays as a dot.
    x, y = round(part.centroid.x), round(part.centroid.y)
    return f"M{x - 1} {y - 1}h2v2h-2z"


def _ring(points: Any) -> str:
    """Return a ring in whole units, each step from the point before; empty where rounding leaves no area."""
    whole = [*_unrepeated((round(x), round(y)) for x, y in points)][:-1]
    if len(whole) < 3:
        return ""
    steps = [f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(whole)]
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps).replace(' -', '-')}z"


def _unrepeated(points: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = None
    for point in points:
        if point != last:
            yield point
        last = point
