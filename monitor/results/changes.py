"""ChangeWay of every graded figure to the period before and to the year before, with its interval.

Told where the period before has a figure of the same definition; a declared restart does not stand
in the way, for it is what the change shows. Of a seasonal indicator the comparison with the year
before is the one to read. A full count has no interval: every change of it is a change.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.concept.versions import Concept
from monitor.concept.vocabulary import ChangeWay, ComparedWith, Direction, IntervalKind
from monitor.periods import PeriodKind
from monitor.results.definitions import Definition, definitions, graded_series
from monitor.results.graded_in import GradedIn
from monitor.statistics.attainment import select_code
from monitor.statistics.differences import Difference, Figure, difference, figure

_SERIES = ("indikator_id", "gebiet_id", "periode_art")
_FIGURE = ("wert", "unten", "oben", "mehr_als")

_CHANGES = pl.DataFrame(
    schema=dict.fromkeys((*_SERIES, "periode", "vergleich", "vergleich_periode"), pl.String)
    | dict.fromkeys(("differenz", "unten", "oben"), pl.Float64)
    | {"gesichert": pl.Boolean, "richtung": pl.String}
)

#: Kinds of period of which a year has several.
_WITHIN_A_YEAR = (PeriodKind.MONAT.value, PeriodKind.QUARTAL.value, PeriodKind.HALBJAHR.value)


def change_table(concepts: Sequence[Concept], wert: pl.DataFrame, kinds: GradedIn) -> pl.DataFrame:
    """Return the table veraenderung: a row per figure and comparison that can be made.

    ``kinds``: in which kind of period each indicator is graded.
    """
    found = [
        _changes(definition, graded_series(definition, wert, kinds))
        for definition in definitions(concepts, wert)
    ]
    return pl.concat([_CHANGES, *found])


def _changes(definition: Definition, rows: pl.DataFrame) -> pl.DataFrame:
    known = rows.filter(pl.col("wert").is_not_null())
    pairs = pl.concat([_with_period_before(rows), _with_year_before(known)])
    pairs = pairs.filter(
        pl.col("wert").is_not_null(), pl.col("wert_davor").is_not_null(),
        ~pl.col("mehr_als"), ~pl.col("mehr_als_davor"),
    )  # fmt: skip
    change = difference(_figure(pairs, ""), _figure(pairs, "_davor"))
    indicator = definition.indicator
    told = pairs.with_columns(
        differenz=change.value,
        unten=change.interval.lower,
        oben=change.interval.upper,
        gesichert=_is_certain(change, indicator.intervall),
        richtung=pl.Series(_way(change, indicator.richtung).tolist(), dtype=pl.String),
    )
    limits = pl.when(pl.col("unten", "oben").is_finite()).then(pl.col("unten", "oben"))
    return told.with_columns(limits).select(_CHANGES.columns)


def _with_period_before(rows: pl.DataFrame) -> pl.DataFrame:
    ordered = rows.sort("bis")
    before = [
        pl.col(name).shift().over(_SERIES, order_by="bis").alias(f"{name}_davor")
        for name in (*_FIGURE, "periode", "bis")
    ]
    follows = (pl.col("bis_davor").dt.offset_by("1d") == pl.col("von")) | (
        pl.col("periode_art") == PeriodKind.WELLE.value
    )
    return _told(ordered.with_columns(before).filter(follows), ComparedWith.VORPERIODE)


def _with_year_before(rows: pl.DataFrame) -> pl.DataFrame:
    within = rows.filter(pl.col("periode_art").is_in(_WITHIN_A_YEAR))
    before = within.select(
        *_SERIES, pl.col("von").dt.offset_by("1y"),
        *(pl.col(name).alias(f"{name}_davor") for name in (*_FIGURE, "periode")),
    )  # fmt: skip
    return _told(within.join(before, on=(*_SERIES, "von"), how="inner"), ComparedWith.VORJAHR)


def _told(rows: pl.DataFrame, comparison: ComparedWith) -> pl.DataFrame:
    return rows.select(
        *_SERIES,
        "periode",
        pl.lit(comparison.value).alias("vergleich"),
        pl.col("periode_davor").alias("vergleich_periode"),
        *_FIGURE,
        *(f"{name}_davor" for name in _FIGURE),
    )


def _figure(pairs: pl.DataFrame, suffix: str) -> Figure:
    values = (pairs[f"{name}{suffix}"].cast(pl.Float64) for name in ("wert", "unten", "oben"))
    return figure(*(column.fill_null(float("nan")).to_numpy() for column in values))


def _is_certain(change: Difference, kind: IntervalKind) -> pl.Series:
    """Tell which changes are certain.

    A full count (no interval by declaration, and no protective noise that would make one) is: any
    change. Other figures are if the interval excludes 0; without an interval nothing is certain.
    """
    is_full_count = np.isnan(change.interval.lower) & (kind is IntervalKind.KEINES)
    return pl.Series(np.where(is_full_count, change.value != 0, change.excludes_zero))


def _way(change: Difference, aim: Direction) -> NDArray[np.str_]:
    up, down = {
        Direction.HOEHER: (ChangeWay.BESSER, ChangeWay.SCHLECHTER),
        Direction.NIEDRIGER: (ChangeWay.SCHLECHTER, ChangeWay.BESSER),
    }.get(aim, (ChangeWay.HOEHER, ChangeWay.NIEDRIGER))
    return select_code((change.value > 0, up), (change.value < 0, down), otherwise=ChangeWay.GLEICH)
