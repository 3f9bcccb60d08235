"""The cells: every component per month × area × Träger × Kita (or none), in one pass.

The cells of the activity facts are kept in the warehouse; only months in which something changed
are computed again. Those of the small side tables are computed each time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.sources import SOURCES, FactSource
from monitor.concept.versions import Concept
from monitor.measures.components import QUARANTINED, Cells, Component, Measure
from monitor.measures.expressions import (
    DOUBTED,
    MONTH,
    RELATION,
    compile_cells,
    compile_quarantine,
)
from monitor.measures.kinds.registry import plan
from monitor.measures.relations import relation_of
from monitor.warehouse.database import transaction

_CELLS: Final = "zelle"
_STATE: Final = "zelle_stand"

#: What of the facts of a month tells that they changed: every load has a time of its own.
_MONTH_STATE: Final = f"""
SELECT date_trunc('month', datum)::DATE AS {MONTH}, count(*) AS zeilen,
    count(satzschluessel) AS mit_schluessel, max(geladen_am) AS geladen_am
FROM {AKTIVITAET.name} GROUP BY ALL
"""

#: A quarantined row without a readable date counts in the first month of its delivery's quarter.
_QUARANTINE_MONTH: Final = f"""coalesce({SOURCES[AKTIVITAET.name].month_sql}, (
    SELECT make_date(left(l.quartal, 4)::INTEGER, right(l.quartal, 1)::INTEGER * 3 - 2, 1)
    FROM lieferung l WHERE l.lieferung_id = q.lieferung_id))"""


#: The quarantine as rows of the facts. A row lies where its Kita does, whatever area it names; an
#: unknown Kita is none. Doubted are cells that could not be read, or that a check objected to.
_QUARANTINE: Final = f"""(
    SELECT q.* EXCLUDE unlesbar REPLACE (
            k.kita_id AS kita_id,
            coalesce(k.sozialraum_ars, q.sozialraum_ars) AS sozialraum_ars),
        concat_ws('|', q.unlesbar, b.felder, CASE WHEN k.kita_id IS NULL AND q.kita_id IS NOT NULL
            THEN 'kita_id' END) AS {DOUBTED}
    FROM quarantaene_{AKTIVITAET.name} q
    LEFT JOIN dim_kita k ON k.kita_id = q.kita_id
    LEFT JOIN (
        SELECT lieferung_id, zeile_nr, string_agg(DISTINCT feld, '|') AS felder
        FROM befund WHERE schwere = 'FEHLER' GROUP BY ALL
    ) b ON b.lieferung_id = q.lieferung_id AND b.zeile_nr = q.zeile_nr
)"""


def components_by_source(
    concepts: Iterable[Concept], further: Iterable[Component] = ()
) -> dict[str, list[Component]]:
    """Return the distinct components of all concept versions, by source, in a stable order."""
    found = {
        component
        for concept in concepts
        for indicator in concept.indikator
        for role, component in plan(indicator).items()
        if role != QUARANTINED
    }
    return _by_source(found | set(further))


def _by_source(components: Iterable[Component]) -> dict[str, list[Component]]:
    grouped: dict[str, list[Component]] = {}
    for component in sorted(components, key=lambda component: component.name):
        grouped.setdefault(component.source, []).append(component)
    return grouped


def compute_cells(
    connection: duckdb.DuckDBPyConnection,
    concepts: Sequence[Concept],
    further: Iterable[Component] = (),
) -> dict[str, Cells]:
    """Return the cells of every source that is used, up to date with the warehouse.

    Args:
        connection: the warehouse, open for writing.
        concepts: what their indicators are computed from is counted.
        further: what else is counted in the same pass.
    """
    cells = {}
    for name, components in components_by_source(concepts, further).items():
        source = SOURCES[name]
        if name == AKTIVITAET.name:
            refresh_cells(connection, components)
            query = f"SELECT * FROM {_CELLS}"
        else:
            query = _with_months(
                relation_of(source), source.month_sql, compile_cells(name, tuple(components))
            )
        cells[name] = _read(connection, source, components, query)
    return cells


def refresh_cells(
    connection: duckdb.DuckDBPyConnection, components: Sequence[Component]
) -> list[dt.date]:
    """Compute the activity cells of the months that changed; return those months' first days."""
    source = SOURCES[AKTIVITAET.name]
    query = compile_cells(source.name, tuple(components))
    _prepare(connection, source, query)
    months = [
        month
        for (month,) in connection.execute(
            f"SELECT {MONTH} FROM (FROM ({_MONTH_STATE}) EXCEPT FROM {_STATE}) "
            f"UNION SELECT {MONTH} FROM (FROM {_STATE} EXCEPT FROM ({_MONTH_STATE})) ORDER BY 1"
        ).fetchall()
    ]
    if months:
        _replace_months(connection, source, query, months)
    return months


