"""The tables that indicators may be computed from, each with its grain in time and its units.

A source is a canonical table of the warehouse, or ``lieferstand``: the deliveries expected of each
Träger and quarter, and their state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from data.schema import AKTIVITAET, TABLES, Column, Kind, Table
from monitor.concept.indicators import Indicator, RecencyIndicator
from monitor.periods import PeriodKind

_ALL: Final = (
    PeriodKind.MONAT,
    PeriodKind.QUARTAL,
    PeriodKind.HALBJAHR,
    PeriodKind.JAHR,
    PeriodKind.KITAJAHR,
)
_FROM_QUARTERS: Final = (PeriodKind.QUARTAL, PeriodKind.HALBJAHR, PeriodKind.JAHR)

DELIVERY_STATE: Final = "lieferstand"

#: Sources that depend on what the Träger deliver; the office itself delivers the others.
DELIVERED_BY_TRAEGER: Final = frozenset({AKTIVITAET.name, DELIVERY_STATE})


@dataclass(frozen=True)
class FactSource:
    """A source of indicators: columns, and the place of a row in time.

    ``month_sql`` is the first day of a row's month (quarter, year, wave); ``kinds`` are the periods
    to which rows can be added up without splitting one.
    """

    name: str
    columns: Mapping[str, Column]
    month_sql: str
    kinds: tuple[PeriodKind, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Return those of area, Träger and Kita that the rows carry."""
        return tuple(u for u in ("sozialraum_ars", "traeger_id", "kita_id") if u in self.columns)


_QUARTER_START: Final = (
    "make_date(left(quartal, 4)::INTEGER, right(quartal, 1)::INTEGER * 3 - 2, 1)"
)
_WAVE_END: Final = "(SELECT max(w.bis) FROM welle w WHERE w.welle = q.welle)"


def _columns(table: Table) -> Mapping[str, Column]:
    return {column.name: column for column in table.stored}


_STATE_COLUMNS: Final = {
    column.name: column
    for column in (
        Column("traeger_id", Kind.TEXT, "Träger", "Provider"),
        Column("quartal", Kind.QUARTER, "Quartal", "Quarter"),
        Column("erwartet", Kind.BOOL, "Erwartet", "Expected"),
        Column("eingegangen", Kind.BOOL, "Eingegangen", "Received"),
        Column("puenktlich", Kind.BOOL, "Pünktlich", "In time"),
        Column("zeilen_gueltig", Kind.INT, "Gültige Zeilen", "Valid rows", minimum=0),
        Column("zeilen_geprueft", Kind.INT, "Geprüfte Zeilen", "Checked rows", minimum=0),
    )
}


def _source(name: str, month_sql: str, kinds: tuple[PeriodKind, ...]) -> FactSource:
    return FactSource(name, _columns(TABLES[name]), month_sql, kinds)


SOURCES: Final[Mapping[str, FactSource]] = MappingProxyType(
    {
        source.name: source
        for source in (
            _source(AKTIVITAET.name, "date_trunc('month', datum)::DATE", _ALL),
            _source("koordination", "date_trunc('month', datum)::DATE", _ALL),
            _source("stellen", _QUARTER_START, _FROM_QUARTERS),
            _source("finanzen", "make_date(jahr, 1, 1)", (PeriodKind.JAHR,)),
            _source("befragung", _WAVE_END, (PeriodKind.WELLE,)),
            _source("befragung_item", _WAVE_END, (PeriodKind.WELLE,)),
            _source("empfehlung", "make_date(year(faellig_am), 1, 1)", (PeriodKind.JAHR,)),
            FactSource(
                DELIVERY_STATE,
                _STATE_COLUMNS,
                _QUARTER_START,
                _FROM_QUARTERS,
            ),
        )
    }
)


def period_kinds(indicator: Indicator) -> frozenset[PeriodKind]:
    """Return the kinds of period that an indicator can be told for: what its tables' grain allows.

    How recent waves are can be asked at the end of any period: in the indicator's own kind.
    """
    if isinstance(indicator, RecencyIndicator):
        return frozenset({indicator.periode})
    return frozenset.intersection(*(frozenset(SOURCES[name].kinds) for name in indicator.sources))
