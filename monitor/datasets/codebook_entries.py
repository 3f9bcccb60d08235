"""Codebook entries of a dataset, variable by variable.

An entry per variable (VARIABLE), per value of a variable (WERT, code and label) and per reason of a
missing value (FEHLEND). DEFINITION and EINHEIT are for indicators, see ``makers.codebook``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from monitor.datasets.coding import SPSS_MISSING, STATA_MISSING, code_numbers
from monitor.datasets.labels import MISSING, Labels
from monitor.datasets.model import Dataset, Variable, VariableKind
from monitor.datasets.summary import Summary, VariableSummary
from monitor.datasets.variables import NOT_ASKED, code, integer, text

_ENTRIES: Final = {
    "VARIABLE": ("Variable", "variable"),
    "WERT": ("Wert einer Variable", "value of a variable"),
    "FEHLEND": ("Grund für einen fehlenden Wert", "reason for a missing value"),
    "DEFINITION": ("Definition eines Indikators, wie ausgeführt", "definition as executed"),
    "EINHEIT": (
        "Einheit von Zähler oder Nenner eines Indikators",
        "unit of an indicator's numerator or denominator",
    ),
}
_KINDS: Final[Labels] = {
    VariableKind.TEXT: ("Text", "text"),
    VariableKind.CODE: ("Code", "code"),
    VariableKind.INTEGER: ("ganze Zahl", "whole number"),
    VariableKind.DECIMAL: ("Dezimalzahl", "decimal number"),
    VariableKind.DATE: ("Datum", "date"),
    VariableKind.BOOLEAN: ("ja/nein", "yes/no"),
}

VARIABLES: Final = (
    text("datensatz", "Datensatz", "dataset"),
    integer("position", "Stelle der Variable im Datensatz", "position of the variable"),
    text("variable", "Variable", "variable"),
    code("eintrag", "Art des Eintrags", "kind of entry", _ENTRIES),
    text("wert", "Code oder Kennung", "code or id"),
    text("zahl_spss", "Wert in SPSS", "value in SPSS"),
    text("zahl_stata", "Wert in Stata", "value in Stata"),
    text("beschriftung", "Bezeichnung (deutsch)", "label (German)"),
    text("beschriftung_en", "Bezeichnung (englisch)", "label (English)"),
    code("art", "Art der Variable", "kind of variable", _KINDS, NOT_ASKED),
    text("einheit", "Einheit (deutsch)", "unit (German)"),
    text("einheit_en", "Einheit (englisch)", "unit (English)"),
    text("minimum", "kleinster veröffentlichter Wert", "least published value"),
    text("maximum", "größter veröffentlichter Wert", "greatest published value"),
    text("konzept_id", "Fassung des Fachkonzepts", "version of the concept"),
    text("definition", "Definition, wie ausgeführt (JSON)", "definition as executed (JSON)"),
)
EMPTY: Final = {variable.name: "" for variable in VARIABLES} | {"position": 0, "art": None}


def make_codebook_entries(dataset: Dataset, summary: Summary | None) -> list[dict[str, Any]]:
    """Return the codebook entries of a dataset; ranges only with a summary."""
    return [
        {**EMPTY, "datensatz": dataset.name, "position": position, "variable": variable.name}
        | entry
        for position, variable in enumerate(dataset.variables, 1)
        for entry in (
            _variable(variable, summary.variables[variable.name] if summary else None),
            *_values(variable),
            *_reasons(variable),
        )
    ]


def _variable(variable: Variable, counted: VariableSummary | None) -> dict[str, Any]:
    ends = (counted.minimum, counted.maximum) if counted else (None, None)
    least, greatest = ("" if end is None else str(end) for end in ends)
    return {
        "eintrag": "VARIABLE",
        "beschriftung": variable.label_de,
        "beschriftung_en": variable.label_en,
        "art": variable.kind.value,
        "einheit": variable.unit_de,
        "einheit_en": variable.unit_en,
        "minimum": least,
        "maximum": greatest,
    }


def _values(variable: Variable) -> Iterable[dict[str, str]]:
    numbers = code_numbers(variable)
    for value, labels in variable.codes.items():
        number = str(numbers[value])
        yield _labelled("WERT", value, (number, number), labels)


def _reasons(variable: Variable) -> Iterable[dict[str, str]]:
    for reason in variable.missing:
        numbers = (str(SPSS_MISSING[reason]), f".{STATA_MISSING[reason]}")
        yield _labelled("FEHLEND", reason.value, numbers, MISSING[reason])


def _labelled(
    kind: str, value: str, numbers: tuple[str, str], labels: tuple[str, str]
) -> dict[str, str]:
    (spss, stata), (german, english) = numbers, labels
    return {
        "eintrag": kind,
        "wert": value,
        "zahl_spss": spss,
        "zahl_stata": stata,
        "beschriftung": german,
        "beschriftung_en": english,
    }
