"""Pouring a page into a shell; and a theme that changed its templates is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import PortraitError
from pipelines.model import Page
from pipelines.render import Shell, pour

HTML = """<html><head><title>@@portrait-title@@ - Portrait</title><meta content="@@portrait-description@@"></head>
<body><a href="../../../fr/shell/two/">Français</a>
<ul class="md-nav__list" data-md-component="toc" data-md-scrollfix><li>@@portrait-toc@@</li></ul>
<article class="md-content__inner md-typeset"><h1>@@portrait-title@@</h1></article></body></html>"""


def shell(folder: Path, html: str = HTML) -> Shell:
    (folder / "shell" / "two").mkdir(parents=True)
    (folder / "shell" / "two" / "index.html").write_text(html, encoding="utf-8")
    return Shell.read(folder, 2)


def test_title_description_contents_content_and_the_other_language_are_filled_in(tmp_path: Path):
    page = Page(
        path="sources/x/",
        lang="en",
        title="A < B",
        description='"quoted"',
        content="<p>hello</p>",
        contents=(("one", "One & only"),),
    )
    html = pour(shell(tmp_path), page)
    assert "<title>A &lt; B - Portrait</title>" in html
    assert 'content="&quot;quoted&quot;"' in html
    assert 'href="../../../fr/sources/x/"' in html
    assert '<a href="#one"' in html
    assert "One &amp; only" in html
    assert '<article class="md-content__inner md-typeset">\n<p>hello</p>\n</article>' in html
    assert "@@" not in html


@pytest.mark.parametrize(
    "lost",
    ['<article class="md-content__inner md-typeset">', 'data-md-component="toc"', "@@portrait-title@@", "shell/two/"],
)
def test_a_theme_without_a_marker_is_an_error_that_says_where_to_look(tmp_path: Path, lost: str):
    with pytest.raises(PortraitError, match=r"pipelines/render/shell\.py"):
        shell(tmp_path, HTML.replace(lost, "gone"))
