"""The numbers of a release: from the warehouse to values, grades, charts and goals.

Puts the parts together: cells → areas × periods → figures → what may be shown → grades → charts and
goals. What each part means is said in its module; the tables are those of ``monitor.tables``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.catalogue import catalogue_tables
from monitor.charts import chart_tables
from monitor.concept import Concept, Indicator
from monitor.content import Confidentiality, Content
from monitor.disclosure.history import Backing, Earlier
from monitor.disclosure.model import Part, build_problem
from monitor.disclosure.suppression import Pattern, keep_shown, suppress
from monitor.errors import ReleaseError
from monitor.goals import goal_tables
from monitor.grades import grade
from monitor.levels import FigureLevel
from monitor.measures.calendar import calendar
from monitor.measures.cells import Cells, compute_cells, compute_quarantine
from monitor.measures.figures import figures
from monitor.measures.rollup import KEYS, roll_up
from monitor.measures.sources import DELIVERY_STATE_SQL, SOURCES
from monitor.measures.state import coverage, kita_states
from monitor.measures.world import World
from monitor.never_shown import allowed_kinds, highest_level
from monitor.periods import parse_quarter
from monitor.primary_rules import blank_figures, blank_too_few, flag_figures
from monitor.protection import Protected, Published, protect
from monitor.side_tables import (
    SIDE_TABLES,
    declare_side_tables,
    hidden_rows,
    periods_before,
    rest_on_providers,
)
from monitor.tables import DISTRICT, PeriodKind


@dataclass(frozen=True)
class Computed:
    """The tables of a release without ``meta``.

    ``backing``: what has to be kept of it for later ones; ``protected``: what is hidden, and what
    the audit found; ``hidden_rows``: of the side tables, see `monitor.side_tables.hidden_rows`.
    """

    frames: dict[str, pl.DataFrame]
    backing: Backing
    protected: Protected
    hidden_rows: pl.DataFrame


def compute(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    level: FigureLevel = FigureLevel.VEROEFFENTLICHUNG,
) -> dict[str, pl.DataFrame]:
    """Return the tables of a level, for those who steer or of a first release.

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas, rules of confidentiality.
        as_of: the day of the computation; quarters that have not ended by then are left out.
        level: at *Steuerung* nothing is hidden, and what no level shows is not computed; a
            release that knows of earlier ones: `compute_release`.

    Raises:
        ReleaseError: no quarter is complete yet.
    """
    world = build_world(connection, content, as_of=as_of)
    found = _all_figures(content, world, level)
    if level is FigureLevel.STEUERUNG:
        return _tables(content, world, _graded(content, found, None, as_of=as_of))
    pattern = suppress(build_problem(_parts(found), world, content.confidentiality))
    return _tables(content, world, _graded(content, found, pattern, as_of=as_of))


def compute_release(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    earlier: Sequence[Earlier] = (),
) -> Computed:
    """Return the tables of a release (``monitor.tables.RELEASE_TABLES`` without ``meta``).

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas, rules of confidentiality.
        as_of: the day of the computation; quarters that have not ended by then are left out.
        earlier: the published releases, oldest first. A figure whose difference to the last one
            must not show keeps the value it had there.

    Raises:
        ReleaseError: no quarter is complete yet.
    """
    side_tables = declare_side_tables(connection)
    world = build_world(connection, content, as_of=as_of, side_tables=side_tables)
    found = [
        *_all_figures(content, world),
        *_side_figures(connection, side_tables, world, content.confidentiality),
    ]
    problem = build_problem(_parts(found), world, content.confidentiality, earlier)
    indicators = {(concept.id, part.indicator.id): part.indicator for concept, part in found}
    backing = problem.backing(indicators, _raw_figures(found))
    last = earlier[-1] if earlier else None

    def publish(pattern: Pattern) -> Published:
        return Published(_graded(content, found, pattern, last, as_of=as_of))

    protected = protect(problem, backing, content.confidentiality, earlier, publish)
    wert = protected.published.wert
    is_beside = pl.col("konzept_id") == SIDE_TABLES
    return Computed(
        _tables(content, world, wert.filter(~is_beside)),
        replace(
            backing,
            side_tables=wert.filter(is_beside),
        ),
        protected,
        hidden_rows(wert),
    )


#: The figures of each indicator under each version of the concept.
_Found = Sequence[tuple[Concept, Part]]


#: What is kept of the figures before anything is hidden.
_RAW: Final = (
    *KEYS, "wert", "zaehler", "nenner", "fallzahl", "fehlend", "quarantaene",
    "kleinster_teil", "hat_nullteil", "beitragende", "groesster_anteil",
)  # fmt: skip


def _raw_figures(found: _Found) -> pl.DataFrame:
    return pl.concat(
        part.figures.select(
            pl.lit(concept.id).alias("konzept_id"),
            pl.lit(part.indicator.id).alias("indikator_id"),
            *_RAW,
        )
        for concept, part in found
    )


def _parts(found: _Found) -> list[Part]:
    return [part for _, part in found]


def _graded(
    content: Content,
    found: _Found,
    pattern: Pattern | None,
    last: Earlier | None = None,
    *,
    as_of: dt.date,
) -> pl.DataFrame:
    """Return table ``wert``: what may be shown, graded; of the last release where it must stay."""
    rules = content.confidentiality.anzeige
    graded = pl.concat(
        grade(concept, part.indicator, _shown(part, pattern), rules, as_of=as_of)
        for concept, part in found
    )
    if last is None:
        return graded
    # of the side tables nothing is kept: they say how it is, or nothing
    kept = last.wert.filter(pl.col("konzept_id") != SIDE_TABLES)
    return keep_shown(graded, kept, last.release_id)


def _tables(content: Content, world: World, wert: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        **catalogue_tables(content),
        "wert": wert,
        **chart_tables(content.concepts, wert),
        **goal_tables(content, wert, world.periods),
        "abdeckung": _coverage_table(world.covered),
    }


def build_world(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    side_tables: Concept | None = None,
) -> World:
    """Compute the cells and add them up: everything that figures are taken from."""
    periods = _known_periods(connection, content, as_of)
    before = periods_before(connection, content.concepts[0].konzept.gueltig_von, periods)
    concepts = [*content.concepts, *([side_tables] if side_tables else ())]
    cells = compute_cells(connection, concepts)
    kitas = kita_states(connection, periods)
    quarantine = Cells(
        SOURCES["aktivitaet"],
        compute_quarantine(connection, content.concepts, content.code_names),
        pl.DataFrame(),
    )
    return World(
        rolled={
            name: roll_up(
                part, periods if name == AKTIVITAET.name else pl.concat([periods, before])
            )
            for name, part in cells.items()
        },
        quarantine=roll_up(quarantine, periods),
        kitas=kitas,
        covered=coverage(kitas),
        periods=periods,
        areas=[area.ars for area in content.served_areas],
        periods_before=before,
    )


def _known_periods(
    connection: duckdb.DuckDBPyConnection, content: Content, as_of: dt.date
) -> pl.DataFrame:
    """Return the periods from the first concept to the last ended quarter expected or delivered."""
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
    return calendar(content.concepts[0].konzept.gueltig_von, max(ended), waves)


def _all_figures(
    content: Content, world: World, level: FigureLevel = FigureLevel.VEROEFFENTLICHUNG
) -> _Found:
    return [
        (concept, part)
        for concept in content.concepts
        for part in _figures(concept, content, world, level)
    ]


def _figures(
    concept: Concept, content: Content, world: World, level: FigureLevel
) -> Iterator[Part]:
    """Yield the figures of each indicator for the periods that this version is valid in."""
    valid = [
        content.concept_at(end if kind == PeriodKind.WELLE else start).id == concept.id
        for kind, start, end in world.periods.select("periode_art", "von", "bis").iter_rows()
    ]
    periods = world.periods.filter(pl.Series(valid, dtype=pl.Boolean))
    for declared in concept.indikator:
        indicator, own = declared, periods
        if level is FigureLevel.STEUERUNG:  # of a release, the primary rules hide these
            indicator, own = _within_limits(declared, periods, content.confidentiality)
        found = figures(indicator, own, world)
        yield Part(indicator, flag_figures(indicator, found, content.confidentiality))


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


def _side_figures(
    connection: duckdb.DuckDBPyConnection,
    side_tables: Concept,
    world: World,
    rules: Confidentiality,
) -> _Found:
    """Return the figures of the side tables, each in its own kind of period."""
    found = []
    for indicator in side_tables.indikator:
        own = world.all_periods.filter(pl.col("periode_art") == indicator.periode.value)
        raw = rest_on_providers(indicator, figures(indicator, own, world), connection)
        part = Part(indicator, flag_figures(indicator, raw, rules), is_beside=True)
        found.append((side_tables, part))
    return found


def _shown(part: Part, pattern: Pattern | None) -> pl.DataFrame:
    if pattern is None:
        return blank_too_few(part.figures)
    return blank_figures(part.indicator, pattern.flags(part.figures, part.indicator.id))


def _coverage_table(covered: pl.DataFrame) -> pl.DataFrame:
    quarters = covered.filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    return quarters.select(
        "gebiet_id", pl.col("periode").alias("quartal"), "abdeckung", "vorlaeufig"
    ).sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal")
