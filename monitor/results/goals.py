"""The goals over time: at the end of each quarter, from the latest grade of each indicator.

A grade counts until it would have been renewed twice (`_VALID_MONTHS`), that day included; after
that the indicator is ungraded and its weight goes to the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import polars as pl

from monitor.concept.vocabulary import DISTRICT, Direction, Status
from monitor.content.folder import Content
from monitor.periods import PeriodKind
from monitor.results.graded_in import GradedIn, Kinds
from monitor.statistics.attainment import goals

#: Months after the end of its period for which a grade is the latest one.
_VALID_MONTHS: Final[Mapping[PeriodKind, int]] = {
    PeriodKind.MONAT: 2,
    PeriodKind.QUARTAL: 6,
    PeriodKind.HALBJAHR: 12,
    PeriodKind.JAHR: 24,
    PeriodKind.KITAJAHR: 24,
    PeriodKind.WELLE: 36,
}

_GOAL: Final = ("ziel_id", "gebiet_id", "quartal")


def goal_tables(
    content: Content, wert: pl.DataFrame, periods: pl.DataFrame, kinds: GradedIn
) -> dict[str, pl.DataFrame]:
    """Return the tables ziel_stand and ziel_beitrag.

    Args:
        content: versions of the concept and areas.
        wert: the graded figures.
        periods: goals are told at the end of each quarter among them.
        kinds: in which kind of period each indicator is graded, for the district and for areas.
    """
    quarters = _quarters(content, periods)
    expected = _expected(content, quarters, kinds)
    contributions = _with_latest_grade(expected, wert)
    attained = goals(contributions).join(quarters, on="quartal", how="left")
    provisional = contributions.group_by(_GOAL).agg(
        vorlaeufig=pl.col("vorlaeufig").fill_null(value=False).any()
    )
    stand = attained.join(provisional, on=_GOAL, how="left").sort("ziel_id", "gebiet_id", "stand")
    run = pl.col("status").rle_id().over("ziel_id", "gebiet_id")
    return {
        "ziel_stand": stand.with_columns(run=run)
        .with_columns(seit=pl.col("quartal").first().over("ziel_id", "gebiet_id", "run"))
        .select(
            *_GOAL, "stand", "konzept_id", "zielerreichung", "status", "gewicht_bewertet", "seit",
            "vorlaeufig", "anzahl_erreicht", "anzahl_bewertet",
        ),
        "ziel_beitrag": contributions.select(
            *_GOAL, "indikator_id", "periode", "zielerreichung", "status", "gewicht"
        ).sort(*_GOAL, "indikator_id"),
    }  # fmt: skip


def _quarters(content: Content, periods: pl.DataFrame) -> pl.DataFrame:
    ends = periods.filter(pl.col("periode_art") == PeriodKind.QUARTAL.value).sort("bis")
    concepts = [content.concept_at(day).id for day in ends["von"]]
    return ends.select(
        pl.col("periode").alias("quartal"), pl.col("bis").alias("stand")
    ).with_columns(konzept_id=pl.Series(concepts, dtype=pl.String))


def _expected(content: Content, quarters: pl.DataFrame, kinds: GradedIn) -> pl.DataFrame:
    """Return which indicators count for each goal, area and quarter, with weight and validity."""
    areas = [area.ars for area in content.served_areas]
    rows = [
        (concept.id, i.ziel_id, area, i.id, i.gewicht, kind.value, _VALID_MONTHS[kind])
        for concept in content.concepts
        for i in concept.indikator
        if i.richtung is not Direction.BEOBACHTEN
        for area, kind in _graded(kinds[concept.id, i.id], areas)
    ]
    codes = ("konzept_id", "ziel_id", "gebiet_id", "indikator_id")
    schema = dict.fromkeys(codes, pl.String) | {
        "gewicht": pl.Float64, "periode_art": pl.String, "monate": pl.Int64,
    }  # fmt: skip
    declared = pl.DataFrame(rows, schema=schema, orient="row")
    return quarters.join(declared, on="konzept_id", how="inner")


def _graded(kinds: Kinds, areas: Iterable[str]) -> Iterator[tuple[str, PeriodKind]]:
    yield DISTRICT, kinds.district
    if kinds.areas:
        yield from ((area, kinds.areas) for area in areas)


def _with_latest_grade(expected: pl.DataFrame, wert: pl.DataFrame) -> pl.DataFrame:
    columns = (
        "indikator_id",
        "gebiet_id",
        "bis",
        "periode",
        "zielerreichung",
        "status",
        "vorlaeufig",
    )
    graded = wert.filter("bewertet").select(columns)
    found = expected.sort("stand").join_asof(
        graded.sort("bis"),
        left_on="stand",
        right_on="bis",
        by=["indikator_id", "gebiet_id"],
        check_sortedness=False,
    )
    # to the end of the month: six months after 30 June are 31 December, not the day before
    last_day = pl.col("bis").dt.offset_by(pl.format("{}mo", "monate")).dt.month_end()
    outdated = last_day < pl.col("stand")
    current = found.with_columns(
        pl.when(~outdated).then(pl.col(name)).alias(name)
        for name in ("periode", "zielerreichung", "status", "vorlaeufig")
    )
    return _with_reason(current, wert)


def _with_reason(contributions: pl.DataFrame, wert: pl.DataFrame) -> pl.DataFrame:
    """Say of an indicator without a grade what its latest own period says of itself."""
    ungraded = (
        wert.filter(pl.col("status") == Status.KEINE_ANGABE.value)
        .select("indikator_id", "gebiet_id", "periode_art", "bis", "periode", "status")
        .sort("bis")
    )
    latest = contributions.sort("stand").join_asof(
        ungraded,
        left_on="stand",
        right_on="bis",
        by=["indikator_id", "gebiet_id", "periode_art"],
        suffix="_ohne",
        check_sortedness=False,
    )
    return latest.with_columns(
        status=pl.coalesce("status", "status_ohne", pl.lit(Status.KEINE_ANGABE.value)),
        periode=pl.coalesce("periode", "periode_ohne", pl.lit("")),
    ).drop("status_ohne", "periode_ohne", "bis_ohne")
