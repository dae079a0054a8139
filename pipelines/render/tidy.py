"""A page as mkdocs-material makes it → the same page as valid HTML, its tables' heads saying what they are heads of."""

from __future__ import annotations

import re

ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">.*?</article>', re.DOTALL)
# What the theme writes and HTML has no meaning for: a switch that would complete itself, an order of no number.
MEANINGLESS = re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off"|(<label\b[^>]*?) tabindex=""')
# The switch of the menu on narrow screens is hidden from keyboards; with a name, our style sheet may show it to them.
DRAWER = re.compile(r'(<input class="md-toggle" data-md-toggle="drawer"[^>]*?)>')
# Within HTML a drawing needs no name of its language.
DRAWN_IN = re.compile(r'(<svg\b[^>]*?) xmlns="http://www\.w3\.org/2000/svg"')
# The menu of narrow screens says the name of the site; the logo stands in the head of every page.
SECOND_LOGO = re.compile(
    r'(<label class="md-nav__title"[^>]*>)\s*<a [^>]*class="md-nav__button md-logo"[^>]*>.*?</a>', re.DOTALL
)
# What marks an item that unfolds stands in it; on our pages none does.
UNFOLDS = re.compile(r'<span class="md-nav__icon md-icon"></span>\s*')
# The switch of the list of contents is not there on pages whose list stands open; its label names nothing then.
CONTENTS_SWITCH = 'id="__toc"'
CONTENTS_LABEL = re.compile(r'(<label\b[^>]*?) for="__toc"')
# Tables written in Markdown have one line of heads, and an empty corner is no head.
CORNER = re.compile(r"<th>\s*</th>")
# They have no caption: the heading that they stand under names them.
UNDER = re.compile(r'<h[1-6]\b[^>]*\bid="([^"]*)"|<table>')


def tidied(html: str) -> str:
    """Return a page of the theme without the faults of its templates that a checker of HTML names."""
    html = MEANINGLESS.sub(lambda found: found[1] or found[2], html)
    html = DRAWER.sub(r'\1 aria-label="Navigation">', html)
    html = UNFOLDS.sub("", SECOND_LOGO.sub(r"\1", DRAWN_IN.sub(r"\1", html)))
    if CONTENTS_SWITCH not in html:
        html = CONTENTS_LABEL.sub(r"\1", html)
    return ARTICLE.sub(lambda found: _with_heads(found[0]), html)


def _with_heads(article: str) -> str:
    heading = ""

    def named(found: re.Match[str]) -> str:
        nonlocal heading
        if found[1] is None:
            return f'<table aria-labelledby="{heading}">' if heading else found[0]
        heading = found[1]
        return found[0]

    return UNDER.sub(named, CORNER.sub("<td></td>", article).replace("<th>", '<th scope="col">'))
