"""Declared redirects and a filled site folder → a small page at each old address that leads to where the page is now."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from pipelines.errors import DeclarationError, Problem
from pipelines.model import Lang, Text
from pipelines.model.redirects import Redirect, Redirects

FILE = "profiles/redirects.yml"


def add_redirects(
    folder: Path,
    langs: Sequence[Lang],
    declared: Redirects,
    texts: dict[str, Text],
    left_out: frozenset[str] = frozenset(),
    address: str = "",
) -> None:
    """Write a page for each redirect in each language; raises DeclarationError with all that lead nowhere or over a page.

    Communities that are `left_out` of a preview have no pages; what leads to them is left out too.
    """
    problems = []
    kept: list[Redirect] = []
    for each, line in zip(declared.moved, declared.lines, strict=True):
        if any((folder / lang / each.old / "index.html").exists() for lang in langs):
            problems.append(
                Problem(FILE, line, "a page stands at the old address", each.old, "an address that is free")
            )
        if _community(each.new) in left_out:
            continue
        if not all((folder / lang / each.new / "index.html").is_file() for lang in langs):
            problems.append(Problem(FILE, line, "no page stands at the new address", each.new, "a page of the site"))
        kept.append(each)
    if problems:
        raise DeclarationError(problems)
    for each in kept:
        for lang in langs:
            file = folder / lang / each.old / "index.html"
            file.parent.mkdir(parents=True)
            file.write_text(_page(each, lang, texts, address), encoding="utf-8")


def _community(path: str) -> str:
    room, _, rest = path.partition("/")
    return rest.partition("/")[0] if room == "profiles" else ""


def _page(redirect: Redirect, lang: Lang, texts: dict[str, Text], address: str) -> str:
    """Return a page that leads on by itself; by script where there is one, since only a script keeps the place asked for."""
    up = "../" * redirect.old.count("/")
    target = escape(f"{up}{redirect.new}")
    canonical = f'<link rel="canonical" href="{escape(f"{address}/{lang}/{redirect.new}")}">' if address else ""
    said = {key: escape(texts[key][lang]) for key in ("moved_title", "moved_text", "moved_link")}
    return "".join((
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">',
        f"<title>{said['moved_title']} - Portrait</title>{canonical}",
        f'<link rel="icon" href="{up}../assets/favicon.svg"><link rel="stylesheet" href="{up}../assets/entrance.css">',
        f'<script src="{up}../assets/moved.js"></script>',
        f'<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript></head>',
        f'<body><main><h1>{said["moved_title"]}</h1><section><p>{said["moved_text"]} {escape(redirect.why[lang])}</p>',
        f'<p><a id="moved" href="{target}">{said["moved_link"]}</a></p></section></main></body></html>\n',
    ))  # fmt: skip
