"""Sorting the rows of a checked delivery: into the facts, into quarantine, or out as repeated.

The rows stay in the staging database, where ``REPEATED`` and ``FAULTY`` tell their numbers. What is
sorted is a value, which ``etl.loading.load`` requires.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from data.schema import TABLES, Table
from etl.loading.register import find_replaced
from etl.shaping.staging import staging_name
from expectations.quarantine import FINDINGS
from expectations.runner import CheckResult
from monitor.warehouse.database import STAGING
from monitor.warehouse.deliveries import Accounts, Delivery, Severity
from monitor.warehouse.sql import literals

#: Numbers of the rows that an equal row makes superfluous.
REPEATED: Final = f"{STAGING}.doppelt"
#: Numbers of the other rows that an error puts into quarantine.
FAULTY: Final = f"{STAGING}.fehlerhaft"
#: Condition on a staged row: it becomes a fact.
ACCEPTED_SQL: Final = f"zeile_nr NOT IN (FROM {REPEATED}) AND zeile_nr NOT IN (FROM {FAULTY})"

_SUSPECT: Final = f"{STAGING}.verdacht"
_DAY: Final = "datum"


@dataclass(frozen=True)
class SortedDelivery:
    """A delivery whose staged rows are checked and sorted; made by ``sort_rows`` alone.

    ``replaced`` are the ids of the deliveries that it replaces.
    """

    check: CheckResult
    replaced: tuple[str, ...]
    accounts: Accounts

    @property
    def delivery(self) -> Delivery:
        """Return the delivery that is sorted."""
        return self.check.delivery

    @property
    def table(self) -> Table:
        """Return the canonical table of the delivery."""
        return TABLES[self.delivery.tabelle]


def sort_rows(connection: duckdb.DuckDBPyConnection, check: CheckResult) -> SortedDelivery:
    """Mark repeated and faulty rows in the staging database, and count rows of each sort.

    A row is repeated if an equal row stands above or is live from a delivery that stays.
    """
    table = TABLES[check.delivery.tabelle]
    replaced = tuple(one.lieferung_id for one in find_replaced(connection, check.delivery))
    staying = _staying(connection, table, replaced)
    connection.execute(f"CREATE OR REPLACE TABLE {_SUSPECT} AS {_suspect(table, staying)}")
    connection.execute(f"CREATE OR REPLACE TABLE {REPEATED} AS {_repeated(staying)}")
    connection.execute(
        f"""CREATE OR REPLACE TABLE {FAULTY} AS SELECT DISTINCT zeile_nr FROM {FINDINGS}
        WHERE schwere = ? AND zeile_nr IS NOT NULL AND zeile_nr NOT IN (FROM {REPEATED})""",
        [Severity.FEHLER],
    )
    ((total, repeated, faulty),) = connection.execute(
        f"""SELECT (SELECT count(*) FROM {staging_name(table)}),
            (SELECT count(*) FROM {REPEATED}), (SELECT count(*) FROM {FAULTY})"""
    ).fetchall()
    accounts = Accounts(gueltig=total - repeated - faulty, quarantaene=faulty, duplikat=repeated)
    return SortedDelivery(check, replaced, accounts)


def _suspect(table: Table, staying: str) -> str:
    """Return a query for the rows that could repeat another: equal rows have equal keys.

    Only these are hashed and compared in full; the narrow hash of the key keeps the search small.
    """
    staged = staging_name(table)
    key = f"hash({', '.join(table.key)})"
    return f"""
        SELECT zeile_nr, zeilen_hash FROM {staged} WHERE zeile_nr IN (
            SELECT zeile_nr FROM {staged} WHERE {key} IN (
                SELECT {key} FROM {staged} GROUP BY 1 HAVING count(*) > 1
                UNION ALL SELECT {key} FROM ({staying})
            )
        )"""


def _repeated(staying: str) -> str:
    return f"""
        SELECT zeile_nr FROM (
            SELECT zeile_nr, row_number() OVER (PARTITION BY zeilen_hash ORDER BY zeile_nr) AS mal
            FROM {_SUSPECT}
        ) WHERE mal > 1
        UNION
        SELECT zeile_nr FROM {_SUSPECT}
        WHERE zeilen_hash IN (SELECT zeilen_hash FROM ({staying}))"""


def _staying(connection: duckdb.DuckDBPyConnection, table: Table, replaced: Sequence[str]) -> str:
    """Return a query for the facts that stay, where there are days those of the same days.

    The days are written out, because only then are facts of other quarters not even read.
    """
    conditions = [f"lieferung_id NOT IN ({literals(replaced)})"] if replaced else []
    if _DAY in table:
        ((first, last),) = connection.execute(
            f"SELECT min({_DAY}), max({_DAY}) FROM {staging_name(table)}"
        ).fetchall()
        days = f"{_DAY} BETWEEN DATE '{first}' AND DATE '{last}'" if first else "false"
        conditions.append(days)
    return f"FROM {table.name} WHERE {' AND '.join(conditions or ['true'])}"
