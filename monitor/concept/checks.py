"""What a concept version must satisfy beyond its shape: ids, columns, codes, periods, areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from data.schema import Column, Kind
from monitor.concept.indicators import Indicator, QuantileIndicator
from monitor.concept.never_shown import OF_DISTRICT
from monitor.concept.sources import SOURCES, FactSource, period_kinds
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import AreaLevel, Condition, Quantity, Subject
from monitor.errors import ContentError
from monitor.periods import PeriodKind

#: (table of the file, id of the entry, key, message) → the error to raise
Complain = Callable[[str, str | None, str | None, str], ContentError]

_COUNTED: Final = frozenset({Kind.INT, Kind.MINUTES})
_NUMBERS: Final = _COUNTED | {Kind.DECIMAL, Kind.MONEY}

#: What a column is compared with, and how that is said; everything else is text.
_OPERANDS: Final[Mapping[Kind, tuple[type, str]]] = {
    Kind.BOOL: (bool, "true oder false"),
    **dict.fromkeys(_NUMBERS, (int, "einer ganzen Zahl")),
}
_TEXT: Final = (str, "Text in Anführungszeichen")


@dataclass(frozen=True)
class _Place:
    """An indicator, and how to complain about one of its keys."""

    indicator: Indicator
    complain: Complain

    def error(self, key: str, message: str) -> ContentError:
        return self.complain("indikator", self.indicator.id, key, f"{self.indicator.id}: {message}")


def check_concept(
    concept: Concept, codes: Mapping[str, frozenset[str]], complain: Complain
) -> None:
    """Check one version against the schema and the code lists.

    Raises:
        ContentError: made by ``complain`` for the first thing that is wrong.
    """
    _check_ids(concept, complain)
    for indicator in concept.indikator:
        place = _Place(indicator, complain)
        _check_sources(place)
        _check_columns(place, codes)
        _check_level(place)


def _check_ids(concept: Concept, complain: Complain) -> None:
    for table, entries in (("ziel", concept.ziel), ("indikator", concept.indikator)):
        doubled = [name for name, n in Counter(e.id for e in entries).items() if n > 1]
        if doubled:
            raise complain(
                table,
                doubled[0],
                "id",
                f"{doubled[0]} steht doppelt. Bitte einen Eintrag entfernen.",
            )
    goals = {goal.id for goal in concept.ziel}
    for indicator in concept.indikator:
        if indicator.ziel_id not in goals:
            raise complain(
                "indikator", indicator.id, "id",
                f"{indicator.id} gehört zu {indicator.ziel_id}, das es nicht gibt. "
                "Bitte das Ziel anlegen oder die id berichtigen.",
            )  # fmt: skip


def _check_sources(place: _Place) -> None:
    indicator = place.indicator
    for key, quantity in reversed(indicator.declared):
        if quantity.quelle not in SOURCES:
            raise place.error(
                key,
                f"Die Quelle „{quantity.quelle}“ gibt es nicht (bekannt: {', '.join(SOURCES)}). "
                "Bitte berichtigen.",
            )
    usable = period_kinds(indicator)
    if indicator.periode not in usable:
        raise place.error(
            "periode",
            f"Aus {', '.join(indicator.sources)} lässt sich kein Wert je {indicator.periode} "
            f"bilden (möglich: {', '.join(sorted(usable))}). Bitte berichtigen.",
        )


def _check_level(place: _Place) -> None:
    """Check that nothing is asked for areas, or for a period, that it is not given for."""
    indicator = place.indicator
    if indicator.thema is Subject.SENSIBEL and indicator.periode is not PeriodKind.JAHR:
        raise place.error(
            "periode", "Zu einem sensiblen Thema gibt es nur Jahre. Bitte JAHR eintragen."
        )
    if indicator.ebene is AreaLevel.KREIS:
        return
    whole = [name for name in indicator.sources if "sozialraum_ars" not in SOURCES[name].columns]
    if whole:
        raise place.error(
            "ebene", f"In {whole[0]} stehen keine Sozialräume. Bitte ebene = „KREIS“ setzen."
        )
    if indicator.thema in OF_DISTRICT:
        raise place.error(
            "ebene",
            f"Zum Thema {indicator.thema} gibt es nur Werte für den Kreis. "
            "Bitte ebene = „KREIS“ setzen.",
        )


def _check_columns(place: _Place, codes: Mapping[str, frozenset[str]]) -> None:
    indicator = place.indicator
    # the denominator first: the numerator carries its conditions as well
    for key, quantity in reversed(indicator.declared):
        _check_quantity(place, key, quantity, codes)
    source = SOURCES[indicator.sources[0]]
    for condition in indicator.reif:
        _check_condition(place, "reif", source, condition, codes)
    for table, name in indicator.fields:
        column = _column(place, "feld", SOURCES[table], name)
        if isinstance(indicator, QuantileIndicator) and column.kind not in _COUNTED:
            raise place.error(
                "feld",
                f"„{name}“ enthält keine ganzen Zahlen. Bitte eine andere Spalte nennen.",
            )
    for key, condition in indicator.groups:
        _check_condition(place, key, source, condition, codes)


def _check_quantity(
    place: _Place, key: str, quantity: Quantity, codes: Mapping[str, frozenset[str]]
) -> None:
    source = SOURCES[quantity.quelle]
    for condition in (*quantity.wo, *quantity.gueltig):
        _check_condition(place, key, source, condition, codes)
    for name in quantity.summe:
        if _column(place, key, source, name).kind not in _NUMBERS:
            raise place.error(
                key, f"„{name}“ lässt sich nicht addieren. Bitte eine Spalte mit Zahlen nennen."
            )


def _column(place: _Place, key: str, source: FactSource, name: str) -> Column:
    if name not in source.columns:
        raise place.error(
            key,
            f"Die Spalte „{name}“ gibt es in {source.name} nicht. "
            "Bitte den Namen aus dem Schema nehmen (docs/methoden.md).",
        )
    return source.columns[name]


def _check_condition(
    place: _Place,
    key: str,
    source: FactSource,
    condition: Condition,
    codes: Mapping[str, frozenset[str]],
) -> None:
    column = _column(place, key, source, condition.feld)
    _check_operand(place, key, column, condition)
    unknown = [code for code in condition.codes if column.codes and code not in codes[column.codes]]
    if unknown:
        raise place.error(
            key,
            f"Der Code „{unknown[0]}“ steht nicht in codes/{column.codes}.csv. "
            "Bitte dort ergänzen oder hier berichtigen.",
        )


def _check_operand(place: _Place, key: str, column: Column, condition: Condition) -> None:
    ((operator, value),) = condition.operator.items()
    if operator == "vorhanden":
        return
    if operator in {"mindestens", "hoechstens"} and column.kind not in _NUMBERS:
        raise place.error(
            key,
            f"„{column.name}“ enthält keine Zahlen; {operator} geht nur mit Zahlen. "
            "Bitte gleich, ungleich, in oder nicht_in verwenden.",
        )
    operand, wording = _OPERANDS.get(column.kind, _TEXT)
    values = value if isinstance(value, tuple) else (value,)
    if any(type(one) is not operand for one in values):
        raise place.error(
            key, f"„{column.name}“ wird mit {wording} verglichen. Bitte den Wert berichtigen."
        )
