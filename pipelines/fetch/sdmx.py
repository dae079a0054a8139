"""Census Profile flows (2021) → one CSV a flow and language, merged from batches, and its code lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.errors import SourceError
from pipelines.fetch.desk import Desk, Taken, Wants, canonical, hash_of
from pipelines.fetch.faults import NotServed, told
from pipelines.fetch.web import Ask
from pipelines.model.live import Sdmx

BASE = "https://api.statcan.gc.ca/census-recensement/profile/sdmx/rest"
STRUCTURE = "application/vnd.sdmx.structure+json;version=1.0"
CHARACTERISTICS = "CL_CHARACTERISTIC"
# Answers take up to a minute; 88 areas by 38 characteristics came in 9 s.
READ_S = 180.0
AREAS, CODES = 90, 100
HEADER = (
    "DATAFLOW", "FREQ", "TIME_PERIOD", "REF_AREA", "GENDER", "CHARACTERISTIC", "STATISTIC", "OBS_VALUE", "DECIMALS",
    "FLAG", "TOPIC", "NOTE", "RELEASE_DATE", "GEO_LEVEL", "ALT_GEO_CODE", "GEO_DESC", "PROV_TERR", "DATA_QUALITY_FLAG",
    "TNR_LF", "TNR_SF", "CI_LOW", "CI_HIGH",
)  # fmt: skip
AREA, GENDER, CHARACTERISTIC, STATISTIC = 3, 4, 5, 6
NOT_FOUND, TOO_LONG = 404, 414
# Kinds of area whose code begins with its province's two digits; in the others (CMA, tract, FSA) it says nothing of it.
# Canada's own code (11124) begins with digits that are a province's by chance.
PROVINCE_FIRST = frozenset({
    "A0002", "A0003", "A0004", "A0005", "A0006", "A0007", "A0008",
    "S0500", "S0501", "S0502", "S0505", "S0512", "S0513", "S0516",
})  # fmt: skip
CANADA = "A0000"
# A DGUID is four digits of vintage, a letter and four digits of kind, and the area's code.
KIND = slice(4, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """What is asked of one flow in one language."""

    flow: str
    version: str
    lang: str
    areas: tuple[str, ...]
    codes: tuple[str, ...]
    genders: tuple[str, ...]
    statistics: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{BASE}/data/STC_CP,{self.flow},{self.version}"


def take(way: Sdmx, wants: Wants, desk: Desk) -> list[Taken]:
    """Return the flows' tables in English, their first characteristic in French, and the code lists of both."""
    known, taken = _codelist(CHARACTERISTICS, "en", desk)
    codes = _in_order(wants.characteristics, known)
    files = [taken]
    for flow in way.flows:
        places, english = _codelist(_geography(flow), "en", desk)
        _, french = _codelist(_geography(flow), "fr", desk)
        areas = _areas(flow, places, way.provinces)
        en = _Flow(
            flow=flow, version=way.version, lang="en", areas=areas, codes=codes,
            genders=_in_order(wants.genders), statistics=_in_order(wants.statistics),
        )  # fmt: skip
        fr = _Flow(
            flow=flow, version=way.version, lang="fr", areas=areas, codes=codes[:1],
            genders=en.genders[:1], statistics=en.statistics[:1],
        )  # fmt: skip
        files += [english, french, _table(en, desk), _table(fr, desk)]
    return files


def _geography(flow: str) -> str:
    """Return the code list of a flow's areas: DF_CSD → CL_GEO_CSD."""
    return f"CL_GEO_{flow.removeprefix('DF_')}"


def _in_order(codes: Sequence[str], known: dict[str, str] | None = None) -> tuple[str, ...]:
    """Return codes in the order of their numbers; raises where one is none, or unknown to the service."""
    unknown = [code for code in codes if not code.isdecimal() or (known is not None and code not in known)]
    if unknown or not codes:
        raise SourceError(
            told(
                "codes wanted of the Census Profile are not among its own",
                where=CHARACTERISTICS,
                found=", ".join(unknown) or "no code",
                expected="SDMX codes (374), not the bulk file's ids (388)",
                done="nothing was asked",
                do="look at the axes of this source in sources.yml",
            )
        )
    return tuple(sorted(set(codes), key=int))


