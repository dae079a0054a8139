"""Search from any page: a place by any of its names at once, the words of pages, by keyboard, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

import pytest
from playwright.sync_api import Browser, Page

from browser.walks import LANGS, PATIENCE_MS, Lang, Walk

pytestmark = pytest.mark.browser

FIELD = ".pt-search-box input"
PROFILE = "profiles/esq/pr24/"
PLACES = {"en": "Places and communities", "fr": "Lieux et communautés"}
GROUPS = {
    "profile": {"en": "Profiles", "fr": "Profils"},
    "indicator": {"en": "Indicators", "fr": "Indicateurs"},
    "knowledge": {"en": "Knowledge, methods and sources", "fr": "Connaissances, méthodes et sources"},
}
NONE = {"en": "Nothing was found.", "fr": "Rien n'a été trouvé."}
# The project's budgets: what is read until the first result is there, and the memory of a page that searches.
FIRST_RESULT = 250_000
MEMORY = 100_000_000
# A person sees an answer within a tenth of a second as immediate.
AT_ONCE_MS = 100


def opened(walk: Walk, lang: Lang, path: str = PROFILE) -> None:
    walk.to(f"{lang}/{path}")
    walk.page.keyboard.press("Control+k")
    walk.page.locator(FIELD).wait_for()


def asked(walk: Walk, typed: str) -> str:
    """Type into the dialog; return what is announced once everything has been looked at."""
    walk.page.locator(FIELD).fill(typed)
    status = walk.page.get_by_role("dialog").get_by_role("status")
    walk.page.wait_for_function(
        "([text]) => text && !/…$/.test(document.querySelector('.pt-search-box [role=status]').textContent)",
        arg=[typed],
    )
    return status.inner_text()


def listed(walk: Walk, title: str) -> list[tuple[str, str]]:
    """Return the results of a group: what is read of each, and where it leads after the language."""
    section = (
        walk.page.get_by_role("dialog").locator("section").filter(has=walk.page.get_by_role("heading", name=title))
    )
    links = section.locator("a").all()
    return [(link.inner_text(), link.evaluate("a => a.href").split("/", 4)[4]) for link in links]


@pytest.mark.parametrize(
    ("typed", "name", "path"),
    [
        ("montreal", {"en": "Montréal", "fr": "Montréal"}, "profiles/"),
        ("Côte-Nord", {"en": "Côte-Nord", "fr": "Côte-Nord"}, ""),
        # A name in the other language, a name that a city had, and a community.
        ("grand sudbury", {"en": "Greater Sudbury", "fr": "Grand Sudbury"}, "regions/cma/#cma580"),
        ("hull", {"en": "Ottawa - Gatineau", "fr": "Ottawa - Gatineau"}, ""),
        ("noires", {"en": "Black communities", "fr": "Communautés noires"}, "profiles/black/"),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_place_is_found_by_any_of_its_names(
    walk: Walk, lang: Lang, typed: str, name: dict[Lang, str], path: str
) -> None:
    opened(walk, lang)
    said = asked(walk, typed)
    found = listed(walk, PLACES[lang])

    assert any(re.sub(r"\W+", " ", name[lang]) in re.sub(r"\W+", " ", text) and path in to for text, to in found), found
    assert said.startswith({"en": f"By name: {len(found)}", "fr": f"Par le nom\u00a0: {len(found)}"}[lang])
    assert walk.complaints == []


@pytest.mark.parametrize(
    ("lang", "typed", "group", "path"),
    [
        ("en", "random rounding", "knowledge", "methods/rounding/"),
        ("fr", "arrondissement aléatoire", "knowledge", "methods/rounding/"),
        ("en", "pyramids", "knowledge", "glossary/#age-pyramid"),
        ("fr", "pyramide des ages", "knowledge", "glossary/#age-pyramid"),
        ("en", "unemployment", "indicator", "indicators/unemployment-rate/"),
        ("fr", "chomage", "indicator", "indicators/unemployment-rate/"),
        ("en", "Black communities Toronto", "profile", "profiles/black/cma535/"),
        ("fr", "Communautés noires Toronto", "profile", "profiles/black/cma535/"),
    ],
)
def test_words_of_pages_are_found_in_their_group(walk: Walk, lang: Lang, typed: str, group: str, path: str) -> None:
    opened(walk, lang)
    asked(walk, typed)
    found = listed(walk, GROUPS[group][lang])

    assert path in [to for _, to in found] or path in [to.partition("#")[0] for _, to in found], found
    assert walk.page.locator(".pt-search-results mark").count() > 0
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_what_stands_nowhere_is_said_not_to_and_lists_are_offered(walk: Walk, lang: Lang) -> None:
    opened(walk, lang)

    assert asked(walk, "zzzzqqq").startswith(NONE[lang])
    links = walk.page.get_by_role("dialog").locator(".pt-search-results a").all()
    assert [link.evaluate("a => a.href").removeprefix(f"{walk.address}{lang}/") for link in links] == [
        "profiles/", "indicators/", "search/",
    ]  # fmt: skip


def test_numbers_of_tables_are_not_searched(walk: Walk) -> None:
    walk.to(f"en/{PROFILE}")
    number = (
        walk.page.locator(".pt-table td[data-figure]").filter(has_text=re.compile(r"^\d\d\.\d%$")).first.inner_text()
    )
    walk.page.keyboard.press("Control+k")

    asked(walk, number)
    assert listed(walk, GROUPS["profile"]["en"]) == []


@pytest.mark.parametrize(
    "typed", ['<script>document.title = "run"</script>', '"><img src=x onerror=alert(1)>', "\u202eabc", "é" * 300]
)
def test_what_is_typed_is_text(walk: Walk, typed: str) -> None:
    opened(walk, "en")
    title = walk.page.title()
    asked(walk, typed)
    walk.to(f"en/search/?q={typed.replace('#', '%23')}")

    assert walk.page.locator("#pt-search input").input_value() == typed.replace("#", "%23")[: len(typed)]
    assert walk.page.locator("#pt-search :is(script, img)").count() == 0
    assert "run" not in (title, walk.page.title())
    assert walk.complaints == []


def test_the_search_is_used_by_keyboard_alone(walk: Walk) -> None:
    walk.to(f"en/{PROFILE}")
    link = walk.page.locator(".pt-to-search")
    link.focus()
    walk.page.keyboard.press("Enter")
    walk.page.locator(FIELD).wait_for()
    asked(walk, "outaouais")
    focused = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        walk.page.keyboard.press(key)
        focused.append(walk.page.evaluate("document.activeElement.tagName"))
    assert focused == ["A", "A", "A", "INPUT", "INPUT"]

    walk.page.keyboard.press("Escape")
    assert not walk.page.get_by_role("dialog").is_visible()
    assert link.evaluate("link => link === document.activeElement")

    walk.page.keyboard.press("Control+k")
    asked(walk, "outaouais")
    first = walk.page.locator(".pt-search-results a").first.evaluate("a => a.href")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url(first)
    assert "er2460" in first


def test_no_single_letter_opens_it(walk: Walk) -> None:
    # WCAG 2.1.4: who speaks to a computer types letters without meaning to.
    walk.to(f"en/{PROFILE}")
    for key in ("/", "s", "f", "k"):
        walk.page.keyboard.press(key)
    walk.settle()

    assert walk.page.locator("dialog").count() == 0


def test_nothing_of_the_search_is_read_before_it_is_wanted(walk: Walk) -> None:
    walk.to(f"en/{PROFILE}")

    assert [answer.url for answer in walk.answers if re.search(r"search|places|pagefind|sitemap", answer.url)] == []


@pytest.mark.parametrize("typed", ["unemployment montreal", "income in Nouveau-Brunswick"])
def test_a_place_is_found_among_other_words(walk: Walk, typed: str) -> None:
    opened(walk, "en")
    asked(walk, typed)

    assert listed(walk, PLACES["en"])[0][0] in ("Montréal", "New Brunswick")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("typed", ["revenu", "income", "montreal"])
def test_little_is_read_before_the_first_result(walk: Walk, lang: Lang, typed: str) -> None:
    walk.to(f"{lang}/{PROFILE}")
    before = len(walk.answers)
    walk.page.keyboard.press("Control+k")
    walk.page.locator(FIELD).wait_for()
    asked(walk, typed)
    read = {answer.url.removeprefix(walk.address): len(answer.body()) for answer in walk.answers[before:]}

    assert any("wasm" in name for name in read)
    # All that all results of the dialog take, as it lies on the server, not yet compressed.
    assert sum(read.values()) <= FIRST_RESULT, read


def test_places_appear_as_one_types(walk: Walk) -> None:
    opened(walk, "fr")
    asked(walk, "a")
    times = walk.page.evaluate_handle("selector => probe.timeKeys(selector)", FIELD)
    typed = "saguenay lac saint jean"
    walk.page.locator(FIELD).fill("")
    walk.page.locator(FIELD).press_sequentially(typed)
    walk.page.wait_for_timeout(100)
    measured: list[float] = times.json_value()

    assert walk.page.locator(".pt-search-results section a").first.inner_text().startswith("Saguenay")
    assert median(measured[-len(typed) :]) < AT_ONCE_MS, measured


def test_a_page_that_searches_takes_little_memory(walk: Walk) -> None:
    session = walk.page.context.new_cdp_session(walk.page)
    session.send("Performance.enable")
    opened(walk, "en")
    for typed in (
        "income",
        "unemployment rate",
        "rounding of counts",
        "Black communities Toronto",
        "census metropolitan area",
    ):
        asked(walk, typed)
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    # The heap of scripts, and beside it the pages of WebAssembly and the buffers that lie outside it.
    total = session.send("Runtime.getHeapUsage")

    assert metrics["JSHeapTotalSize"] > 0
    taken = metrics["JSHeapTotalSize"] + total.get("backingStorageSize", 0) + total.get("embedderHeapUsedSize", 0)
    assert taken <= MEMORY, (metrics["JSHeapTotalSize"], total)


@pytest.mark.parametrize("lang", LANGS)
def test_the_search_page_answers_its_address_and_has_more(walk: Walk, lang: Lang) -> None:
    opened(walk, lang)
    asked(walk, {"en": "income", "fr": "revenu"}[lang])
    few = walk.page.locator(".pt-search-results li").count()
    walk.page.get_by_role("link", name={"en": "All results", "fr": "Tous les résultats"}[lang]).click()
    walk.page.wait_for_url(re.compile(rf"/{lang}/search/\?q="))
    walk.page.locator("#pt-search section li").nth(few).wait_for()

    assert walk.page.locator("#pt-search section li").count() > few
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_other_language_opens_at_the_same_place_with_the_same_question(walk: Walk, lang: Lang) -> None:
    other, name = {"en": ("fr", "Français"), "fr": ("en", "English")}[lang]
    walk.to(f"{lang}/search/?q=outaouais#what")
    walk.page.get_by_role("link", name=name, exact=True).click()
    walk.page.wait_for_url(f"{walk.address}{other}/search/?q=outaouais#what")

    assert walk.page.locator("#pt-search input").input_value() == "outaouais"


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_the_search_leads_to_every_list(scriptless: Page, address: str, lang: Lang) -> None:
    scriptless.goto(f"{address}{lang}/{PROFILE}")
    scriptless.get_by_role("link", name={"en": "Search", "fr": "Rechercher"}[lang], exact=True).click()

    assert scriptless.url == f"{address}{lang}/search/"
    assert scriptless.locator("article input:visible").count() == 0
    links = [link.get_attribute("href") for link in scriptless.locator("#lists ~ ul a").all()]
    assert {"../profiles/", "../indicators/", "../knowledge/", "../glossary/"} <= set(links)


@pytest.mark.parametrize("lang", LANGS)
def test_a_wrong_address_at_any_depth_looks_like_the_site(walk: Walk, site, lang: Lang) -> None:
    # The site of the tests stands at its server's root; the server gives this page wherever no other is.
    page = (site / lang / "404.html").read_text(encoding="utf-8")
    where = f"{walk.address}{lang}/no/such/page/"
    walk.page.route(where, lambda route: route.fulfill(status=200, content_type="text/html", body=page))
    walk.page.goto(where)
    walk.settle()
    walk.page.keyboard.press("Control+k")
    walk.page.locator(FIELD).wait_for()
    asked(walk, "outaouais")
    found = listed(walk, PLACES[lang])

    assert "Outaouais" in found[0][0]
    assert found[0][1].startswith("profiles/esq/")
    assert walk.page.locator("h1").inner_text() == {"en": "Page not found", "fr": "Page introuvable"}[lang]
    assert walk.complaints == []
