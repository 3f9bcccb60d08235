"""SPSS files (``.sav``, also for PSPP and R): labels, user-missing values, no clock in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import polars as pl
import pyreadstat

from monitor.datasets.coding import SPSS_MISSING, is_numeric, number_labels
from monitor.datasets.labels import MISSING
from monitor.datasets.model import REASON_SUFFIX, Dataset, Variable, VariableKind
from monitor.datasets.writers.labelled import (
    Labelled,
    ValueLabels,
    collect,
    column_labels,
    file_label,
    has_reason_column,
    numbers,
    reason_value_labels,
    reasons,
)

_LABEL_BYTES: Final = 64
_LONGEST_LABEL: Final = 120
#: Date (9 bytes) and time (8 bytes) of writing stand here in the file's header.
_TIME_AT: Final = 92
_NO_TIME: Final = b"01 Jan 8000:00:00"

_FORMATS: Final = {
    VariableKind.CODE: "F4.0",
    VariableKind.BOOLEAN: "F4.0",
    VariableKind.INTEGER: "F10.0",
    VariableKind.DECIMAL: "F14.4",
    VariableKind.DATE: "EDATE10",
}
_SCALES: Final = frozenset({VariableKind.INTEGER, VariableKind.DECIMAL, VariableKind.DATE})


def write_sav(dataset: Dataset, path: Path, *, is_demo: bool) -> None:
    """Write an SPSS file; see ``monitor.datasets.coding`` for codes and missing values."""
    found = collect(dataset)
    pyreadstat.write_sav(
        _frame(found),
        str(path),
        file_label=file_label(dataset, is_demo=is_demo, most_bytes=_LABEL_BYTES),
        column_labels=column_labels(found.variables, _LONGEST_LABEL),
        variable_value_labels=_value_labels(found.variables),
        missing_ranges={
            variable.name: [SPSS_MISSING[reason] for reason in variable.missing]
            for variable in found.variables
            if variable.missing and is_numeric(variable)
        },
        variable_format={v.name: _FORMATS[v.kind] for v in found.variables if v.kind in _FORMATS},
        variable_measure={
            variable.name: "scale" if variable.kind in _SCALES else "nominal"
            for variable in found.variables
        },
        row_compress=True,
    )
    with path.open("r+b") as stream:
        stream.seek(_TIME_AT)
        stream.write(_NO_TIME)


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
    codes = {reason.value: number for reason, number in SPSS_MISSING.items()}
    told = rows[variable.name + REASON_SUFFIX].replace_strict(
        codes, default=None, return_dtype=pl.Int32
    )
    wide = values if values.dtype == pl.Float64 else values.cast(pl.Int32)
    return wide.fill_null(told.cast(wide.dtype))


def _value_labels(variables: tuple[Variable, ...]) -> dict[str, ValueLabels]:
    labels: dict[str, ValueLabels] = {
        variable.name: {
            **number_labels(variable),
            **{SPSS_MISSING[reason]: MISSING[reason][0] for reason in variable.missing},
        }
        for variable in variables
        if is_numeric(variable) and (number_labels(variable) or variable.missing)
    }
    return labels | reason_value_labels(variables)
