"""Summary of a dataset, counted once: rows, missing values by reason, ranges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from monitor.datasets.model import REASON_SUFFIX, Dataset, MissingReason, Variable, VariableKind

Bound = float | dt.date

_RANGED: Final = frozenset({VariableKind.INTEGER, VariableKind.DECIMAL, VariableKind.DATE})


@dataclass(frozen=True)
class VariableSummary:
    """Filled values, missing ones by reason, and the range of numbers and dates."""

    valid: int
    missing: Mapping[MissingReason, int]
    minimum: Bound | None = None
    maximum: Bound | None = None


@dataclass(frozen=True)
class Summary:
    """Counts and ranges of a dataset."""

    rows: int
    variables: Mapping[str, VariableSummary]


def summarise(dataset: Dataset) -> Summary:
    """Count a dataset in a single pass, without holding its rows in memory."""
    wanted = [pl.len().alias("#rows")]
    for variable in dataset.variables:
        wanted += _expressions(variable)
    counted = dataset.rows.select(wanted).collect(engine="streaming").row(0, named=True)
    return Summary(
        counted["#rows"],
        {variable.name: _summary(variable, counted) for variable in dataset.variables},
    )


def _expressions(variable: Variable) -> list[pl.Expr]:
    column = pl.col(variable.name)
    found = [column.count().alias(f"#valid {variable.name}")]
    if variable.kind in _RANGED:
        found += [column.min().alias(f"#min {variable.name}")]
        found += [column.max().alias(f"#max {variable.name}")]
    reason = pl.col(variable.name + REASON_SUFFIX)
    return found + [
        (reason == missing.value).sum().alias(f"#{missing} {variable.name}")
        for missing in variable.missing
    ]


def _summary(variable: Variable, counted: Mapping[str, Any]) -> VariableSummary:
    return VariableSummary(
        counted[f"#valid {variable.name}"],
        {missing: counted[f"#{missing} {variable.name}"] or 0 for missing in variable.missing},
        counted.get(f"#min {variable.name}"),
        counted.get(f"#max {variable.name}"),
    )
