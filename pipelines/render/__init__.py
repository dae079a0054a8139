"""Profiles and declarations → Pages: HTML in each language, numbers and charts. The only stage that formats."""

from pipelines.render.beside import BESIDE_FILE, INDEX_FILE, SHEET_FILE, beside, index, sheet
from pipelines.render.cite_book import Book
from pipelines.render.citing import Citer
from pipelines.render.frozen import FrozenPages
from pipelines.render.frozen_index import FrozenIndex, Shelfmark
from pipelines.render.gone import gone_page
from pipelines.render.pages import Renderer
from pipelines.render.registers import RegisterPages
from pipelines.render.shell import Shell, pour
from pipelines.render.tokens import PLACES_FILE, brought_to_life, places

__all__ = [
    "BESIDE_FILE",
    "INDEX_FILE",
    "PLACES_FILE",
    "SHEET_FILE",
    "Book",
    "Citer",
    "FrozenIndex",
    "FrozenPages",
    "RegisterPages",
    "Renderer",
    "Shelfmark",
    "Shell",
    "beside",
    "brought_to_life",
    "gone_page",
    "index",
    "places",
    "pour",
    "sheet",
]
