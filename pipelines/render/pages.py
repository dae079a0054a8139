"""Profiles, the Catalogue and the declarations → Pages, in one language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pipelines.model import (
    BriefChart,
    Catalogue,
    ChartKind,
    Community,
    Group,
    Indicator,
    IntervalRule,
    Lang,
    Level,
    Page,
    Plan,
    Population,
    Profile,
    Ranking,
    Region,
    Source,
    Theme,
)
from pipelines.render import charts, dataset
from pipelines.render.brief import Document, Standing, brief_document
from pipelines.render.entry_addresses import address_of
from pipelines.render.maps import Cartographer
from pipelines.render.words import Words

TEMPLATES = Path("profiles/templates")
CITE_FILES = (("BibTeX", "cite.bib"), ("RIS", "cite.ris"), ("CSL-JSON", "cite.csl.json"))
EMPTY_LINES = re.compile(r"\n\s*\n")
# Longer lists of regions are put into groups, or left to the search by name.
MOST_ROWS = 150
# A region, what is declared of it, and the communities that have a profile there.
Listed = tuple[str, Region, list[str]]


class Renderer:
    """Makes Pages in one language. `address` is where the site will stand, empty where nobody said."""

    def __init__(self, plan: Plan, lang: Lang, root: Path, address: str = "") -> None:
        self.plan, self.lang, self.address = plan, lang, address
        self.words = Words(plan, lang)
        self.cartographer = Cartographer(plan, self.words)
        self.environment = Environment(
            loader=FileSystemLoader(root / TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.easel = charts.Easel(plan, lang, address, self.words.bounds_matter)
        said = {name: getattr(self.words, name) for name in dir(Words) if not name.startswith("_") and name != "figure"}
        self.environment.globals |= {
            **said,
            "t": self.words.t,
            "lang": lang,
            "shown": self.words.figure,
            "bar_pairs": charts.bar_pairs,
            "trend": charts.trend,
            "pyramid": charts.pyramid,
            "strip": charts.strip,
            "stack": charts.stack,
            "among": charts.among,
            "dots": charts.dots,
            "chart": self.easel.chart,
            "screens": plan.screens,
            "register_address": address_of,
        }

    def profile(self, profile: Profile, edition: str) -> Page:
        """Return the page of a community in a region, to be cited as of `edition`."""
        community, region = self.plan.communities[profile.community], self.plan.regions[profile.region]
        path = f"profiles/{profile.community}/{profile.region}/"
        title = self.title_of(profile.community, profile.region)
        content = self.html(
            "profile",
            path,
            **self._about(profile),
            compared_heads=self._compared_heads(profile),
            cite_files=CITE_FILES if self.plan.citations else (),
            dataset=dataset.of_profile(profile, title, self.words),
            strategies=lambda: self._strategies(path),
            printed={chart.section for chart in profile.brief},
            tallest=self._tallest(profile),
            address=self._address(path),
            cite_text=self._citation(title, path, edition, [self.words.table_of(source) for source in profile.sources]),
        )
        description = self.texts(
            "profile_description", community=community.name[self.lang], region=region.name[self.lang]
        )
        return Page(
            path=path, lang=self.lang, title=title, description=description, content=content,
            contents=tuple(self._contents(profile)), files=self.easel.files(path),
        )  # fmt: skip

    def brief(self, profile: Profile, edition: str) -> Document:
        """Return what the brief of a profile says, to be cited as of `edition`; the page printed holds the same."""
        path, title = (
            f"profiles/{profile.community}/{profile.region}/",
            self.title_of(profile.community, profile.region),
        )
        standing = Standing(
            title=title,
            address=self._address(path),
            cite=self._citation(title, path, edition, [self.words.table_of(source) for source in profile.sources]),
            edition=edition,
        )
        return brief_document(
            self.words, profile, standing, lambda chart: self._drawn(profile, chart), self._tallest(profile)
        )

    def _drawn(self, profile: Profile, chart: BriefChart) -> charts.Drawing:
        """Return a chart as the page of `profile` shows it."""
        path = f"profiles/{profile.community}/{profile.region}/"
        self.html("brief_chart", path, **self._about(profile), theme=self._theme(profile, chart), kind=chart.kind.value)
        return self.easel.drawings[0]

    def _theme(self, profile: Profile, chart: BriefChart) -> Theme | None:
        return next((theme for theme in profile.themes if theme.section.id == chart.section), None)

    def _tallest(self, profile: Profile) -> str:
        """Return the section of a profile's tallest chart, '' where its brief has none."""
        heights = {chart.section: self._height(profile, chart) for chart in profile.brief}
        return max(heights, key=lambda name: heights[name], default="")

    def _height(self, profile: Profile, chart: BriefChart) -> float:
        """Return how high a chart is drawn."""
        theme, label, shows = self._theme(profile, chart), self.words.label, self.words.bounds_matter
        if chart.kind is ChartKind.AMONG:
            return charts.among(profile.among, label).height
        if chart.kind is ChartKind.COUNTING and profile.counting:
            return charts.strip(profile.counting.rows, self.lang).height
        if theme and chart.kind is ChartKind.BARS:
            return charts.bar_pairs(theme.bars, label, shows).height
        if theme and theme.pyramid and chart.kind is ChartKind.PYRAMID:
            return charts.pyramid(theme.pyramid.rows).height
        return charts.trend(theme.lines[0].rows, shows).height if theme else 0

    def details(self, profile: Profile) -> Page:
        """Return the page of a profile's latest values by sex, age and immigrant status."""
        title = self.title_of(profile.community, profile.region)
        with_details = [theme.section for theme in profile.themes if theme.details]
        path = f"profiles/{profile.community}/{profile.region}/details/"
        return Page(
            path=path,
            lang=self.lang,
            title=self.texts("details_title", profile=title),
            description=self.texts("details_description", profile=title),
            content=self.html("details", path, **self._about(profile)),
            contents=tuple((section.id, section.title[self.lang]) for section in with_details),
        )

    def title_of(self, community_id: str, region_id: str) -> str:
        """Return the title of a profile, which a citation bears besides."""
        community, region = self.plan.communities[community_id], self.plan.regions[region_id]
        key = "profile_title_level" if self._shares_its_name(region) else "profile_title"
        level = self.texts(f"one_{region.level}")
        return self.texts(key, community=community.name[self.lang], region=region.name[self.lang], level=level)

    def _shares_its_name(self, region: Region) -> bool:
        """Return whether a region of another level has the same name, as a health region often has."""
        return self._names[region.name[self.lang]] > 1

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(region.name[self.lang] for region in self.plan.regions.values())

    def _about(self, profile: Profile) -> dict[str, Any]:
        """Return what the templates of a profile have in common."""
        community, region = self.plan.communities[profile.community], self.plan.regions[profile.region]
        heads = self._heads(community)
        return {
            "profile": profile,
            "community": community,
            "region": region,
            "names": {"minority": heads[0], "majority": heads[1], "place": region.name[self.lang]},
            "heads": heads,
            "populations": lambda used: [self.words.population(profile.community, *each) for each in used],
        }

    def _heads(self, community: Community) -> list[str]:
        return [community.minority.label[self.lang], community.majority.label[self.lang], self.texts("group_total")]

    def community(self, name: str, catalogue: Catalogue) -> Page:
        """Return the hub of a community: who is counted, and its profiles by level of region."""
        community = self.plan.communities[name]
        featured = catalogue.featured[name]
        return self._page(
            "community",
            f"profiles/{name}/",
            community.name[self.lang],
            self.texts("hub_description", community=community.name[self.lang]),
            [("population", "hub_population"), *((table.level.value, f"level_{table.level}") for table in featured)],
            community=community,
            featured=featured,
        )

    def level(self, level: Level, catalogue: Catalogue) -> Page:
        """Return the hub of a level of region: every territory, and the communities that have a profile there."""
        regions: list[Listed] = [
            (name, region, [community for community, pages in catalogue.profiles.items() if name in pages])
            for name, region in self.plan.regions.items()
            if region.level is level
        ]
        title = self.texts(f"level_{level}")
        description = self.texts("level_description", level=title)
        groups = self._in_groups(regions)
        page = self._page("level", f"regions/{level}/", title, description, [], level=level, groups=groups)
        anchors = [(f"in-{parent}", parent) if parent else ("page", "") for parent, _ in groups]
        names = [(name, region.name[self.lang]) for name, region, _ in regions]
        by_parent = [(anchor, self.words.region_name(parent)) for anchor, parent in anchors if parent]
        return replace(page, contents=tuple(by_parent or names))

    def _in_groups(self, regions: list[Listed]) -> list[tuple[str | None, list[Listed]]]:
        """Return regions as they are, or, where they are too many for one list, by what they lie in."""
        if len(regions) <= MOST_ROWS:
            return [(None, regions)]
        groups: dict[str | None, list[Listed]] = {}
        for listed in regions:
            groups.setdefault(listed[1].parent, []).append(listed)
        return list(groups.items())

    def indicator(self, name: str, catalogue: Catalogue) -> Page:
        """Return the page of an indicator: what it means, and every region in order of its value."""
        indicator = self.plan.indicators[name]
        rankings = catalogue.rankings[name]
        communities = [
            (community, [ranking for ranking in rankings if ranking.community == community])
            for community in dict.fromkeys(ranking.community for ranking in rankings)
        ]
        section = next(each for each in self.plan.sections.sections if each.id == indicator.theme)
        path = f"indicators/{name}/"
        page = self._page(
            "indicator",
            path,
            indicator.label[self.lang],
            self.texts("indicator_description", indicator=indicator.label[self.lang]),
            [("definition", "definition"), ("regions", "indicator_regions")],
            indicator=indicator,
            indicator_id=name,
            section_title=section.title[self.lang],
            communities=communities,
            map_of=lambda ranking: self.cartographer.drawn(name, ranking, catalogue.profiles[ranking.community]),
            profile_link=lambda community, region: self._profile_link(community, region, catalogue),
            profile_address=lambda community, region: self._profile_address(community, region, catalogue),
            ranking_populations=self._populations,
        )
        return replace(page, files=self.easel.files(path))

    def source(self, name: str) -> Page:
        """Return the page of a source."""
        source = self.plan.sources[name]
        publisher = self.plan.publishers[source.publisher]
        used = [key for key, each in self.plan.indicators.items() if any(o.source == name for o in each.sources)]
        return self._page(
            "source",
            f"sources/{name}/",
            self._source_title(source),
            self.texts("source_description", table=source.table),
            [("facts", "source_facts")],
            name=name,
            source=source,
            publisher=publisher,
            licence=self.plan.licences[publisher.licence],
            indicators=used,
            uncertainty=self._uncertainty,
        )

    def _uncertainty(self, source: Source) -> list[IntervalRule]:
        """Return the lines of the decision table that the figures of a source may fall under."""
        bases = ("full-count", "sample") if source.basis == "mixed" else (source.basis,)
        return [rule for rule in self.plan.rules.intervals if rule.basis in bases]

    def _source_title(self, source: Source) -> str:
        """Return the number of a source's table, with its title where several sources are read from one publication."""
        shared = sum(other.table == source.table for other in self.plan.sources.values()) > 1
        return f"{source.table}, {source.title[self.lang]}" if shared else source.table

    def texts(self, key: str, **places: str) -> str:
        """Return a text as plain text."""
        return self.words.texts[key].format(**places)

    def _page(
        self, template: str, path: str, title: str, description: str, contents: list[tuple[str, str]], **values: Any
    ) -> Page:
        return Page(
            path=path, lang=self.lang, title=title, description=description,
            content=self.html(template, path, **values),
            contents=tuple((anchor, self.texts(key)) for anchor, key in contents),
        )  # fmt: skip

    def html(self, template: str, path: str, **values: Any) -> str:
        """Return a template filled in for the page at `path`, from which every link starts."""
        root = "../" * path.count("/")
        self.easel.begin()
        self.environment.globals["root"] = root
        html = self.environment.get_template(f"{template}.html.j2").render(root=root, **values)
        # Attributes stand in double quotes, so that an apostrophe, frequent in French, may stay one letter.
        return EMPTY_LINES.sub("\n", html).replace(">\n<", "><").replace("&#39;", "'")

    def _contents(self, profile: Profile) -> Iterator[tuple[str, str]]:
        yield "at-a-glance", self.texts("at_a_glance")
        if profile.elsewhere:
            yield "elsewhere", self.texts("elsewhere_title")
        for theme in profile.told:
            yield theme.section.id, theme.section.title[self.lang]
        gone = ("withdrawn",) if profile.withdrawn else ()
        for part in ("compared", "planning", "assets", "gaps", *gone, "evidence", "cite"):
            yield part, self.texts(f"{part}_title")

    def _compared_heads(self, profile: Profile) -> list[str]:
        minority, majority, _ = self._heads(self.plan.communities[profile.community])
        known = {Group.MINORITY: minority, Group.MAJORITY: majority}
        heads = [known.get(group) or self.texts(f"col_{group}") for group in profile.compared_groups]
        return [*heads, *self._wider(profile)]

    def _wider(self, profile: Profile) -> list[str]:
        if profile.compared_with is None:
            return []
        community = self.plan.communities[profile.community]
        region = self.words.region_name(profile.compared_with)
        return [self.texts("compared_wider", community=community.minority.label[self.lang], region=region)]

    def _populations(self, indicator: Indicator, rankings: list[Ranking]) -> list[Population]:
        """Return the populations that a community's figures of an indicator describe."""
        names = dict.fromkeys((ranking.community, name) for ranking in rankings for name in ranking.populations)
        return [self.words.population(community, indicator.concept or "main", name) for community, name in names]

    def _profile_link(self, community: str, region: str, catalogue: Catalogue) -> Markup:
        name = escape(self.words.region_name(region))
        address = self._profile_address(community, region, catalogue)
        return Markup(f'<a href="{address}">{name}</a>') if address else Markup(name)

    def _profile_address(self, community: str, region: str, catalogue: Catalogue) -> str:
        """Return where the profile stands, from the page of an indicator; empty where there is none."""
        return f"../../profiles/{community}/{region}/" if region in catalogue.profiles[community] else ""

    def _strategies(self, path: str) -> Markup:
        link = Markup('<a href="{}knowledge/">{}</a>').format("../" * path.count("/"), self.texts("strategies_link"))
        return self.words.t("planning_strategies", link=link)

    def _citation(self, title: str, path: str, edition: str, tables: list[str]) -> str:
        address = self._address(path)
        if not tables:
            return self.texts("cite_text_no_table", title=title, edition=edition, address=address)
        return self.texts("cite_text", title=title, edition=edition, address=address, tables=", ".join(tables))

    def _address(self, path: str) -> str:
        """Return where a page stands, from the site's root where nobody said at which address that is."""
        return f"{self.address}/{self.lang}/{path}"
