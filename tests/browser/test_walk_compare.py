"""Compare regions: by keyboard and by address; the file is the store's; a wrong address says so; no script, tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.walks import LANGS, PATIENCE_MS, WIDTHS, Lang, Walk

pytestmark = pytest.mark.browser

PROVINCES = "pr13,pr35"
SHARES = f"compare/?c=fsc&r={PROVINCES}&i=community-share"
RESULT = "#result"


def to(walk: Walk, path: str) -> None:
    """Open the compare page at an address, and wait until its script has built what the address asks for."""
    walk.to(path)
    walk.page.locator(".pt-compare .pt-form").wait_for()
    walk.page.locator(".pt-results-of > *").first.wait_for()
    walk.settle()


def shown(walk: Walk, figure_id: str) -> str:
    """Return what the table of the comparison says of a figure."""
    return walk.page.locator(f".pt-compare table [data-figure='{figure_id}']").inner_text()


def messages(walk: Walk) -> str:
    return walk.page.locator(".pt-compare .pt-message").inner_text()


def chips(walk: Walk) -> list[str]:
    return [text.split("\n")[0].strip() for text in walk.page.locator(".pt-chips li").all_inner_texts()]


@pytest.mark.parametrize("lang", LANGS)
def test_two_regions_are_chosen_by_keyboard_alone(walk: Walk, lang: Lang) -> None:
    to(walk, f"{lang}/compare/")
    keyboard = walk.page.keyboard
    walk.page.locator("#pt-c").focus()
    # Typing its name chooses in a list of choices.
    keyboard.type({"en": "French-speaking", "fr": "Communautés d'expression fran"}[lang])
    keyboard.press("Tab")
    keyboard.type({"en": "Unemployment", "fr": "Taux de ch"}[lang])
    keyboard.press("Tab")
    keyboard.type("nouveau brunswick")
    keyboard.press("Enter")
    keyboard.type("ontar")
    keyboard.press("ArrowDown")
    assert walk.page.locator("#pt-r").get_attribute("aria-activedescendant") == "pt-o-0"
    keyboard.press("Enter")
    walk.page.locator(RESULT).wait_for()
    walk.settle()

    assert walk.at() == f"{lang}/compare/?c=fsc&r=pr13,pr35&i=unemployment-rate"
    expected = shown_on_profile(walk, lang, "fsc:pr13:unemployment-rate:minority:2016")
    assert shown(walk, "fsc:pr13:unemployment-rate:minority:2016") == expected
    assert walk.complaints == []


def shown_on_profile(walk: Walk, lang: Lang, figure_id: str) -> str:
    """Return what the table of a figure's own profile says, read in another page."""
    community, region, *_ = figure_id.split(":")
    page = walk.page.context.new_page()
    page.goto(f"{walk.address}{lang}/profiles/{community}/{region}/")
    said = page.locator(f"table [data-figure='{figure_id}']").first.inner_text()
    page.close()
    return said


@pytest.mark.parametrize("lang", LANGS)
def test_an_address_gives_chart_table_words_and_citation(walk: Walk, lang: Lang) -> None:
    to(walk, f"{lang}/{SHARES}")

    assert walk.page.locator(f"{RESULT} ~ section").count() == 1
    drawing = walk.page.locator(".pt-compare svg[role=img]")
    names = {"en": ("New Brunswick", "Ontario"), "fr": ("Nouveau-Brunswick", "Ontario")}[lang]
    assert all(name in drawing.text_content() for name in names)
    assert drawing.locator("title").text_content()
    assert drawing.locator("desc").text_content()
    for region in PROVINCES.split(","):
        figure_id = f"fsc:{region}:community-share:minority:2021"
        assert shown(walk, figure_id) == shown_on_profile(walk, lang, figure_id)
        assert drawing.locator(f"[data-figure='{figure_id}']").text_content() == shown(walk, figure_id)
    said = walk.page.locator(".pt-compare .pt-says [data-rule^='rank/']")
    assert said.count() == 2
    cited = walk.page.locator("#pt-compare-cite").inner_text()
    assert all(name in cited for name in names)
    assert "15-10-0032-01" in cited
    assert f"/{lang}/{SHARES}" in cited
    assert len(re.findall(r"\([0-9a-f]{8}\)", cited)) == 2
    assert walk.complaints == []


