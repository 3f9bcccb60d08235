"""Parquet files as batches of text cells; its types are unambiguous and are written out as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from etl import messages
from etl.reading.sheets import LINE, DeliveredFile, beyond, cell_names, is_uneven
from etl.refusals import Reason, RefusalError

PARQUET_MAGIC: Final = b"PAR1"
ENCRYPTED_MAGIC: Final = b"PARE"


@dataclass(frozen=True)
class ParquetSheet:
    """A Parquet file as its only sheet; its rows are counted from 1, its header has no row."""

    path: Path
    columns: tuple[str, ...]

    name: None = None
    has_dot_decimals: bool = True
    is_hidden: bool = False

    @cached_property
    def preview(self) -> tuple[tuple[str, ...], ...]:
        """Return the names of the columns."""
        return (self.columns,)

    def batches(self, header_row: int, width: int, rows: int) -> Iterator[pl.DataFrame]:
        """Yield the rows as text."""
        del header_row  # the names are not a row of the table
        names = cell_names(len(self.columns))
        as_text = _as_text(pl.scan_parquet(self.path)).rename(
            dict(zip(self.columns, names, strict=True))
        )
        numbered = as_text.with_row_index(LINE, offset=1)
        for batch in numbered.collect_batches(chunk_size=rows, maintain_order=True):
            cells = batch.select(*names[:width], pl.col(LINE).cast(pl.Int64), beyond(names[width:]))
            yield cells.with_columns(is_uneven())


def _as_text(cells: pl.LazyFrame) -> pl.LazyFrame:
    lists = [name for name, kind in cells.collect_schema().items() if isinstance(kind, pl.List)]
    joined = cells.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join("|"))
    return joined.with_columns(pl.all().cast(pl.String))


def open_parquet(path: Path) -> DeliveredFile:
    """Return the table of a Parquet file.

    Raises:
        RefusalError: damaged.
    """
    try:
        columns = tuple(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RefusalError(Reason.UNLESBAR, messages.damaged("Parquet")) from error
    return DeliveredFile("Parquet", (ParquetSheet(path, columns),))
