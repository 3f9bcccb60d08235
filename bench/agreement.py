"""Agreement of both sides: cells and indicators of the same facts, and counts of the checks.

A column of the hand-written cube is named by indicator and role of a component (``z2_3_z`` is the
numerator of Z2.3): only the concept maps columns to indicators.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from bench.stopwatch import Stopwatch

if TYPE_CHECKING:
    from monitor.content.folder import Content

Answers = dict[str, dict[str, float]]

SQL: Final = Path(__file__).parent / "sql"
#: Both ways to the cells are timed by turns in the same process, on the same table.
TURNS: Final = 2
_COLUMN: Final = re.compile(r"^z(\d+)_(\d+[a-z]?)_(.+)$")
#: Not numbers: the histogram and the lists of codes are compared through their indicators.
_NOT_ADDITIVE: Final = ("z1_2_h", "z9_3_v")


def execute(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run a hand-written script."""
    connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def compare_cells(
    connection: duckdb.DuckDBPyConnection, content: Content, watch: Stopwatch
) -> Answers:
    """Time the cells of our facts both ways; return the differences.

    The hand-written cube reads the facts of our warehouse here, for the same rows: the hand-written
    pipeline has no quarantine.
    """
    from monitor.measures.cells import compute_cells

    connection.execute("CREATE TEMP VIEW fakten AS FROM aktivitaet")
    for _ in range(TURNS):
        connection.execute("DROP TABLE IF EXISTS zelle; DROP TABLE IF EXISTS zelle_stand")
        with watch.stage("cells"):
            compute_cells(connection, content.concepts)
        connection.execute("DROP TABLE IF EXISTS wuerfel")
        with watch.stage("cells_by_hand"):
            execute(connection, "cube")
    for name in ("cells", "cells_by_hand"):
        watch.divide(name, TURNS)
    by_hand = component_totals(connection)
    ours = _our_totals(connection, content)
    connection.execute("DROP TABLE wuerfel; DROP VIEW fakten")
    return {"components": by_hand, "our_components": ours}


def component_totals(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Return the total of each additive component of the hand-written cube."""
    keys = ("monat", "sozialraum_ars", "traeger_id", "kita_id", *_NOT_ADDITIVE)
    found = connection.execute(f"SELECT sum(COLUMNS(* EXCLUDE ({', '.join(keys)}))) FROM wuerfel")
    names = [column[0] for column in found.description]
    return {name: float(total or 0) for name, total in zip(names, found.fetchall()[0], strict=True)}


def _our_totals(connection: duckdb.DuckDBPyConnection, content: Content) -> dict[str, float]:
    """Return the totals of our cells under the names of the hand-written columns."""
    from monitor.measures.kinds.registry import plan

    names = {
        f"{indicator.id.lower().replace('.', '_')}_{role.lower()}": component.name
        for indicator in content.concepts[0].indikator
        for role, component in plan(indicator).items()
        if component.source == "aktivitaet"
    }
    wanted = {
        hand: names[hand]
        for (hand,) in connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'wuerfel'"
        ).fetchall()
        if _COLUMN.match(hand) and hand not in _NOT_ADDITIVE
    }
    totals = connection.execute(
        f"SELECT {', '.join(f'sum({ours}) AS {hand}' for hand, ours in wanted.items())} FROM zelle"
    ).fetchall()[0]
    return {hand: float(total or 0) for hand, total in zip(wanted, totals, strict=True)}


def differences(one: Mapping[str, float], other: Mapping[str, float]) -> list[str]:
    """Return the names with different numbers, of the names on both sides."""
    return sorted(
        name
        for name in one.keys() & other.keys()
        if not math.isclose(one[name], other[name], rel_tol=1e-9, abs_tol=1e-9)
    )
