"""A product of Statistics Canada's Web Data Service → its zip, its description, or the cells asked for, all proven."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.errors import SourceError
from pipelines.fetch.desk import Desk, Taken, Wants, canonical, hash_of
from pipelines.fetch.faults import NotServed, told
from pipelines.fetch.plain import take_file
from pipelines.fetch.web import Ask
from pipelines.model.live import Pin, Wds, WdsCells

BASE = "https://www150.statcan.gc.ca/t1/wds/rest"
METADATA, CELLS = "metadata.json", "cells.json"
# The list of tables has 5 MB and is put together while one waits.
LIST_READ_S = 120.0
# The guide's limit for the items of one request.
BATCH = 300
POSITIONS = 10
LOCKED, NOT_FOUND = 409, 404
# `wdsResponseStatus` of the service's code sets.
MEANING = {
    0: "success",
    1: "invalid date",
    2: "invalid combination of table and series",
    3: "request failed",
    4: "vector invalid",
    5: "table id invalid",
    6: "table is being published at this moment",
    7: "table not available",
    8: "invalid number of reference periods",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Every table that is published: product → moment of its last release, in UTC."""

    releases: dict[str, str]
    synthetic: bool


def take(way: Wds, _wants: Wants, desk: Desk) -> list[Taken]:
    """Return the zip of a whole table and `metadata.json`.

    The table has to be in the inventory first: the service says SUCCESS, with a link, of tables that do not exist.
    """
    release = released(way.product, desk)
    link = _call(desk, Ask(address=f"{BASE}/getFullTableDownloadCSV/{way.product}/en"))[0]
    address = str(_success(link, way.product, "a link"))
    name = f"{way.product}-eng.zip"
    try:
        table = take_file(desk, name, address, release)
    except NotServed as error:
        if error.status != NOT_FOUND:
            raise
        raise SourceError(
            told(
                f"the service gave a link for table {way.product} that leads nowhere",
                where=desk.web.asked(address),
                found="status 404 behind a SUCCESS",
                expected="a zip",
                done="nothing was kept or pinned",
                do="try again after the next release at 08:30 Eastern; if it stays so, write to Statistics Canada",
            )
        ) from error
    _has_its_table(desk, table, way.product)
    return [table, _metadata(way.product, desk)]


def take_cells(way: WdsCells, wants: Wants, desk: Desk) -> list[Taken]:
    """Return `cells.json`, one object a coordinate in the order asked, and `metadata.json`."""
    release = released(way.product, desk)
    metadata = _metadata(way.product, desk)
    described = json.loads(desk.library.path(metadata.record).read_text(encoding="utf-8"))
    coordinates = [padded(coordinate) for coordinate in wants.coordinates(described)]
    if not coordinates or len(set(coordinates)) != len(coordinates):
        raise SourceError(
            told(f"the cells wanted of {way.product} are none, or one is named twice", found=repr(coordinates[:5]))
        )
    objects: list[Any] = []
    kinds = set()
    with desk.progress(f"{way.product} cells", None) as bar:
        for batch in _batches(coordinates):
            found, synthetic = _cells(way, batch, desk)
            objects += found
            kinds.add(synthetic)
            bar.update(len(canonical(found)))
    address = f"{BASE}/getDataFromCubePidCoordAndLatestNPeriods"
    asked = hash_of([way.product, way.latest, coordinates])
    data = canonical(objects)
    cells = [desk.keep(CELLS, address, data, synthetic=kind, asked=asked, release=release) for kind in sorted(kinds)]
    return [*cells, metadata]


def glance(product: str, pins: Sequence[Pin], desk: Desk) -> str | None:
    """Return in what the inventory differs from the pins; None where the release is the pinned one."""
    release = inventory(desk).releases.get(product)
    pinned = {pin.release for pin in pins if pin.name != METADATA}
    if release is None:
        return f"table {product} is no longer in Statistics Canada's list of tables"
    if pinned != {release}:
        before = ", ".join(sorted(each or "an unknown moment" for each in pinned))
        return f"table {product} was released again: pinned {before}, now {release}"
    return None


