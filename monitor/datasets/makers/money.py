"""``nebentabellen_finanzen`` and ``nebentabellen_stellen``: money and posts of the whole district.

Never by Träger: the cost of one post is a salary.
"""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from data.schema import FINANZEN, STELLEN
from monitor.access import Group
from monitor.content import Content
from monitor.datasets.makers.protection import HiddenRows, hide, with_hidden
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    EUROS,
    QUARTER,
    Unit,
    columns_of,
    from_schema,
    integer,
)
from monitor.datasets.variables import (
    HIDDEN as MAY_BE_HIDDEN,
)
from monitor.side_tables import EUROS as EURO_COLUMNS
from monitor.side_tables import POSTS, side_id

_FULL_TIME: Final[Unit] = ("VZÄ", "FTE")
_PROVIDERS: Final = integer("anzahl_traeger", "Zahl der Träger", "number of providers")


def finance(
    connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows, content: Content
) -> Dataset:
    """Return the sums of money per year."""
    amounts = (from_schema(FINANZEN[name], content.codes, EUROS, MAY_BE_HIDDEN)
               for name in EURO_COLUMNS)  # fmt: skip
    variables = (from_schema(FINANZEN["jahr"], content.codes), _PROVIDERS, *amounts)
    rows = _district_sums(connection, "finanzen", "jahr", EURO_COLUMNS, hidden_rows)
    return Dataset(
        "nebentabellen_finanzen",
        "Finanzen des Kreises",
        "Finance of the district",
        "Bewilligte Mittel und Kosten je Jahr, Summe aller Träger.",
        "Granted money and costs per year, sum of all providers.",
        variables,
        rows.select(columns_of(variables)),
        frozenset(Group),
        ("Nur Summen des Kreises, aus mindestens drei Trägern.",),
        ("Sums of the district only, of at least three providers.",),
    )


def posts(
    connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows, content: Content
) -> Dataset:
    """Return planned and filled posts per quarter."""
    amounts = (from_schema(STELLEN[name], content.codes, _FULL_TIME, MAY_BE_HIDDEN)
               for name in POSTS)  # fmt: skip
    variables = (QUARTER, _PROVIDERS, *amounts)
    rows = _district_sums(connection, "stellen", "quartal", POSTS, hidden_rows)
    return Dataset(
        "nebentabellen_stellen",
        "Stellen des Kreises",
        "Posts of the district",
        "Geplante und besetzte Stellen je Quartal in Vollzeitäquivalenten, Summe aller Träger.",
        "Planned and filled posts per quarter in full-time equivalents, sum of all providers.",
        variables,
        rows.select(columns_of(variables)),
        frozenset(Group),
        ("Nur Summen des Kreises, aus mindestens drei Trägern.",),
        ("Sums of the district only, of at least three providers.",),
    )


def _district_sums(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    period: str,
    columns: tuple[str, ...],
    hidden_rows: HiddenRows,
) -> pl.LazyFrame:
    # as DOUBLE, rounded to cents: sums of floats must not depend on the order of rows
    sums = ", ".join(f"round(sum({name})::DOUBLE, 2) AS {name}" for name in columns)
    rows = connection.sql(
        f"SELECT {period}, count(DISTINCT traeger_id) AS anzahl_traeger, {sums} "
        f"FROM {table} GROUP BY {period}"
    ).pl()
    figures = [pl.lit(side_id(table, name)) for name in columns]
    flagged = with_hidden(rows, hidden_rows, period, *figures)
    return hide(flagged, columns).sort(period).lazy()
