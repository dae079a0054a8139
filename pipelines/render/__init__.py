"""Profiles and declarations → Pages: HTML in each language, numbers and charts. The only stage that formats."""

from pipelines.render.pages import Renderer
from pipelines.render.shell import Shell, pour
from pipelines.render.tokens import PLACES_FILE, brought_to_life, places

__all__ = ["PLACES_FILE", "Renderer", "Shell", "brought_to_life", "places", "pour"]
