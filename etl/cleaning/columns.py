"""Text cells to canonical columns: each distinct value is read once, each failure is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from data.schema import CODES_SEPARATOR, Column, Kind, Owner, Table
from etl.cleaning.codes import NONE, CodeBook, flags
from etl.cleaning.dates import dates, quarters
from etl.cleaning.distinct import DistinctColumn
from etl.cleaning.header_units import HeaderUnit, duration_unit, units_in
from etl.cleaning.ids import KnownIds, areas, identifiers, is_plain
from etl.cleaning.missing import is_missing, is_stroke
from etl.cleaning.numbers import Suffix, durations, integers, numbers
from etl.profiles import Profile
from monitor.content.folder import Content

#: Name of the column that lists the columns whose cell could not be read.
UNREADABLE: Final = "unlesbar"
#: Columns that hold an ARS, and those that refer to a known Kita or Träger.
_ARS_COLUMNS: Final = frozenset({"sozialraum_ars", "ars"})
#: Names that the office itself gives; kept as they are written.
_NAMES: Final = frozenset({"name", "bez", "kurzname"})
_LONGEST_NAME: Final = 80
#: Stands for a code that is in no list: the rule names the cell, its text is not kept …
UNKNOWN_CODE: Final = "?"
#: … if it could be a code; a sentence is not readable at all.
_CODE_LIKE: Final = r"^[\p{L}\p{N}§][\p{L}\p{N}§_.+/|-]*(?: [\p{L}\p{N}§_.+/|-]+){0,2}$"
_LONGEST_CODE: Final = 40
#: What a Träger may write where the schema names no pattern, e.g. ``K001``.
_IDENTIFIER: Final = r"^[A-Z]{0,8}[0-9]{1,6}$"

POLARS_TYPES: Final[Mapping[Kind, type[pl.DataType]]] = {
    Kind.DATE: pl.Date,
    Kind.INT: pl.Int32,
    Kind.MINUTES: pl.Int32,
    Kind.DECIMAL: pl.Float64,
    Kind.MONEY: pl.Float64,
    Kind.BOOL: pl.Boolean,
}


@dataclass(frozen=True)
class Reading:
    """The means to read the cells of one sheet; ``headers`` by canonical name."""

    table: Table
    profile: Profile
    content: Content
    known: KnownIds
    has_dot_decimals: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    _books: dict[str, CodeBook] = field(default_factory=dict)

    def book(self, column: Column) -> CodeBook:
        """Return the spellings of the codes of a column."""
        if column.name not in self._books:
            mapping = self.profile.werte.get(column.name, {})
            codes = self.content.codes[column.codes or ""]
            self._books[column.name] = CodeBook.of(codes, mapping)
        return self._books[column.name]

    def known_ids(self, column: Column) -> tuple[str, ...]:
        """Return the known identifiers that a column may refer to."""
        known = {"kita_id": self.known.kitas, "traeger_id": self.known.traeger}
        return known.get(column.name, ())


@dataclass(frozen=True)
class CleanColumn:
    """A column read: per distinct value its canonical form, and whether it was understood."""

    column: Column
    source: DistinctColumn
    values: pl.Series
    is_understood: pl.Series

    @cached_property
    def rows(self) -> pl.Series:
        """Return the canonical cell of each row."""
        if self.values.dtype == pl.String:
            return self.source.spread_texts(self.values).alias(self.column.name)
        found = self.source.spread(self.values).alias(self.column.name)
        if self.column.kind is Kind.BOOL and self.column.required:
            return found.set(self.source.positions.is_null(), value=False)
        return found

    @property
    def unreadable_rows(self) -> pl.Series | None:
        """Return for each row whether its cell could not be read; ``None`` when all could."""
        is_lost = self.values.is_null() & ~self.is_understood
        return self.source.rows_where(is_lost) if is_lost.any() else None


def clean_column(column: Column, source: DistinctColumn, reading: Reading) -> CleanColumn:
    """Read the distinct values of one column."""
    values = _mapped(column, source.values, reading)
    found = _READERS[column.kind](values, column, reading)
    is_empty = found.is_null()
    if is_empty.any():
        is_empty &= is_missing(values)
    is_understood = found.is_not_null() | is_empty
    if column.kind is Kind.TEXT:
        found = found if reading.table.owner is Owner.AMT else _plausible(column, found, reading)
        is_understood = _vouched(column, found) | is_empty
    if column.kind is Kind.BOOL and column.required:
        found = found.set(found.is_null() & is_stroke(values), value=False)
    if column.kind in {Kind.CODE, Kind.CODES}:
        is_kept = found.is_not_null() | is_empty
        found = found if is_kept.all() else found.zip_with(is_kept, _unknown_codes(values))
    if column.kind is Kind.CODES:
        found = found.set(found == NONE, None)
    return CleanColumn(column, source, found, is_understood)


def _mapped(column: Column, values: pl.Series, reading: Reading) -> pl.Series:
    """Apply the profile's own values to columns without a code list, e.g. the names of Kitas."""
    mapping = reading.profile.werte.get(column.name)
    if column.codes or not mapping:
        return values
    return values.replace(list(mapping), list(mapping.values()))


