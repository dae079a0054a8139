"""FIGURES + declarations → the values that pages are made of. Nothing is formatted here, and no language chosen."""

from pipelines.assemble.catalogue import assemble_catalogue
from pipelines.assemble.profile import assemble_profiles
from pipelines.assemble.registers import shelve
from pipelines.assemble.shelf import Shelf, shelves

__all__ = ["Shelf", "assemble_catalogue", "assemble_profiles", "shelve", "shelves"]
