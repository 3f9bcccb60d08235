"""Labelled data, shared by SPSS and Stata: variables as numbers or text, labels in German.

Rules of coding: ``monitor.datasets.coding``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from monitor.datasets.coding import (
    REASON_NUMBERS,
    code_numbers,
    is_numeric,
    reason_labels,
    variable_label,
)
from monitor.datasets.model import REASON_SUFFIX, Dataset, Variable, VariableKind

#: Labels as pyreadstat takes them.
ValueLabels = dict[float | int, str]


@dataclass(frozen=True)
class Labelled:
    """The rows of a dataset in memory, and its variables with every occurring code."""

    rows: pl.DataFrame
    variables: tuple[Variable, ...]


def collect(dataset: Dataset) -> Labelled:
    """Read the rows; a code missing from its list is its own label."""
    rows = dataset.rows.collect()
    return Labelled(rows, tuple(_completed(variable, rows) for variable in dataset.variables))


def numbers(variable: Variable, rows: pl.DataFrame) -> pl.Series:
    """Return the values of a numeric variable as numbers, nulls left as they are."""
    values = rows[variable.name]
    if variable.kind is VariableKind.CODE:
        return values.replace_strict(code_numbers(variable), default=None, return_dtype=pl.Int32)
    if variable.kind is VariableKind.BOOLEAN:
        return values.cast(pl.Int8)
    return values.cast(pl.Float64)


def reasons(variable: Variable, rows: pl.DataFrame) -> pl.Series:
    """Return the reasons of a text or date variable as numbers."""
    column = rows[variable.name + REASON_SUFFIX]
    return column.replace_strict(REASON_NUMBERS, default=None, return_dtype=pl.Int8)


def has_reason_column(variable: Variable) -> bool:
    """Tell whether the reasons stand beside the variable: text and dates cannot hold them."""
    return bool(variable.missing) and not is_numeric(variable)


def column_labels(variables: tuple[Variable, ...], most_characters: int) -> dict[str, str | None]:
    """Return the labels of all columns, cut to the length of the format."""
    return {name: label[:most_characters] for name, label in _column_labels(variables)}


def reason_value_labels(variables: tuple[Variable, ...]) -> dict[str, ValueLabels]:
    """Return the value labels of the columns of reasons."""
    return {v.name + REASON_SUFFIX: {**reason_labels()} for v in variables if has_reason_column(v)}


def file_label(dataset: Dataset, *, is_demo: bool, most_bytes: int) -> str:
    """Return the title, led by the warning of demo data, cut to the length of the format."""
    title = f"DEMODATEN: {dataset.title_de}" if is_demo else dataset.title_de
    return title.encode()[:most_bytes].decode(errors="ignore")


def _completed(variable: Variable, rows: pl.DataFrame) -> Variable:
    if variable.kind is not VariableKind.CODE:
        return variable
    seen = rows[variable.name].drop_nulls().unique().sort().to_list()
    unknown = {code: (code, code) for code in seen if code not in variable.codes}
    return replace(variable, codes={**variable.codes, **unknown})


def _column_labels(variables: tuple[Variable, ...]) -> Iterator[tuple[str, str]]:
    for variable in variables:
        yield variable.name, variable_label(variable)
        if has_reason_column(variable):
            yield variable.name + REASON_SUFFIX, f"{variable.label_de}: warum kein Wert"
