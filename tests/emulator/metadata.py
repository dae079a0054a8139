"""A table → its metadata as published: the `_MetaData.csv` beside the data, and the object of getCubeMetadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .places import SCHEMAS, Place
from .tables import Member, Table, shown

SYNTHETIC = "SYNTHETIC: invented by Portrait's emulator; not evidence"
SYMBOLS = (
    ("not available for a specific reference period", ".."),
    ("less than the limit of detection", "<LOD"),
    (
        "value rounded to 0 (zero) where there is a meaningful distinction between true zero and the value that "
        "was rounded",
        "0s",
    ),
    ("data quality: excellent", "A"),
    ("data quality: very good", "B"),
    ("data quality: good", "C"),
    ("data quality: acceptable", "D"),
    ("use with caution", "E"),
    ("too unreliable to be published", "F"),
    ("not applicable", "..."),
    ("preliminary", "p"),
    ("revised", "r"),
    ("suppressed to meet the confidentiality requirements of the Statistics Act", "x"),
    ("terminated", "t"),
)
FRENCH = {
    "Total": "Total",
    "English": "Anglais",
    "French": "Français",
    "English and French": "Anglais et français",
    "Men+": "Hommes+",
    "Neither English nor French": "Ni anglais ni français",
    "Women+": "Femmes+",
    "English only": "Anglais seulement",
    "Geography": "Géographie",
    "French only": "Français seulement",
    "Males": "Sexe masculin",
    "Females": "Sexe féminin",
    "Gender": "Genre",
    "Age": "Âge",
    "Sex": "Sexe",
    "First official language spoken": "Première langue officielle parlée",
    "Mother tongue": "Langue maternelle",
    "Statistics": "Statistiques",
    "Knowledge of official languages": "Connaissance des langues officielles",
    "Visible minority": "Minorité visible",
    "Indicators": "Indicateurs",
    "Employed": "Occupés",
    "Unemployed": "Chômeurs",
    "Immigrants": "Immigrants",
    "Non-immigrants": "Non-immigrants",
    "Count": "Chiffre",
}
WORDS = ((" years and over", " ans et plus"), (" years", " ans"), (" to ", " à "), ("Total - ", "Total - "))


def french(label: str) -> str:
    """Return a label's French: the known ones translated, the rest openly marked as the English one."""
    for name, translated in FRENCH.items():
        if label == name:
            return translated
        if label.startswith((f"Total - {name}", f"Total – {name}", f"{name} (")):
            return label.replace(name, translated)
    if " years" in label:
        for words, translated in WORDS:
            label = label.replace(words, translated)
        return label
    return label if label.isdigit() else f"{label} (libellé anglais)"


def geography(table: Table) -> list[tuple[int, int | None, Place]]:
    """Return a table's places with their member ids and the ids of their parents."""
    ids = {place.id: number for number, place in enumerate(table.places, 1)}
    return [(ids[place.id], ids.get(place.parent), place) for place in table.places]


def attributes(place: Place) -> list[tuple[int, str, str, str]]:
    """Return the attributes of a place: key, title, English label, value."""
    return [
        (3, "ALT_GEO_CODE", "Alternative geographic code", place.code),
        (4, "GEO_LEVEL_DESC", "Geographic level", SCHEMAS[place.kind][2]),
        (10, "PR_CODE", "Province or territory geocode", place.province or "01"),
        (12, "GEO_NAME", "Geography name", place.name_en),
        (13, "DQF_CODE", "Data quality flag", place.flag),
        (14, "DQF_NOTE", "Data quality note", SYNTHETIC),
        (16, "DGUID", "Dissemination Geography Unique Identifier (DGUID)", place.dguid),
        (17, "TNR_SHORT_FORM", "Short-form total non-response rate", f"{place.tnr[0]:.1f}"),
        (18, "TNR_LONG_FORM", "Long-form total non-response rate", f"{place.tnr[1]:.1f}"),
    ]


def quoted(*cells: object) -> str:
    """Return cells as the metadata file prints them: all quoted, what is inside as it is (it is no valid CSV)."""
    return ",".join(f'"{cell}"' for cell in cells)


