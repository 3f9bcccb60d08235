"""Träger and quarter of a delivery, told from its staged rows and what was said."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import duckdb

from data.schema import TABLES, Owner, Table
from etl.reading.metadata import Statement, agree_on_quarter, agree_on_traeger
from etl.shaping.staging import staging_name
from monitor.warehouse.deliveries import Delivery

#: Share of the rows that must name one Träger for the others to count as slips.
_NEARLY_ALL: Final = 0.9
#: Rows whose ids are looked at: one that is not like the others is found by a rule.
_FIRST_ROWS: Final = 1_000


def identify(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    said: Statement,
    *,
    names_traeger: bool,
) -> Delivery:
    """Return the delivery with the Träger and quarter that its rows and what was said agree on.

    Rows that do not name the Träger themselves (``names_traeger``) do so by their ids.

    Raises:
        RefusalError: rows and statements contradict each other, or say too little.
    """
    table = TABLES[delivery.tabelle]
    staged = staging_name(table)
    if table.owner is Owner.TRAEGER:
        traeger = agree_on_traeger(said.hints.traeger, _traeger_in(connection, staged))
        if not names_traeger and said.stated.traeger is None:
            agree_on_traeger(traeger, _traeger_of_ids(connection, table, staged))
        quarter = agree_on_quarter(said, _main_quarter(connection, staged))
        return replace(delivery, traeger_id=traeger, quartal=quarter)
    if "quartal" in table:
        return replace(delivery, quartal=said.hints.quartal or _only_quarter(connection, staged))
    return replace(delivery, quartal=None)


def _traeger_in(connection: duckdb.DuckDBPyConnection, staged: str) -> list[str]:
    """Return the Träger named in the rows; a few rows that name another one don't count."""
    return _nearly_one(
        connection.execute(
            f"SELECT traeger_id, count(*) FROM {staged} WHERE traeger_id IS NOT NULL "
            "GROUP BY traeger_id ORDER BY count(*) DESC, traeger_id"
        ).fetchall()
    )


def _traeger_of_ids(connection: duckdb.DuckDBPyConnection, table: Table, staged: str) -> list[str]:
    """Return the known Träger that the ids of the first rows begin with, as in ``TR01-2024-17``."""
    return _nearly_one(
        connection.execute(
            f"SELECT split_part({table.key[0]}, '-', 1) AS traeger, count(*) FROM {staged} "
            f"WHERE zeile_nr <= {_FIRST_ROWS} AND traeger IN (SELECT traeger_id FROM dim_traeger) "
            "GROUP BY traeger ORDER BY count(*) DESC, traeger"
        ).fetchall()
    )


def _nearly_one(counted: list[tuple[str, int]]) -> list[str]:
    """Return the first name alone where nearly all rows have it, else all names."""
    total = sum(number for _, number in counted)
    if counted and counted[0][1] >= _NEARLY_ALL * total:
        return [counted[0][0]]
    return [name for name, _ in counted]


def _main_quarter(connection: duckdb.DuckDBPyConnection, staged: str) -> str | None:
    found = connection.execute(
        "SELECT year(datum) || '-Q' || quarter(datum) AS quartal, sum(zeilen) AS zeilen FROM "
        f"(SELECT datum, count(*) AS zeilen FROM {staged} WHERE datum IS NOT NULL GROUP BY datum) "
        "GROUP BY quartal ORDER BY sum(zeilen) DESC, quartal LIMIT 1"
    ).fetchall()
    return str(found[0][0]) if found else None


def _only_quarter(connection: duckdb.DuckDBPyConnection, staged: str) -> str | None:
    found = connection.execute(
        f"SELECT DISTINCT quartal FROM {staged} WHERE quartal IS NOT NULL LIMIT 2"
    ).fetchall()
    return str(found[0][0]) if len(found) == 1 else None
