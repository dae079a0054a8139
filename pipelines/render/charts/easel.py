"""The drawings of a page, as its templates draw them → a figure's HTML for each, and the file of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipelines.model import Figure, Interval, Lang, Plan
from pipelines.render.charts.scale import Shows, drawn_bounds
from pipelines.render.charts.standalone import Key, standalone

# What only lays a template out.
BETWEEN = re.compile(r">\s+<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing of a page, whose texts are plain; `anchor` is the place on the page that it belongs to."""

    name: str
    title: str
    description: str
    height: int
    inner: str
    key: tuple[Key, ...]
    sources: tuple[str, ...]
    anchor: str


class Easel:
    """Takes the drawings of one page after another, in one language; `shows` tells which bounds are drawn."""

    def __init__(self, plan: Plan, lang: Lang, address: str, shows: Shows) -> None:
        self.plan, self.lang, self.address, self.shows = plan, lang, address, shows
        self.drawings: list[Drawing] = []

    def begin(self) -> None:
        """Forget what was drawn on the page before."""
        self.drawings = []

    def chart(
        self,
        name: str,
        title: str,
        description: str,
        drawn: object,
        key: Sequence[tuple[str, ...]],
        anchor: str,
        kind: str = "",
        role: str = "img",
        *,
        caller: Callable[[], str],
    ) -> Markup:
        """Return the figure of what `caller` draws; `drawn` has its figures and height, `key` is (mark, text[, link]).

        `name` is that of its file. Its key says what an interval is as soon as one is drawn.
        """
        height, figures = int(getattr(drawn, "height")), list(getattr(drawn, "figures"))  # noqa: B009
        inner = BETWEEN.sub("><", str(caller()).strip()).replace("&#39;", "'")
        said = [*key, *(("w", text) for text in self._intervals(figures if 'class="w"' in inner else []))]
        keys = tuple(Key(mark, _plain(text)) for mark, text, *_ in said)
        sources = {figure.source for figure in figures}
        self.drawings.append(
            Drawing(
                name=name, title=_plain(title), description=_plain(description), height=height, inner=inner, key=keys,
                sources=tuple(source for source in self.plan.sources if source in sources), anchor=anchor,
            )
        )  # fmt: skip
        place = len(self.drawings)
        image = escape(self.plan.texts["chart_image"][self.lang])
        captions = [*(_caption(*each) for each in said), Markup('<a href="{}.svg">{}</a>').format(name, image)]
        return Markup(
            '<figure class="pt-chart{kind}"><svg role="{role}" viewBox="0 0 400 {height}"'
            ' aria-labelledby="t{place} d{place}"><title id="t{place}">{title}</title><desc id="d{place}">{desc}</desc>'
            "{inner}</svg><figcaption>{captions}</figcaption></figure>"
        ).format(
            kind=f" {kind}" if kind else "",
            role=role, height=height, place=place, title=title, desc=description, inner=Markup(inner),
            captions=Markup(" ").join(captions),
        )  # fmt: skip

    def files(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of the file of each drawing of the page at `path`."""
        return tuple((f"{drawing.name}.svg", self._file(drawing, path)) for drawing in self.drawings)

    def _file(self, drawing: Drawing, path: str) -> str:
        page = f"{self.address}/{self.lang}/{path}"
        texts = self.plan.texts
        warning = (Key("", texts["synthetic_banner"][self.lang]),) if self.plan.synthetic else ()
        return standalone(
            drawing.inner,
            height=drawing.height,
            title=drawing.title,
            description=drawing.description,
            source_line=texts["chart_source"][self.lang].format(origin=self._tables(drawing.sources)),
            address=page,
            href=f"{page if self.address else './'}#{drawing.anchor}",
            key=(*warning, *drawing.key),
            lang=self.lang,
        )

    def _tables(self, sources: Iterable[str]) -> str:
        """Return the publishers, each with the tables that are drawn."""
        tables: dict[str, list[str]] = {}
        for name in sources:
            source = self.plan.sources[name]
            publisher = self.plan.publishers[source.publisher].name[self.lang]
            tables.setdefault(publisher, []).append(source.table)
        return "; ".join(", ".join([publisher, *dict.fromkeys(found)]) for publisher, found in tables.items())

    def _intervals(self, figures: Iterable[Figure]) -> list[str]:
        """Return what the intervals of these figures are, each kind once."""
        drawn = {figure.interval for figure in figures if drawn_bounds(figure, self.shows)}
        return [self.plan.texts[f"chart_{kind}"][self.lang] for kind in Interval if kind in drawn]


def _plain(text: str) -> str:
    return text.unescape() if isinstance(text, Markup) else text


def _caption(mark: str, text: str, link: str = "") -> Markup:
    said = Markup('<a href="{}">{}</a>').format(link, text) if link else escape(text)
    return Markup('<span class="pt-key {}">{}</span>').format(mark, said) if mark else said
