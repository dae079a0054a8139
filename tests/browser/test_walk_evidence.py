"""The evidence sheet: ticked on profiles, put together with its sources, printed and taken away; nothing is sent."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from browser.walks import LANGS, PATIENCE_MS, WIDTHS, Lang, Walk

pytestmark = pytest.mark.browser

RATE = "esq:pr24:unemployment-rate:minority:2016"
OTHERS = "esq:pr24:unemployment-rate:majority:2016"
WOMEN = "fsc:cma580:average-employment-income:minority:sex=female:2016"
PLACE = "fsc:pr35:community-share:rank:2021"
CHOOSE = {"en": "Choose figures", "fr": "Choisir des données"}
OPEN = {"en": "Open the evidence sheet", "fr": "Ouvrir la fiche de données"}


def ids(walk: Walk) -> list[str]:
    """Return the figures on the sheet, in their order."""
    walk.page.locator(".pt-evidence table, .pt-evidence p").first.wait_for()
    walk.settle()
    return walk.page.locator(".pt-sheet [data-figure]").evaluate_all("all => all.map(each => each.dataset.figure)")


def kept(walk: Walk) -> object:
    return walk.page.evaluate("JSON.parse(localStorage.getItem('portrait.evidence'))")


def messages(walk: Walk) -> str:
    return walk.page.locator(".pt-evidence .pt-message").first.inner_text()


@pytest.mark.parametrize("path", ["profiles/esq/pr24/", "indicators/unemployment-rate/"])
def test_the_way_to_choose_figures_can_be_read(walk: Walk, path: str) -> None:
    walk.to(f"en/{path}")
    colours = walk.page.get_by_role("button", name=CHOOSE["en"]).evaluate(
        "button => [getComputedStyle(button).color, getComputedStyle(button).backgroundColor]"
    )

    assert colours == ["rgb(11, 94, 138)", "rgba(0, 0, 0, 0)"]


@pytest.mark.parametrize("lang", LANGS)
def test_figures_ticked_on_profiles_come_together_on_one_page(walk: Walk, lang: Lang) -> None:
    sent: list[Request] = []
    walk.page.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    walk.to(f"{lang}/profiles/esq/pr24/")
    before = walk.page.locator(f"td[data-figure='{RATE}']").first.inner_text()
    walk.page.get_by_role("button", name=CHOOSE[lang]).press("Enter")
    for figure_id in (RATE, OTHERS):
        walk.page.locator(f"table [data-tick='{figure_id}']").first.press("Space")
    assert kept(walk) == [RATE, OTHERS]

    walk.to(f"{lang}/profiles/fsc/cma580/details/")
    walk.page.get_by_role("button", name=CHOOSE[lang]).click()
    walk.page.locator(f"[data-tick='{WOMEN}']").check()
    walk.page.get_by_role("link", name=OPEN[lang]).click()
    walk.page.wait_for_url(re.compile("/evidence/"))

    assert ids(walk) == [RATE, OTHERS, WOMEN]
    assert walk.at() == f"{lang}/evidence/?f={RATE},{OTHERS},{WOMEN}"
    row = walk.page.locator(".pt-sheet tbody tr").first.inner_text()
    assert before in row
    assert {"en": "English speakers", "fr": "Population d'expression anglaise"}[lang] in row
    assert "43-10-0069-01" in row
    women = walk.page.locator(".pt-sheet tbody tr").nth(2).inner_text()
    assert {"en": "$37,400", "fr": "37\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}$"}[lang] in women
    assert {"en": "Women", "fr": "Femmes"}[lang] in women
    entries = walk.page.locator(".pt-bibliography li").all_inner_texts()
    # Two tables, two profiles.
    assert len(entries) == 4
    assert sum("43-10-0069-01" in entry for entry in entries) == 1
    assert sum(f"/{lang}/profiles/esq/pr24/" in entry for entry in entries) == 1
    assert sent == []
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_each_box_says_what_it_is_for(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/profiles/esq/pr24/")
    walk.page.get_by_role("button", name=CHOOSE[lang]).click()
    box = walk.page.locator(f".pt-theme table [data-tick='{RATE}']").first

    said = {
        "en": ("Unemployment rate", "2016", "English speakers"),
        "fr": ("Taux de chômage", "2016", "Population d'expression anglaise"),
    }[lang]
    assert all(each in box.get_attribute("aria-label") for each in said)
    size = box.bounding_box()
    assert size["width"] >= 24
    assert size["height"] >= 24
    # Ticking twice takes the figure off again, wherever it is shown.
    box.check()
    assert (
        walk.page.locator(f"[data-tick='{RATE}']:checked").count() == walk.page.locator(f"[data-tick='{RATE}']").count()
    )
    box.uncheck()
    assert kept(walk) == []
    walk.page.get_by_role("button", name={"en": "Stop choosing", "fr": "Terminer le choix"}[lang]).click()
    assert walk.page.locator(".pt-tick").count() == 0


def test_an_address_brings_its_own_list_and_leaves_mine_alone(walk: Walk) -> None:
    walk.to(f"en/evidence/?f={RATE}")
    walk.page.evaluate(f"localStorage.setItem('portrait.evidence', JSON.stringify(['{OTHERS}']))")
    walk.to(f"en/evidence/?f={RATE},{PLACE}")
    assert ids(walk) == [RATE, PLACE]
    assert kept(walk) == [OTHERS]
    # A place is read on the page of its indicator.
    assert "Ontario" in walk.page.locator(".pt-sheet tbody tr").nth(1).inner_text()
    assert re.search(r"\b3\b", walk.page.locator(".pt-sheet tbody tr .pt-value").nth(1).inner_text())

    walk.page.get_by_role("button", name="Make it my list").click()
    assert kept(walk) == [RATE, PLACE]
    # Without a list in the address, mine is there.
    walk.to("en/evidence/")
    assert ids(walk) == [RATE, PLACE]
    assert walk.at() == f"en/evidence/?f={RATE},{PLACE}"


def test_the_order_is_the_readers_and_what_is_emptied_comes_back(walk: Walk) -> None:
    walk.to(f"en/evidence/?f={RATE},{OTHERS},{WOMEN}")
    assert ids(walk) == [RATE, OTHERS, WOMEN]
    walk.page.locator(".pt-sheet tbody tr").nth(2).get_by_role("button", name=re.compile("Move up")).press("Enter")
    assert ids(walk) == [RATE, WOMEN, OTHERS]
    # The focus stays with the figure that was moved.
    assert "Move up" in walk.page.evaluate("document.activeElement.getAttribute('aria-label')")
    walk.page.locator(".pt-sheet tbody tr").nth(0).get_by_role("button", name=re.compile("Remove")).click()
    assert ids(walk) == [WOMEN, OTHERS]
    assert walk.at() == f"en/evidence/?f={WOMEN},{OTHERS}"

    walk.page.get_by_role("button", name="Empty the sheet").click()
    assert ids(walk) == []
    assert "The sheet is empty" in walk.page.locator(".pt-evidence").inner_text()
    walk.page.get_by_role("button", name="Undo").click()
    assert ids(walk) == [WOMEN, OTHERS]


def test_what_is_taken_away_is_the_store_and_the_sheet(walk: Walk, site: Path) -> None:
    walk.to(f"fr/evidence/?f={WOMEN},{RATE}")
    assert ids(walk) == [WOMEN, RATE]
    with walk.page.expect_download() as coming:
        walk.page.get_by_role("button", name="Télécharger (CSV)").click()
    rows = list(csv.reader(io.StringIO(Path(coming.value.path()).read_text(encoding="utf-8"))))
    expected = []
    for figure_id in (WOMEN, RATE):
        community, region, *_ = figure_id.split(":")
        with (site / "fr" / "profiles" / community / region / "figures.csv").open(encoding="utf-8", newline="") as file:
            expected += [row for row in csv.reader(file) if row[0] == figure_id]
    assert rows[0][0] == "figure_id"
    assert rows[1:] == expected

    with walk.page.expect_download() as coming:
        walk.page.get_by_role("button", name="Télécharger (texte)").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8")
    assert "8,7\N{NO-BREAK SPACE}%" in text
    assert "Adapté de Statistique Canada, 43-10-0069-01" in text
    assert RATE in text


HOSTILE = {
    "a script": ("%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>"),
    "an image": ("%3Cimg%20src=x%20onerror=alert(1)%3E", "<img src=x onerror=alert(1)>"),
    "an unknown region": ("esq:zz99:unemployment-rate:minority:2016", "esq:zz99:unemployment-rate:minority:2016"),
    "an unknown figure": ("esq:pr24:happiness:minority:2016", "esq:pr24:happiness:minority:2016"),
    "a way out": ("esq:..:..:minority:2016", "esq:..:..:minority:2016"),
    "a property of every object": ("constructor:__proto__:a:b:c", "constructor:__proto__:a:b:c"),
    "no id at all": ("8.7", "8.7"),
    "a very long id": ("a" * 3000, "a" * 80 + "…"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_figure_is_named_as_text_and_the_rest_stands(walk: Walk, name: str) -> None:
    asked, said = HOSTILE[name]
    ran: list[str] = []
    walk.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    walk.to(f"en/evidence/?f={asked},{RATE}")

    assert ids(walk) == [RATE]
    assert said in messages(walk)
    assert ran == []
    assert walk.page.locator(".pt-evidence script, .pt-evidence img").count() == 0
    assert walk.complaints == []


def test_sixty_figures_and_not_one_more(walk: Walk) -> None:
    many = [f"esq:pr24:no-such-{number}:minority:2016" for number in range(60)]
    walk.to(f"en/evidence/?f={','.join(many)},{RATE}")
    walk.settle()

    assert "sixty" in walk.page.locator(".pt-evidence .pt-message").first.inner_text()
    assert RATE in walk.page.locator(".pt-evidence .pt-message").first.inner_text()


@pytest.mark.parametrize("broken", ["[", '{"a": 1}', '["<b>", 7, null]', "null"])
def test_what_is_broken_in_storage_is_no_list(walk: Walk, broken: str) -> None:
    walk.to("en/about/")
    walk.page.evaluate("text => localStorage.setItem('portrait.evidence', text)", broken)
    walk.to("en/evidence/")

    assert ids(walk) == []
    assert "The sheet is empty" in walk.page.locator(".pt-evidence").inner_text()
    assert walk.complaints == []


def test_where_the_browser_keeps_nothing_the_list_lasts_as_long_as_the_page(walk: Walk) -> None:
    walk.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    walk.to("en/profiles/esq/pr24/")
    walk.page.get_by_role("button", name="Choose figures").click()
    walk.page.locator(f"table [data-tick='{RATE}']").first.check()
    walk.page.get_by_role("link", name="Open the evidence sheet").click()
    walk.page.wait_for_url(re.compile("/evidence/"))

    # The address carries it over.
    assert ids(walk) == [RATE]


def test_the_bar_moves_nothing_on_the_page(walk: Walk) -> None:
    walk.page.add_init_script(
        "window.shifts = []; new PerformanceObserver(list => shifts.push(...list.getEntries().map(each => each.value)))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    walk.to("en/profiles/esq/pr24/")
    walk.page.get_by_role("button", name="Choose figures").wait_for()
    walk.page.wait_for_timeout(200)

    assert sum(walk.page.evaluate("shifts")) < 0.01


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_fits_every_screen(walk: Walk, lang: Lang, width: int) -> None:
    walk.page.set_viewport_size({"width": width, "height": 900})
    walk.to(f"{lang}/evidence/?f={RATE},{OTHERS},{WOMEN},{PLACE}")

    assert ids(walk) == [RATE, OTHERS, WOMEN, PLACE]
    assert walk.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sheet_prints_on_two_pages_at_most_without_what_is_for_the_screen(walk: Walk, paper: str) -> None:
    walk.to(f"fr/evidence/?f={RATE},{OTHERS},{WOMEN},{PLACE}")
    assert len(ids(walk)) == 4
    walk.page.emulate_media(media="print")
    assert not walk.page.get_by_role("button", name="Imprimer").is_visible()
    assert not walk.page.locator(".pt-order").first.is_visible()
    assert not walk.page.locator("#where").is_visible()
    assert walk.page.locator(".pt-bibliography").is_visible()

    margins = dict.fromkeys(("top", "right", "bottom", "left"), "15mm")
    printed = walk.page.pdf(format=paper, margin=margins)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_the_page_says_what_to_do_instead(scriptless: Page, address: str, lang: Lang) -> None:
    scriptless.goto(f"{address}{lang}/evidence/?f={RATE}")
    assert "JavaScript" in scriptless.locator(".pt-no-script").inner_text()
    scriptless.locator(".pt-no-script a").click()
    assert scriptless.url == f"{address}{lang}/profiles/"
