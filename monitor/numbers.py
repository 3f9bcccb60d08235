"""The numbers of a release: from the warehouse to values, grades, charts and goals.

Puts the parts together: cells → areas × periods → figures → what may be shown → grades → charts and
goals. What each part means is said in its module; the tables are those of ``monitor.tables``.
"""

from __future__ import annotations

import datetime as dt

import duckdb
import polars as pl

from monitor.catalogue import catalogue_tables
from monitor.charts import chart_tables
from monitor.concept import Concept
from monitor.content import Content
from monitor.errors import ReleaseError
from monitor.goals import goal_tables
from monitor.grades import grade
from monitor.measures.calendar import calendar
from monitor.measures.cells import Cells, compute_cells, compute_quarantine
from monitor.measures.figures import figures
from monitor.measures.rollup import roll_up
from monitor.measures.sources import DELIVERY_STATE_SQL, SOURCES
from monitor.measures.state import coverage, kita_states
from monitor.measures.world import World
from monitor.periods import parse_quarter
from monitor.primary_rules import protect_figures, without_rules
from monitor.tables import DISTRICT, PeriodKind


def compute(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    protect: bool = True,
) -> dict[str, pl.DataFrame]:
    """Return the tables of a release (``monitor.tables.RELEASE_TABLES`` without ``meta``).

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas, rules of confidentiality.
        as_of: the day of the computation; quarters that have not ended by then are left out.
        protect: apply the primary rules of confidentiality and display; ``False`` is for tests of
            the definitions only.

    Raises:
        ReleaseError: no quarter is complete yet.
    """
    world = build_world(connection, content, as_of=as_of)
    wert = pl.concat(
        part
        for concept in content.concepts
        for part in _graded(concept, content, world, protect=protect)
    )
    return {
        **catalogue_tables(content),
        "wert": wert,
        **chart_tables(content.concepts, wert),
        **goal_tables(content, wert, world.periods),
        "abdeckung": _coverage_table(world.covered),
    }


def build_world(
    connection: duckdb.DuckDBPyConnection, content: Content, *, as_of: dt.date
) -> World:
    """Compute the cells and add them up: everything that figures are taken from."""
    periods = _known_periods(connection, content, as_of)
    cells = compute_cells(connection, content.concepts)
    kitas = kita_states(connection, periods)
    quarantine = Cells(
        SOURCES["aktivitaet"],
        compute_quarantine(connection, content.concepts, content.code_names),
        pl.DataFrame(),
    )
    return World(
        rolled={name: roll_up(part, periods) for name, part in cells.items()},
        quarantine=roll_up(quarantine, periods),
        kitas=kitas,
        covered=coverage(kitas),
        periods=periods,
        areas=[area.ars for area in content.served_areas],
    )


def _known_periods(
    connection: duckdb.DuckDBPyConnection, content: Content, as_of: dt.date
) -> pl.DataFrame:
    """Return the periods from the first concept to the last ended quarter of any delivery."""
    quarters = connection.execute(
        f"SELECT DISTINCT quartal FROM ({DELIVERY_STATE_SQL}) WHERE quartal IS NOT NULL"
    ).fetchall()
    months = connection.execute("SELECT max(datum) FROM aktivitaet").fetchall()
    ends = [parse_quarter(name).end for (name,) in quarters]
    if not ends and months[0][0] is not None:
        ends = [parse_quarter(f"{months[0][0]:%Y}-Q{(months[0][0].month + 2) // 3}").end]
    ended = [end for end in ends if end < as_of]
    if not ended:
        raise ReleaseError(
            "Es ist noch kein Quartal abgeschlossen, für das Lieferungen erwartet werden. "
            "Bitte zuerst Lieferungen einlesen: monitor ingest"
        )
    waves = connection.sql("SELECT welle, von, bis FROM welle").pl()
    return calendar(content.concepts[0].konzept.gueltig_von, max(ended), waves)


def _graded(
    concept: Concept, content: Content, world: World, *, protect: bool
) -> list[pl.DataFrame]:
    """Return the rows of table ``wert`` for the periods that this version is valid in."""
    valid = [
        content.concept_at(end if kind == PeriodKind.WELLE else start).id == concept.id
        for kind, start, end in world.periods.select("periode_art", "von", "bis").iter_rows()
    ]
    periods = world.periods.filter(pl.Series(valid, dtype=pl.Boolean))
    rules = content.confidentiality
    rows = []
    for indicator in concept.indikator:
        found = figures(indicator, periods, world)
        shown = protect_figures(indicator, found, rules) if protect else without_rules(found)
        rows.append(grade(concept, indicator, shown, rules.anzeige))
    return rows


def _coverage_table(covered: pl.DataFrame) -> pl.DataFrame:
    quarters = covered.filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    return quarters.select(
        "gebiet_id", pl.col("periode").alias("quartal"), "abdeckung", "vorlaeufig"
    ).sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal")
