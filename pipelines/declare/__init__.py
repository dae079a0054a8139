"""YAML → Plan: typed, strict, and every problem of every file at once. The only stage that reads YAML."""

from pipelines.declare.plan import declare
from pipelines.declare.registers import require_figures
from pipelines.declare.territories import with_territories

__all__ = ["declare", "require_figures", "with_territories"]
