"""The books of citations → `data/citations.<lang>.json`, from which the pages' script cites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pipelines import __version__
from pipelines.model import Lang
from pipelines.render import Citer


def write_books(citers: Mapping[Lang, Citer], data: Path) -> None:
    """Write each language's book into `data`, as of the edition of the whole store that stands there."""
    for lang, citer in citers.items():
        book = {**citer.book, "edition": edition_of_all(data / "figures.csv")}
        text = json.dumps(book, ensure_ascii=False, separators=(",", ":"))
        (data / f"citations.{lang}.json").write_text(text + "\n", encoding="utf-8")


def edition_of_all(store: Path) -> str:
    """Return the edition of a page that is no profile's: the version, and the start of the store's sha256."""
    with store.open("rb") as file:
        return f"{__version__} ({hashlib.file_digest(file, 'sha256').hexdigest()[:8]})"
