"""Bytes in a published format → OBSERVATIONS: one module a format, each a function from a file to rows.

`embedded` reads the project's own tidy snapshots; the others read tables as somebody holds them, so that the
snapshots can be made again.
"""

from pipelines.readers.embedded import read_embedded, write_embedded
from pipelines.readers.held import read_held

__all__ = ["read_embedded", "read_held", "write_embedded"]
