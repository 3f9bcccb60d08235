"""Profile of a dataset, for pages and programs: counted once and kept beside its files.

Labels, codes, ranges, missing values by reason and a coarse distribution of each variable, counted
in the published rows alone: nothing hidden enters a profile.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Final

import polars as pl
from pydantic import TypeAdapter

from monitor.datasets.labels import MISSING
from monitor.datasets.model import Dataset, Variable, VariableKind
from monitor.datasets.summary import Bound, Summary, VariableSummary

ENDING: Final = ".profil.json"

#: Bars of a picture; a text with more values than that has none.
MOST_BARS: Final = 24
_CATEGORICAL: Final = frozenset({VariableKind.CODE, VariableKind.BOOLEAN, VariableKind.TEXT})

Mark = int | float | str


@dataclass(frozen=True)
class ValueCount:
    """A value of a variable and its labels."""

    value: str
    label_de: str
    label_en: str


@dataclass(frozen=True)
class MissingRows:
    """Number of rows without a value, by reason."""

    reason: str
    label_de: str
    label_en: str
    rows: int


@dataclass(frozen=True)
class Bar:
    """Number of rows with the value ``first``, or a value from ``first`` to ``last``."""

    first: Mark
    last: Mark
    rows: int


@dataclass(frozen=True)
class VariableProfile:
    """The profile of a variable; ``minimum`` and ``maximum`` of numbers and dates (ISO)."""

    name: str
    kind: VariableKind
    label_de: str
    label_en: str
    unit_de: str
    unit_en: str
    codes: tuple[ValueCount, ...]
    missing: tuple[MissingRows, ...]
    valid: int
    minimum: Mark | None
    maximum: Mark | None
    bars: tuple[Bar, ...]


Profile = tuple[VariableProfile, ...]
_ADAPTER: Final = TypeAdapter(Profile)


def make_profile(dataset: Dataset, summary: Summary, rows: pl.LazyFrame) -> Profile:
    """Return the profile of a dataset, a pass over each column of its written rows."""
    return tuple(
        _profile(variable, summary.variables[variable.name], rows) for variable in dataset.variables
    )


def write_profile(profile: Profile) -> bytes:
    """Return a profile as JSON."""
    return _ADAPTER.dump_json(profile, indent=1) + b"\n"


def read_profile(text: bytes) -> Profile:
    """Return a profile from its JSON; fields of a newer version are left out."""
    return _ADAPTER.validate_json(text)


def _profile(variable: Variable, counted: VariableSummary, rows: pl.LazyFrame) -> VariableProfile:
    return VariableProfile(
        name=variable.name,
        kind=variable.kind,
        label_de=variable.label_de,
        label_en=variable.label_en,
        unit_de=variable.unit_de,
        unit_en=variable.unit_en,
        codes=tuple(ValueCount(code, *labels) for code, labels in variable.codes.items()),
        missing=tuple(
            MissingRows(reason.value, *MISSING[reason], counted.missing[reason])
            for reason in variable.missing
        ),
        valid=counted.valid,
        minimum=_mark(counted.minimum),
        maximum=_mark(counted.maximum),
        bars=tuple(bar for bar in _bars(variable, counted, rows) if bar.rows),
    )


def _bars(variable: Variable, counted: VariableSummary, rows: pl.LazyFrame) -> list[Bar]:
    if variable.kind in _CATEGORICAL:
        return _categories(variable, rows)
    if counted.minimum is None or counted.maximum is None:
        return []
    lower, upper = _number(counted.minimum), _number(counted.maximum)
    return _bins(variable, rows, lower, upper) if math.isfinite(upper - lower) else []


def _categories(variable: Variable, rows: pl.LazyFrame) -> list[Bar]:
    """Return a bar per value: codes in their order, texts alphabetically (and so by time)."""
    counted = dict(_counts(rows, variable.name, pl.col(variable.name).cast(pl.String)).iter_rows())
    if len(counted) > MOST_BARS:
        return []
    ordered = [*(code for code in variable.codes if code in counted), *counted]
    return [Bar(value, value, counted[value]) for value in dict.fromkeys(ordered)]


def _bins(variable: Variable, rows: pl.LazyFrame, lower: float, upper: float) -> list[Bar]:
    """Return the bars of a histogram; whole numbers and days are not cut between."""
    is_whole = variable.kind is not VariableKind.DECIMAL
    span = upper - lower + 1 if is_whole else upper - lower
    width = max(math.ceil(span / MOST_BARS), 1) if is_whole else span / MOST_BARS or 1.0
    column = pl.col(variable.name)
    number = column.cast(pl.Int32) if variable.kind is VariableKind.DATE else column
    place = ((number.cast(pl.Float64) - lower) / width).floor().clip(0, MOST_BARS - 1)
    counted = _counts(rows, variable.name, place.cast(pl.Int32))
    return [
        Bar(*_edges(variable.kind, lower + at * width, width, upper), count)
        for at, count in counted.iter_rows()
    ]


def _counts(rows: pl.LazyFrame, name: str, key: pl.Expr) -> pl.DataFrame:
    """Return key and number of rows of the filled values, by key."""
    filled = rows.filter(pl.col(name).is_not_null()).select(key.alias("key"))
    return filled.group_by("key").agg(pl.len().alias("rows")).sort("key").collect(
        engine="streaming"
    )  # fmt: skip


def _edges(kind: VariableKind, first: float, width: float, upper: float) -> tuple[Mark, Mark]:
    if kind is VariableKind.DECIMAL:
        is_last = first + 1.5 * width > upper
        return first, upper if is_last else first + width
    last = int(min(first + width - 1, upper))
    if kind is VariableKind.DATE:
        start = dt.date(1970, 1, 1)
        return tuple((start + dt.timedelta(days=day)).isoformat() for day in (int(first), last))  # type: ignore[return-value]  # two of them
    return int(first), last


def _number(bound: Bound) -> float:
    return float((bound - dt.date(1970, 1, 1)).days if isinstance(bound, dt.date) else bound)


def _mark(bound: Bound | None) -> Mark | None:
    return bound.isoformat() if isinstance(bound, dt.date) else bound
