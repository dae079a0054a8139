"""What the theme writes and HTML does not know is mended; all else stays as it was."""

from __future__ import annotations

from pipelines.render.tidy import tidied

ARTICLE = '<article class="md-content__inner md-typeset">{}</article>'


def test_switches_of_the_theme_become_valid_and_the_menu_has_a_name() -> None:
    given = '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">'

    assert tidied(given) == (
        '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" aria-label="Navigation">'
    )
    assert tidied('<label class="x" for="__nav_1" tabindex="">') == '<label class="x" for="__nav_1">'


def test_a_label_names_only_a_switch_that_is_there() -> None:
    label = '<label class="md-nav__title" for="__toc">'

    assert tidied(label) == '<label class="md-nav__title">'
    assert tidied(f'<input id="__toc">{label}') == f'<input id="__toc">{label}'


def test_a_table_of_markdown_says_what_it_is_and_what_its_heads_head() -> None:
    given = '<h2 id="who">Who</h2><table><thead><tr><th></th><th>With</th></tr></thead></table>'

    assert tidied(ARTICLE.format(given)) == ARTICLE.format(
        '<h2 id="who">Who</h2><table aria-labelledby="who"><thead><tr><td></td><th scope="col">With</th></tr></thead>'
        "</table>"
    )
    # Outside the article nothing is ours.
    assert tidied(given) == given
