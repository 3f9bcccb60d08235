"""The check view of a staging table: its columns, and beside them the values to compare with.

Expectations and quarantine read the view ``<STAGING>.pruefung_<table>``. Beside the staging columns
stand, as far as the table's rules need them, the master data about the row, the facts of the
delivery, and whether the row's key is in conflict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import duckdb
import holidays

from data.schema import AKTIVITAET, Table
from monitor.content.folder import Content
from monitor.periods import Period, parse_quarter
from monitor.warehouse.database import STAGING
from monitor.warehouse.deliveries import Delivery
from monitor.warehouse.sql import literals

#: Rows whose key is in conflict or whose content stands in the delivery already.
CONFLICTS = f"{STAGING}.schluessel_konflikt"


def check_view(table: str) -> str:
    """Return the name of the view of a table, without its catalog."""
    return f"pruefung_{table}"


def create_check_view(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    delivery: Delivery,
    content: Content,
) -> None:
    """Create the check view for a delivery; ``CONFLICTS`` must exist already."""
    warehouse = warehouse_name(connection)
    quarter = parse_quarter(delivery.quartal) if delivery.quartal else None
    columns = ["zeile.*", *_conflict_columns(), *_delivery_columns(delivery, quarter)]
    joins = [f"LEFT JOIN {CONFLICTS} AS konflikt ON konflikt.zeile_nr = zeile.zeile_nr"]
    for join, joined_columns in _master_data(table, warehouse):
        joins.append(join)
        columns += joined_columns
    if table is AKTIVITAET:
        columns.append(f"{_is_holiday(content.office.bundesland, quarter)} AS ist_feiertag")
    if "datum" in table:
        columns.append(f"{_date(content.begins_on)} AS konzept_beginn")
    if "quartal" in table:
        columns.append(f"{_QUARTER_END} AS quartal_bis")
    connection.execute(
        f"CREATE OR REPLACE VIEW {STAGING}.{check_view(table.name)} AS SELECT {', '.join(columns)} "
        f"FROM {STAGING}.{table.name} AS zeile {' '.join(joins)}"
    )


def warehouse_name(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the catalog of the warehouse, to be named by cursors in the staging catalog."""
    ((name,),) = connection.execute("SELECT current_database()").fetchall()
    return f'"{name}".main'


#: Last day of the quarter that a row names; NULL where it is not the name of a quarter.
_QUARTER_END = """CASE WHEN regexp_matches(zeile.quartal, '^\\d{4}-Q[1-4]$')
THEN last_day(make_date(
    CAST(left(zeile.quartal, 4) AS INTEGER), 3 * CAST(right(zeile.quartal, 1) AS INTEGER), 1
)) END"""


def _conflict_columns() -> Iterator[str]:
    for name in ("mehrfach_in_lieferung", "schon_im_bestand", "ist_wiederholung"):
        yield f"coalesce(konflikt.{name}, false) AS {name}"


def _delivery_columns(delivery: Delivery, quarter: Period | None) -> Iterator[str]:
    yield f"{_text(delivery.traeger_id)} AS lieferung_traeger_id"
    yield f"{_text(delivery.quartal)} AS lieferung_quartal"
    yield f"{_date(delivery.eingang_am)} AS lieferung_eingang_am"
    yield f"{_date(quarter.start if quarter else None)} AS lieferung_von"
    yield f"{_date(quarter.end if quarter else None)} AS lieferung_bis"


def _text(value: str | None) -> str:
    return f"CAST({'NULL' if value is None else literals([value])} AS VARCHAR)"


def _date(value: dt.date | None) -> str:
    return f"CAST({'NULL' if value is None else literals([value.isoformat()])} AS DATE)"


def _master_data(table: Table, warehouse: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (join, columns) for each kind of master data behind a key of the table.

    A join brings at most one row: the view has exactly the rows of the staging table.
    """
    if _refers_to("traeger_id", table):
        known = f"SELECT DISTINCT traeger_id FROM {warehouse}.dim_traeger"
        yield (
            f"LEFT JOIN ({known}) AS traeger ON traeger.traeger_id = zeile.traeger_id",
            ["traeger.traeger_id IS NOT NULL AS traeger_bekannt"],
        )
    if _refers_to("kita_id", table):
        known = f"SELECT DISTINCT ON (kita_id) * FROM {warehouse}.dim_kita"
        facts = ("traeger_id", "sozialraum_ars", "plaetze", "aktiv_von", "aktiv_bis")
        yield (
            f"LEFT JOIN ({known}) AS kita ON kita.kita_id = zeile.kita_id",
            [
                "kita.kita_id IS NOT NULL AS kita_bekannt",
                *(f"kita.{fact} AS kita_{fact}" for fact in facts),
            ],
        )
    if _refers_to("welle", table):
        known = f"SELECT DISTINCT welle FROM {warehouse}.welle"
        yield (
            f"LEFT JOIN ({known}) AS welle ON welle.welle = zeile.welle",
            ["welle.welle IS NOT NULL AS welle_bekannt"],
        )


def _refers_to(name: str, table: Table) -> bool:
    """Say whether a table has a column that is the key of another table."""
    return name in table and table.key != (name,)


def _is_holiday(state: str, quarter: Period | None) -> str:
    if quarter is None:
        return "false"
    days = holidays.country_holidays("DE", subdiv=state, years=quarter.start.year)
    inside = [day for day in sorted(days) if quarter.start <= day <= quarter.end]
    return f"zeile.datum IN ({', '.join(_date(day) for day in inside)})" if inside else "false"
