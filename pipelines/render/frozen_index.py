"""Frozen editions → the pages that lead to them, in both languages at once: the list, and the entrance of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pipelines.model import Lang, Names, Plan


@dataclass(frozen=True, slots=True)
class Shelfmark:
    """An edition as its entrance shows it: `files` are (name, bytes, sha256); `profiles` the regions by community."""

    date: str
    version: str
    names: Names
    files: Sequence[tuple[str, int, str]]
    profiles: Mapping[str, Sequence[str]]


class FrozenIndex:
    """Makes the pages that are in both languages at once, since one file stands for both."""

    def __init__(self, plan: Plan, langs: Sequence[Lang]) -> None:
        self.texts, self.langs = plan.texts, tuple(langs)

    def all(self, dates: Iterable[str]) -> str:
        """Return the list of frozen editions, newest first."""
        found = sorted(dates, reverse=True)
        return self._page("edition_list_title", 1, [self._list(found, lang) for lang in self.langs])

    def one(self, edition: Shelfmark) -> str:
        """Return the entrance of an edition: what it is, its files with their sha256, and its profiles."""
        return self._page("edition_of", 2, [self._entrance(edition, lang) for lang in self.langs], date=edition.date)

    def _page(self, key: str, depth: int, sections: Sequence[str], **places: str) -> str:
        said = " / ".join(self._say(key, lang, **places) for lang in self.langs)
        root = "../" * depth
        return (
            f'<!doctype html><html lang="{self.langs[0]}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f'<title>{said} · Portrait</title><link rel="stylesheet" href="{root}assets/editions.css"></head>'
            "<body><main>\n"
            f"{''.join(sections)}</main></body></html>\n"
        )

    def _list(self, dates: Sequence[str], lang: Lang) -> str:
        links = "".join(f'<li><a href="{date}/">{self._say("edition_of", lang, date=date)}</a></li>' for date in dates)
        body = f"<ul>{links}</ul>" if dates else f"<p>{self._say('edition_none', lang)}</p>"
        title, intro = self._say("edition_list_title", lang), self._say("edition_list_intro", lang)
        return f'<section lang="{lang}"><h1>{title}</h1><p>{intro}</p>{body}</section>\n'

    def _entrance(self, edition: Shelfmark, lang: Lang) -> str:
        said = self._say("edition_index_intro", lang, date=edition.date, version=edition.version)
        files = "".join(
            f'<li><a href="{name}">{name}</a> ({size}) <small>sha256 {sha256}</small></li>'
            for name, size, sha256 in ((name, _size(bytes_, lang), sha256) for name, bytes_, sha256 in edition.files)
        )
        profiles = (self._profiles(edition.names, name, regions, lang) for name, regions in edition.profiles.items())
        parts = [
            f'<p><a href="../">{self._say("edition_list_title", lang)}</a></p>',
            f"<h1>{self._say('edition_of', lang, date=edition.date)}</h1><p>{said}</p>",
            f"<h2>{self._say('edition_files', lang)}</h2><ul>{files}</ul>",
            f"<h2>{self._say('edition_profiles', lang)}</h2>\n",
            *profiles,
        ]
        return f'<section lang="{lang}">{"".join(parts)}</section>\n'

    def _profiles(self, names: Names, community: str, regions: Sequence[str], lang: Lang) -> str:
        links = "".join(
            f'<li><a href="{lang}/{community}/{region}/">{escape(names.region(region, lang))}</a>' for region in regions
        )
        return f"<h3>{escape(names.community(community, lang))}</h3><ul>{links}</ul>\n"

    def _say(self, key: str, lang: Lang, **places: str) -> str:
        return escape(self.texts[key][lang].format(**places), quote=False)


def _size(bytes_: int, lang: Lang) -> str:
    """Return the size of a file in megabytes, or kilobytes where it is small."""
    large = bytes_ >= 1e5
    unit = {"en": "MB", "fr": "Mo"} if large else {"en": "kB", "fr": "ko"}
    text = f"{bytes_ / (1e6 if large else 1e3):.1f}"
    return f"{text if lang == 'en' else text.replace('.', ',')}\u00a0{unit[lang]}"
