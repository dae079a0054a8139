"""OBSERVATIONS + declarations → FIGURES. Pure: the same tables in give the same table out."""

from pipelines.compute.figures import compute
from pipelines.compute.territory import regions_of

__all__ = ["compute", "regions_of"]
