"""Rows of a contract: a row per accepted activity, streamed by DuckDB, sorted by content.

The order, by all leaving columns, adds nothing to the rows. The pseudonym of the Kita is blank
where the area was generalised: a Kita lies in a single area, and its pseudonym would tell the area.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.access import Group
from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.datasets.contract.columns import LeavingColumn, coded, leaving_columns, merged_sql
from monitor.datasets.contract.contract import Contract
from monitor.datasets.contract.generalising import (
    AREA,
    KEYS,
    KIND,
    PERIOD,
    REST,
    ROWS,
    K,
    generalise,
    label,
)
from monitor.datasets.contract.pseudonyms import pseudonyms
from monitor.datasets.model import REASON_SUFFIX, Dataset, MissingReason, Variable, VariableKind
from monitor.datasets.slices import ROWS_PER_SLICE
from monitor.datasets.variables import code, text

NAME: Final = "aktivitaeten"
CONTRACT: Final = "vertrag_id"
CENTRE: Final = "kita"

_QUARTER_SQL: Final = "year(datum) || '-Q' || quarter(datum)"
_CELLS: Final = "vertrag_zellen"
_PSEUDONYMS: Final = "vertrag_kitas"


@dataclass(frozen=True)
class Generalised:
    """Number of rows, and of rows whose kind, area or period was generalised."""

    rows: int
    kind: int
    area: int
    period: int


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    contract: Contract,
    secret: bytes,
    path: Path,
) -> tuple[Dataset, Generalised]:
    """Write the rows of a contract as Parquet; return them as a dataset, and the counts.

    Raises:
        ContractError: there are too few rows in its quarters.
    """
    cells = generalise(_read_cells(connection, content, contract))
    known = {
        _CELLS: cells.rename({key: _original(key) for key in KEYS}),
        _PSEUDONYMS: _centres(connection, contract, secret),
    }
    columns = leaving_columns(content)
    query = _query(contract, columns, _key_sql(content))
    with _known_to(connection, known):
        connection.execute(
            f"COPY ({query} ORDER BY ALL) TO {_quoted(path)} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_PER_SLICE})"
        )
    return _dataset(content, columns, pl.scan_parquet(path)), _count(cells)


def _original(key: str) -> str:
    """Return the name of a key before it was generalised, unlike any of the facts."""
    return f"{key}_alt"


def _key_sql(content: Content) -> dict[str, str]:
    """Return area, period and kind of a row of the facts as SQL."""
    area, kind = f"f.{AREA}", merged_sql(AKTIVITAET[KIND], content)
    joint = " ".join(f"WHEN '{a}' THEN '{b}'" for a, b in content.figure_areas.items())
    if joint:  # a small area is a part of its neighbour in rows, too
        area = f"CASE {area} {joint} ELSE {area} END"
    return {AREA: area, PERIOD: _QUARTER_SQL, KIND: kind}


def _of_contract(contract: Contract) -> str:
    """Return the condition on a row to be in the quarters of a contract; they sort as text."""
    if contract.quartale is None:
        return "true"
    return f"{_QUARTER_SQL} BETWEEN '{contract.quartale[0]}' AND '{contract.quartale[1]}'"


def _read_cells(
    connection: duckdb.DuckDBPyConnection, content: Content, contract: Contract
) -> pl.DataFrame:
    keys = ", ".join(f"{sql} AS {name}" for name, sql in _key_sql(content).items())
    cells: pl.DataFrame = connection.sql(
        f"SELECT {keys}, count(*)::BIGINT AS {ROWS} FROM {AKTIVITAET.name} f "
        f"WHERE {_of_contract(contract)} GROUP BY ALL ORDER BY ALL"
    ).pl()
    return cells


def _centres(
    connection: duckdb.DuckDBPyConnection, contract: Contract, secret: bytes
) -> pl.DataFrame:
    query = f"SELECT DISTINCT kita_id FROM {AKTIVITAET.name} WHERE kita_id IS NOT NULL"
    made = pseudonyms(secret, contract.id, [kita for (kita,) in connection.sql(query).fetchall()])
    columns = {"kita_id": list(made), CENTRE: list(made.values())}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _query(contract: Contract, columns: Sequence[LeavingColumn], keys: Mapping[str, str]) -> str:
    shown = [
        f"'{contract.id}' AS {CONTRACT}",
        *(f"z.{label(key)} AS {key}" for key in keys),
        *_centre_columns(),
        *(sql for column in columns for sql in _value_columns(column)),
    ]
    matches = " AND ".join(f"{sql} = z.{_original(key)}" for key, sql in keys.items())
    return (
        f"SELECT {', '.join(shown)} FROM {AKTIVITAET.name} f JOIN {_CELLS} z ON {matches} "
        f"LEFT JOIN {_PSEUDONYMS} p ON f.kita_id = p.kita_id WHERE {_of_contract(contract)}"
    )


def _centre_columns() -> Iterator[str]:
    blank = f"z.{label(AREA)} = '{DISTRICT}'"
    yield f"CASE WHEN NOT {blank} THEN p.{CENTRE} END AS {CENTRE}"
    yield (
        f"CASE WHEN f.kita_id IS NULL THEN '{MissingReason.NICHT_ERHOBEN}' "
        f"WHEN {blank} THEN '{MissingReason.GEHEIM}' END AS {CENTRE}{REASON_SUFFIX}"
    )


def _value_columns(column: LeavingColumn) -> Iterator[str]:
    name = column.variable.name
    yield f"{column.value_sql} AS {name}"
    if column.variable.missing:
        yield (
            f"CASE WHEN f.{name} IS NOT NULL THEN NULL "
            f"WHEN {column.asked_sql} THEN '{MissingReason.KEINE_ANGABE}' "
            f"ELSE '{MissingReason.NICHT_ERHOBEN}' END AS {name}{REASON_SUFFIX}"
        )


@contextlib.contextmanager
def _known_to(
    connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]
) -> Iterator[None]:
    """Let a connection see frames as tables, and write files in the order of a sort."""
    ((before,),) = connection.execute(
        "SELECT current_setting('preserve_insertion_order')"
    ).fetchall()
    connection.execute("SET preserve_insertion_order = true")
    for name, frame in frames.items():
        connection.register(name, frame)
    try:
        yield
    finally:
        for name in frames:
            connection.unregister(name)
        connection.execute(f"SET preserve_insertion_order = {str(before).lower()}")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _count(cells: pl.DataFrame) -> Generalised:
    changed = {
        key: int(cells.filter(pl.col(key) != pl.col(label(key)))[ROWS].sum()) for key in KEYS
    }
    return Generalised(int(cells[ROWS].sum()), changed[KIND], changed[AREA], changed[PERIOD])


def _dataset(content: Content, columns: Sequence[LeavingColumn], rows: pl.LazyFrame) -> Dataset:
    return Dataset(
        name=NAME,
        title_de="Aktivitäten der Kita-Sozialarbeit (Zeilen für einen Vertrag)",
        title_en="Activities of social work at day-care centres (rows for one contract)",
        description_de="Eine Zeile je Aktivität, nur für den Zweck des genannten Vertrags.",
        description_en="One row per activity, for the purpose of the contract named only.",
        variables=(*_key_variables(content), *(column.variable for column in columns)),
        rows=rows,
        groups=frozenset[Group](),
    )


def _key_variables(content: Content) -> tuple[Variable, ...]:
    areas = {area.ars: (area.name, area.name) for area in content.served_areas}
    kind = coded(AKTIVITAET[KIND], content)
    rest = (
        f"Andere (in Gebiet und Zeitraum seltener als {K}-mal)",
        f"Other (fewer than {K} in area and period)",
    )
    return (
        text(CONTRACT, "Vertrag", "Contract"),
        code(
            AREA, "Sozialraum (ARS) oder Kreis", "Area (ARS) or district",
            areas | {DISTRICT: ("Ganzer Kreis", "Whole district")},
        ),
        text(PERIOD, "Quartal; Jahr oder ALLE, wo zu selten", "Quarter; year or ALLE, where rare"),
        replace(kind, codes={**kind.codes, REST: rest}),
        Variable(
            CENTRE, VariableKind.TEXT, "Kita, als Pseudonym dieses Vertrags",
            "Day-care centre, pseudonym of this contract",
            missing=(MissingReason.GEHEIM, MissingReason.NICHT_ERHOBEN),
        ),
    )  # fmt: skip
