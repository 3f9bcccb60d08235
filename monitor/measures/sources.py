"""The tables that indicators may be computed from, each with its grain in time and its units.

A source is a canonical table of the warehouse, or ``lieferstand``: what was expected of each Träger
in each quarter and what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from data.schema import AKTIVITAET, TABLES, Column, Kind, Table
from monitor.tables import PeriodKind
from monitor.warehouse.deliveries import IS_IN_SQL, LIVE, NEVER_LOADED, DeliveryKind

_ALL: Final = (
    PeriodKind.MONAT,
    PeriodKind.QUARTAL,
    PeriodKind.HALBJAHR,
    PeriodKind.JAHR,
    PeriodKind.KITAJAHR,
)
_FROM_QUARTERS: Final = (PeriodKind.QUARTAL, PeriodKind.HALBJAHR, PeriodKind.JAHR)

_LIVE: Final = ", ".join(f"'{status.value}'" for status in LIVE)
_NEVER_LOADED: Final = ", ".join(f"'{status.value}'" for status in NEVER_LOADED)

#: One row per live delivery of activities, with what is left of its rows: those that an addition
#: replaced have gone, while the register keeps what came. Rows are counted where there was an
#: addition; elsewhere the register says the same.
LIVE_ROWS_SQL: Final = f"""
WITH ergaenzt AS (
    SELECT DISTINCT traeger_id, quartal FROM lieferung
    WHERE tabelle = 'aktivitaet' AND art = '{DeliveryKind.ERGAENZUNG.value}'
        AND status NOT IN ({_NEVER_LOADED})
), gezaehlt AS (
    SELECT lieferung_id, count(*) FILTER (gueltig) AS gueltig,
        count(*) FILTER (NOT gueltig) AS quarantaene
    FROM (
        SELECT lieferung_id, true AS gueltig FROM aktivitaet
        UNION ALL SELECT lieferung_id, false AS gueltig FROM quarantaene_aktivitaet
    ) SEMI JOIN (
        SELECT lieferung_id FROM lieferung SEMI JOIN ergaenzt USING (traeger_id, quartal)
    ) USING (lieferung_id)
    GROUP BY lieferung_id
)
SELECT lieferung_id, l.traeger_id, l.quartal,
    CASE WHEN e.quartal IS NULL THEN zeilen_gueltig ELSE coalesce(gueltig, 0) END
        AS zeilen_gueltig,
    CASE WHEN e.quartal IS NULL THEN zeilen_quarantaene ELSE coalesce(quarantaene, 0) END
        AS zeilen_quarantaene
FROM lieferung l LEFT JOIN ergaenzt e USING (traeger_id, quartal)
LEFT JOIN gezaehlt USING (lieferung_id)
WHERE tabelle = 'aktivitaet' AND status IN ({_LIVE})
"""

#: One row per Träger and quarter of which a delivery was expected or came.
DELIVERY_STATE_SQL: Final = f"""
WITH eingang AS (
    SELECT traeger_id, quartal,
        min(eingang_am) FILTER (WHERE status NOT IN ({_NEVER_LOADED})) AS erster_eingang,
        {IS_IN_SQL} AS ist_da
    FROM lieferung
    WHERE tabelle = 'aktivitaet' AND traeger_id IS NOT NULL AND quartal IS NOT NULL
    GROUP BY ALL
), bestand AS (
    SELECT traeger_id, quartal, sum(zeilen_gueltig) AS gueltig,
        sum(zeilen_gueltig + zeilen_quarantaene) AS geprueft
    FROM ({LIVE_ROWS_SQL}) GROUP BY ALL
)
SELECT traeger_id, quartal,
    e.frist IS NOT NULL AS erwartet,
    coalesce(ist_da, false) AS eingegangen,
    coalesce(ist_da AND e.frist IS NOT NULL AND erster_eingang <= e.frist, false) AS puenktlich,
    coalesce(gueltig, 0)::BIGINT AS zeilen_gueltig,
    coalesce(geprueft, 0)::BIGINT AS zeilen_geprueft
FROM erwartete_lieferung e FULL JOIN eingang USING (traeger_id, quartal)
LEFT JOIN bestand USING (traeger_id, quartal)
"""

DELIVERY_STATE: Final = "lieferstand"

#: Sources that depend on what the Träger deliver; the office itself delivers the others.
DELIVERED_BY_TRAEGER: Final = frozenset({AKTIVITAET.name, DELIVERY_STATE})


@dataclass(frozen=True)
class Source:
    """One source: where its rows lie in time, and what its columns are.

    ``month_sql`` is the first day of the month (quarter, year, wave) that a row belongs to;
    ``kinds`` are the periods that its grain can be added up to without splitting.
    """

    name: str
    relation: str
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


def _source(name: str, month_sql: str, kinds: tuple[PeriodKind, ...]) -> Source:
    return Source(name, name, _columns(TABLES[name]), month_sql, kinds)


SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        source.name: source
        for source in (
            _source(AKTIVITAET.name, "date_trunc('month', datum)::DATE", _ALL),
            _source("koordination", "date_trunc('month', datum)::DATE", _ALL),
            _source("stellen", _QUARTER_START, _FROM_QUARTERS),
            _source("finanzen", "make_date(jahr, 1, 1)", (PeriodKind.JAHR,)),
            _source("befragung", _WAVE_END, (PeriodKind.WELLE,)),
            _source("befragung_item", _WAVE_END, (PeriodKind.WELLE,)),
            Source(
                DELIVERY_STATE,
                f"({DELIVERY_STATE_SQL})",
                _STATE_COLUMNS,
                _QUARTER_START,
                _FROM_QUARTERS,
            ),
        )
    }
)