def metadata_csv(table: Table) -> Iterator[str]:
    """Yield the lines of `_MetaData.csv`, in the dialect of the census tables or of the ordinary ones."""
    wide = table.wide
    cube = (
        '"Cube Title","Product Id","CANSIM Id",URL,"Cube Notes","Archive Status",Frequency,"Start Reference Period",'
        '"End Reference Period","Total number of dimensions"'
    )
    yield cube + (',Universe,"Variable List"' if wide else "")
    address = f"https://www150.statcan.gc.ca/t1/tbl1/en/tv.action?pid={table.pid}01"
    row = (
        quoted(table.en, table.pid, "", address)
        + ",1;2,"
        + quoted(
            "CURRENT - a cube available to the public and that is current",
            "Every 5 years",
            f"{min(table.years)}-01-01",
            f"{max(table.years)}-01-01",
            len(table.dimensions) + 1,
        )
    )
    yield row + (",," if wide else "")
    yield ""
    yield '"Dimension ID","Dimension name","Dimension Notes","Dimension Definitions"' + (
        ',"Dimension Correction Notes"' if wide else ""
    )
    for number, name in enumerate(("Geography", *(d.name for d in table.dimensions)), 1):
        yield quoted(number, name) + ',,""' + ("," if wide else "")
    yield ""
    yield (
        '"Dimension ID","Member Name","Classification Code","Member ID","Parent Member ID",Terminated,'
        '"Member Notes","Member Definitions"'
        + (',"Member Correction Notes","Member Geo Attribute Keys"' if wide else "")
    )
    places = geography(table)
    for id_, parent, place in places:
        code = f"[{place.code}]" if not wide else ""
        keys = ",,3;4;10;12;13;14;16;17;18" if wide else ""
        yield quoted(1, shown(place, table)[0], code, id_, parent or "", "") + ",," + keys
    for number, dimension in enumerate(table.dimensions, 2):
        for member in dimension.members:
            yield quoted(number, member.label, "", member.id, member.parent or "", "") + ",," + (",," if wide else "")
    yield from ("", "Symbol Legend", "Description,Symbol")
    for words, symbol in SYMBOLS:
        yield quoted(words, symbol) + ","
    yield from ("", '"Survey Code","Survey Name"', '"3901","Census of Population"', "")
    if not wide:
        yield from ('"Subject Code","Subject Name"', '"43","Population and demography"', "")
    # Inner quotes that nobody escaped, and a note of two lines: so it is in real files.
    yield from (
        '"Note ID",Note',
        f'1,"{SYNTHETIC}. A value "0" with the symbol "..." is not applicable."',
        f'2,"{SYNTHETIC}.',
        'A second line of the same note."',
        "",
    )
    yield '"Correction ID","Correction Date","Correction Note"'
    if wide:
        yield '"Dimension ID","Member ID","Attribute Key",Title,Label,"Long Label",Value'
        for id_, _, place in places:
            for key, title, label, value in attributes(place):
                yield quoted(1, id_, key, title, label, label, value)
    yield ""


def cube(table: Table) -> dict[str, Any]:
    """Return the object of getCubeMetadata: times are naive, of Toronto."""
    places = geography(table)
    dimensions = [_dimension(1, "Geography", [_place(id_, parent, place, table) for id_, parent, place in places])]
    for number, dimension in enumerate(table.dimensions, 2):
        dimensions.append(_dimension(number, dimension.name, [_member(member, table) for member in dimension.members]))
    cells = table.rows_a_place * table.width * len(places)
    found: dict[str, Any] = {
        "responseStatusCode": 0,
        "productId": table.pid,
        "cansimId": None,
        "cubeTitleEn": table.en,
        "cubeTitleFr": table.fr,
        "cubeStartDate": f"{min(table.years)}-01-01",
        "cubeEndDate": f"{max(table.years)}-01-01",
        "frequencyCode": 18,
        "nbSeriesCube": cells,
        "nbDatapointsCube": cells * len(table.years),
        "releaseTime": table.release_time,
        "archiveStatusCode": "2",
        "archiveStatusEn": "CURRENT - a cube available to the public and that is current",
        "archiveStatusFr": "ACTIF - un cube qui est disponible au public et qui est toujours mise a jour",
        "subjectCode": None if table.wide else ["43"],
        "surveyCode": ["3901"],
        "dimension": dimensions,
        "footnote": [
            {
                "footnoteId": 1,
                "footnotesEn": SYNTHETIC,
                "footnotesFr": f"SYNTHÉTIQUE. {SYNTHETIC}",
                "link": {"footnoteId": 1, "dimensionPositionId": 0, "memberId": 0},
            }
        ],
        "correction": [],
        "correctionFootnote": [],
        "issueDate": table.release,
    }
    if table.wide:
        found["geoAttribute"] = [
            {
                "attributeKey": key,
                "dimensionId": 1,
                "memberId": id_,
                "title": title,
                "labelEn": label,
                "labelFr": label,
                "longLabelEn": label,
                "longLabelFr": label,
                "valueEn": value,
                "valueFr": value,
            }
            for id_, _, place in places
            for key, title, label, value in attributes(place)
        ]
    return found


def _dimension(number: int, name: str, members: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "dimensionPositionId": number,
        "dimensionNameEn": name,
        "dimensionNameFr": french(name),
        "hasUom": False,
        "member": members,
    }


def _member(member: Member, table: Table) -> dict[str, Any]:
    return {
        "memberId": member.id,
        "parentMemberId": member.parent,
        "memberNameEn": member.label,
        "memberNameFr": french(member.label),
        "classificationCode": None,
        "classificationTypeCode": None,
        "geoLevel": None,
        "vintage": None,
        "terminated": 0,
        "memberUomCode": None if table.wide else 239,
    }


def _place(id_: int, parent: int | None, place: Place, table: Table) -> dict[str, Any]:
    name_en, name_fr = shown(place, table)
    code = "11124" if place.kind == "ca" else place.code
    return {
        "memberId": id_,
        "parentMemberId": parent,
        "memberNameEn": name_en,
        "memberNameFr": name_fr,
        "classificationCode": code,
        "classificationTypeCode": "1",
        # As in the published metadata: the digits of the identifier's schema, 2 for a province, 503 for a CMA.
        "geoLevel": int(SCHEMAS[place.kind][0][1:] or 0),
        "vintage": 2021,
        "terminated": 0,
        "memberUomCode": None,
    }