def _vouched(column: Column, found: pl.Series) -> pl.Series:
    """Return which texts are identifiers beyond doubt: letters and digits in the expected form."""
    pattern = column.pattern or r"^[A-Z]{0,8}\d{0,6}$"
    return found.str.contains(pattern).fill_null(value=False)


def _plausible(column: Column, found: pl.Series, reading: Reading) -> pl.Series:
    """Return the texts of a Träger that are known or have the form of an identifier, else null."""
    known = found.is_in(reading.known_ids(column))
    is_plausible = known | found.str.contains(column.pattern or _IDENTIFIER)
    return found.set(~is_plausible.fill_null(value=False), None)


def _unknown_codes(values: pl.Series) -> pl.Series:
    """Return ``UNKNOWN_CODE`` for each text that could be a code, else null."""
    could_be = (values.str.len_chars() <= _LONGEST_CODE) & values.str.contains(_CODE_LIKE)
    return pl.select(pl.when(could_be).then(pl.lit(UNKNOWN_CODE))).to_series()


def _read_text(values: pl.Series, column: Column, reading: Reading) -> pl.Series:
    if column.name in _NAMES:
        return values.set(values.str.len_chars() > _LONGEST_NAME, None)
    if column.name in _ARS_COLUMNS:
        return areas(values, reading.known)
    present = values if is_plain(values).all() else values.set(is_missing(values), None)
    return identifiers(present, reading.known_ids(column))


def _read_duration(values: pl.Series, column: Column, reading: Reading) -> pl.Series:
    declared = reading.profile.einheiten.get(column.name)
    unit = duration_unit(reading.headers.get(column.name, ""), declared)
    return durations(values, unit, has_dot_decimals=reading.has_dot_decimals)


def _read_number(values: pl.Series, column: Column, reading: Reading) -> pl.Series:
    return numbers(
        values,
        has_dot_decimals=reading.has_dot_decimals,
        maximum=column.maximum,
        suffix=_suffix(column),
    )


def _suffix(column: Column) -> Suffix:
    if column.kind is Kind.MONEY:
        return Suffix.EURO
    is_share = HeaderUnit.PROZENT in units_in(column.label_de)
    return Suffix.PROZENT if is_share else Suffix.KEINER


_READERS: Final[Mapping[Kind, Callable[[pl.Series, Column, Reading], pl.Series]]] = {
    Kind.TEXT: _read_text,
    Kind.CODE: lambda values, column, reading: reading.book(column).codes(values),
    Kind.CODES: lambda values, column, reading: reading.book(column).several(values),
    Kind.DATE: lambda values, _column, _reading: dates(values),
    Kind.INT: lambda values, _column, reading: integers(
        values, has_dot_decimals=reading.has_dot_decimals
    ),
    Kind.MINUTES: _read_duration,
    Kind.DECIMAL: _read_number,
    Kind.MONEY: _read_number,
    Kind.BOOL: lambda values, _column, _reading: flags(values),
    Kind.QUARTER: lambda values, _column, _reading: quarters(values),
}


def canonical_frame(cleaned: Mapping[str, CleanColumn], table: Table, height: int) -> pl.DataFrame:
    """Return all delivered columns of the table, typed, and ``unlesbar``; absent ones are null."""
    columns = [
        cleaned[column.name].rows if column.name in cleaned else _absent(column, height)
        for column in table.delivered
    ]
    in_order = {c.name: cleaned[c.name] for c in table.delivered if c.name in cleaned}
    return pl.DataFrame(columns).with_columns(_unreadable_names(in_order))


def _absent(column: Column, height: int) -> pl.Series:
    kind = POLARS_TYPES.get(column.kind, pl.String)
    return pl.Series(column.name, [None], dtype=kind).new_from_index(0, height)


def _unreadable_names(cleaned: Mapping[str, CleanColumn]) -> pl.Expr:
    """Return the names of the columns whose cell failed, ``|``-joined; null where none did."""
    failed = {name: each.unreadable_rows for name, each in cleaned.items()}
    names = [
        pl.when(pl.lit(rows)).then(pl.lit(name))
        for name, rows in failed.items()
        if rows is not None
    ]
    if not names:
        return pl.lit(None, dtype=pl.String).alias(UNREADABLE)
    joined = pl.concat_str(names, separator=CODES_SEPARATOR, ignore_nulls=True)
    return pl.when(joined != "").then(joined).alias(UNREADABLE)
