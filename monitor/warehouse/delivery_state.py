"""The state of each expected delivery, computed from the register: the source ``lieferstand``."""

from __future__ import annotations

from typing import Final

from monitor.warehouse.deliveries import IS_IN_SQL, LIVE_SQL, NEVER_LOADED_SQL, DeliveryKind

#: One row per live delivery of activities, with what is left of its rows: those that an addition
#: replaced have gone, while the register keeps what came. Rows are counted where there was an
#: addition; elsewhere the register says the same.
LIVE_ROWS_SQL: Final = f"""
WITH ergaenzt AS (
    SELECT DISTINCT traeger_id, quartal FROM lieferung
    WHERE tabelle = 'aktivitaet' AND art = '{DeliveryKind.ERGAENZUNG.value}'
        AND status NOT IN ({NEVER_LOADED_SQL})
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
WHERE tabelle = 'aktivitaet' AND status IN ({LIVE_SQL})
"""

#: One row per Träger and quarter of which a delivery was expected or came.
DELIVERY_STATE_SQL: Final = f"""
WITH eingang AS (
    SELECT traeger_id, quartal,
        min(eingang_am) FILTER (WHERE status NOT IN ({NEVER_LOADED_SQL})) AS erster_eingang,
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
