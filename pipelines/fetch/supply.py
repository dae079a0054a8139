"""A declared way and what is wanted of it → the source's proven bytes: from the cache, or upstream's if they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pipelines.errors import SourceError
from pipelines.fetch import arcgis, ckan, plain, sdmx, wds
from pipelines.fetch.desk import Desk, Taken, Wants, hash_of
from pipelines.fetch.faults import about, told
from pipelines.fetch.lock import Entry
from pipelines.model.live import (
    ArcGis,
    Change,
    Ckan,
    Download,
    Fetch,
    HeldFile,
    Pin,
    Sdmx,
    Supply,
    Wds,
    WdsCells,
)

# Each way and the function that takes all files of a source over it.
TAKES: dict[type, Callable[[Any, Wants, Desk], list[Taken]]] = {
    Wds: wds.take,
    WdsCells: wds.take_cells,
    Sdmx: sdmx.take,
    ArcGis: arcgis.take,
    Ckan: ckan.take,
    Download: plain.take,
    HeldFile: plain.take_held,
}


def obtain(source_id: str, fetch: Fetch, wants: Wants, desk: Desk) -> Supply:
    """Return the source's pinned bytes: from the cache with no request at all, or from upstream if it serves them.

    What nothing is pinned of is pinned now. Where upstream serves something else, the pinned bytes of the cache are
    returned with `changed` set; where they are not in the cache, SourceError stops the source until it is accepted.
    """
    with about(source_id):
        question = question_of(fetch, wants)
        if not _is_dropped_in(fetch, desk) and (kept := _kept(source_id, question, desk)):
            return kept
        return _settled(source_id, fetch, wants, desk)


def watch(source_id: str, fetch: Fetch, wants: Wants, desk: Desk) -> Change | None:
    """Return in what upstream differs from the pins, or None; either is written into the lock, the pins stay.

    A source of which nothing is pinned has nothing to differ from, and is not asked for.
    """
    with about(source_id):
        entry, synthetic = _pinned(source_id, desk)
        if entry is None or entry.question != question_of(fetch, wants):
            return None
        what, release = _difference(fetch, wants, entry, synthetic, desk)
        lock = desk.lock(synthetic=synthetic)
        if what is None:
            lock.put(source_id, replace(entry, verified=_verified(fetch, entry, desk), changed=None))
            return None
        lock.note_change(source_id, Change(seen=desk.today, what=what, release=release))
        noted = lock.get(source_id)
        return None if noted is None else noted.changed


def accept(source_id: str, fetch: Fetch, wants: Wants, desk: Desk) -> tuple[Supply | None, Supply]:
    """Pin what upstream serves now; return the source as it was (None if those bytes are not here) and as it is.

    The old bytes stay in the cache.
    """
    with about(source_id):
        question = question_of(fetch, wants)
        taken = _take(fetch, wants, replace(desk, again=True))
        synthetic = _one_kind(taken)
        before = desk.lock(synthetic=synthetic).get(source_id)
        old = None if before is None else _supply(source_id, before, desk, synthetic=synthetic)
        entry = Entry(question=question, pins=_pins(taken), verified=desk.today)
        desk.lock(synthetic=synthetic).put(source_id, entry)
        return old, _of_taken(source_id, entry, taken, desk)


def question_of(fetch: Fetch, wants: Wants) -> str:
    """Return a hash of what a declaration asks for: other bytes may answer another question."""
    way = fetch.way
    if isinstance(way, HeldFile):
        return hash_of(["HeldFile", way.name])
    asked: list[Any] = [type(way).__name__, asdict(way)]
    if isinstance(way, WdsCells):
        asked.append(wants.cells)
    if isinstance(way, Sdmx):
        asked += [sorted(wants.characteristics), sorted(wants.genders), sorted(wants.statistics)]
    return hash_of(asked)


def _take(fetch: Fetch, wants: Wants, desk: Desk) -> list[Taken]:
    return TAKES[type(fetch.way)](fetch.way, wants, desk)


def _verified(fetch: Fetch, entry: Entry | None, desk: Desk) -> str:
    """Return the day on which upstream was last seen to agree; a file in the project is no news of it."""
    if isinstance(fetch.way, HeldFile) and entry is not None and entry.verified:
        return entry.verified
    return desk.today


def _is_dropped_in(fetch: Fetch, desk: Desk) -> bool:
    """Return whether the file of this source lies in the project: looking at it costs no request."""
    return isinstance(fetch.way, HeldFile) and (desk.root / fetch.way.name).is_file()


def _pinned(source: str, desk: Desk) -> tuple[Entry | None, bool]:
    """Return the entry that governs a source here, and whether it is a synthetic one."""
    if entry := desk.synthetic.get(source):
        return entry, True
    return desk.real.get(source), False


def _kept(source: str, question: str, desk: Desk) -> Supply | None:
    """Return the source from the cache alone, if all that is pinned of it is there."""
    for synthetic in (True, False):
        entry = desk.lock(synthetic=synthetic).get(source)
        if entry and entry.question == question and (supply := _supply(source, entry, desk, synthetic=synthetic)):
            return supply
    return None


def _supply(source: str, entry: Entry, desk: Desk, *, synthetic: bool) -> Supply | None:
    """Return what is pinned, if the cache has it from the very addresses that would be asked now."""
    files: dict[str, Path] = {}
    for pin in entry.pins:
        address = desk.web.asked(pin.address)
        found = desk.library.find(address, pin.asked, pin.sha256) or desk.library.find(address, plain.HAND, pin.sha256)
        if found is None or found.synthetic != synthetic:
            return None
        files[pin.name] = desk.library.path(found)
    return _made(source, entry, files, synthetic=synthetic)


def _settled(source: str, fetch: Fetch, wants: Wants, desk: Desk) -> Supply:
    """Return the source after what upstream serves was compared with what is pinned."""
    question, taken = question_of(fetch, wants), _take(fetch, wants, desk)
    synthetic = _one_kind(taken)
    lock = desk.lock(synthetic=synthetic)
    entry = lock.get(source)
    drift = None if entry is None else _drift(entry, question, taken)
    if entry is None or drift is None:
        same_question = entry is not None and entry.question == question
        pins = entry.pins if entry is not None and same_question else _pins(taken)
        fresh = Entry(question=question, pins=pins, verified=_verified(fetch, entry, desk))
        lock.put(source, fresh)
        return _of_taken(source, fresh, taken, desk)
    lock.note_change(source, Change(seen=desk.today, what=drift, release=_release(taken)))
    noted = lock.get(source) or entry
    old = _supply(source, noted, desk, synthetic=synthetic)
    if old is not None and noted.question == question:
        return old
    raise SourceError(
        told(
            "upstream has changed, and the pinned bytes are not on this machine",
            where=str(lock.path),
            found=drift,
            expected="the pinned bytes",
            done="the source is stopped; nothing was pinned or published of what is served now",
            do=f"look at what changed, then run `portrait accept {source}`",
        )
    )


def _drift(entry: Entry, question: str, taken: Sequence[Taken]) -> str | None:
    """Return in what the files differ from the pins, None where they agree.

    To the same question the same files have to come. To another question only those files are compared that do not
    depend on it: same name, address and request.
    """
    pins = {pin.name: pin for pin in entry.pins}
    fresh = {each.name: each.pin for each in taken}
    if entry.question != question:
        same = {name for name in pins.keys() & fresh.keys() if _request(pins[name]) == _request(fresh[name])}
        pins, fresh = ({name: each[name] for name in same} for each in (pins, fresh))
    found = [f"{name} is no longer served" for name in sorted(pins.keys() - fresh.keys())]
    found += [f"{name} is new" for name in sorted(fresh.keys() - pins.keys())]
    found += [
        f"{name}: pinned {_short(pins[name])}, now {_short(fresh[name])}"
        for name in sorted(pins.keys() & fresh.keys())
        if pins[name].sha256 != fresh[name].sha256
    ]
    return "; ".join(found) or None


def _request(pin: Pin) -> tuple[str, str]:
    return pin.address, pin.asked


def _short(pin: Pin) -> str:
    released = f", released {pin.release}" if pin.release else ""
    return f"sha256 {pin.sha256[:12]}… of {pin.size} bytes{released}"


def _difference(fetch: Fetch, wants: Wants, entry: Entry, synthetic: bool, desk: Desk) -> tuple[str | None, str | None]:
    """Return what differs upstream and the release it differs in, with as few requests as the service allows."""
    way = fetch.way
    if isinstance(way, Wds | WdsCells):
        _same_kind(synthetic, wds.inventory(desk).synthetic)
        what = wds.glance(way.product, entry.pins, desk)
        if what:
            return what, wds.inventory(desk).releases.get(way.product)
        if isinstance(way, WdsCells):
            return None, None
        taken = [_zip_again(pin, desk) for pin in entry.pins if pin.name != wds.METADATA and (pin.etag or pin.modified)]
        entry = replace(entry, pins=tuple(pin for pin in entry.pins if pin.name in {each.name for each in taken}))
    elif isinstance(way, HeldFile) and not _is_dropped_in(fetch, desk):
        # Nobody put another file there; what was copied from the first one is in use.
        return None, None
    else:
        taken = _take(fetch, wants, replace(desk, again=True))
    if taken:
        _same_kind(synthetic, _one_kind(taken))
    return _drift(entry, entry.question, taken), _release(taken)


def _zip_again(pin: Pin, desk: Desk) -> Taken:
    return plain.take_file(desk, pin.name, pin.address, pin.release)


def _same_kind(pinned: bool, served: bool) -> None:
    if pinned != served:
        raise SourceError(
            told(
                "what is served cannot be compared with what is pinned",
                found=f"{_kind(served)} bytes",
                expected=f"{_kind(pinned)} ones, as pinned",
                done="the pins stay as they are",
                do="take PORTRAIT_MIRRORS out of the environment, or fetch under these mirrors first",
            )
        )


def _kind(synthetic: bool) -> str:
    return "synthetic" if synthetic else "real"


def _one_kind(taken: Sequence[Taken]) -> bool:
    """Return whether a source is synthetic; raises where only some of its files are."""
    kinds = {each.record.synthetic for each in taken}
    names = {kind: [each.name for each in taken if each.record.synthetic is kind] for kind in kinds}
    if len({each.name for each in taken}) != len(taken) or len(kinds) != 1:
        raise SourceError(
            told(
                "the source came partly from a synthetic server and partly from a real one",
                found=", ".join(f"{_kind(kind)}: {', '.join(names[kind])}" for kind in sorted(names)),
                expected="all of it from one kind",
                done="nothing was pinned",
                do="set PORTRAIT_MIRRORS for all hosts of the source or for none",
            )
        )
    return kinds.pop()


def _pins(taken: Sequence[Taken]) -> tuple[Pin, ...]:
    return tuple(sorted((each.pin for each in taken), key=lambda pin: pin.name))


def _release(taken: Sequence[Taken]) -> str | None:
    return max((each.record.release for each in taken if each.record.release), default=None)


def _of_taken(source: str, entry: Entry, taken: Sequence[Taken], desk: Desk) -> Supply:
    files = {each.name: desk.library.path(each.record) for each in taken}
    return _made(source, entry, files, synthetic=_one_kind(taken))


def _made(source: str, entry: Entry, files: dict[str, Path], *, synthetic: bool) -> Supply:
    return Supply(
        source=source,
        files=files,
        pins=entry.pins,
        verified=entry.verified,
        changed=entry.changed,
        synthetic=synthetic,
    )
