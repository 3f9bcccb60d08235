"""Text columns as their distinct values: cleaning and the privacy gate see each value once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

#: Above this share of distinct values a dictionary costs more than it saves.
_WORTHWHILE: Final = 0.25


@dataclass(frozen=True)
class DistinctColumn:
    """A text column: ``values`` (tidied, null where blank) and each row's position in them."""

    values: pl.Series
    positions: pl.Series

    def spread(self, per_value: pl.Series) -> pl.Series:
        """Return one entry per row from one entry per value; rows without a value are null."""
        return per_value.gather(self.positions)

    def rows_where(self, per_value: pl.Series) -> pl.Series:
        """Return for each row whether the flag of its value is set; false without a value."""
        if not per_value.any():
            return pl.repeat(False, len(self.positions), eager=True)  # noqa: FBT003 - a value
        return self.spread(per_value).fill_null(value=False)

    @property
    def filled(self) -> pl.Series:
        """Return for each row whether there is a text."""
        if self.values.null_count() == 0:
            return self.positions.is_not_null()
        return self.rows_where(self.values.is_not_null())

    @property
    def texts(self) -> pl.Series:
        """Return the distinct non-blank values."""
        return self.values.drop_nulls()

    def keep(self, rows: pl.Series) -> DistinctColumn:
        """Return the column for the rows whose flag is set."""
        return DistinctColumn(self.values, self.positions.filter(rows))


def tidied(texts: pl.Series) -> pl.Series:
    """Return texts without invisible characters, odd blanks and line breaks; blank ones as null."""
    visible = pl.col("text").str.replace_all(r"\p{Cf}", "")
    stripped = visible.str.replace_all(r"\s+", " ").str.strip_chars(" ")
    frame = texts.rename("text").to_frame()
    return frame.select(pl.when(stripped != "").then(stripped)).to_series()


def encode(texts: pl.DataFrame) -> dict[str, DistinctColumn]:
    """Return each column of a text frame as its distinct values."""
    distinct = texts.select(pl.all().drop_nulls().unique().implode()).row(0, named=False)
    lists = dict(zip(texts.columns, distinct, strict=True))
    worthwhile = {
        name: values for name, values in lists.items() if len(values) <= texts.height * _WORTHWHILE
    }
    positions = texts.select(
        pl.col(name).cast(pl.Enum(values)).to_physical() for name, values in worthwhile.items()
    )
    return {name: _encoded(texts[name], positions, worthwhile) for name in texts.columns}


def _encoded(
    column: pl.Series, positions: pl.DataFrame, worthwhile: Mapping[str, pl.Series]
) -> DistinctColumn:
    if column.name in worthwhile:
        values = pl.Series(worthwhile[column.name], dtype=pl.String)
        return DistinctColumn(tidied(values), positions[column.name])
    rows = pl.int_range(len(column), dtype=pl.UInt32, eager=True)
    return DistinctColumn(tidied(column), rows)