def test_the_address_follows_every_choice_and_brings_it_back(walk: Walk) -> None:
    to(walk, f"en/{SHARES}")
    walk.page.get_by_role("button", name="Remove Ontario").click()
    walk.page.locator("#pt-i").select_option("i:participation-rate")
    walk.settle()
    assert walk.at() == "en/compare/?c=fsc&r=pr13&i=participation-rate"

    # To a profile and back again.
    walk.page.locator(".pt-compare table tbody th a").click()
    walk.page.wait_for_url(f"{walk.address}en/profiles/fsc/pr13/")
    walk.page.go_back()
    walk.page.locator(RESULT).wait_for()
    assert len(chips(walk)) == 1
    assert chips(walk)[0].startswith("New Brunswick")
    assert walk.page.locator("#pt-i").input_value() == "i:participation-rate"


def test_bars_of_the_two_groups_are_told_apart(walk: Walk) -> None:
    to(walk, f"en/{SHARES}")
    fills = {
        group: walk.page.locator(f".pt-compare rect.{group}").first.evaluate("bar => getComputedStyle(bar).fill")
        for group in ("minority", "majority")
    }
    keys = [
        walk.page.locator(f".pt-compare .pt-key.{group}").evaluate(
            "key => getComputedStyle(key, '::before').backgroundColor"
        )
        for group in fills
    ]

    assert fills == {"minority": "rgb(11, 94, 138)", "majority": "none"}
    assert keys == ["rgb(11, 94, 138)", "rgba(0, 0, 0, 0)"]


def test_the_other_language_has_the_same_comparison(walk: Walk) -> None:
    to(walk, f"en/{SHARES}")
    walk.page.get_by_role("link", name="Français", exact=True).click()
    walk.page.wait_for_url(f"{walk.address}fr/{SHARES}")
    walk.page.locator(RESULT).wait_for()

    assert len(chips(walk)) == 2
    assert chips(walk)[0].startswith("Nouveau-Brunswick")


def test_a_theme_brings_all_its_indicators(walk: Walk) -> None:
    to(walk, "fr/compare/?c=fsc&r=pr13,cma305&t=work")

    found = walk.page.locator(".pt-compare section h3").all_inner_texts()
    assert found[:3] == ["Taux d'activité", "Taux d'emploi", "Taux de chômage"]
    assert walk.page.locator(".pt-compare section table").count() == len(found) > 4
    assert "une peut contenir" in walk.page.locator(".pt-compare").inner_text()


def test_six_regions_and_not_one_more(walk: Walk) -> None:
    seven = ["pr10", "pr11", "pr12", "pr13", "pr35", "pr46", "pr47"]
    to(walk, f"en/compare/?c=fsc&r={','.join(seven)}&i=community-share")

    assert len(chips(walk)) == 6
    assert "Saskatchewan" in messages(walk)
    walk.page.locator("#pt-r").press_sequentially("sask")
    walk.page.keyboard.press("Enter")
    assert "Six regions are chosen" in messages(walk)
    assert len(chips(walk)) == 6

    walk.page.get_by_role("button", name="Remove Manitoba").press("Enter")
    assert len(chips(walk)) == 5
    # The focus is not lost with what was removed.
    assert walk.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove Ontario"


def test_what_compares_nothing_says_so_and_what_has_places_says_what_they_leave_open(walk: Walk) -> None:
    to(walk, "en/compare/?c=fsc&r=cma305,cma580&i=overqualification")
    between = walk.page.locator(".pt-compare section").inner_text()
    assert "nothing here says that two regions differ" in between
    assert "higher" not in walk.page.locator(".pt-compare .pt-says").inner_text()

    to(walk, f"en/{SHARES}")
    assert "where the possible ranks of two regions overlap" in walk.page.locator(".pt-compare section").inner_text()


def test_a_region_without_a_figure_stands_there_without_one(walk: Walk) -> None:
    to(walk, "en/compare/?c=esq&r=pr24,er2460&i=unemployment-rate")
    row = walk.page.locator(".pt-compare table tbody tr").nth(1)

    assert "Outaouais" in row.inner_text()
    assert "No figure of this indicator is in this edition for this region." in row.inner_text()
    assert not re.search(r"\d", row.inner_text())


