"""The rows of one file on their way into the staging table: told apart, cleaned, appended.

Rows come here when the gate has seen every cell of the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from data.schema import CODES_SEPARATOR
from etl import messages
from etl.cleaning.columns import UNREADABLE, CleanColumn, Reading, canonical_frame, clean_column
from etl.cleaning.distinct import DistinctColumn, encode
from etl.cleaning.ids import fits_rounded, is_rounded
from etl.reading.sheets import LINE, UNEVEN, cell_names
from etl.shaping.layout import DataSheet, FoundLayout
from etl.shaping.rows import split_rows
from etl.shaping.staging import (
    ROW_NUMBER,
    SOURCE_ROW,
    SOURCE_SHEET,
    PieceWriter,
    with_derived,
    with_record_keys,
)
from expectations.remarks import Remark

#: Rows of a file that are held in memory between gate and staging, about 200 MB.
MOST_KEPT_ROWS: Final = 1_000_000
_AREA, _KITA = "sozialraum_ars", "kita_id"


@dataclass
class Tally:
    """The count of rows met while reading: input rows, and rows that are no data."""

    rows: int = 0
    sums: int = 0
    headers: int = 0
    uneven: int = 0

    def remarks(self) -> Iterator[tuple[Remark, str]]:
        """Yield what people should know about the rows, and a sentence on it."""
        if self.sums:
            yield Remark("summenzeilen", number=self.sums), messages.sum_rows(self.sums)
        if self.headers:
            headers = self.headers
            yield Remark("kopfzeilen_wiederholt", number=headers), messages.header_rows(headers)
        if self.uneven:
            yield Remark("zeilen_versetzt", number=self.uneven), messages.uneven_rows(self.uneven)


@dataclass(frozen=True)
class Target:
    """The destination of the rows: the folder, and what all rows have in common."""

    folder: Path
    received: dt.date
    free_days: Sequence[dt.date]
    batch_rows: int
    secret: bytes | None = None


@dataclass(frozen=True)
class Batch:
    """A batch as encoded columns: those of the schema, and all others by their position."""

    columns: Mapping[str, DistinctColumn]
    foreign: Sequence[tuple[int, DistinctColumn]]
    lines: pl.Series
    is_uneven: pl.Series

    def keep(self, rows: pl.Series) -> Batch:
        """Return the batch of the rows whose flag is set."""
        return Batch(
            {name: column.keep(rows) for name, column in self.columns.items()},
            [(position, column.keep(rows)) for position, column in self.foreign],
            self.lines.filter(rows),
            self.is_uneven.filter(rows),
        )


@dataclass(frozen=True)
class Encoded:
    """A batch of a sheet as the distinct values of each of its columns, by position."""

    columns: Mapping[str, DistinctColumn]
    lines: pl.Series
    is_uneven: pl.Series


@dataclass
class Kept:
    """Batches that the gate has read already, so that staging need not read them once more.

    Only so many rows are kept, for memory; beyond these a file is read twice. What is kept is in
    memory alone: nothing is written before the gate has passed.
    """

    rows: int = 0
    batches: dict[DataSheet, list[Encoded]] = field(default_factory=dict)

    def add(self, sheet: DataSheet, batch: Encoded) -> None:
        """Keep a batch unless there are too many rows by now; then nothing is kept any more."""
        self.rows += len(batch.lines)
        if self.rows > MOST_KEPT_ROWS:
            self.batches.clear()
        else:
            self.batches.setdefault(sheet, []).append(batch)

    def of(self, sheet: DataSheet) -> Iterator[Encoded] | None:
        """Return the batches of a sheet, all of them or none; each is let go of once it is out."""
        batches = self.batches.pop(sheet, None)
        return (batches.pop(0) for _ in range(len(batches))) if batches else None


def stage_rows(
    target: Target,
    layout: FoundLayout,
    reading: Reading,
    constants: Mapping[str, str],
    tally: Tally,
    *,
    kept: Kept,
) -> None:
    """Write the pieces of the staging table from every sheet; ``tally`` is kept up to date.

    ``constants`` are columns that the file does not carry, as text.
    """
    with PieceWriter(target.folder) as pieces:
        for sheet in layout.sheets:
            own = reading_of(sheet, reading)
            for encoded in kept.of(sheet) or _encoded(sheet, target.batch_rows):
                batch = data_rows(batch_of(encoded, sheet), own, tally)
                if batch.lines.is_empty():
                    continue
                cleaned = _cleaned(batch, own, constants)
                rows = _typed_rows(batch, cleaned, own, first=tally.rows + 1)
                pieces.append(_completed(rows, target, sheet, own))
                tally.rows += len(batch.lines)
                tally.uneven += 0 if sheet.is_headless else int(batch.is_uneven.sum())


def _encoded(sheet: DataSheet, rows: int) -> Iterator[Encoded]:
    for cells in read_ahead(sheet.sheet.batches(sheet.header_row, sheet.width, rows)):
        yield encoded_batch(cells, sheet)


def encoded_batch(cells: pl.DataFrame, sheet: DataSheet) -> Encoded:
    """Return the cells of a batch under the sheet's headers, encoded."""
    return Encoded(encode(cells.select(cell_names(sheet.width))), cells[LINE], cells[UNEVEN])


