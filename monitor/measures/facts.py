"""Everything that figures are taken from, before it is added up: cells, Kitas, deliveries.

Each row belongs to one quarter (or survey wave), so that facts can be kept, and put together again,
quarter by quarter. What is made of them is `monitor.measures.world.World`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.sources import SOURCES
from monitor.concept.versions import Concept
from monitor.measures.cells import compute_cells, compute_quarantine
from monitor.measures.components import Cells, Component
from monitor.measures.merging import merged, merged_cells
from monitor.measures.rollup import roll_up
from monitor.measures.state import coverage, expected_deliveries, kita_states, with_deliveries
from monitor.measures.world import World


@dataclass(frozen=True)
class Facts:
    """What figures are taken from.

    ``cells``: components by source; ``quarantine``: how many quarantined rows might belong to a
    component's base; ``kitas``: state per Kita × period; ``expected``: Träger × quarter of the
    expected deliveries, with ``eingegangen``.
    """

    cells: Mapping[str, Cells]
    quarantine: Cells
    kitas: pl.DataFrame
    expected: pl.DataFrame


def read_facts(
    connection: duckdb.DuckDBPyConnection,
    concepts: Sequence[Concept],
    codes: Mapping[str, frozenset[str]],
    periods: pl.DataFrame,
    *,
    further: Iterable[Component] = (),
    areas: Mapping[str, str] | None = None,
) -> Facts:
    """Return the facts of a warehouse.

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        concepts: versions of the concept.
        codes: the code lists by name.
        periods: for which the states of Kitas are told.
        further: components beside those of the indicators.
        areas: ARS of a small area → ARS of the neighbour whose figures its rows are part of.
    """
    joint = areas or {}
    counts = compute_quarantine(connection, concepts, codes)
    return Facts(
        merged_cells(compute_cells(connection, concepts, further), joint),
        Cells(SOURCES[AKTIVITAET.name], merged(counts, joint), pl.DataFrame()),
        merged(kita_states(connection, periods), joint),
        expected_deliveries(connection),
    )


def build_world(
    facts: Facts, periods: pl.DataFrame, before: pl.DataFrame, areas: Sequence[str]
) -> World:
    """Add the facts up over areas and periods.

    Args:
        facts: of at least these periods.
        periods: that indicators are told for.
        before: earlier ones that only side tables know.
        areas: ids of the areas that have figures.
    """
    kitas = with_deliveries(facts.kitas, facts.expected, periods)
    return World(
        rolled={
            name: roll_up(
                part, periods if name == AKTIVITAET.name else pl.concat([periods, before])
            )
            for name, part in facts.cells.items()
        },
        quarantine=roll_up(facts.quarantine, periods),
        kitas=kitas,
        covered=coverage(kitas),
        periods=periods,
        areas=areas,
        periods_before=before,
    )
