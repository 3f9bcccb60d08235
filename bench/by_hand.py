"""The yardstick: the same work written by hand, as the SQL in ``sql/``, straight on DuckDB."""

from __future__ import annotations

import datetime as dt
from typing import Final

import duckdb
import holidays

from bench.agreement import Answers, component_totals, execute
from bench.stopwatch import Stopwatch
from bench.workspace import QUARTER, RECEIVED, TRAEGER, Workspace

FIRST_WORKING_DAY: Final = dt.date(2023, 1, 1)


def run(workspace: Workspace, watch: Stopwatch) -> Answers:
    """Do everything once; return the counts and values for the agreement of both sides."""
    database = workspace.scratch("von-hand") / "von-hand.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("SET memory_limit = '1GB'")
        _prepare(connection, workspace)
        with watch.stage("read"):
            execute(connection, "read")
        with watch.stage("derive"):
            execute(connection, "derive")
        with watch.stage("checks"):
            execute(connection, "checks")
        with watch.stage("cells"):
            execute(connection, "cube")
        with watch.stage("indicators"):
            execute(connection, "rollup")
            execute(connection, "indicators")
        return _answers(connection)


def _prepare(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """Load the facts beside the delivery; not timed, as on our side."""
    for table in ("dim_kita", "kita_stand", "stellen"):
        path = workspace.facts / f"{table}.parquet"
        connection.execute(f"CREATE TABLE {table} AS FROM '{path}'")
    known = {
        "datei": str(workspace.log),
        "traeger": TRAEGER,
        "eingang": RECEIVED,
        "von": QUARTER[0],
        "bis": QUARTER[1],
    }
    for name, value in known.items():
        connection.execute(f"SET VARIABLE {name} = $wert", {"wert": value})
    connection.execute("SET VARIABLE vzae = (SELECT vzae FROM stellen)")
    connection.execute("CREATE TABLE bestand (aktivitaet_id VARCHAR)")
    _calendar(connection)


def _calendar(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``feiertag``, and ``werktag``: how many working days lie before each day."""
    years = range(FIRST_WORKING_DAY.year, RECEIVED.year + 1)
    free = sorted(holidays.country_holidays("DE", subdiv="RP", years=years))
    connection.execute("CREATE TABLE feiertag (tag DATE)")
    connection.executemany("INSERT INTO feiertag VALUES (?)", [[day] for day in free])
    connection.execute(
        """CREATE TABLE werktag AS
        SELECT tag, coalesce(sum((isodow(tag) <= 5 AND tag NOT IN (FROM feiertag))::INTEGER)
            OVER (ORDER BY tag ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS nr
        FROM (SELECT unnest(generate_series($erster, $letzter, INTERVAL 1 DAY))::DATE AS tag)""",
        {"erster": FIRST_WORKING_DAY, "letzter": RECEIVED},
    )


def _answers(connection: duckdb.DuckDBPyConnection) -> Answers:
    found = connection.execute("FROM verstoesse")
    names = [column[0] for column in found.description]
    violated = {name: float(count) for name, count in zip(names, found.fetchall()[0], strict=True)}
    ((weeks,),) = connection.execute("SELECT count(*) FROM wochen").fetchall()
    return {
        "checks": violated | {"minuten_je_woche": float(weeks)},
        "components": component_totals(connection),
    }
