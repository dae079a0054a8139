"""A figure or a page of a profile → what the places of its citation hold, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.model import Figure, Lang, Plan, Reliability
from pipelines.model.citations import Format
from pipelines.render.cite_book import Book, book
from pipelines.render.cite_fill import Places, entry, filled, one_line, together, written
from pipelines.render.words import Words

# The files of citations that stand beside a profile.
FILES: Mapping[Format, str] = {"bibtex": "cite.bib", "ris": "cite.ris", "csl": "cite.csl.json"}
Place = tuple[str, str]


class Citer:
    """Cites figures and pages in one language, as of a day; `frozen` are the profiles that stand unmoved in an edition.

    A profile whose figures are those of a frozen edition is cited there, where they never change.
    """

    def __init__(
        self, plan: Plan, lang: Lang, built: str, site: str = "", frozen: Mapping[Place, str] | None = None
    ) -> None:
        self.plan, self.lang, self.frozen = plan, lang, frozen or {}
        self.book: Book = book(plan, lang, built, site)
        self.words = Words(plan, lang)

    def page_of(self, place: Place, title: str, edition: str, sources: Sequence[str]) -> Places:
        """Return what fills the citation of a profile's page; `sources` are those of its figures."""
        frozen = self.frozen.get(place, "")
        path = f"profiles/{place[0]}/{place[1]}"
        where = f"editions/{frozen}/{self.lang}/{place[0]}/{place[1]}" if frozen else f"{self.lang}/{path}"
        return page_places(self.book, path, title, f"{self.book['site']}/{where}/", edition, frozen, sources)

    def figure_of(self, figure: Figure, page: Places) -> Places:
        """Return what fills the citation of a figure on `page`."""
        plan, lang = self.plan, self.lang
        region, indicator = plan.regions[figure.region], plan.indicators[figure.indicator]
        about = {
            "community": plan.communities[figure.community].name[lang],
            "region": region.name[lang],
            "level": region.level.value,
            "indicator": indicator.label[lang],
            "universe": indicator.universe[lang],
        }
        record = {
            "figure_id": figure.id, "community": figure.community, "group": figure.group.value,
            "breakdown": figure.breakdown, "population": figure.population, "period": figure.period,
            "since": figure.since, "source": figure.source, "symbol": figure.symbol,
            "reliability": Reliability.POOR.value if figure.reliability is Reliability.POOR else "",
        }  # fmt: skip
        return figure_places(self.book, record, about, self.words.figure(figure), page)

    def figure(self, figure: Figure, page: Places, format_: Format) -> str:
        """Return the citation of a figure."""
        return written(self.book, "figure", format_, self.figure_of(figure, page))

    def page(self, page: Places, format_: Format) -> str:
        """Return the citation of a page."""
        return written(self.book, "page", format_, page)

    def files(self, page: Places, figures: Iterable[Figure]) -> dict[str, str]:
        """Return the files that cite a page and its key figures, by name."""
        things = [("page", page), *(("figure", self.figure_of(figure, page)) for figure in figures)]
        return {
            name: together(format_, [entry(self.book, thing, format_, places) for thing, places in things])
            for format_, name in FILES.items()
        }


def page_places(
    book: Book, path: str, title: str, address: str, edition: str, frozen: str, sources: Sequence[str]
) -> Places:
    """Return what fills the citation of the page at `path`, as of an edition that may be frozen at a day."""
    issued = frozen or book["accessed"]
    places = {
        **credited(book, sources, _periods(book, sources)),
        "id": path or "home",
        "title": title,
        "address": address,
        "edition": edition,
        "issued": issued,
        "year": issued[:4],
        "accessed": book["accessed"],
        "accessed_long": book["accessed_long"],
        "synthetic": book["synthetic"],
    }
    return {name: one_line(text) for name, text in places.items()}


def figure_places(
    book: Book, record: Mapping[str, Any], about: Mapping[str, str], value: str, page: Mapping[str, str]
) -> Places:
    """Return what fills the citation of a figure that reads `value` on its page."""
    source = book["sources"][record["source"]]
    heads = book["communities"][record["community"]]
    periods = [each for each in (record["since"], record["period"]) if each]
    told = {**heads, "since": record["since"]}
    places = {
        **page,
        **credited(book, [record["source"]], periods),
        **about,
        **told,
        "id": record["figure_id"],
        "address": f"{page['address']}#{record['figure_id']}",
        "level": book["levels"].get(about["level"], ""),
        "who": filled([book["groups"][record["group"]]], told),
        "breakdown": ", ".join(book["members"].get(each, each) for each in record["breakdown"].split(";") if each),
        "population": book["populations"].get(record["community"], {}).get(record["population"], ""),
        "period": record["period"],
        "census": _census(book, record["period"], source["basis"]),
        "value": value,
        "quality": _quality(book, record),
        "table": source["table"],
        "table_title": source["title"],
    }
    clean = {name: one_line(text) for name, text in places.items()}
    for name, said in book["parts"].items():
        clean[name] = filled(said, clean)
    return clean


def credited(book: Book, sources: Sequence[str], periods: Iterable[str]) -> Places:
    """Return publishers, tables and the notices that their licences ask for, of these sources and periods."""
    used = [book["sources"][name] for name in sources]
    by_notice: dict[str, list[Mapping[str, Any]]] = {}
    for source in used:
        by_notice.setdefault(source["notice"], []).append(source)
    reference = ", ".join(sorted(set(periods)))
    notices = [
        said.replace("{title}", _titled(own)).replace("{reference}", reference) for said, own in by_notice.items()
    ]
    return {
        "publisher": ", ".join(dict.fromkeys(source["publisher"] for source in used)),
        "tables": ", ".join(dict.fromkeys(source["table"] for source in used)),
        "notice": " ".join(notices),
    }


def _titled(sources: Sequence[Mapping[str, Any]]) -> str:
    """Return a table's number and title, or the numbers alone where there are several."""
    if len(sources) == 1:
        return f"{sources[0]['table']}, {sources[0]['title']}"
    return ", ".join(dict.fromkeys(source["table"] for source in sources))


def _periods(book: Book, sources: Sequence[str]) -> list[str]:
    return [period for name in sources for period in book["sources"][name]["periods"]]


def _census(book: Book, period: str, basis: str) -> str:
    fitting = (str(said) for of, on, said in book["census"] if of in ("", period) and on in ("", basis))
    return next(fitting).replace("{period}", period)


def _quality(book: Book, record: Mapping[str, Any]) -> str:
    marks = [("poor", record["reliability"] == "poor"), ("caution", bool(record["symbol"]))]
    return ", ".join(book["words"][name] for name, marked in marks if marked)