def test_the_file_holds_the_rows_of_the_store_and_no_others(walk: Walk, site: Path) -> None:
    to(walk, f"en/{SHARES}")
    with walk.page.expect_download() as coming:
        walk.page.get_by_role("button", name="Download these figures (CSV)").click()
    rows = list(csv.reader(io.StringIO(Path(coming.value.path()).read_text(encoding="utf-8"))))

    assert coming.value.suggested_filename == "portrait-fsc-community-share.csv"
    with (site / "data" / "figures.csv").open(encoding="utf-8", newline="") as whole:
        head, *stored = csv.reader(whole)
    place = head.index("indicator")
    wanted = [r for r in stored if r[1] == "fsc" and r[2] in PROVINCES.split(",") and r[place] == "community-share"]
    assert rows[0] == head
    assert sorted(rows[1:]) == sorted(wanted)
    assert len(wanted) > 10
    assert walk.complaints == []


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(walk: Walk) -> None:
    to(walk, "en/compare/")
    written = walk.page.evaluate(
        """async () => {
          const { toCsv, fromCsv } = await import(new URL("../../assets/elements.js", location.href).href);
          const rows = [["=1+1", "+A1", "-A1", "@x", "-1.5", "+2e3", "-", 'a"b', "a,b"]];
          return [toCsv(rows), fromCsv(toCsv(rows))[0]];
        }"""
    )

    assert written[0] == '\'=1+1,\'+A1,\'-A1,\'@x,-1.5,+2e3,\'-,"a""b","a,b"\n'
    assert written[1][-2:] == ['a"b', "a,b"]


def test_the_citation_is_copied(walk: Walk) -> None:
    walk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    to(walk, f"en/{SHARES}")
    walk.page.get_by_role("button", name="Copy the citation").click()
    walk.page.get_by_text("Copied.").wait_for()

    kept = walk.page.evaluate("navigator.clipboard.readText()")
    assert kept == walk.page.locator("#pt-compare-cite").inner_text()


HOSTILE = {
    "a script": ("?c=%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>"),
    "an image": ("?c=fsc&r=%3Cimg%20src=x%20onerror=alert(1)%3E", "<img src=x onerror=alert(1)>"),
    "a way out": ("?c=fsc&r=../../etc,pr13", "../../etc"),
    "another community's region": ("?c=esq&r=pr35", "pr35"),
    "an unknown indicator": ("?c=fsc&r=pr13&i=happiness", "happiness"),
    "an unknown theme": ("?c=fsc&r=pr13&t=%22onload=", '"onload='),
    "a property of every object": ("?c=constructor&r=__proto__&i=toString", "constructor, __proto__, toString"),
    "a bad escape": ("?c=%E0%A4%A", "%A"),
    "a very long id": (f"?c=fsc&r={'a' * 3000}", "a" * 80 + "…"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_address_with_unknown_ids_says_so_as_text_and_the_form_stays(walk: Walk, name: str) -> None:
    query, said = HOSTILE[name]
    ran: list[str] = []
    walk.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    to(walk, f"en/compare/{query}")

    assert said in messages(walk)
    assert ran == []
    assert walk.page.locator(".pt-compare script, .pt-compare img").count() == 0
    # The form is there and works.
    walk.page.locator("#pt-c").select_option("fsc")
    walk.page.locator("#pt-r").press_sequentially("yukon")
    walk.page.keyboard.press("Enter")
    walk.page.locator(RESULT).wait_for()
    assert messages(walk) == ""
    assert walk.complaints == []


def test_a_profile_that_does_not_answer_is_named_and_the_others_stand(walk: Walk) -> None:
    walk.page.route("**/profiles/fsc/pr13/compare.json", lambda route: route.fulfill(status=500))
    to(walk, f"en/{SHARES}")

    assert "New Brunswick" in messages(walk)
    assert shown(walk, "fsc:pr35:community-share:minority:2021")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_comparison_fits_every_screen(walk: Walk, lang: Lang, width: int) -> None:
    walk.page.set_viewport_size({"width": width, "height": 900})
    to(walk, f"{lang}/compare/?c=fsc&r=pr13,pr35,cma305,cma580,pr46,pr60&t=size")

    assert walk.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_there_is_a_plain_table_for_each_indicator(
    scriptless: Page, address: str, site: Path, lang: Lang
) -> None:
    scriptless.goto(f"{address}{lang}/compare/?c=fsc&r=pr13&i=community-share")
    assert "JavaScript" in scriptless.locator(".pt-no-script").inner_text()
    assert scriptless.locator(".pt-no-script").is_visible()

    links = scriptless.locator(".pt-tables a")
    assert links.count() == len([each for each in (site / lang / "indicators").iterdir() if each.is_dir()])
    links.first.click()
    assert scriptless.locator("#regions").is_visible()
    assert scriptless.locator("table td[data-figure]").count() > 10