def _codelist(name: str, lang: str, desk: Desk) -> tuple[dict[str, str], Taken]:
    """Return code → name of a list, and the list as a file: what it is prepared anew with each time is left out."""
    address = f"{BASE}/codelist/STC_CP/{name}/latest"
    held, synthetic = desk.web.json(Ask(address=address, accept=STRUCTURE, lang=lang, read_s=READ_S))
    codes = []
    try:
        (served,) = [each for each in held["data"]["codelists"] if each["id"] == name]
        codes = [_code(code, lang) for code in served["codes"]]
        names = {code["id"]: code["name"] for code in codes}
    except (KeyError, TypeError, ValueError) as error:
        raise _odd(address, str(held), f"data.codelists with {name} and its codes") from error
    if not codes or len(names) != len(codes):
        raise _odd(address, f"{len(codes)} codes, {len(names)} of them different", "each code once")
    data = canonical({"data": {"codelists": [{"id": name, "codes": codes}]}})
    asked = hash_of([name, lang])
    return names, desk.keep(f"{name}-{lang}.json", address, data, synthetic=synthetic, asked=asked)


def _code(code: dict[str, Any], lang: str) -> dict[str, str]:
    """Return a code's id, its name in the language asked for, and its parent where it has one."""
    name = code["name"] if "name" in code else code["names"][lang]
    return {"id": str(code["id"]), "name": str(name)} | ({"parent": str(code["parent"])} if code.get("parent") else {})


def _areas(flow: str, places: dict[str, str], provinces: Sequence[str]) -> tuple[str, ...]:
    """Return the areas of a flow that lie in the provinces, sorted."""
    unplaced = sorted(each for each in places if each[KIND] not in PROVINCE_FIRST | {CANADA})
    if unplaced:
        raise SourceError(
            told(
                f"the areas of {flow} do not say in which province they lie",
                found=f"{unplaced[0]} and {len(unplaced) - 1} more",
                expected=f"kinds {', '.join(sorted(PROVINCE_FIRST))}",
                do="take this flow out of the source in sources.yml",
            )
        )
    found = sorted(
        each for each in places if each[KIND] in PROVINCE_FIRST and each[KIND.stop : KIND.stop + 2] in provinces
    )
    lacking = set(provinces) - {each[KIND.stop : KIND.stop + 2] for each in found}
    if lacking:
        raise _odd(_geography(flow), f"no area of province {', '.join(sorted(lacking))}", "areas of every province")
    return tuple(found)


def _table(flow: _Flow, desk: Desk) -> Taken:
    """Return one flow's merged table. Batches come and are sorted by area, so that the same rows are the same bytes."""
    composed = hash_of([flow.address, flow.lang, flow.areas, flow.codes, flow.genders, flow.statistics])
    if desk.again:
        desk.library.forget_answers(composed)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    kinds: set[bool] = set()
    seen: set[str] = set()
    with desk.progress(f"{flow.flow} {flow.lang}", None) as bar:
        for areas in _chunks(flow.areas, AREAS):
            rows: dict[tuple[str, ...], list[str]] = {}
            for codes in _chunks(flow.codes, CODES):
                for part, synthetic, size in _batch(flow, areas, codes, composed, desk):
                    kinds.add(synthetic)
                    bar.update(size)
                    _merge(rows, part, flow)
            seen |= {key[1] for key in rows}
            writer.writerows(rows[key] for key in sorted(rows, key=_by_number))
    lacking = [code for code in flow.codes if code not in seen]
    if lacking:
        raise _odd(flow.address, f"no row of characteristic {', '.join(lacking[:10])}", "rows of every characteristic")
    name = f"{flow.flow}-{flow.lang}.csv"
    data = text.getvalue().encode()
    one_kind = sorted(kinds)
    if len(one_kind) > 1:
        raise _odd(flow.address, "batches of which some are synthetic", "batches of one kind")
    taken = desk.keep(name, flow.address, data, synthetic=one_kind[0], asked=composed)
    desk.library.forget_answers(composed)
    return taken


def _batch(
    flow: _Flow, areas: Sequence[str], codes: Sequence[str], composed: str, desk: Desk
) -> Iterator[tuple[list[list[str]], bool, int]]:
    """Yield the rows of a batch; areas that are not in the answer are asked for once more, by themselves.

    If the service then says that it has no records of them, they are absent, and not lost on the way.
    """
    answered: set[str] = set()
    for rows, synthetic, size in _halved(flow, areas, codes, composed, desk):
        answered |= {row[AREA] for row in rows}
        yield rows, synthetic, size
    lacking = [area for area in areas if area not in answered]
    if lacking:
        try:
            yield from list(_halved(flow, lacking, codes, composed, desk))
        except NotServed as error:
            if error.status != NOT_FOUND:
                raise


