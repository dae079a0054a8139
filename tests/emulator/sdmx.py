"""The Census Profile's SDMX service: code lists, and data in the CSV of 22 columns."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs

from .metadata import SYNTHETIC, french
from .places import SCHEMAS, Place, World
from .profile import COUNT, Profiles, characteristics, topic
from .reply import Reply, Request

COLUMNS = (
    "DATAFLOW,FREQ,TIME_PERIOD,REF_AREA,GENDER,CHARACTERISTIC,STATISTIC,OBS_VALUE,DECIMALS,FLAG,TOPIC,NOTE,RELEASE_DATE,GEO_LEVEL,"
    "ALT_GEO_CODE,GEO_DESC,PROV_TERR,DATA_QUALITY_FLAG,TNR_LF,TNR_SF,CI_LOW,CI_HIGH"
)
FLOWS = {
    "PR": ("ca", "pr"),
    "CD": ("cd",),
    "CSD": ("csd",),
    "ER": ("er",),
    "HR": ("hr",),
    "CMACA": ("cma", "part"),
    "CT": ("ct",),
}
VERSION = "1.3"
LONGEST = 4096  # characters of an address: a longer one is answered with 414
STRUCTURE = "application/vnd.sdmx.structure+json"
LEVELS_FR = {
    "2": "Province",
    "4": "Subdivision de recensement",
    "10": "Division de recensement",
    "11": "Région économique",
    "8": "Région sociosanitaire",
}


def area_id(place: Place) -> str:
    """Return a place's identifier as the service spells it: a tract's point is an underscore."""
    return place.dguid.replace(".", "_")


class Sdmx:
    """The service over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.profiles = Profiles(world=world)

    def answer(self, request: Request) -> Reply:
        if len(request.target) > LONGEST:
            return Reply.text(414, "<html><head><title>414 Request-URI Too Large</title></head></html>", "text/html")
        spoken = request.headers.get("Accept-Language", "")
        language = spoken[:2].lower()
        if language not in ("en", "fr"):
            return Reply.text(500, "java.lang.NullPointerException: languageTag1", "text/plain")
        path, _, query = request.target.partition("?")
        if "lang" in parse_qs(query, keep_blank_values=True):
            return Reply.text(400, error(400, "Unknown query parameter: lang"), "application/xml")
        if found := re.search(r"/codelist/STC_CP/(CL_[A-Z_]+)/(latest|[\d.]+)$", path):
            return self.codelist(found[1], language, request.headers.get("Accept", ""))
        if found := re.search(r"/data/STC_CP,DF_([A-Z]+)(?:,([\d.]+|latest))?/([^/]*)$", path):
            return self.data(found[1], found[2] or VERSION, found[3], query, request, language)
        return Reply.text(404, error(404, "NoRecordsFound"), "application/xml")

    def codelist(self, name: str, language: str, accepted: str) -> Reply:
        """Return one code list; JSON only for who asks for it."""
        codes = self.codes(name, language)
        if codes is None:
            return Reply.text(404, error(404, "NoRecordsFound"), "application/xml")
        if STRUCTURE not in accepted:
            items = "".join(f'<structure:Code id="{code["id"]}"/>' for code in codes)
            return Reply.text(200, f"<structure:Codelist id='{name}'>{items}</structure:Codelist>", "application/xml")
        body = {
            "meta": {"id": "IREF0", "test": True, "note": SYNTHETIC},
            "data": {"codelists": [{"id": name, "codes": codes}]},
        }
        return Reply(200, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": f"{STRUCTURE};version=1.0"})

    def codes(self, name: str, language: str) -> list[dict[str, str]] | None:
        in_french = language == "fr"
        kinds = FLOWS.get(name.removeprefix("CL_GEO_"))
        if name.startswith("CL_GEO_") and kinds:
            return [
                {"id": area_id(p), "name": p.name_fr if in_french else p.name_en}
                for p in self.areas(name.removeprefix("CL_GEO_"))
            ]
        plain = {
            "CL_GENDER": (("1", "Total", "Total"), ("2", "Men+", "Hommes+"), ("3", "Women+", "Femmes+")),
            "CL_STATISTIC": (("1", "Counts", "Chiffres"), ("4", "Rates", "Taux")),
            "CL_FLAG": (
                ("1", "..", ".."),
                ("2", "...", "..."),
                ("3", "E", "E"),
                ("4", "F", "F"),
                ("5", "r", "r"),
                ("6", "x", "x"),
                ("7", "rE", "rE"),
            ),
        }.get(name)
        if plain:
            return [{"id": id_, "name": fr if in_french else en} for id_, en, fr in plain]
        if name != "CL_CHARACTERISTIC":
            return None
        return [
            {
                "id": c.code,
                "name": french(c.label) if in_french else c.label,
                **({"parent": c.parent} if c.parent else {}),
            }
            for c in characteristics().values()
        ]

    def areas(self, flow: str) -> list[Place]:
        return [place for kind in FLOWS[flow] for place in self.world.of(kind)]

    def data(self, flow: str, version: str, key: str, query: str, request: Request, language: str) -> Reply:
        """Return the observations of a key `A5.<areas>.<gender>.<characteristics>.<statistic>`; `+` stays literal."""
        parts = key.split(".")
        if len(parts) != 5:
            return Reply.text(400, error(400, f"Syntax error: the key {key} has {len(parts)} parts"), "application/xml")
        wanted = [part.split("+") if part else [] for part in parts]
        known = flow in FLOWS and version in (VERSION, "latest") and parts[0] in ("A5", "")
        areas = [p for p in (self.areas(flow) if known else []) if not wanted[1] or area_id(p) in wanted[1]]
        genders = [g for g in ("1", "2", "3") if not wanted[2] or g in wanted[2]]
        codes = [c for c in characteristics() if not wanted[3] or c in wanted[3]]
        statistics = [s for s in ("1", "4") if not wanted[4] or s in wanted[4]]
        if not (areas and genders and codes and statistics):
            return Reply.text(404, error(404, "NoRecordsFound"), "application/xml")
        accepted = request.headers.get("Accept", "")
        if parse_qs(query).get("format") != ["csv"] and "csv" not in accepted:
            return Reply.text(200, "<message:GenericData/>", "application/xml")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS.split(","))
        for place in areas:
            writer.writerows(self.observations(flow, place, genders, codes, statistics, language))
        return Reply(
            200, out.getvalue().encode("utf-8-sig"), {"Content-Type": "application/vnd.sdmx.data+csv;charset=utf-8"}
        )

    def observations(
        self,
        flow: str,
        place: Place,
        genders: Sequence[str],
        codes: Sequence[str],
        statistics: Sequence[str],
        language: str,
    ) -> Iterator[list[str]]:
        """Yield one area's rows."""
        level = SCHEMAS[place.kind][1]
        name = place.name_fr if language == "fr" else place.name_en
        described = (
            f"{name}  [{LEVELS_FR.get(level, SCHEMAS[place.kind][2]) if language == 'fr' else SCHEMAS[place.kind][2]}]"
        )
        rates = [f"{rate:.1f}" for rate in (place.tnr[1], place.tnr[0])]
        for gender in genders:
            for code in codes:
                one, (number, day) = characteristics()[code], topic(code)
                for statistic in statistics:
                    value, flag, low, high = self.profiles.cell(place, int(gender), code, int(statistic))
                    decimals = "0" if one.kind == COUNT and statistic == "1" else "1"
                    yield [
                        f"STC_CP:DF_{flow}({VERSION})",
                        "A5",
                        "2021",
                        area_id(place),
                        gender,
                        code,
                        statistic,
                        value,
                        decimals,
                        flag,
                        number,
                        SYNTHETIC,
                        day,
                        level,
                        place.code,
                        described,
                        place.province,
                        place.flag,
                        *rates,
                        low,
                        high,
                    ]


def error(status: int, text: str) -> str:
    """Return the body of an error of the service."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><mes:Error xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message">'
        f'<mes:ErrorMessage code="{status}"><com:Text>{text}</com:Text></mes:ErrorMessage></mes:Error>'
    )
