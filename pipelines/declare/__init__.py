"""Declarations → Plan: every YAML file read strictly, every problem of every file reported at once."""

from pipelines.declare.plan import declare

__all__ = ["declare"]
