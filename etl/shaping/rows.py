"""The rows of a batch that are data, told from empty rows, sums and repeated headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from data.schema import Kind, Table
from etl.cleaning.distinct import DistinctColumn

_SUM_LABEL: Final = (
    r"(?i)^(?:zwischen|gesamt|monats|quartals)?-?(?:summen?|gesamt|insgesamt|total|Σ)\b"
)
#: Kinds that a sum row adds up.
_ADDITIVE: Final = frozenset({Kind.INT, Kind.MINUTES, Kind.DECIMAL, Kind.MONEY})
#: A repeated header row repeats at least this share of its filled cells.
_REPEATED_SHARE: Final = 0.5


@dataclass(frozen=True)
class RowSplit:
    """``is_data`` flags the input rows; the others are counted by what they are."""

    is_data: pl.Series
    sums: int
    headers: int


def split_rows(
    columns: Mapping[str, DistinctColumn],
    foreign: Sequence[DistinctColumn],
    table: Table,
    headers: Mapping[str, str],
) -> RowSplit:
    """Tell data rows from empty rows, sum rows and repeated header rows.

    ``columns`` are the placed ones by canonical name, ``foreign`` all others, ``headers`` the texts
    of the header row by canonical name.
    """
    filled = {name: column.filled for name, column in columns.items()}
    is_filled = _any([*filled.values(), *(column.filled for column in foreign)])
    is_header = _repeats_header(columns, filled, headers) & is_filled
    is_sum = _is_sum(columns, filled, table) & is_filled & ~is_header
    return RowSplit(is_filled & ~is_header & ~is_sum, int(is_sum.sum()), int(is_header.sum()))


def _any(flags: Sequence[pl.Series]) -> pl.Series:
    return pl.select(pl.any_horizontal(*(pl.lit(flag) for flag in flags))).to_series()


def _count(flags: Iterable[pl.Series]) -> pl.Series:
    counted = [pl.lit(flag).cast(pl.Int32) for flag in flags]
    return pl.select(pl.sum_horizontal(counted)).to_series()


def _repeats_header(
    columns: Mapping[str, DistinctColumn],
    filled: Mapping[str, pl.Series],
    headers: Mapping[str, str],
) -> pl.Series:
    same = {}
    for name, column in columns.items():
        is_header = column.values == headers[name]
        if is_header.any():
            same[name] = column.rows_where(is_header.fill_null(value=False))
    if not same:
        return pl.Series([False]).new_from_index(0, _height(filled))
    return _count(same.values()) >= _REPEATED_SHARE * _count(filled.values())


def _height(filled: Mapping[str, pl.Series]) -> int:
    return len(next(iter(filled.values())))


def _is_sum(
    columns: Mapping[str, DistinctColumn], filled: Mapping[str, pl.Series], table: Table
) -> pl.Series:
    """Return which rows add up others: labelled so, or with nothing but numbers to add up."""
    naming = [name for name in columns if table[name].kind not in _ADDITIVE or name in table.key]
    adding = [name for name in columns if name not in naming]
    if not naming:
        return pl.Series([False]).new_from_index(0, _height(filled))
    named = _count(filled[name] for name in naming)
    is_labelled = _any([_with_label(columns[name]) for name in naming])
    adds_up = _any([filled[name] for name in adding]) if adding else named < 0
    # the label itself fills one of the cells that name things
    return (is_labelled & (named <= 1)) | (adds_up & (named == 0))


def _with_label(column: DistinctColumn) -> pl.Series:
    return column.rows_where(column.values.str.contains(_SUM_LABEL).fill_null(value=False))