def inventory(desk: Desk) -> Inventory:
    """Return every published table; asked once a run. Rows that are there twice count once, at their last release."""
    return desk.once("wds-inventory", lambda: _inventory(desk))


def released(product: str, desk: Desk) -> str:
    """Return when a table was last released, in UTC; raises where it is not published."""
    release = inventory(desk).releases.get(product)
    if release is None:
        raise SourceError(
            told(
                f"Statistics Canada publishes no table {product}",
                where=f"{BASE}/getAllCubesListLite",
                found=f"{len(inventory(desk).releases)} tables, this one not among them",
                done="it was not asked for: the service gives links for tables that do not exist",
                do="look at `product` of this source in sources.yml",
            )
        )
    return release


def changed_tables(day: str, desk: Desk) -> dict[str, str]:
    """Return the tables released on a day (YYYY-MM-DD) with their moment in UTC; none on a day without a release."""
    try:
        answer, _ = _call(desk, Ask(address=f"{BASE}/getChangedCubeList/{day}"))
    except NotServed as error:
        if error.status == NOT_FOUND:
            return {}
        raise
    found = {}
    for each in _success(answer, f"the changes of {day}", "a list"):
        _code_zero(each, f"the changes of {day}")
        found[_product(each)] = utc(each["releaseTime"])
    return found


def padded(coordinate: str) -> str:
    """Return a coordinate with all of its ten positions."""
    parts = coordinate.split(".")
    if len(parts) > POSITIONS or not all(part.isdecimal() for part in parts):
        raise SourceError(f"{coordinate!r} is no coordinate; expected up to {POSITIONS} member ids joined by dots")
    return ".".join([*parts, *["0"] * (POSITIONS - len(parts))])


def utc(release: str) -> str:
    """Return a release time in UTC. The list gives UTC, with its Z; all else gives Toronto's time without a zone."""
    try:
        moment = datetime.fromisoformat(release)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo("America/Toronto"))
    except ZoneInfoNotFoundError as error:
        raise SourceError("this machine knows no time zones; install the package tzdata") from error
    except (TypeError, ValueError) as error:
        raise SourceError(
            told(
                "a release time cannot be read",
                found=repr(release),
                expected="2026-09-14T12:30:00Z or 2026-09-14T08:30",
            )
        ) from error
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _inventory(desk: Desk) -> Inventory:
    rows, synthetic = _call(desk, Ask(address=f"{BASE}/getAllCubesListLite", read_s=LIST_READ_S))
    if not isinstance(rows, list) or not rows:
        raise _odd("the list of tables", rows, "a list of tables")
    releases: dict[str, str] = {}
    for row in rows:
        try:
            product, release = _product(row), utc(row["releaseTime"])
        except (KeyError, TypeError) as error:
            raise _odd("the list of tables", row, "productId and releaseTime in each row") from error
        releases[product] = max(release, releases.get(product, release))
    return Inventory(releases=releases, synthetic=synthetic)


def _metadata(product: str, desk: Desk) -> Taken:
    address = f"{BASE}/getCubeMetadata"
    body = [{"productId": int(product)}]
    answer, synthetic = _call(desk, Ask(address=address, method="POST", body=body))
    if not isinstance(answer, list) or len(answer) != 1:
        raise _odd(f"the description of {product}", answer, "a list of one envelope")
    described = _success(answer[0], product, "an object")
    _code_zero(described, product)
    if _product(described) != product:
        raise _odd(f"the description of {product}", described.get("productId"), f"productId {product}")
    release = utc(described["releaseTime"]) if described.get("releaseTime") else None
    data = canonical(described)
    return desk.keep(METADATA, address, data, synthetic=synthetic, asked=hash_of(body), release=release)


