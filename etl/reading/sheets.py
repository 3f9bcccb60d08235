"""Sheets of text cells, as every reader hands them on: batches below a header row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import polars as pl

from etl.reading.names import sheet_label

#: Columns of a batch beside its cells, which are called ``"0"``, ``"1"`` … from the left.
LINE: Final = "zeile"  # 1-based row as a person sees it
BEYOND: Final = "daneben"  # filled cells beyond the header, joined by CELL_END; null without any
CELL_END: Final = "\x1f"
UNEVEN: Final = "versetzt"  # has a cell too many or too few: which one, nobody knows
PREVIEW_ROWS: Final = 60


class Sheet(Protocol):
    """One table of a file; ``preview`` holds its first rows as text cells.

    ``has_dot_decimals`` says that numbers were typed and are written with a decimal point,
    ``is_hidden`` that the sender does not see the sheet when opening the file.
    """

    @property
    def name(self) -> str | None:
        """Return the sheet's name as sent, never to be kept; ``None`` where there are no names."""

    @property
    def preview(self) -> tuple[tuple[str, ...], ...]:
        """Return the first rows."""

    @property
    def has_dot_decimals(self) -> bool:
        """Return whether a point in a number is a decimal point for certain."""

    @property
    def is_hidden(self) -> bool:
        """Return whether the sheet is hidden."""

    def batches(self, header_row: int, width: int, rows: int) -> Iterator[pl.DataFrame]:
        """Yield what stands below the 1-based header row, about ``rows`` rows at a time.

        Every cell is in a batch: the first ``width`` of a row as columns, the rest in ``BEYOND``;
        ``UNEVEN`` flags the rows that cannot be read by position.
        """


@dataclass(frozen=True)
class DeliveredFile:
    """A readable file: the name of its format, its sheets, and the notes on and beside them."""

    format: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()

    def label_of(self, sheet: Sheet) -> str | None:
        """Return how a sheet is called in everything that is kept or said."""
        if sheet.name is None:
            return None
        numbers = [number for number, each in enumerate(self.sheets, 1) if each is sheet]
        return sheet_label(sheet.name, numbers[0])


def beyond(columns: list[str]) -> pl.Expr:
    """Return the filled cells of the columns beyond the header, joined; null without any."""
    cells = [pl.col(name).str.strip_chars() for name in columns]
    filled = [pl.when(cell != "").then(cell) for cell in cells]
    if not filled:
        return pl.lit(None, dtype=pl.String).alias(BEYOND)
    joined = pl.concat_str(filled, separator=CELL_END, ignore_nulls=True)
    return pl.when(joined != "").then(joined).alias(BEYOND)


def is_uneven() -> pl.Expr:
    """Return whether a row has filled cells beyond the header, where a row cannot have too few."""
    return pl.col(BEYOND).is_not_null().alias(UNEVEN)


def cell_names(width: int) -> list[str]:
    """Return the names of the cells of a batch."""
    return [str(position) for position in range(width)]
