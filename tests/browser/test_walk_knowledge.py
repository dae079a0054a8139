"""The walk of a newcomer through the knowledge base by links alone: strategies, steps, cases, registers, plans."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from browser.conftest import Handler, Server
from browser.test_walk_axe import faults
from browser.test_walk_print import sheets
from browser.walks import LANGS, PATIENCE_MS, PROBE, Lang, Walk
from pipelines.check.reading import read_number, rounded
from pipelines.model import Plan
from pipelines.model.registers import KINDS, Case, Step

pytestmark = pytest.mark.browser

STEPS = get_args(Step)
ERRER = "knowledge/cases/errer-woreda-newborn-care/"
LIBRARY = "knowledge/cases/"
FILTERS = ("topic", "approach", "evidence", "strategy", "place")
HOSTILE = "?topic=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&approach=__proto__&place[]=x&evidence=&nothing=1"
SHOWN = "() => [...document.querySelectorAll('.pt-entry')].filter((e) => e.checkVisibility()).map((e) => e.id)"
FIND = """([place, address]) => [...document.querySelectorAll(`${place} a`)]
  .findIndex((a) => a.href.split("#")[0] === address && a.checkVisibility())"""
LINKS = "(place) => [...document.querySelectorAll(`${place} a[href]`)].map((a) => a.href)"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Pages of the knowledge base, one of each type.
TYPES = {
    "case library": LIBRARY,
    "case": ERRER,
    "no plans yet": "knowledge/plans/",
    "long register": "knowledge/registers/reported/",
    "short register": "knowledge/registers/organizations/",
    "empty register": "knowledge/registers/voices/",
    "registers": "knowledge/registers/",
    "contributing": "knowledge/contributing/",
    "strategy": "knowledge/strategies/representation/",
    "step": "knowledge/steps/design-strategy/",
    "decision guide": "knowledge/mobilizing-and-organizing/",
    "questions": "knowledge/questions/",
    "myths": "knowledge/myths/",
}


def through(walk: Walk, path: str, place: str = "article") -> None:
    """Click the first visible link of `place` that leads to `path`; a page without one has no way there."""
    address = walk.address + path
    found = walk.page.evaluate(FIND, [place, address])
    assert found >= 0, f"{walk.at()} has no link to {path}"
    walk.page.locator(f"{place} a").nth(found).click()
    walk.page.wait_for_url(lambda url: url.split("#")[0] == address)
    walk.settle()


@pytest.mark.parametrize("lang", LANGS)
def test_a_newcomer_comes_by_links_alone_from_the_front_page_to_a_figure_and_back(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")
    through(walk, f"{lang}/knowledge/", ".md-tabs")
    through(walk, f"{lang}/knowledge/mobilizing-and-organizing/")
    assert walk.page.locator("#difference ~ * table, #difference ~ table").first.locator("thead th").count() == 2

    # Decided → asked, and they agree → it refuses, and people stand behind us → an answer with its strategies.
    for question, answer in (("q1", "q3"), ("q3", "q4"), ("q4", "answer-e")):
        assert walk.page.locator(f"#{question}").is_visible()
        walk.page.locator(f"#{question} + ul a[href='#{answer}']").first.click()
        assert walk.at().endswith(f"#{answer}")
        assert walk.page.locator(f"#{answer}").is_visible()
    strategies = walk.page.locator("#answer-e + ul a[href*='strategies/']")
    assert strategies.count() >= 1

    through(walk, f"{lang}/knowledge/strategies/outreach/", "#answer-e + ul")
    strategy = walk.at()
    for section in ("what", "minority", "begin", "goes-wrong", "evidence", "register", "signs", "example"):
        assert walk.page.locator(f"h2#{section}").count() == 1
    through(walk, f"{lang}/indicators/no-certificate/")
    assert walk.page.locator("[data-figure]").count() > 10
    walk.page.go_back()
    walk.settle()
    assert walk.at() == strategy
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_answer_of_the_decision_guide_can_be_reached_and_names_a_strategy(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/knowledge/mobilizing-and-organizing/")
    reached, waiting = set(), ["q1"]
    while waiting:
        place = waiting.pop()
        if place in reached:
            continue
        reached.add(place)
        if place.startswith("q"):
            found = walk.page.locator(f"#{place} + ul a").evaluate_all("(all) => all.map((a) => a.hash.slice(1))")
            assert len(set(found)) >= 2, place
            waiting += found
        else:
            assert walk.page.locator(f"#{place} + ul a[href*='strategies/']").count() >= 1, place
    assert reached == {"q1", "q2", "q3", "q4"} | {f"answer-{letter}" for letter in "abcdef"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_eight_steps_follow_each_other_and_their_checklists_print(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/knowledge/")
    through(walk, f"{lang}/knowledge/steps/")
    through(walk, f"{lang}/knowledge/steps/{STEPS[0]}/")
    for before, step in zip((None, *STEPS), STEPS, strict=False):
        if before:
            through(walk, f"{lang}/knowledge/steps/{step}/")
        items = walk.page.locator(".pt-checklist li")
        assert items.count() >= 5, step
        walk.page.emulate_media(media="print")
        for item in items.all():
            assert item.is_visible()
            assert item.inner_text().lstrip().startswith("☐")
        assert sheets(walk, "Letter") <= 4, step
        walk.page.emulate_media(media="screen")
    assert walk.complaints == []


@pytest.fixture
def cases(plan: Plan) -> dict[str, Case]:
    return {name: entry for name, entry in plan.registers.entries["cases"].items() if isinstance(entry, Case)}


def values(case: Case, by: str) -> list[str]:
    """Return what a case answers to a filter, but for places, which have names."""
    return {
        "topic": case.topics,
        "approach": [case.approach],
        "evidence": [case.evidence],
        "strategy": list(case.strategies),
    }[by]


@pytest.mark.parametrize("lang", LANGS)
def test_the_library_shows_the_cases_that_fit_and_the_address_says_so(
    walk: Walk, cases: dict[str, Case], lang: Lang
) -> None:
    walk.to(f"{lang}/{LIBRARY}")
    assert set(walk.page.evaluate(SHOWN)) == set(cases)
    status = walk.page.locator(".pt-filter [role=status]")
    for by in FILTERS[:4]:
        choice = walk.page.locator(f"select[data-by={by}]")
        options = choice.locator("option").evaluate_all("(all) => all.map((option) => option.value)")
        assert set(options) == {"", *(value for case in cases.values() for value in values(case, by))}
        for option in options[1:]:
            choice.select_option(option)
            fitting = {name for name, case in cases.items() if option in values(case, by)}
            assert set(walk.page.evaluate(SHOWN)) == fitting
            assert walk.at() == f"{lang}/{LIBRARY}?{by}={option}"
            assert status.inner_text().endswith(f" {len(fitting)}")
        choice.select_option("")
    assert walk.at() == f"{lang}/{LIBRARY}"

    # By place: in both languages the same one is asked for.
    walk.page.locator("select[data-by=place]").select_option("errer-woreda-somali-region-ethiopia")
    assert walk.page.evaluate(SHOWN) == ["errer-woreda-newborn-care"]
    walk.page.locator(".pt-language").click()
    walk.settle()
    assert walk.at().endswith(f"{LIBRARY}?place=errer-woreda-somali-region-ethiopia")
    assert walk.page.evaluate(SHOWN) == ["errer-woreda-newborn-care"]
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_choice_that_no_case_fits_says_so(walk: Walk, cases: dict[str, Case], lang: Lang) -> None:
    pairs = {(topic, case.approach) for case in cases.values() for topic in case.topics}
    topic, approach = next(
        (topic, case.approach)
        for topic, _ in sorted(pairs)
        for case in cases.values()
        if (topic, case.approach) not in pairs
    )
    walk.to(f"{lang}/{LIBRARY}?topic={topic}&approach={approach}")

    assert walk.page.evaluate(SHOWN) == []
    said = walk.page.locator(".pt-filter [role=status]").inner_text()
    assert said == walk.page.locator(".pt-filter").get_attribute("data-none")
    assert len(said) > 10
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_filters_are_worked_by_keyboard(walk: Walk, cases: dict[str, Case], lang: Lang) -> None:
    walk.to(f"{lang}/{LIBRARY}")
    walk.page.locator("article h1").click()
    for _ in range(40):
        walk.page.keyboard.press("Tab")
        if walk.page.evaluate("document.activeElement.dataset.by") == "topic":
            break
    assert walk.page.evaluate("document.activeElement.dataset.by") == "topic"
    walk.page.keyboard.press("ArrowDown")
    topic = walk.page.evaluate("document.activeElement.value")
    assert topic
    walk.page.wait_for_function("location.search !== ''")
    assert set(walk.page.evaluate(SHOWN)) == {name for name, case in cases.items() if topic in case.topics}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", [LIBRARY, "knowledge/registers/reported/"])
def test_a_hostile_address_shows_everything_and_does_nothing(walk: Walk, path: str, lang: Lang) -> None:
    walk.to(f"{lang}/{path}{HOSTILE}&region=__proto__")
    every = walk.page.locator(".pt-entry").count()

    assert len(walk.page.evaluate(SHOWN)) == every > 5
    assert walk.page.locator("article img, article script").count() == 0
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", [LIBRARY, "knowledge/registers/reported/"])
def test_without_scripts_every_entry_is_shown(browser: Browser, address: str, path: str, lang: Lang) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}{lang}/{path}?topic=vaccination")
        entries = page.locator(".pt-entry").all()
        assert len(entries) > 5
        assert all(entry.is_visible() for entry in entries)
        assert not any(choice.is_visible() for choice in page.locator(".pt-filter select").all())


@pytest.mark.parametrize("lang", LANGS)
def test_the_long_register_is_read_region_by_region(walk: Walk, plan: Plan, lang: Lang) -> None:
    walk.to(f"{lang}/knowledge/registers/reported/")
    entries = plan.registers.entries["reported"]
    walk.page.locator(".pt-jump a[href='#in-er2460']").click()
    assert walk.page.locator("h2#in-er2460").is_visible()
    assert walk.page.evaluate("scrollY") > 500

    walk.page.locator("select[data-by=region]").select_option("er2460")
    assert set(walk.page.evaluate(SHOWN)) == {name for name, entry in entries.items() if entry.regions == ["er2460"]}
    assert [h.inner_text() for h in walk.page.locator(".pt-shelf > h2").all() if h.is_visible()] == ["Outaouais"]
    # Two regions of one name tell themselves apart.
    names = walk.page.locator(".pt-jump a").all_inner_texts()
    assert len(names) == len(set(names))
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_case_like_theirs_shows_its_figures_their_source_and_how_far_they_carry(
    walk: Walk, plan: Plan, lang: Lang
) -> None:
    walk.to(f"{lang}/knowledge/")
    through(walk, f"{lang}/knowledge/registers/")
    through(walk, f"{lang}/{LIBRARY}")
    through(walk, f"{lang}/{ERRER}")
    article = walk.page.locator("article")
    case = plan.registers.entries["cases"]["errer-woreda-newborn-care"]
    assert isinstance(case, Case)
    percent = {"en": ("7.1%", "14.2%", "7.4%", "30.0%"), "fr": ("7,1\xa0%", "14,2\xa0%", "7,4\xa0%", "30,0\xa0%")}
    shown = article.locator(".pt-outcomes td").all_inner_texts()
    assert tuple(cell.strip() for cell in shown) == percent[lang]
    said = article.inner_text()
    assert plan.register_terms is not None
    rating = plan.register_terms.evidence[case.evidence]
    assert rating.label[lang] in said
    assert rating.note[lang] in said
    assert case.origin.text[lang] in said
    # Its last word is that of the button that writes it for a reference manager.
    citation = article.locator("#cite + .pt-cite").evaluate("(cite) => cite.firstChild.textContent.trim()")
    assert case.title[lang] in citation
    assert citation.endswith(f"/{lang}/{ERRER}")
    # Its strategy and its steps are a click away.
    through(walk, f"{lang}/knowledge/strategies/outreach/")
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["questions", "myths", "registers", "contributing", "strategies", "steps"])
def test_every_link_leads_to_a_page_and_to_a_place_on_it(walk: Walk, lang: Lang, name: str) -> None:
    walk.to(f"{lang}/knowledge/{name}/")
    links = {link for link in walk.page.evaluate(LINKS, "article") if link.startswith(walk.address)}
    bodies: dict[str, str] = {}
    dead = []
    for link in sorted(links):
        parts = urlsplit(link)
        if parts.path not in bodies:
            answer = walk.page.request.get(link.split("#")[0])
            bodies[parts.path] = answer.text() if answer.status == 200 else ""
        body = bodies[parts.path]
        if not body or (parts.fragment and not re.search(rf'\sid="?{re.escape(parts.fragment)}["\s>]', body)):
            dead.append(link)
    assert dead == []
    assert len(links) > 8


@pytest.mark.parametrize("lang", LANGS)
def test_every_question_leads_to_an_indicator_a_profile_or_a_page_that_answers(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/knowledge/")
    through(walk, f"{lang}/knowledge/questions/")
    questions = walk.page.locator("article h3")
    assert questions.count() >= 20
    led = walk.page.evaluate(
        """() => [...document.querySelectorAll("article h3")].map((head) => {
          const links = [];
          for (let at = head.nextElementSibling; at && !/^H[123]$/.test(at.tagName); at = at.nextElementSibling)
            links.push(...[...at.querySelectorAll("a[href]")].map((a) => a.getAttribute("href")));
          return [head.id, links.length];
        })"""
    )
    assert [name for name, links in led if not name or not links] == []
    assert len({name for name, _ in led}) == len(led)


@pytest.mark.parametrize("lang", LANGS)
def test_myths_are_answered_by_the_figures_of_the_store(walk: Walk, site: Path, lang: Lang) -> None:
    store = pd.read_csv(site / "data" / "figures.csv", low_memory=False).set_index("figure_id")
    walk.to(f"{lang}/knowledge/myths/")
    shown = walk.page.evaluate(
        "() => [...document.querySelectorAll('article [data-figure]')].map((e) => [e.dataset.figure, e.textContent])"
    )
    assert len(shown) > 60
    proven = 0
    for figure, text in shown:
        row = store.loc[figure]
        if row["status"] != "reported":
            assert not any(sign.isdecimal() for sign in text)
            continue
        read = read_number(text, row["unit"], lang)
        assert read is not None, (figure, text)
        assert read.value == rounded(float(row["value"]), read.decimals), (figure, text)
        proven += 1
    assert proven > 60


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_registers_lists_all_of_them_with_how_many_they_hold(walk: Walk, plan: Plan, lang: Lang) -> None:
    walk.to(f"{lang}/knowledge/registers/")
    counts = walk.page.locator("[data-count]").evaluate_all("(all) => all.map((e) => [e.dataset.count, e.textContent])")
    assert [kind for kind, _ in counts] == list(KINDS)
    assert {kind: int(said) for kind, said in counts} == {kind: len(plan.registers.entries[kind]) for kind in KINDS}
    for kind in ("voices", "tables"):
        walk.to(f"{lang}/knowledge/registers/")
        through(walk, f"{lang}/knowledge/registers/{kind}/")
        assert walk.page.locator(".pt-entry").count() == 0
        through(walk, f"{lang}/knowledge/contributing/")
        said = walk.page.locator("article").inner_text()
        assert "portrait new entry" in said
        assert "portrait lint" in said
        assert walk.page.locator("#form ~ * table tbody tr, #form ~ table tbody tr").count() >= 5
    assert walk.complaints == []


@pytest.fixture(scope="module")
def registered_address(chromium: str, registered_site: Path) -> Iterator[str]:  # noqa: ARG001 - as for the whole site
    """Return the address of the site with an invented entry in every register."""
    with Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(registered_site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """Return a page into which axe may be brought whatever the policy of its content says."""
    with browser.new_context(
        viewport={"width": 1280, "height": 900}, bypass_csp=True, reduced_motion="reduce"
    ) as context:
        context.add_init_script(path=PROBE)
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


def found_by_axe(walk: Walk, path: str) -> list[str]:
    """Return what axe finds on a page by day, and of its colours in the dark."""
    walk.page.emulate_media(color_scheme="light")
    walk.to(path)
    found = faults(walk.page)
    walk.page.emulate_media(color_scheme="dark")
    walk.page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    return found + faults(walk.page, "color-contrast", "link-in-text-block")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", TYPES.values(), ids=TYPES)
def test_axe_finds_nothing_in_the_knowledge_base(bare: Page, address: str, path: str, lang: Lang) -> None:
    assert found_by_axe(Walk(bare, address), f"{lang}/{path}") == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["knowledge/plans/one/", "knowledge/plans/", "knowledge/registers/tables/"])
def test_axe_finds_nothing_on_a_plan_that_is_under_way(
    bare: Page, registered_address: str, path: str, lang: Lang
) -> None:
    assert found_by_axe(Walk(bare, registered_address), f"{lang}/{path}") == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_shows_its_progress_and_what_is_late_on_every_screen_and_on_paper(
    page: Page, registered_address: str, lang: Lang
) -> None:
    walk = Walk(page, registered_address)
    walk.to(f"{lang}/knowledge/plans/")
    through(walk, f"{lang}/knowledge/plans/one/")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDER) <= 0
        assert [bar.get_attribute("value") for bar in page.locator("progress").all()] == ["25", "20"]
        late = page.locator(".pt-late").all()
        assert len(late) == 2
        assert all(mark.is_visible() for mark in late)
    page.emulate_media(media="print")
    assert all(mark.is_visible() for mark in [*page.locator(".pt-late").all(), *page.locator("progress").all()])
    assert sheets(walk, "Letter") <= 3
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", TYPES.values(), ids=TYPES)
def test_nothing_of_the_knowledge_base_is_wider_than_the_screen(walk: Walk, path: str, lang: Lang) -> None:
    walk.to(f"{lang}/{path}")
    for width in (1280, 390, 320):
        walk.page.set_viewport_size({"width": width, "height": 800})
        assert walk.page.evaluate(WIDER) <= 0, width
    assert walk.complaints == []
