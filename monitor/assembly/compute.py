"""The numbers of a level: from the warehouse to values, grades, charts and goals.

Puts the parts together: facts → areas × periods → figures → grades → charts and goals. What each
part means is said in its module; the tables are those of ``monitor.snapshots.tables``. This is the
level *Steuerung*, exact; what is published is `monitor.assembly.compute_published`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import duckdb
import polars as pl

from monitor.concept.indicators import Indicator
from monitor.concept.never_shown import allowed_kinds, highest_level
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.plan.published import published
from monitor.content.confidentiality import Confidentiality
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.measures.calendar import calendar
from monitor.measures.components import Component
from monitor.measures.facts import build_world, read_facts
from monitor.measures.figures import figures
from monitor.measures.world import World
from monitor.periods import PeriodKind, parse_quarter
from monitor.results.catalogue import catalogue_tables
from monitor.results.charts import chart_tables
from monitor.results.display_rules import blank_too_few
from monitor.results.goals import goal_tables
from monitor.results.graded_in import GradedIn, declared_kinds
from monitor.results.grades import grade
from monitor.results.side_tables import periods_before, side_components
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL


def compute(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    further: Iterable[Component] = (),
) -> dict[str, pl.DataFrame]:
    """Return the exact figures of those who steer: ``RELEASE_TABLES`` without ``meta``.

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas, rules.
        as_of: the day of the computation; quarters that have not ended by then are left out.
        further: what a release will need beside, so that both count in the same pass.

    Raises:
        ReleaseError: no quarter is complete yet.
    """
    world = read_world(connection, content, as_of=as_of, further=further)
    rules = content.confidentiality
    wert = pl.concat(
        graded(concept, limited, figures(limited, own, world), rules, as_of=as_of)
        for concept in content.concepts
        for declared in concept.indikator
        for limited, own in [
            _within_limits(declared, valid_periods(concept, content, world.periods), rules)
        ]
    )
    return tables(content, world, wert, declared_kinds(content))


def graded(
    concept: Concept,
    indicator: Indicator,
    found: pl.DataFrame,
    rules: Confidentiality,
    *,
    as_of: dt.date,
) -> pl.DataFrame:
    """Return rows of table ``wert``: what is worth showing, graded."""
    shown = blank_too_few(indicator, found, rules.anzeige.mindestnenner)
    return grade(concept, indicator, shown, rules.anzeige, as_of=as_of)


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
    """
    charted = wert.filter(pl.col("gebiet_id") == DISTRICT) if only_district_charts else wert
    return {
        **catalogue_tables(content, kinds),
        "wert": wert,
        **chart_tables(content.concepts, charted, kinds),
        **goal_tables(content, wert, world.periods, kinds),
        "abdeckung": _coverage_table(world.covered),
    }


def read_world(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    further: Iterable[Component] = (),
) -> World:
    """Add up the facts of the warehouse: everything that exact figures are taken from."""
    periods, before = known_periods(connection, content, as_of)
    facts = read_facts(
        connection,
        content.concepts,
        content.code_names,
        periods,
        further=further,
        areas=content.figure_areas,
    )
    return build_world(facts, periods, before, [area.ars for area in content.served_areas])


def further_components(content: Content, items: Iterable[tuple[str, str]]) -> list[Component]:
    """Return what is counted beside the indicators, in the same pass: atoms and side tables."""
    of_atoms = (one for concept in content.concepts for one in published(concept).components())
    return [*of_atoms, *side_components(content.code_names, items)]


def known_periods(
    connection: duckdb.DuckDBPyConnection, content: Content, as_of: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the periods from the first concept on, and earlier periods of side tables.

    The last period is the last ended quarter with an expected or received delivery.
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


def _within_limits(
    indicator: Indicator, periods: pl.DataFrame, rules: Confidentiality
) -> tuple[Indicator, pl.DataFrame]:
    """Return an indicator, and its periods, without areas and periods that are never shown."""
    kinds = [kind.value for kind in allowed_kinds(indicator, rules.sensibel)]
    level = highest_level(indicator, rules.sensibel)
    return (
        indicator.model_copy(update={"ebene": level}),
        periods.filter(pl.col("periode_art").is_in(kinds)),
    )


def _coverage_table(covered: pl.DataFrame) -> pl.DataFrame:
    quarters = covered.filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    return quarters.select(
        "gebiet_id", pl.col("periode").alias("quartal"), "abdeckung", "vorlaeufig"
    ).sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal")
