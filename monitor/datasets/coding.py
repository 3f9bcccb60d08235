"""Codes and missing values as SPSS and Stata know them: numbers with labels.

A code becomes its place in the code list (1, 2, …) with the label ``erreicht [ERREICHT]``: both
programs label, tabulate and test numbers, Stata labels nothing else. The place may shift when an
office extends a list, so scripts that compare releases should use the code in the brackets. Ids
(``indikator_id``, ``gebiet_id``, …) stay text: an ARS keeps its leading zero, and keys join.

A reason for a missing value is a user-missing value in SPSS, and one of ``.a .b .c`` in Stata.
Neither has that for text and dates: there the reason stays in ``<name>__fehlt``, as in CSV.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from monitor.datasets.labels import MISSING
from monitor.datasets.model import MissingReason, Variable, VariableKind

#: Below everything that is measured here: signed gaps go down to -100.
SPSS_MISSING: Final[Mapping[MissingReason, int]] = MappingProxyType(
    {
        MissingReason.GEHEIM: -9997,
        MissingReason.NICHT_ERHOBEN: -9998,
        MissingReason.KEINE_ANGABE: -9999,
    }
)
STATA_MISSING: Final[Mapping[MissingReason, str]] = MappingProxyType(
    {MissingReason.GEHEIM: "a", MissingReason.NICHT_ERHOBEN: "b", MissingReason.KEINE_ANGABE: "c"}
)
REASON_NUMBERS: Final[Mapping[str, int]] = MappingProxyType(
    {reason.value: number for number, reason in enumerate(MissingReason, 1)}
)
_NUMERIC: Final = frozenset(
    {VariableKind.CODE, VariableKind.INTEGER, VariableKind.DECIMAL, VariableKind.BOOLEAN}
)


def is_numeric(variable: Variable) -> bool:
    """Tell whether SPSS and Stata hold the variable as a number (with reasons as values)."""
    return variable.kind in _NUMERIC


def code_numbers(variable: Variable) -> dict[str, int]:
    """Return the number of each code of a variable."""
    return {code: number for number, code in enumerate(variable.codes, 1)}


def number_labels(variable: Variable) -> dict[float | int, str]:
    """Return the German labels of a variable's numbers, reasons left out."""
    if variable.kind is VariableKind.BOOLEAN:
        return {0: "nein", 1: "ja"}
    numbers = code_numbers(variable)
    return {numbers[code]: f"{label} [{code}]" for code, (label, _) in variable.codes.items()}


def reason_labels() -> dict[float | int, str]:
    """Return the labels of the numbers in a column of reasons."""
    return {REASON_NUMBERS[reason]: f"{label} [{reason}]" for reason, (label, _) in MISSING.items()}


def variable_label(variable: Variable) -> str:
    """Return the German label with its unit, to stand beside a variable's name."""
    return f"{variable.label_de} ({variable.unit_de})" if variable.unit_de else variable.label_de
