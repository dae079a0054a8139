"""Declared redirects and a filled site folder → a small page at each old address, which leads on."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from pipelines.errors import DeclarationError, Problem
from pipelines.model import Lang, Plan, Text
from pipelines.model.redirects import Redirect
from pipelines.publish.site import SiteFolder

FILE = "profiles/redirects.yml"


def add_redirects(site: SiteFolder, plan: Plan, address: str = "") -> None:
    """Write a page for each redirect in each language.

    Raises DeclarationError with all that lead nowhere or from an address that is taken.

    Communities that are left out of a preview have no pages; what leads to them is left out too.
    """
    folder, langs, declared = site.folder, site.langs, plan.redirects
    problems = []
    kept: list[Redirect] = []
    for each, line in zip(declared.moved, declared.lines, strict=True):
        if any((folder / lang / each.old / "index.html").exists() for lang in langs):
            problems.append(
                Problem(FILE, line, "a page stands at the old address", each.old, "an address that is free")
            )
        if _community(each.new) in plan.left_out:
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
            file.write_text(site.warned(_page(each, lang, plan.texts, address), lang), encoding="utf-8")


def _community(path: str) -> str:
    room, _, rest = path.partition("/")
    return rest.partition("/")[0] if room == "profiles" else ""


def _page(redirect: Redirect, lang: Lang, texts: Mapping[str, Text], address: str) -> str:
    """Return a page that leads on by itself; where there is a script, it keeps the place that was asked for."""
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
