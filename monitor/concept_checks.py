"""What a concept version must satisfy beyond its shape: ids, columns, codes, periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from data.schema import Kind
from monitor.concept import Concept, Condition, Indicator
from monitor.errors import ContentError
from monitor.measures.sources import SOURCES, Source

#: (table of the file, id of the entry, key, message) → the error to raise
Complain = Callable[[str, str | None, str | None, str], ContentError]

_NUMBERS = frozenset({Kind.INT, Kind.MINUTES, Kind.DECIMAL, Kind.MONEY})


def check_concept(
    concept: Concept, codes: Mapping[str, frozenset[str]], complain: Complain
) -> None:
    """Check one version against the schema and the code lists.

    Raises:
        ContentError: made by ``complain`` for the first thing that is wrong.
    """
    _check_ids(concept, complain)
    for indicator in concept.indikator:
        _check_periods(indicator, complain)
        _check_columns(indicator, codes, complain)


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


def _check_periods(indicator: Indicator, complain: Complain) -> None:
    for quantity in indicator.quantities:
        source = SOURCES.get(quantity.quelle)
        if source is None:
            raise complain(
                "indikator", indicator.id, "zaehler",
                f"{indicator.id}: Die Quelle „{quantity.quelle}“ gibt es nicht "
                f"(bekannt: {', '.join(SOURCES)}). Bitte berichtigen.",
            )  # fmt: skip
    usable = set.intersection(*(set(SOURCES[name].kinds) for name in indicator.sources))
    if indicator.art != "aktualitaet" and indicator.periode not in usable:
        raise complain(
            "indikator", indicator.id, "periode",
            f"{indicator.id}: Aus {', '.join(indicator.sources)} lässt sich kein Wert je "
            f"{indicator.periode} bilden (möglich: {', '.join(sorted(usable))}). Bitte berichtigen.",
        )  # fmt: skip


def _check_columns(
    indicator: Indicator, codes: Mapping[str, frozenset[str]], complain: Complain
) -> None:
    for quantity in indicator.quantities:
        source = SOURCES[quantity.quelle]
        conditions = (*quantity.wo, *quantity.gueltig)
        for condition in conditions:
            _check_condition(indicator, source, condition, codes, complain)
        for name in quantity.summe:
            _check_column(indicator, source, name, complain)
            if source.columns[name].kind not in _NUMBERS:
                raise complain(
                    "indikator", indicator.id, "zaehler",
                    f"{indicator.id}: „{name}“ lässt sich nicht addieren. "
                    "Bitte eine Spalte mit Zahlen nennen.",
                )  # fmt: skip
    for condition in indicator.reif:
        _check_condition(indicator, SOURCES[indicator.sources[0]], condition, codes, complain)
    for table, name in indicator.fields:
        _check_column(indicator, SOURCES[table], name, complain)


def _check_column(indicator: Indicator, source: Source, name: str, complain: Complain) -> None:
    if name not in source.columns:
        raise complain(
            "indikator", indicator.id, "zaehler",
            f"{indicator.id}: Die Spalte „{name}“ gibt es in {source.name} nicht. "
            "Bitte den Namen aus dem Schema nehmen (docs/methoden.md).",
        )  # fmt: skip


def _check_condition(
    indicator: Indicator,
    source: Source,
    condition: Condition,
    codes: Mapping[str, frozenset[str]],
    complain: Complain,
) -> None:
    _check_column(indicator, source, condition.feld, complain)
    code_list = source.columns[condition.feld].codes
    if code_list is None:
        return
    unknown = [code for code in condition.codes if code not in codes[code_list]]
    if unknown:
        raise complain(
            "indikator", indicator.id, "zaehler",
            f"{indicator.id}: Der Code „{unknown[0]}“ steht nicht in codes/{code_list}.csv. "
            "Bitte dort ergänzen oder hier berichtigen.",
        )  # fmt: skip
