"""Spelling of a sender: dates, durations, flags, codes, areas, empty cells.

Turns canonical columns into the cells of a file. Spellings of the senders are in
``data.demo.styles``, the bytes are made in ``data.demo.files``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import polars as pl

from data.schema import CODE_LISTS, CODES_SEPARATOR, Column, Kind, Table

Labels = Mapping[str, Mapping[str, str]]

#: Date in the cell: ISO, a pattern, T.M.JJ without zeros, a real date, an Excel serial number.
Dates = Literal["iso", "%d.%m.%Y", "%d.%m.%y", "short", "real", "serial"]
Durations = Literal["minutes", "hours", "clock", "min"]
Areas = Literal["text", "without_zero", "number"]

#: Day 0 of Excel's calendar as it is used today (1 January 1900 is 1, with the leap-year bug).
EXCEL_EPOCH: Final = pl.date(1899, 12, 30)
UNKNOWN: Final = "KA"
AREA_COLUMN: Final = "sozialraum_ars"


@dataclass(frozen=True)
class Spelling:
    """The habits of a sender; ``numbers``: numbers and true flags stay typed (workbooks)."""

    headers: Mapping[str, str] = field(default_factory=dict)
    dates: Dates = "iso"
    durations: Durations = "minutes"
    areas: Areas = "text"
    flags: tuple[str, str] | None = ("true", "false")
    labels: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    numbers: bool = False
    decimal_comma: bool = False
    empty: str | None = None
    unknown: str | None = None
    padded: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()


def load_labels(folder: Path) -> Labels:
    """Return code → German label of every code list in the folder."""
    frames = {name: pl.read_csv(folder / f"{name}.csv") for name in CODE_LISTS}
    return {
        name: dict(zip(frame["code"], frame["label_de"], strict=True))
        for name, frame in frames.items()
    }


def spell(rows: pl.DataFrame, table: Table, spelling: Spelling, labels: Labels) -> pl.DataFrame:
    """Return the rows of a canonical table as the sender writes them, under own headers."""
    columns = [
        column
        for column in table.delivered
        if column.name in rows.columns and column.name not in spelling.omitted
    ]
    return rows.select(
        _cell(column, spelling, labels).alias(spelling.headers.get(column.name, column.name))
        for column in columns
    )


def _cell(column: Column, spelling: Spelling, labels: Labels) -> pl.Expr:
    cell = _value(column, spelling, labels)
    if column.name in spelling.padded:
        cell = cell + "\N{NO-BREAK SPACE}"
    if spelling.empty is None:
        return cell
    # "k. A." would be read as the code KA where there is one
    return cell.cast(pl.String).fill_null("./." if _has_unknown(column, labels) else spelling.empty)


def _has_unknown(column: Column, labels: Labels) -> bool:
    return column.codes is not None and UNKNOWN in labels[column.codes]


def _value(column: Column, spelling: Spelling, labels: Labels) -> pl.Expr:
    cell = pl.col(column.name)
    match column.kind:
        case Kind.DATE:
            cell = _date(cell, spelling.dates)
        case Kind.MINUTES:
            cell = _duration(cell, spelling)
        case Kind.BOOL:
            cell = _flag(cell, spelling)
        case Kind.CODE | Kind.CODES:
            cell = _code(column, spelling, labels)
        case Kind.DECIMAL | Kind.MONEY | Kind.INT if not spelling.numbers:
            cell = _number(cell, column.kind, decimal_comma=spelling.decimal_comma)
        case Kind.TEXT if column.name == AREA_COLUMN:
            cell = _area(cell, spelling)
    return cell


def _area(cell: pl.Expr, spelling: Spelling) -> pl.Expr:
    match spelling.areas:
        case "number":
            return cell.cast(pl.Int64)
        case "without_zero":
            return cell.str.strip_chars_start("0")
        case _:
            return cell


def _date(cell: pl.Expr, dates: Dates) -> pl.Expr:
    match dates:
        case "real":
            return cell
        case "serial":
            return (cell - EXCEL_EPOCH).dt.total_days()
        case "iso":
            return cell.dt.to_string("%Y-%m-%d")
        case "short":
            return cell.dt.to_string("%-d.%-m.%y")
        case _:
            return cell.dt.to_string(dates)


def _duration(cell: pl.Expr, spelling: Spelling) -> pl.Expr:
    match spelling.durations:
        case "hours":
            hours = cell.cast(pl.Float64) / 60
            return hours.round(2).cast(pl.String).str.replace(".", ",", literal=True)
        case "clock":
            minutes = (cell % 60).cast(pl.String).str.zfill(2)
            return pl.format("{}:{}", cell // 60, minutes)
        case "min":
            return pl.format("{} min", cell)
        case _:
            return cell if spelling.numbers else cell.cast(pl.String)


def _flag(cell: pl.Expr, spelling: Spelling) -> pl.Expr:
    if spelling.flags is None:
        return cell
    yes, no = spelling.flags
    return pl.when(cell).then(pl.lit(yes)).when(~cell).then(pl.lit(no))


def _code(column: Column, spelling: Spelling, labels: Labels) -> pl.Expr:
    names = dict(labels[column.codes or ""]) if spelling.labels else {}
    names |= spelling.words.get(column.name, {})
    if spelling.unknown is not None and _has_unknown(column, labels):
        names[UNKNOWN] = spelling.unknown
    cell = pl.col(column.name)
    if column.kind is Kind.CODES and names:
        parts = cell.str.split(CODES_SEPARATOR).list.eval(pl.element().replace(names))
        return parts.list.join(CODES_SEPARATOR)
    return cell.replace(names) if names else cell


def _number(cell: pl.Expr, kind: Kind, *, decimal_comma: bool) -> pl.Expr:
    if kind is Kind.INT:
        return cell.cast(pl.String)
    plain = cell.round(2).cast(pl.String)
    if not decimal_comma:
        return plain
    german = plain.str.replace(".", ",", literal=True)
    # one point is enough: no amount of the demo reaches a million
    return german.str.replace_all(r"(\d)(\d{3}),", "${1}.${2},") if kind is Kind.MONEY else german
