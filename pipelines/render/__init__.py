"""Profiles and declarations → Pages: HTML in each language, numbers and charts. The only stage that formats."""

from pipelines.render.cite_book import Book
from pipelines.render.citing import Citer
from pipelines.render.frozen import FrozenPages
from pipelines.render.frozen_index import FrozenIndex, Shelfmark
from pipelines.render.gone import gone_page
from pipelines.render.pages import Renderer
from pipelines.render.shell import Shell, pour
from pipelines.render.tokens import PLACES_FILE, brought_to_life, places

__all__ = [
    "PLACES_FILE",
    "Book",
    "Citer",
    "FrozenIndex",
    "FrozenPages",
    "Renderer",
    "Shelfmark",
    "Shell",
    "brought_to_life",
    "gone_page",
    "places",
    "pour",
]
