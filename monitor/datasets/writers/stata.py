"""Stata files (``.dta``, version 14 and later): labels, ``.a .b .c``, no clock in the header."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyreadstat

from monitor.datasets.coding import STATA_MISSING, is_numeric, number_labels
from monitor.datasets.labels import MISSING
from monitor.datasets.model import REASON_SUFFIX, Dataset, Variable, VariableKind
from monitor.datasets.writers.labelled import (
    Labelled,
    collect,
    column_labels,
    file_label,
    has_reason_column,
    numbers,
    reason_value_labels,
    reasons,
)

#: File version 118: the first with UTF-8; 15 would be the one for more than 32,767 variables.
_VERSION: Final = 14
_LABEL_BYTES: Final = 80
_HEADER_BYTES: Final = 1_024
_TIME: Final = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.DOTALL)
_NO_TIME: Final = b"<timestamp>\x1101 Jan 1980 00:00</timestamp>"


def write_dta(dataset: Dataset, path: Path, *, is_demo: bool) -> None:
    """Write a Stata file; see ``monitor.datasets.coding`` for codes and missing values."""
    found = collect(dataset)
    pyreadstat.write_dta(
        _frame(found),
        str(path),
        file_label=file_label(dataset, is_demo=is_demo, most_bytes=_LABEL_BYTES),
        column_labels=column_labels(found.variables, _LABEL_BYTES),
        version=_VERSION,
        variable_value_labels=_value_labels(found.variables),
        missing_user_values={
            variable.name: [STATA_MISSING[reason] for reason in variable.missing]
            for variable in found.variables
            if variable.missing and is_numeric(variable)
        },
    )
    with path.open("r+b") as stream:
        header = stream.read(_HEADER_BYTES)
        stream.seek(0)
        stream.write(_TIME.sub(_NO_TIME, header, count=1))


def _frame(found: Labelled) -> pl.DataFrame:
    columns: dict[str, Any] = {}
    for variable in found.variables:
        columns[variable.name] = _column(variable, found.rows)
        if has_reason_column(variable):
            columns[variable.name + REASON_SUFFIX] = reasons(variable, found.rows)
    return pl.DataFrame(columns)


def _column(variable: Variable, rows: pl.DataFrame) -> pl.Series:
    if not is_numeric(variable):
        values = rows[variable.name]
        return values.fill_null("") if variable.kind is VariableKind.TEXT else values
    values = numbers(variable, rows)
    if not variable.missing:
        return values
    letters = {reason.value: letter for reason, letter in STATA_MISSING.items()}
    told = rows[variable.name + REASON_SUFFIX]
    # an extended missing value is a letter among the numbers: a column of Python objects
    mixed = [
        letters.get(reason) if value is None else value
        for value, reason in zip(values, told, strict=True)
    ]
    return pl.Series(variable.name, mixed, dtype=pl.Object)


def _value_labels(variables: tuple[Variable, ...]) -> dict[str, Any]:
    # pyreadstat takes letters as well as numbers here, which its types don't say
    labels: dict[str, Any] = {
        variable.name: number_labels(variable)
        | {STATA_MISSING[reason]: MISSING[reason][0] for reason in variable.missing}
        for variable in variables
        if is_numeric(variable) and (number_labels(variable) or variable.missing)
    }
    return labels | reason_value_labels(variables)
