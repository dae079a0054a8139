"""What a browser may run on a page: files of the site and the theme's own scripts, whatever else got into it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipelines.check.policy import policy_faults
from pipelines.publish.policy import secured
from takeaway.drawn import COMMUNITY, REGION

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body>'
PAGE = f"en/profiles/{COMMUNITY}/{REGION}/"
PLACE = '<h2 id="planning">'


def test_every_page_has_its_policy_and_the_themes_scripts_are_known(hostile: Path):
    pages = list(hostile.rglob("*.html"))
    assert len(pages) > 200
    for file in pages:
        html = file.read_text(encoding="utf-8")
        assert list(policy_faults(html)) == [], file
        scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        # A newer theme may have other scripts: read them, and put their hashes into publish/policy.py.
        assert html.count("'sha256-") == len(scripts), f"{file}: a script of the theme that is not known"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>ran = 1</script>", "a script that its policy does not name"),
        ('<p onclick="ran = 1">', "what could run stands in a tag: <p onclick="),
        ("<img src=x onerror=ran=1>", "what could run stands in a tag: <img onerror="),
        ('<a href="javascript:ran=1">', "what could run stands in a tag: <a href="),
        ('<a href=" java&#10;script:ran=1">', "what could run stands in a tag: <a href="),
        ('<a href="data:text/html,x">', "what could run stands in a tag: <a href="),
        ('<p style="color: red">', "what could run stands in a tag: <p style="),
    ],
)
def test_what_could_run_is_found(inside: str, said: str):
    page = secured(f"{HEAD}{inside}</body></html>")
    assert [fault for fault in policy_faults(page) if said in fault]


@pytest.mark.parametrize(
    "inside",
    [
        '<p title="an onclick=&quot;x&quot; or style=x">javascript: is a word</p>',
        '<script type="application/ld+json">{"a": "on x=1"}</script>',
        '<script src="a.js"></script><img src="data:image/png;base64,x" alt="">',
    ],
)
def test_what_is_only_written_about_is_left_alone(inside: str):
    assert list(policy_faults(secured(f"{HEAD}{inside}</body></html>"))) == []


def test_a_page_without_a_policy_or_with_one_too_late_is_found():
    late = secured(f"{HEAD}</body></html>").replace("<head>", '<head><link rel="stylesheet" href="a.css">')
    for page in (f"{HEAD}</body></html>", late):
        assert list(policy_faults(page)) == ["it has no Content-Security-Policy before what it loads"]


@pytest.fixture
def copied(hostile: Path, served: str) -> Callable[[str], str]:
    """Return a function that puts something into a copy of a profile, and returns the copy's address."""

    def put(inside: str) -> str:
        folder = hostile / f"en/profiles/{COMMUNITY}/copy"
        folder.mkdir()
        html = (hostile / PAGE / "index.html").read_text(encoding="utf-8")
        assert html.count(PLACE) == 1
        (folder / "index.html").write_text(html.replace(PLACE, inside + PLACE), encoding="utf-8")
        return f"{served}en/profiles/{COMMUNITY}/copy/"

    yield put
    shutil.rmtree(hostile / f"en/profiles/{COMMUNITY}/copy")


@pytest.mark.browser
@pytest.mark.parametrize(
    "inside",
    [
        "<script>window.ran = true</script>",
        '<img src="nowhere.png" alt="" onerror="window.ran = true">',
        '<script src="data:text/javascript,window.ran=true"></script>',
        '<iframe title="x" srcdoc="<script>parent.ran = true</script>"></iframe>',
        '<base href="https://a.example/">',
    ],
)
def test_the_browser_refuses_what_got_into_a_page(browser: Browser, copied: Callable[[str], str], inside: str):
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(copied(inside))
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.baseURI").startswith("http://127.0.0.1")
    assert any("Content Security Policy" in each for each in said)
    # The theme's own scripts did run.
    assert page.evaluate("typeof __md_get") == "function"
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_themes_scripts_and_the_choice_of_colours_work(browser: Browser, served: str, scheme: str):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(served + PAGE)
    other = {"light": "slate", "dark": "default"}[scheme]
    page.locator("label[for^=__palette]:visible").click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == other
    # The choice is remembered, and put on before the first paint, by a script in the page.
    page.goto(f"{served}fr/about/")
    page.goto(served + PAGE)
    assert page.locator("body").get_attribute("data-md-color-scheme") == other
    assert said == []
    context.close()
