"""The units of numerator and denominator: which ones an indicator is told in, and the way there.

Figures are computed from counts as they are in the facts (minutes, scores); table ``wert`` tells
them in the units named here: of Z11.4 90,000 minutes are 1,500 hours, of Z6.2 the scores −2 and 1
are 30 + 60 = 90 T. The number of cases (``fallzahl``) is told where cases or persons are counted,
not of euros, minutes or Kitas.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final, assert_never

import polars as pl

from data.schema import Kind
from monitor.concept.indicators import (
    CompleteUnitsIndicator,
    CountIndicator,
    CoverageIndicator,
    GapIndicator,
    Indicator,
    MeanIndicator,
    PerUnitIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    RecencyIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.concept.sources import DELIVERY_STATE, SOURCES
from monitor.concept.vocabulary import Quantity, Subject, Text

_CASES: Final = Text(de="Fälle", en="cases")
_PERSONS: Final = Text(de="Personen", en="persons")
_ANSWERS: Final = Text(de="Antworten", en="answers")
_VISITS: Final = Text(de="Teilnahmen", en="participations")
_SESSIONS: Final = Text(de="Termine", en="sessions")
_CHILDREN: Final = Text(de="Kinder", en="children")
_CENTRES: Final = Text(de="Kitas", en="day-care centres")
_AREAS: Final = Text(de="Sozialräume", en="areas")
_DELIVERIES: Final = Text(de="Lieferungen", en="deliveries")
_ROWS: Final = Text(de="Zeilen", en="rows")
#: A post is a stock by quarter; longer periods add up their quarters.
_POSTS: Final = Text(de="VZÄ-Quartale", en="FTE quarters")

_OF_KIND: Final[Mapping[Kind, Text]] = {
    Kind.MINUTES: Text(de="Minuten", en="minutes"),
    Kind.MONEY: Text(de="€", en="€"),
}
_OF_COLUMN: Final[Mapping[tuple[str, str], Text]] = {
    **{("aktivitaet", f"tn_{who}"): _VISITS for who in ("erwachsene", "kinder", "erstmalig")},
    ("koordination", "teilgenommen"): _VISITS,
    ("koordination", "eingeladen"): Text(de="Einladungen", en="invitations"),
    ("befragung", "teilgenommen"): _PERSONS,
    ("befragung", "eingeladen"): _PERSONS,
    ("befragung_item", "n"): _ANSWERS,
    ("befragung_item", "top2"): _ANSWERS,
    **{("stellen", name): _POSTS for name in ("vzae_soll", "vzae_ist")},
    **{(DELIVERY_STATE, name): _ROWS for name in ("zeilen_gueltig", "zeilen_geprueft")},
}
_OF_ROWS: Final[Mapping[Subject, Text]] = {
    Subject.FAELLE: _CASES,
    Subject.SENSIBEL: _CASES,
    Subject.TERMINE: _SESSIONS,
}
#: Units of which each one is a case, or a person who answered.
_NUMBERS_OF_CASES: Final = frozenset({_CASES, _PERSONS, _ANSWERS})


def numerator_unit(indicator: Indicator) -> Text | None:
    """Return the unit of column ``zaehler``; ``None`` where there is no numerator."""
    match indicator:
        case QuantileIndicator() | GapIndicator() | VarietyIndicator():
            return None
        case CoverageIndicator() | CompleteUnitsIndicator():
            return _CENTRES
        case RecencyIndicator():
            return _AREAS
        case MeanIndicator() if _is_rescaled(indicator):
            return indicator.einheit
        case (
            CountIndicator() | ShareIndicator() | RateIndicator() | MeanIndicator()
            | PerUnitIndicator() | RatioIndicator() | QuotientIndicator()
        ):  # fmt: skip
            return _unit(indicator.quantities[0], indicator.thema)
        case _:
            assert_never(indicator)


def denominator_unit(indicator: Indicator) -> Text | None:
    """Return the unit of column ``nenner``; ``None`` where there is no denominator."""
    match indicator:
        case CountIndicator() | GapIndicator() | VarietyIndicator():
            return None
        case CoverageIndicator() | CompleteUnitsIndicator() | PerUnitIndicator(bezug="KITA"):
            return _CENTRES
        case RecencyIndicator() | PerUnitIndicator():
            return _AREAS
        case RateIndicator():
            return _CHILDREN
        case (
            ShareIndicator() | MeanIndicator() | QuantileIndicator() | RatioIndicator()
            | QuotientIndicator()
        ):  # fmt: skip
            return _base_unit(indicator)
        case _:
            assert_never(indicator)


def rests_on_cases(indicator: Indicator) -> bool:
    """Return whether the figures rest on a number of cases or persons: column ``fallzahl``."""
    match indicator:
        case (
            CoverageIndicator() | CompleteUnitsIndicator() | RecencyIndicator()
            | VarietyIndicator()
        ):  # fmt: skip
            return False
        case (
            CountIndicator() | ShareIndicator() | RateIndicator() | MeanIndicator()
            | QuantileIndicator() | PerUnitIndicator() | RatioIndicator() | GapIndicator()
            | QuotientIndicator()
        ):  # fmt: skip
            return _base_unit(indicator) in _NUMBERS_OF_CASES
        case _:
            assert_never(indicator)


def in_units(indicator: Indicator, figures: pl.DataFrame) -> pl.DataFrame:
    """Return figures with ``zaehler`` and ``nenner`` in their units, ``fallzahl`` where it is one.

    Args:
        indicator: whose figures they are.
        figures: as of `monitor.measures.figures.figures`.
    """
    numerator, denominator = pl.col("zaehler"), pl.col("nenner")
    told = {}
    match indicator:
        case MeanIndicator() if _is_rescaled(indicator):
            told["zaehler"] = indicator.faktor * numerator + indicator.plus * denominator
        case QuotientIndicator():
            told["zaehler"] = numerator / indicator.zaehler.teiler
            told["nenner"] = denominator / indicator.nenner.teiler
    if not rests_on_cases(indicator):
        told["fallzahl"] = pl.lit(None, figures.schema["fallzahl"])
    return figures.with_columns(**told)


def _is_rescaled(indicator: MeanIndicator) -> bool:
    return (indicator.faktor, indicator.plus) != (1.0, 0.0)


def _base_unit(indicator: Indicator) -> Text:
    """Return the unit of the denominator's rows; of a plain count, the unit of the count."""
    base = indicator.quantities[-1]
    if isinstance(indicator, MeanIndicator):
        averaged = {_unit(base, indicator.thema)}
        rows = base.model_copy(update={"summe": ()})
        return _SESSIONS if _VISITS in averaged else _unit(rows, indicator.thema)
    return _unit(base, indicator.thema)


@functools.cache
def _unit(quantity: Quantity, subject: Subject) -> Text:
    """Return the unit of a quantity: declared, or taken from the column, or from the rows."""
    if quantity.einheit is not None:
        return quantity.einheit
    if not quantity.summe:
        if quantity.quelle == DELIVERY_STATE:
            return _DELIVERIES
        return _OF_ROWS.get(subject, _ROWS)
    column = SOURCES[quantity.quelle].columns[quantity.summe[0]]
    named = Text(de=column.label_de, en=column.label_en)
    known = _OF_COLUMN.get((quantity.quelle, column.name))
    return known or _OF_KIND.get(column.kind, named)
