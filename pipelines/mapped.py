"""Boundary files that were fetched → the plan with a Drawing for each frame that they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from pipelines import fetch
from pipelines.errors import SourceError
from pipelines.fetch import Desk, Wants
from pipelines.kept import Kept, digest, digest_of_files
from pipelines.live import CELLS
from pipelines.model import Plan, Supply
from pipelines.model.maps import Drawing, Frame, Outline

DRAWING_FILE = "drawing.json"
OUTLINES = "outlines"


def with_drawings(plan: Plan, desk: Desk, kept: Kept) -> tuple[Plan, tuple[SourceError, ...]]:
    """Return the plan with its drawings, and an error for each boundary file that is pinned and cannot be used.

    Taken are files that `portrait fetch` has pinned; where there is none, maps stay squares. Invented outlines go with
    invented figures, and real ones with real ones.
    """
    if plan.maps is None:
        return plan, ()
    supplies, failures = _pinned(plan, desk)
    drawings: dict[str, Drawing] = {}
    for name, frame in plan.maps.frames.items():
        files = {key: each for key, each in supplies.items() if frame.level in plan.boundaries[key].levels}
        wanted = _wanted(plan, frame)
        if not files or not wanted:
            continue
        try:
            found = _drawn_once(name, frame, files, wanted, kept)
        except SourceError as error:
            failures.append(SourceError(f"{', '.join(files)}: {error}; the maps of {name} stay squares"))
            continue
        if found is not None:
            drawings[name] = found
    return replace(plan, drawings=drawings), tuple(failures)


def _pinned(plan: Plan, desk: Desk) -> tuple[dict[str, Supply], list[SourceError]]:
    found: dict[str, Supply] = {}
    failures: list[SourceError] = []
    lock = desk.lock(synthetic=plan.synthetic)
    for name, boundary in plan.boundaries.items():
        if boundary.reader != OUTLINES or not boundary.levels or not lock.get(name):
            continue
        try:
            supply = fetch.obtain(name, boundary.fetch, Wants(), desk)
        except SourceError as error:
            failures.append(error)
            continue
        if supply.synthetic == plan.synthetic:
            found[name] = supply
    return found, failures


def _wanted(plan: Plan, frame: Frame) -> tuple[str, ...]:
    """Return the regions of a frame, in their declared order."""
    return tuple(
        name
        for name, region in plan.regions.items()
        if region.level is frame.level and frame.within in (None, region.parent)
    )


def _drawn_once(
    name: str, frame: Frame, supplies: Mapping[str, Supply], wanted: tuple[str, ...], kept: Kept
) -> Drawing | None:
    """Return a frame's drawing: made now, or as it was made from the same bytes before."""
    files = [(key, _file(supply)) for key, supply in supplies.items()]
    pins = [pin.sha256 for supply in supplies.values() for pin in supply.pins]
    code = digest_of_files(Path(__file__).parent, ["readers/outlines.py", "readers/boundaries.py"], (".py",))
    key = digest(code, repr(frame), *wanted, *pins)

    def make(folder: Path) -> None:
        # The library of geometry takes a second to load: not for a build without outlines.
        from pipelines.readers.outlines import drawing

        drawn = drawing(files, frame, wanted)
        (folder / DRAWING_FILE).write_text(json.dumps(asdict(drawn) if drawn else None), encoding="utf-8")

    text = (kept.folder(f"{CELLS}drawing-{name}", key, make) / DRAWING_FILE).read_text(encoding="utf-8")
    held = json.loads(text)
    if held is None:
        return None
    return Drawing(
        level=frame.level,
        width=held["width"],
        height=held["height"],
        boundary=held["boundary"],
        outlines={region: Outline(**each) for region, each in held["outlines"].items()},
        inset={region: Outline(**each) for region, each in held["inset"].items()},
        box=tuple(held["box"]) if held["box"] else None,
    )


def _file(supply: Supply) -> Path:
    """Return the file of outlines among those of a supply."""
    return next(iter(supply.files.values()))
