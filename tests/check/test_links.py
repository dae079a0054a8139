"""Whatever names an address inside the site is followed, in pages, drawings, styles, scripts and at wrong addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.check.links import Links, asset_faults, faults

FILES = {
    "index.html", "404.html", "en/index.html", "en/404.html", "en/about/index.html", "en/a.svg", "assets/x.css",
    "assets/x.js", "assets/y.js", "editions/index.html",
}  # fmt: skip


def broken(path: str, html: str) -> list[str]:
    """Return what is said of the links of the page at `path`, alone."""
    return [said for _, said in faults({path: Links(FILES, ()).of_page(path, html)})]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="{}">', '<img src="{}">', '<img srcset="../a.svg 1x, {} 2x">', '<svg><use xlink:href="{}"/></svg>',
        '<svg><image href="{}"/></svg>', '<svg><a href="{}"></a></svg>', '<object data="{}">', '<video poster="{}">',
        '<div data-more="{}">', '<form action="{}">', '<iframe src="{}">',
    ],
)  # fmt: skip
def test_a_broken_address_is_found_wherever_it_stands(html: str) -> None:
    assert broken("en/about/index.html", html.format("../b.svg")) == ["the link ../b.svg leads nowhere"]
    assert broken("en/about/index.html", html.format("../a.svg")) == []


@pytest.mark.parametrize("path", ["index.html", "404.html", "editions/index.html"])
def test_pages_outside_the_languages_are_followed(path: str) -> None:
    root = "../" if "/" in path else ""

    assert broken(path, f'<a href="{root}en/"><a href="{root}de/">') == [f"the link {root}de/ leads nowhere"]


@pytest.mark.parametrize("start", ["/", "/en/", "/portrait/en/"])
def test_the_absolute_links_of_a_page_for_wrong_addresses_are_followed(start: str) -> None:
    said = broken("en/404.html", f'<a href="{start}about/"><a href="{start}abuot/">')

    assert said == [f"the link {start}abuot/ leads nowhere"]


def test_an_anchor_in_a_drawing_is_followed() -> None:
    assert broken("en/index.html", '<svg><g id="a"/><use href="#a"/><use href="#b"/></svg>') == [
        "the link #b leads to a place that the page lacks"
    ]


def test_a_style_and_a_script_name_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/x.css").write_text('@import "x.css"; a { background: url(gone.svg), url("data:image/gif,") }')
    (tmp_path / "assets/x.js").write_text(
        'import "./y.js"; import { a } from "./gone.js";\n'
        'import("./away.js"); const root = new URL("../", import.meta.url); new URL("../data/none.json", root);'
    )
    (tmp_path / "assets/y.js").write_text("// Nothing.")

    assert list(asset_faults(tmp_path, FILES)) == [
        ("assets/x.css", "the link gone.svg leads nowhere"),
        ("assets/x.js", "the link ./gone.js leads nowhere"),
        ("assets/x.js", "the link ./away.js leads nowhere"),
        ("assets/x.js", "the link ../data/none.json leads nowhere"),
    ]
