"""Profiles and declarations → Pages: HTML in each language, numbers and charts. The only stage that formats."""

from pipelines.render.live import live
from pipelines.render.pages import Renderer
from pipelines.render.shell import Shell, pour

__all__ = ["Renderer", "Shell", "live", "pour"]
