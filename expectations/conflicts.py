"""Conflicts of keys: rows with a key taken inside the delivery or in the warehouse.

Rows equal in every cell (same ``zeilen_hash``) are no conflict: the load counts them once. Only
keys with several rows are looked at closely, so a check costs a single grouping. The hash of a row
is expensive, computed on reading, and never asked for before keys are equal.
"""

from __future__ import annotations

import duckdb

from data.schema import Table
from expectations.check_view import CONFLICTS, warehouse_name
from monitor.warehouse.database import STAGING
from monitor.warehouse.deliveries import LIVE_SQL, Delivery, same_slot


def find_conflicts(connection: duckdb.DuckDBPyConnection, table: Table, delivery: Delivery) -> None:
    """Fill ``CONFLICTS`` with the rows in conflict, and rows repeated in the delivery."""
    connection.execute(
        f"""CREATE OR REPLACE TABLE {CONFLICTS} AS
        WITH wiederholt AS ({_repeated(table)}), vergeben AS ({_taken(connection, table)})
        SELECT zeile_nr,
            coalesce(verschieden, false) AS mehrfach_in_lieferung,
            vergeben.zeile_nr IS NOT NULL AS schon_im_bestand,
            coalesce(wiederholung, false) AS ist_wiederholung
        FROM wiederholt FULL JOIN vergeben USING (zeile_nr)""",
        delivery.slot,
    )


def _repeated(table: Table) -> str:
    """Return a query for the rows whose key occurs more than once in the delivery."""
    key = ", ".join(table.key)
    filled = " AND ".join(f"{name} IS NOT NULL" for name in table.key if table[name].required)
    staged = f"{STAGING}.{table.name}"
    # grouping by the narrow hash of the key needs a third of the memory of grouping by the key
    several = f"SELECT hash({key}) FROM {staged} WHERE {filled} GROUP BY ALL HAVING count(*) > 1"
    suspect = f"SELECT zeile_nr FROM {staged} WHERE {filled} AND hash({key}) IN ({several})"
    return f"""
        SELECT zeile_nr,
            min(zeilen_hash) OVER schluessel <> max(zeilen_hash) OVER schluessel AS verschieden,
            row_number() OVER (PARTITION BY zeilen_hash ORDER BY zeile_nr) > 1 AS wiederholung
        FROM {staged} WHERE zeile_nr IN ({suspect})
        WINDOW schluessel AS (PARTITION BY {key})
        QUALIFY count(*) OVER schluessel > 1"""


def _taken(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Return a query for the rows whose key is live from a delivery not replaced."""
    warehouse = warehouse_name(connection)
    return f"""
        SELECT DISTINCT zeile_nr FROM (
            SELECT zeile.zeile_nr, bestand.zeilen_hash AS vorhanden
            FROM {STAGING}.{table.name} AS zeile
            JOIN {warehouse}.{table.name} AS bestand ON {_same_key(table, "bestand")}
            WHERE bestand.lieferung_id NOT IN (
                SELECT lieferung_id FROM {warehouse}.lieferung
                WHERE status IN ({LIVE_SQL}) AND {same_slot("", "$")}
            )
        ) JOIN {STAGING}.{table.name} USING (zeile_nr)
        WHERE zeilen_hash <> vorhanden"""


def _same_key(table: Table, other: str) -> str:
    parts = []
    for name in table.key:
        equal = "=" if table[name].required else "IS NOT DISTINCT FROM"
        parts.append(f"{other}.{name} {equal} zeile.{name}")
    return " AND ".join(parts)
