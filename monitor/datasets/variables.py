"""Variables: short ways to declare them, variables shared by datasets, and their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from data.schema import Column, Kind
from monitor.content.codes import CodeList
from monitor.datasets import labels
from monitor.datasets.model import REASON_SUFFIX, MissingReason, Variable, VariableKind

#: Reasons of a figure that may be undefined or without data.
ANY: Final = (MissingReason.NICHT_ERHOBEN, MissingReason.KEINE_ANGABE)
NOT_ASKED: Final = (MissingReason.NICHT_ERHOBEN,)

#: What stands beside figures that follow from passed counts.
PROTECTED_DE: Final = (
    "Zum Schutz leicht verändert: Anzahlen von Personen und Fällen tragen einen kleinen zufälligen "
    "Zuschlag (Cell-Key-Methode); alles andere ist aus ihnen gerechnet."
)
PROTECTED_EN: Final = (
    "Slightly changed for protection: counts of persons and cases carry a small random noise "
    "(cell-key method); everything else is computed from them."
)

Unit = tuple[str, str]
NO_UNIT: Final[Unit] = ("", "")
EUROS: Final[Unit] = ("€", "€")
PERSONS: Final[Unit] = ("Personen", "persons")
PERCENT: Final[Unit] = ("%", "%")
SHARE: Final[Unit] = ("Anteil 0–1", "share 0–1")
ROWS: Final[Unit] = ("Zeilen", "rows")

_KINDS: Final = {
    Kind.TEXT: VariableKind.TEXT,
    Kind.QUARTER: VariableKind.TEXT,
    Kind.CODE: VariableKind.CODE,
    Kind.CODES: VariableKind.TEXT,
    Kind.DATE: VariableKind.DATE,
    Kind.INT: VariableKind.INTEGER,
    Kind.MINUTES: VariableKind.INTEGER,
    Kind.DECIMAL: VariableKind.DECIMAL,
    Kind.MONEY: VariableKind.DECIMAL,
    Kind.BOOL: VariableKind.BOOLEAN,
}


def text(name: str, label_de: str, label_en: str) -> Variable:
    """Return a variable of free names or ids."""
    return Variable(name, VariableKind.TEXT, label_de, label_en)


def day(
    name: str, label_de: str, label_en: str, missing: tuple[MissingReason, ...] = ()
) -> Variable:
    """Return a date."""
    return Variable(name, VariableKind.DATE, label_de, label_en, missing=missing)


def flag(name: str, label_de: str, label_en: str) -> Variable:
    """Return a yes/no variable."""
    return Variable(name, VariableKind.BOOLEAN, label_de, label_en)


def code(
    name: str,
    label_de: str,
    label_en: str,
    codes: labels.Labels,
    missing: tuple[MissingReason, ...] = (),
) -> Variable:
    """Return a variable with values from a list of codes."""
    plain = {str(key): label for key, label in codes.items()}
    return Variable(name, VariableKind.CODE, label_de, label_en, codes=plain, missing=missing)


def integer(
    name: str,
    label_de: str,
    label_en: str,
    unit: Unit = NO_UNIT,
    missing: tuple[MissingReason, ...] = (),
) -> Variable:
    """Return a whole number."""
    return Variable(name, VariableKind.INTEGER, label_de, label_en, *unit, missing=missing)


def decimal(
    name: str,
    label_de: str,
    label_en: str,
    unit: Unit = NO_UNIT,
    missing: tuple[MissingReason, ...] = (),
) -> Variable:
    """Return a number with decimals."""
    return Variable(name, VariableKind.DECIMAL, label_de, label_en, *unit, missing=missing)


def from_schema(
    column: Column,
    codes: Mapping[str, CodeList],
    unit: Unit = NO_UNIT,
    missing: tuple[MissingReason, ...] = (),
) -> Variable:
    """Return a canonical column as a variable, with the code list of the instance."""
    entries = codes[column.codes].codes if column.kind is Kind.CODE and column.codes else ()
    return Variable(
        column.name,
        _KINDS[column.kind],
        column.label_de,
        column.label_en,
        *unit,
        codes={entry.code: (entry.label_de, entry.label_en) for entry in entries},
        missing=missing,
    )


AREA: Final = (
    text("gebiet_id", "Gebiet: KREIS oder ARS", "Area: KREIS (district) or ARS"),
    text("gebiet", "Name des Gebiets", "Name of the area"),
)
QUARTER: Final = text("quartal", "Quartal (JJJJ-Qn)", "Quarter (YYYY-Qn)")
CONCEPT: Final = text("konzept_id", "Fassung des Fachkonzepts", "Version of the concept")
GOAL: Final = (
    text("ziel_id", "Ziel des Fachkonzepts", "Goal of the concept"),
    text("ziel", "Name des Ziels", "Name of the goal (German)"),
)
INDICATOR: Final = (
    text("indikator_id", "Indikator", "Indicator"),
    text("indikator", "Name des Indikators", "Name of the indicator (German)"),
)
PERIOD: Final = (
    code("periode_art", "Art des Zeitraums", "Kind of period", labels.PERIOD_KIND),
    text("periode", "Zeitraum", "Period"),
)
PROVISIONAL: Final = flag(
    "vorlaeufig",
    "vorläufig: Lieferungen stehen aus, oder Zeilen können noch reif werden",
    "provisional: deliveries are missing, or rows may still become mature",
)


def columns_of(variables: Iterable[Variable]) -> list[str]:
    """Return the columns of rows with the variables, in order."""
    names: list[str] = []
    for variable in variables:
        names += [variable.name, variable.name + REASON_SUFFIX][: 2 if variable.missing else 1]
    return names


def with_reasons(rows: pl.LazyFrame, reasons: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """Add to each named column the reasons of its nulls; the expressions give the reason."""
    return rows.with_columns(
        pl.when(pl.col(name).is_null()).then(reason).alias(name + REASON_SUFFIX)
        for name, reason in reasons.items()
    )
