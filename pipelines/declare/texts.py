"""The two files of texts → what one language has and the other lacks: keys, words, or places to be filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from pipelines.declare.yaml_files import Document
from pipelines.errors import Problem
from pipelines.model import Lang

PAIRS: tuple[tuple[Lang, Lang], ...] = (("en", "fr"), ("fr", "en"))


def untranslated(
    documents: Mapping[Lang, Document | None], texts: Mapping[Lang, dict[str, str] | None]
) -> Iterator[Problem]:
    """Yield a problem for each text that is not the same thing in both languages."""
    for lang, other in PAIRS:
        have, want, document = texts[lang], texts[other], documents[lang]
        if have is None or want is None or document is None:
            continue
        for key in want.keys() - have.keys():
            yield Problem(document.file, 1, "a translation is missing", key, f"the text in {lang}")
        for key, text in have.items():
            line = document.line((key,))
            if not text.strip():
                yield Problem(document.file, line, f"the text is empty: {key}", "nothing", f"text in {lang}")
            elif lang == "fr" and key in want and _places(text) != _places(want[key]):
                yield Problem(
                    document.file, line, f"not the places of {other}: {key}", _places(text), _places(want[key])
                )


def _places(text: str) -> str:
    """Return the places that `str.format` would fill, as it reads them itself."""
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        return f"none that can be filled ({error})"
    return ", ".join(sorted(found)) or "none"
