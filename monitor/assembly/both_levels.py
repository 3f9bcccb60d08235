"""What both levels do alike: warehouse → facts → figures → rows of ``wert`` → tables.

Puts the parts together; what each part means is said in its module. Which indicators, periods and
counts a level shows, `monitor.assembly.compute` and `monitor.assembly.compute_published` say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import polars as pl

from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.plan.published import published
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.measures.calendar import calendar
from monitor.measures.components import Component
from monitor.measures.facts import Facts, build_world, read_facts
from monitor.measures.figures import figures
from monitor.measures.world import World
from monitor.periods import PeriodKind, parse_quarter
from monitor.results.catalogue import catalogue_tables
from monitor.results.changes import change_table
from monitor.results.charts import chart_tables
from monitor.results.display_rules import blank_too_few
from monitor.results.goals import goal_tables
from monitor.results.graded_in import GradedIn
from monitor.results.grades import grade
from monitor.results.side_tables import periods_before, side_components
from monitor.results.year_course import year_course_table
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL


@dataclass(frozen=True)
class OfficeFacts:
    """The facts of a warehouse, the periods from the first concept on, and those before."""

    facts: Facts
    periods: pl.DataFrame
    before: pl.DataFrame


@dataclass(frozen=True)
class ShownIndicator:
    """An indicator of a version as a level shows it: up to which areas, and in which periods.

    ``only_areas``: figures of the district are shown by another entry.
    """

    concept: Concept
    indicator: Indicator
    periods: pl.DataFrame
    only_areas: bool = False


def read_office(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    further: Iterable[Component] = (),
) -> OfficeFacts:
    """Read everything that figures are taken from.

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas.
        as_of: quarters that have not ended by then are left out.
        further: what is counted beside the indicators, in the same pass.

    Raises:
        ReleaseError: no quarter is complete yet.
    """
    periods, before = known_periods(connection, content, as_of)
    facts = read_facts(
        connection,
        content.concepts,
        content.code_names,
        periods,
        further=further,
        areas=content.figure_areas,
    )
    return OfficeFacts(facts, periods, before)


def add_up(office: OfficeFacts, content: Content) -> World:
    """Add facts up over the periods and over the areas that have figures."""
    areas = [area.ars for area in content.served_areas]
    return build_world(office.facts, office.periods, office.before, areas)


def rows_of_wert(
    shown: ShownIndicator, world: World, content: Content, *, as_of: dt.date
) -> pl.DataFrame:
    """Return rows of table ``wert``: what is worth showing, graded."""
    rules = content.confidentiality.anzeige
    found = figures(shown.indicator, shown.periods, world)
    if shown.only_areas:
        found = found.filter(pl.col("gebiet_id") != DISTRICT)
    told = blank_too_few(shown.indicator, found, rules.mindestnenner)
    return grade(shown.concept, shown.indicator, told, rules, as_of=as_of)


def tables(
    content: Content,
    world: World,
    wert: pl.DataFrame,
    kinds: GradedIn,
    *,
    only_district_charts: bool = False,
) -> dict[str, pl.DataFrame]:
    """Return all tables of a snapshot of figures from table ``wert``.

    ``only_district_charts``: of published figures of areas, signs would be those of the noise.
    Changes of areas are told all the same: the noise is part of their intervals.
    """
    charted = wert.filter(pl.col("gebiet_id") == DISTRICT) if only_district_charts else wert
    return {
        **catalogue_tables(content, kinds),
        "wert": wert,
        **chart_tables(content.concepts, charted, kinds, content.restarts),
        "veraenderung": change_table(content.concepts, wert, kinds),
        "jahresverlauf": year_course_table(content.concepts, wert, kinds),
        **goal_tables(content, wert, world.periods, kinds),
        "abdeckung": _coverage_table(world.covered),
    }


def further_components(content: Content, items: Iterable[tuple[str, str]]) -> list[Component]:
    """Return what is counted beside the indicators, in the same pass: atoms and side tables."""
    of_atoms = (one for concept in content.concepts for one in published(concept).components())
    return [*of_atoms, *side_components(content.code_names, items)]


def known_periods(
    connection: duckdb.DuckDBPyConnection, content: Content, as_of: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the periods from the first concept on, and those before that side tables know.

    They run to the last quarter that has ended and that a delivery was expected of, or came.
    """
    quarters = connection.execute(
        f"SELECT DISTINCT quartal FROM ({DELIVERY_STATE_SQL}) WHERE erwartet OR eingegangen"
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
    periods = calendar(content.begins_on, max(ended), waves)
    return periods, periods_before(connection, content.begins_on, periods)


def valid_periods(concept: Concept, content: Content, periods: pl.DataFrame) -> pl.DataFrame:
    """Return the periods that a version of the concept is valid in."""
    valid = [
        content.concept_at(end if kind == PeriodKind.WELLE else start).id == concept.id
        for kind, start, end in periods.select("periode_art", "von", "bis").iter_rows()
    ]
    return periods.filter(pl.Series(valid, dtype=pl.Boolean))


def _coverage_table(covered: pl.DataFrame) -> pl.DataFrame:
    quarters = covered.filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    return quarters.select(
        "gebiet_id",
        pl.col("periode").alias("quartal"),
        "abdeckung",
        "vorlaeufig",
        "erwartet",
        "eingegangen",
    ).sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal")