def _halved(
    flow: _Flow, areas: Sequence[str], codes: Sequence[str], composed: str, desk: Desk
) -> Iterator[tuple[list[list[str]], bool, int]]:
    """Yield the rows of a batch, in two halves where the address is too long for a server on the way."""
    try:
        text, synthetic = _answer(flow, areas, codes, composed, desk)
    except NotServed as error:
        if error.status != TOO_LONG or len(areas) == len(codes) == 1:
            raise
        for some_areas, some_codes in _halves(areas, codes):
            yield from _halved(flow, some_areas, some_codes, composed, desk)
        return
    yield _rows(text, flow, areas, codes), synthetic, len(text)


def _halves(areas: Sequence[str], codes: Sequence[str]) -> list[tuple[Sequence[str], Sequence[str]]]:
    if len(areas) > 1:
        middle = len(areas) // 2
        return [(areas[:middle], codes), (areas[middle:], codes)]
    middle = len(codes) // 2
    return [(areas, codes[:middle]), (areas, codes[middle:])]


def _answer(flow: _Flow, areas: Sequence[str], codes: Sequence[str], composed: str, desk: Desk) -> tuple[str, bool]:
    """Return one batch as it was answered, from earlier today where a run broke off."""
    key = ".".join(["A5", "+".join(areas), "+".join(flow.genders), "+".join(codes), "+".join(flow.statistics)])
    ask = Ask(
        address=f"{flow.address}/{key}?format=csv",
        accept="application/vnd.sdmx.data+csv, text/csv",
        lang=flow.lang,
        read_s=READ_S,
    )

    def asked() -> tuple[str, bool]:
        answer = desk.web.whole(ask)
        return answer.data.decode("utf-8-sig"), answer.synthetic

    try:
        return desk.library.answer(composed, desk.web.asked(ask.address), desk.today, asked)
    except UnicodeDecodeError as error:
        raise _odd(flow.address, str(error), "UTF-8") from error
    except NotServed as error:
        if error.status != NOT_FOUND:
            raise
        raise _no_records(flow, areas, codes, error) from error


def _no_records(flow: _Flow, areas: Sequence[str], codes: Sequence[str], error: NotServed) -> NotServed:
    return NotServed(
        told(
            f"the Census Profile has no records of what was asked of {flow.flow} (NoRecordsFound)",
            where=flow.address,
            found=f"status 404 for {len(areas)} areas from {areas[0]} and characteristics {codes[0]} to {codes[-1]}",
            expected=f"records in version {flow.version} of the flow",
            done="nothing of the flow was kept",
            do=f"look at flow, version and provinces in sources.yml against {BASE}/dataflow/STC_CP/{flow.flow}/latest",
        ),
        error.status,
    )


def _rows(text: str, flow: _Flow, areas: Sequence[str], codes: Sequence[str]) -> list[list[str]]:
    """Return the rows of an answer, each of the flow, version, areas and characteristics that were asked for."""
    table = list(csv.reader(io.StringIO(text, newline="")))
    if not table or tuple(table[0]) != HEADER:
        raise _odd(flow.address, ",".join(table[0]) if table else "nothing", ",".join(HEADER))
    rows = [row for row in table[1:] if row]
    dataflow = f"STC_CP:{flow.flow}({flow.version})"
    wanted = (set(areas), set(flow.genders), set(codes), set(flow.statistics))
    for number, row in enumerate(rows, 2):
        if len(row) != len(HEADER):
            raise _odd(flow.address, f"{len(row)} columns in row {number}", f"{len(HEADER)}")
        if row[0] != dataflow:
            raise _odd(flow.address, f"DATAFLOW {row[0]} in row {number}", dataflow)
        if not all(row[place] in some for place, some in enumerate(wanted, AREA)):
            raise _odd(
                flow.address, f"{'.'.join(row[AREA : STATISTIC + 1])} in row {number}", "only what was asked for"
            )
    return rows


def _merge(rows: dict[tuple[str, ...], list[str]], part: list[list[str]], flow: _Flow) -> None:
    for row in part:
        key = (row[AREA], row[CHARACTERISTIC], row[GENDER], row[STATISTIC])
        if key in rows:
            raise _odd(flow.address, f"{'.'.join(key)} twice", "each cell once")
        rows[key] = row


def _by_number(key: tuple[str, ...]) -> tuple[str, int, int, int]:
    area, characteristic, gender, statistic = key
    return area, int(characteristic), int(gender), int(statistic)


def _chunks(codes: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes), size):
        yield codes[start : start + size]


def _odd(where: str, found: str, expected: str) -> SourceError:
    return SourceError(
        told(
            "the Census Profile's answer is not what is documented",
            where=where,
            found=found[:300],
            expected=expected,
            done="nothing of it was kept or pinned",
            do="ask again later; if it stays so, the service has changed and the reader with it must be looked at",
        )
    )
