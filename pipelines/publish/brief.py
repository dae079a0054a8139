"""A brief as a document of plain texts and pictures → a tagged PDF of two sheets, the same bytes on every machine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from pipelines.errors import PortraitError

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = ("a4", "letter")
TEMPLATE = Path("profiles/templates/brief.typ")
# PDF/UA-1 refuses what a screen reader could not read: a picture without words, a letter without a known meaning.
STANDARD: Literal["ua-1"] = "ua-1"
SHEETS = 2
# First what reads best: a sheet for the figures and one for what stands behind them. Where that takes a third sheet the
# text runs on, and letters grow smaller; below the last size nobody reads them on paper.
WAYS = ((9.5, True), (9.0, True), (8.5, True), (9.0, False), (8.5, False), (8.0, False), (7.5, False), (7.0, False))
PAGE = re.compile(rb"/Type\s*/Page\b")
UNKNOWN = re.compile(r'the text [`]?"(?P<text>.+?)"[`]? could not be displayed', re.DOTALL)
# So many different letters that no font of ours holds, and a text is no text.
MOST_UNKNOWN = 200


def brief_pdf(document: Mapping[str, Any], root: Path, paper: Paper) -> bytes:
    """Return the PDF of a brief; its texts are set as they are, for nothing in them is read as markup.

    A letter that none of the embedded fonts holds stands as its number, [U+1F600]. Raises PortraitError where the
    template of the project in `root` cannot be set.
    """
    data = json.dumps(document, ensure_ascii=False)
    made = b""
    for size, spread in WAYS:
        inputs = {"paper": paper, "size": str(size), "spread": "yes" if spread else "no"}
        data, made = _set(data, root, inputs)
        if pages(made) <= SHEETS:
            break
    return made


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    return len(PAGE.findall(pdf))


def _set(data: str, root: Path, inputs: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the data, letters that cannot be shown replaced by their numbers, and the PDF made of it."""
    for _ in range(MOST_UNKNOWN):
        try:
            return data, _compiled(data, root, inputs)
        except typst.TypstError as error:
            unknown = UNKNOWN.search(str(error))
            letters = json.dumps(unknown["text"], ensure_ascii=False)[1:-1] if unknown else ""
            if not letters or letters not in data:
                raise PortraitError(f"{root / TEMPLATE}: the brief could not be set: {error}") from None
            data = data.replace(letters, "".join(f"[U+{ord(letter):04X}]" for letter in letters))
    raise PortraitError(f"more than {MOST_UNKNOWN} kinds of letters that no embedded font holds; nothing was written")


def _compiled(data: str, root: Path, inputs: Mapping[str, str]) -> bytes:
    # Fonts of the machine are not looked at, so that every machine sets the same.
    return typst.compile(
        str(root / TEMPLATE),
        root=str((root / TEMPLATE).parent),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"brief": data, **inputs},
        pdf_standards=STANDARD,
    )
