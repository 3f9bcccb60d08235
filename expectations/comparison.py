"""Figures to compare a whole delivery of activities with: posts, earlier quarters, live rows."""

from __future__ import annotations

from typing import Final

import duckdb

from data.schema import AKTIVITAET
from expectations.check_view import warehouse_name
from expectations.rules.delivery import COMPARISON, REMAINING
from monitor.periods import parse_quarter
from monitor.warehouse.database import STAGING
from monitor.warehouse.deliveries import Delivery, DeliveryKind
from monitor.warehouse.delivery_state import LIVE_ROWS_SQL

#: How many quarters before the delivered one make up the usual volume; fewer say nothing.
QUARTERS_BEFORE: Final = 4


def create_comparison(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Fill ``COMPARISON`` (one row) and ``REMAINING`` for one delivery of activities.

    An unknown figure (posts not delivered, fewer than four quarters) is NULL, and rules on an
    unknown figure find nothing.
    """
    warehouse = warehouse_name(connection)
    names = _quarters_before(delivery.quartal) if delivery.quartal else []
    parameters = {
        "traeger": delivery.traeger_id,
        "quartal": delivery.quartal,
        "davor": names,
    }
    connection.execute(
        f"""CREATE OR REPLACE TABLE {COMPARISON} AS SELECT
        (SELECT sum(vzae_ist) FROM {warehouse}.stellen
         WHERE traeger_id = $traeger AND quartal = $quartal) AS vzae_ist,
        (SELECT CASE WHEN count(*) = {QUARTERS_BEFORE} THEN median(zeilen) END FROM (
            SELECT sum(zeilen_gueltig + zeilen_quarantaene) AS zeilen
            FROM ({LIVE_ROWS_SQL})
            WHERE traeger_id = $traeger AND list_contains($davor, quartal) GROUP BY quartal
        )) AS median_zeilen""",
        parameters,
    )
    _create_remaining(connection, delivery, warehouse)


def _quarters_before(quarter: str) -> list[str]:
    year, number = int(quarter[:4]), int(quarter[-1])
    indexes = (year * 4 + number - 1 - back for back in range(1, QUARTERS_BEFORE + 1))
    return [f"{index // 4}-Q{index % 4 + 1}" for index in indexes]


def _create_remaining(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, warehouse: str
) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE {REMAINING} (datum DATE, dauer_min INTEGER)")
    if delivery.art is not DeliveryKind.ERGAENZUNG or not delivery.quartal:
        return
    quarter = parse_quarter(delivery.quartal)
    connection.execute(
        f"""INSERT INTO {REMAINING} SELECT datum, dauer_min
        FROM {warehouse}.{AKTIVITAET.name} AS bestand
        WHERE traeger_id = ? AND datum BETWEEN ? AND ? AND NOT EXISTS (
            SELECT 1 FROM {STAGING}.{AKTIVITAET.name} AS zeile
            WHERE zeile.aktivitaet_id = bestand.aktivitaet_id)""",
        [delivery.traeger_id, quarter.start, quarter.end],
    )