def read_ahead(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield batches, each of which was read while the one before was worked on."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def reading_of(sheet: DataSheet, reading: Reading) -> Reading:
    """Return how the cells of one sheet are to be understood."""
    return replace(reading, has_dot_decimals=sheet.sheet.has_dot_decimals, headers=sheet.headers)


def batch_of(encoded: Encoded, sheet: DataSheet) -> Batch:
    """Return a batch of encoded cells as the sheet's columns."""
    placement = sheet.placement
    cells = encoded.columns
    foreign = [(i, cells[str(i)]) for i in (*placement.unplaced, *placement.ignored)]
    columns = {name: cells[str(i)] for name, i in placement.columns.items()}
    is_uneven = encoded.is_uneven | sheet.is_headless
    return Batch(columns, foreign, encoded.lines, is_uneven)


def data_rows(batch: Batch, reading: Reading, tally: Tally) -> Batch:
    """Return the rows that are data; the others are counted."""
    foreign = [column for _, column in batch.foreign]
    split = split_rows(batch.columns, foreign, reading.table, reading.headers)
    tally.sums += split.sums
    tally.headers += split.headers
    return batch if split.is_data.all() else batch.keep(split.is_data)


def _cleaned(
    batch: Batch, reading: Reading, constants: Mapping[str, str]
) -> dict[str, CleanColumn]:
    table, height = reading.table, len(batch.lines)
    columns = dict(batch.columns) | {
        name: DistinctColumn(
            pl.Series([text]), pl.Series([0], dtype=pl.UInt8).new_from_index(0, height)
        )
        for name, text in constants.items()
    }
    cleaned = {name: clean_column(table[name], column, reading) for name, column in columns.items()}
    if _AREA in cleaned and _KITA in cleaned:
        cleaned[_AREA] = _restored_areas(cleaned[_AREA], cleaned[_KITA], reading)
    return cleaned


def _restored_areas(area: CleanColumn, kita: CleanColumn, reading: Reading) -> CleanColumn:
    """Restore a rounded ARS (``7,14E+07``) where the row's Kita says which one it is."""
    rounded = area.source.values.set(
        ~is_rounded(area.source.values) | area.values.is_not_null(), None
    )
    if rounded.null_count() == len(rounded):
        return area
    areas = reading.known.area_of_kita
    of_kita = kita.rows.cast(pl.String).replace_strict(
        list(areas), list(areas.values()), default=None, return_dtype=pl.String
    )
    pairs = pl.DataFrame({"text": area.source.spread(rounded), "area": of_kita})
    fitting = [
        (text, ars)
        for text, ars in pairs.drop_nulls().unique().iter_rows()
        if fits_rounded(text, ars)
    ]
    known = pl.DataFrame(fitting, schema={"text": pl.String, "area": pl.String}, orient="row")
    restored = pairs.join(
        known.with_columns(pl.col("area").alias("restored")),
        on=["text", "area"],
        how="left",
        maintain_order="left",
    )["restored"]
    texts = restored.zip_with(restored.is_not_null(), area.source.spread(area.source.values))
    return clean_column(area.column, encode(pl.DataFrame({_AREA: texts}))[_AREA], reading)


def _typed_rows(
    batch: Batch, cleaned: Mapping[str, CleanColumn], reading: Reading, *, first: int
) -> pl.DataFrame:
    rows = canonical_frame(cleaned, reading.table, len(batch.lines)).with_columns(
        pl.int_range(first, first + pl.len(), dtype=pl.Int32).alias(ROW_NUMBER),
        batch.lines.cast(pl.Int32).alias(SOURCE_ROW),
    )
    if not batch.is_uneven.any():
        return rows
    # nobody knows which cell is too many or missing, so none of them can be trusted
    names = [column.name for column in reading.table.delivered]
    all_names = pl.lit(CODES_SEPARATOR.join(name for name in names if name in cleaned))
    is_uneven = pl.lit(batch.is_uneven)
    return rows.with_columns(
        *(pl.when(~is_uneven).then(pl.col(name)).alias(name) for name in names),
        pl.when(is_uneven).then(all_names).otherwise(pl.col(UNREADABLE)).alias(UNREADABLE),
    )


def _completed(
    rows: pl.DataFrame, target: Target, sheet: DataSheet, reading: Reading
) -> pl.DataFrame:
    """Add what is derived, and the label of the sheet."""
    label = pl.lit(sheet.label, dtype=pl.String).alias(SOURCE_SHEET)
    keyed = with_record_keys(rows.with_columns(label), reading.table, target.secret)
    return with_derived(
        keyed,
        reading.table,
        received=target.received,
        free_days=target.free_days,
    )