def _prepare(connection: duckdb.DuckDBPyConnection, source: FactSource, query: str) -> None:
    """Make empty tables for the cells, unless those of exactly this query are there."""
    fingerprint = hashlib.sha256(query.encode()).hexdigest()
    found = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = ?", [_CELLS]
    ).fetchall()
    if found and found[0][0] == fingerprint:
        return
    empty = _with_months(f"(FROM {relation_of(source)} LIMIT 0)", source.month_sql, query)
    with transaction(connection):
        connection.execute(f"DROP TABLE IF EXISTS {_CELLS}")
        connection.execute(f"DROP TABLE IF EXISTS {_STATE}")
        connection.execute(f"CREATE TABLE {_CELLS} AS {empty}")
        connection.execute(f"CREATE TABLE {_STATE} AS SELECT * FROM ({_MONTH_STATE}) LIMIT 0")
        connection.execute(f"COMMENT ON TABLE {_CELLS} IS '{fingerprint}'")


def _replace_months(
    connection: duckdb.DuckDBPyConnection, source: FactSource, query: str, months: Sequence[dt.date]
) -> None:
    # the range lets DuckDB skip row groups; the list keeps untouched months in between out
    touched = (
        "datum >= $erster AND datum < $letzter + INTERVAL 1 MONTH "
        f"AND {source.month_sql} IN (SELECT unnest($monate))"
    )
    rows = f"(FROM {relation_of(source)} WHERE {touched})"
    values = {"erster": min(months), "letzter": max(months), "monate": list(months)}
    listed = {"monate": list(months)}
    with transaction(connection):
        for table in (_CELLS, _STATE):
            connection.execute(
                f"DELETE FROM {table} WHERE {MONTH} IN (SELECT unnest($monate))", listed
            )
        connection.execute(
            f"INSERT INTO {_CELLS} {_with_months(rows, source.month_sql, query)}", values
        )
        connection.execute(
            f"INSERT INTO {_STATE} SELECT * FROM ({_MONTH_STATE}) "
            f"WHERE {MONTH} IN (SELECT unnest($monate))",
            listed,
        )


def compute_quarantine(
    connection: duckdb.DuckDBPyConnection,
    concepts: Iterable[Concept],
    codes: Mapping[str, frozenset[str]],
) -> pl.DataFrame:
    """Return per month and unit how many quarantined rows might belong to each component's base."""
    source = SOURCES[AKTIVITAET.name]
    components = _by_source(
        plan(indicator)[QUARANTINED] for concept in concepts for indicator in concept.indikator
    ).get(source.name, [])
    query = compile_quarantine(
        source.name, tuple(dict.fromkeys(components)), frozenset(codes.items())
    )
    counts: pl.DataFrame = connection.sql(_with_months(_QUARANTINE, _QUARANTINE_MONTH, query)).pl()
    return counts


def _with_months(relation: str, month_sql: str, query: str) -> str:
    return f"WITH {RELATION} AS (SELECT *, {month_sql} AS {MONTH} FROM {relation} q) {query}"


def _read(
    connection: duckdb.DuckDBPyConnection,
    source: FactSource,
    components: Sequence[Component],
    query: str,
) -> Cells:
    keys = ", ".join((MONTH, *source.units))
    additive = [c for c in components if c.measure not in {Measure.HISTOGRAM, Measure.CODES}]
    columns = ", ".join(f"coalesce({c.name}, 0)::{_sum_type(c)} AS {c.name}" for c in additive)
    sums = connection.sql(f"SELECT {keys}, {columns} FROM ({query})").pl()
    parts = [
        connection.sql(f"SELECT {keys}, '{c.name}' AS baustein, {_unnested(c)} FROM ({query})").pl()
        for c in components
        if c not in additive
    ]
    return Cells(source, sums, pl.concat(parts) if parts else pl.DataFrame())


def _sum_type(component: Component) -> str:
    """Return the type that a component is added up in: keys are whole numbers beyond 2⁵³."""
    return "BIGINT" if component.measure is Measure.KEYS else "DOUBLE"


def _unnested(component: Component) -> str:
    if component.measure is Measure.HISTOGRAM:
        entry = f"unnest(map_entries({component.name}))"
        return f"{entry}.key::VARCHAR AS wert, {entry}.value::BIGINT AS anzahl"
    # a cell keeps distinct lists of codes as they were written; a list counts for each of its codes
    combined = f"string_split(array_to_string({component.name}, '|'), '|')"
    return f"unnest(list_distinct({combined})) AS wert, 1::BIGINT AS anzahl"