def _cells(way: WdsCells, batch: Sequence[str], desk: Desk) -> tuple[list[Any], bool]:
    """Return the objects of one batch in the order asked; they are known by product and coordinate, not by place."""
    body = [{"productId": int(way.product), "coordinate": each, "latestN": way.latest} for each in batch]
    ask = Ask(address=f"{BASE}/getDataFromCubePidCoordAndLatestNPeriods", method="POST", body=body)
    answer, synthetic = _call(desk, ask)
    if not isinstance(answer, list):
        raise _odd(f"cells of {way.product}", answer, "a list of envelopes")
    found: dict[str, Any] = {}
    failed = []
    for envelope in answer:
        cell = _object(envelope, f"cells of {way.product}")
        # A cell that is refused is described in words, or has a coordinate of dots alone.
        place = str(cell.get("coordinate", "no coordinate"))
        if envelope["status"] != "SUCCESS" or cell.get("responseStatusCode") != 0:
            failed.append(f"{place}: {envelope['status']}, {cell.get('said') or _meaning(cell)}")
            continue
        place = padded(place)
        if _product(cell) != way.product or place not in batch or place in found:
            raise _odd(f"cells of {way.product}", f"{cell.get('productId')} {place}", "each cell asked for, once")
        found[place] = cell
    lacking = [place for place in batch if place not in found]
    if failed or lacking:
        raise SourceError(
            told(
                f"cells of table {way.product} were not given",
                where=desk.web.asked(ask.address),
                found="; ".join(failed) or f"no answer for {', '.join(lacking[:5])}",
                expected=f"{len(batch)} cells, of which {len(lacking)} are lacking",
                done="none of the batch was kept: a part would look like the whole",
                do="look at the coordinates against the table's members; ask again if it is being published",
            )
        )
    return [found[place] for place in batch], synthetic


def _call(desk: Desk, ask: Ask) -> tuple[Any, bool]:
    """Return the parsed answer; the nightly lock gets its own words."""
    try:
        return desk.web.json(ask)
    except NotServed as error:
        if error.status != LOCKED:
            raise
        raise SourceError(
            told(
                "the Web Data Service is locked from 00:00 to 08:30 Eastern, while tables are loaded",
                where=desk.web.asked(ask.address),
                found="status 409",
                done="it was not asked again; what was fetched before stays in use",
                do="come back at 08:30 Eastern",
            )
        ) from error


def _object(envelope: Any, what: str) -> dict[str, Any]:
    held = envelope.get("object") if isinstance(envelope, dict) and "status" in envelope else None
    if isinstance(held, str):
        return {"said": held}
    if not isinstance(held, dict):
        raise _odd(what, envelope, "an envelope with status and object")
    return held


def _success(envelope: Any, what: str, expected: str) -> Any:
    """Return what an envelope holds; raises where it says anything but SUCCESS."""
    if not isinstance(envelope, dict) or envelope.get("status") != "SUCCESS" or not envelope.get("object"):
        raise _odd(what, envelope, f"status SUCCESS with {expected}")
    return envelope["object"]


def _code_zero(held: Any, what: str) -> None:
    """Raise where a SUCCESS holds a code that says otherwise."""
    if not isinstance(held, dict) or held.get("responseStatusCode") != 0:
        raise _odd(what, f"responseStatusCode {_meaning(held)}", "responseStatusCode 0")


def _meaning(held: Any) -> str:
    code = held.get("responseStatusCode") if isinstance(held, dict) else None
    return f"{code} ({MEANING.get(code, 'a code that the service does not document') if code is not None else 'none'})"


def _product(held: Any) -> str:
    """Return the product of an object: text in old captures, a number in new ones."""
    return str(held["productId"]).zfill(8)


def _odd(what: str, found: Any, expected: str) -> SourceError:
    return SourceError(
        told(
            f"Statistics Canada's answer about {what} is not what is documented",
            where=BASE,
            found=str(found)[:200],
            expected=expected,
            done="nothing of it was kept",
            do="ask again later; if it stays so, look at the product in sources.yml",
        )
    )


def _has_its_table(desk: Desk, table: Taken, product: str) -> None:
    with ZipFile(desk.library.path(table.record)) as archive:
        lacking = {f"{product}.csv", f"{product}_MetaData.csv"} - set(archive.namelist())
        found = ", ".join(archive.namelist()[:5])
    if lacking:
        raise _odd(f"table {product}", f"a zip with {found}", ", ".join(sorted(lacking)))


def _batches(coordinates: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(coordinates)
    while batch := list(islice(rest, BATCH)):
        yield batch
