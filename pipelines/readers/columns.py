"""A table of one row a cell, in a zip or a plain file → its columns as text, some megabytes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv as pacsv

from pipelines.errors import SourceError
from pipelines.readers.streams import Table

BLOCK = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rows: column i of the file is `columns[f"c{i}"]`; `first` is the number of the first row in the file."""

    columns: pa.RecordBatch
    first: int

    def kept(self, flags: pa.Array) -> tuple[pa.RecordBatch, list[int]]:
        """Return the rows that are flagged, and their numbers in the file."""
        numbers = pa.array(range(self.first, self.first + len(flags))).filter(flags).to_pylist()
        return self.columns.filter(flags), numbers


def parts(table: Table, offset: int, width: int, wanted: Sequence[int], encoding: str = "utf8") -> Iterator[Part]:
    """Yield the wanted columns of the rows after byte `offset`; they are counted by place, since names may repeat."""
    names = [f"c{place}" for place in range(width)]
    include = [names[place] for place in wanted]
    # The header is row 1.
    row = 2
    with table.open() as file:
        file.read(offset)
        try:
            reader = pacsv.open_csv(
                file,
                read_options=pacsv.ReadOptions(
                    column_names=names, block_size=BLOCK, encoding=encoding, use_threads=False
                ),
                parse_options=pacsv.ParseOptions(newlines_in_values=True),
                convert_options=pacsv.ConvertOptions(
                    include_columns=include,
                    column_types=dict.fromkeys(include, pa.string()),
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                yield Part(columns=batch, first=row)
                row += len(batch)
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise SourceError(
                f"{table.name}, after row {row - 1}: not a row of the table ({error}); expected {width} columns; "
                "nothing "
                "of the file was used: it may be damaged; fetch it again"
            ) from error


def at_row(table: Table, rows: Sequence[int], column: str) -> Callable[[int], str]:
    """Return what says where one of these rows is."""
    return lambda row: f"{table.name}, row {rows[row]}, column {column}"
