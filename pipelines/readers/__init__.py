"""Bytes in a published format → OBSERVATIONS: one module a format, each a function from a file to rows.

`embedded` reads the project's own tidy snapshots, `live` what publishers serve, and `held` tables as somebody holds
them, so that the snapshots can be made again. `boundaries` and `geographic_attributes` read territories; they are
imported by who needs them, since the library of geometry is slow to load.
"""

from pipelines.readers.embedded import read_embedded, write_embedded
from pipelines.readers.held import read_held
from pipelines.readers.live import read_live
from pipelines.readers.profile_sdmx import read_territories
from pipelines.readers.wds_cells import coordinates

__all__ = ["coordinates", "read_embedded", "read_held", "read_live", "read_territories", "write_embedded"]
