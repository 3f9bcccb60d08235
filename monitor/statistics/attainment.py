"""Attainment and status of indicators and goals (docs/methoden.md#ziele).

Pure: of an indicator over arrays (one entry per value), of a goal over a polars frame. The caller
chooses the graded values, their period and the version of the concept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from monitor.concept.vocabulary import Direction, Status
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.intervals import Interval

#: Values this close to a line, relative to it, are on it: 100 × (0.57) is 56.99999999999999.
ROUNDING = 1e-9

#: A goal of which less than this share of the weight is graded gets no attainment.
GRADED_SHARE = 0.5

GRADES: Final = (Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER)

GOAL_KEYS: Final = ("ziel_id", "gebiet_id", "quartal")


@dataclass(frozen=True)
class Yardstick:
    """Targets of values, as arrays; built by `yardstick`. NaN: not given."""

    direction: NDArray[np.str_]
    target: Array
    target_upper: Array
    baseline: Array
    path: Array

    def aims(self, direction: Direction) -> Flags:
        """Return where the direction is the given direction."""
        return np.asarray(self.direction == direction.value, dtype=np.bool_)

    @property
    def observed(self) -> Flags:
        """Return where nothing is graded: observe-only, or no target given."""
        return self.aims(Direction.BEOBACHTEN) | np.isnan(self.target)

    @property
    def region(self) -> Interval:
        """Return whether values meet the target: on or above, on or below, or within the band."""
        return self._region_from(self.target)

    @property
    def path_region(self) -> Interval:
        """Return whether values are on the path or meet the target; without a path: `region`.

        The easier of target and path decides, so a path beyond the target never asks for more. A
        band's path leads to its lower edge.
        """
        easier = np.where(
            self.aims(Direction.NIEDRIGER),
            np.fmax(self.target, self.path),
            np.fmin(self.target, self.path),
        )
        return self._region_from(easier)

    @property
    def scale(self) -> Array:
        """Return the distance from the target at which attainment is 0; 0 for all or nothing.

        Without a baseline the distance ends at 0 for ↑ and for a band, at twice the target for ↓. A
        baseline on the good side of the target measures nothing: all or nothing again.
        """
        lower = self.aims(Direction.NIEDRIGER)
        default = np.where(lower, 2 * self.target, 0.0)
        baseline = np.where(np.isnan(self.baseline), default, self.baseline)
        distance = np.where(lower, baseline - self.target, self.target - baseline)
        return np.maximum(distance, 0.0)

    def _region_from(self, line: Array) -> Interval:
        top = np.where(np.isnan(self.target_upper), np.inf, self.target_upper)
        is_lower, is_band = self.aims(Direction.NIEDRIGER), self.aims(Direction.BAND)
        return Interval(
            np.where(is_lower, -np.inf, line),
            np.where(is_lower, line, np.where(is_band, top, np.inf)),
        )


def yardstick(
    direction: ArrayLike,
    target: ArrayLike,
    *,
    target_upper: ArrayLike = np.nan,
    baseline: ArrayLike = np.nan,
    path: ArrayLike = np.nan,
) -> Yardstick:
    """Return the yardstick of values.

    Args:
        direction: codes of `Direction`.
        target: the target; of a band the lower edge.
        target_upper: the upper edge of a band.
        baseline: where attainment is 0, as far as the concept names it.
        path: what the target path asks for in the value's period, if there is one.
    """
    numbers = [_floats(values) for values in (target, target_upper, baseline, path)]
    return Yardstick(np.asarray(direction, dtype=np.str_), *numbers)


def attainment(values: ArrayLike, measure: Yardstick) -> Array:
    """Return the attainment 0–1 of each value; NaN where there is no value or no target.

    1 where the target is met; otherwise attainment falls linearly with the distance from the target
    to 0 at the baseline: clip((v − b) / (t − b), 0, 1). In a band attainment falls on both sides
    over the same distance, from lower edge to baseline. Where target and baseline coincide (↓ with
    target 0) only meeting the target counts: 1 or 0.
    """
    value, region, scale = _floats(values), measure.region, measure.scale
    distance = np.maximum(np.maximum(region.lower - value, value - region.upper), 0.0)
    met = _at_least(value, region.lower) & _at_least(region.upper, value)
    with np.errstate(over="ignore"):  # infinitely far from a target next to its baseline
        missed = np.where(scale > 0, 1 - distance / np.where(scale > 0, scale, 1.0), 0.0)
    known = ~np.isnan(value) & ~measure.observed
    return np.where(known, np.where(met, 1.0, np.clip(missed, 0.0, 1.0)), np.nan)


def status(values: ArrayLike, interval: Interval, measure: Yardstick) -> NDArray[np.str_]:
    """Return the code of `Status` of each value; the first that applies.

    1. BEOBACHTUNG: observe-only or no target, whether or not there is a value.
    2. KEINE_ANGABE: no value.
    3. ERREICHT: the whole interval meets the target.
    4. AUF_KURS: a path is given and the whole interval is on it or better.
    5. VERFEHLT: the whole interval misses the line; the line is the path where there is one, else
       the target.
    6. UNSICHER: the interval straddles the line.

    A limit that is NaN is the value itself, so without an interval the value alone decides and
    UNSICHER cannot occur. An end of the interval exactly on the line meets it.
    """
    value = _floats(values)
    low = np.where(np.isnan(interval.lower), value, interval.lower)
    high = np.where(np.isnan(interval.upper), value, interval.upper)
    target, line = measure.region, measure.path_region
    outside = ~(_at_least(high, line.lower) & _at_least(line.upper, low))
    return select_code(
        (measure.observed, Status.BEOBACHTUNG),
        (np.isnan(value), Status.KEINE_ANGABE),
        (_at_least(low, target.lower) & _at_least(target.upper, high), Status.ERREICHT),
        (_at_least(low, line.lower) & _at_least(line.upper, high), Status.AUF_KURS),
        (outside, Status.VERFEHLT),
        otherwise=Status.UNSICHER,
    )


def select_code(*cases: tuple[Flags, StrEnum], otherwise: str) -> NDArray[np.str_]:
    """Return at each place the code of the first case whose condition holds there."""
    conditions = np.broadcast_arrays(*(condition for condition, _ in cases))
    codes = [np.str_(code.value) for _, code in cases]
    return np.select(conditions, codes, np.str_(otherwise))


def goals(contributions: pl.DataFrame) -> pl.DataFrame:
    """Return attainment and status of each goal from the latest grades of its indicators.

    Attainment is the weighted mean of the graded indicators: the weights of the others are
    redistributed by that. Where less than half of the weight is graded, there is none, and the
    status is KEINE_ANGABE. Otherwise:
    ERREICHT if every graded indicator is; AUF_KURS if all are ERREICHT or AUF_KURS; UNSICHER if
    none is VERFEHLT; else VERFEHLT. A goal of which nothing counts is BEOBACHTUNG.

    Args:
        contributions: one row per goal, area, quarter and indicator with the columns ziel_id,
            gebiet_id, quartal, indikator_id, gewicht (≥ 0), zielerreichung (0–1 or null), status.
            Observe-only indicators don't count: status BEOBACHTUNG, or weight 0 or null.

    Returns:
        One row per ziel_id, gebiet_id, quartal, sorted by them: zielerreichung (0–1 or null),
        status, gewicht_bewertet (share of the weight that is graded, 0–1), anzahl_erreicht,
        anzahl_bewertet.
    """
    counted = (pl.col("gewicht") > 0).fill_null(value=False) & (
        pl.col("status") != Status.BEOBACHTUNG.value
    )
    graded = counted & _is_one_of(GRADES) & pl.col("zielerreichung").fill_nan(None).is_not_null()
    # sorted, so that sums of floats do not depend on the order of the rows
    marked = contributions.sort(*GOAL_KEYS, "indikator_id").with_columns(
        counted=counted, graded=graded
    )
    summed = marked.group_by(*GOAL_KEYS, maintain_order=True).agg(*_goal_sums())
    return summed.with_columns(status=_goal_status()).select(
        *GOAL_KEYS,
        pl.when(_is_one_of(GRADES)).then(pl.col("mean").clip(0, 1)).alias("zielerreichung"),
        "status",
        "gewicht_bewertet",
        "anzahl_erreicht",
        "anzahl_bewertet",
    )


def _goal_sums() -> list[pl.Expr]:
    graded = pl.col("graded")
    weight = pl.col("gewicht").filter(pl.col("counted")).sum()
    graded_weight = pl.col("gewicht").filter(graded).sum()
    share = pl.when(weight > 0).then(graded_weight / weight).otherwise(0.0)
    weighted = (pl.col("gewicht") * pl.col("zielerreichung")).filter(graded).sum()
    return [
        share.alias("gewicht_bewertet"),
        (weighted / graded_weight).alias("mean"),
        pl.col("counted").any().alias("counts"),
        graded.sum().cast(pl.Int32).alias("anzahl_bewertet"),
        *(_count(grade) for grade in GRADES),
        _count(Status.ERREICHT).cast(pl.Int32).alias("anzahl_erreicht"),
    ]


def _goal_status() -> pl.Expr:
    """Return the status of a goal from the sums of its indicators."""
    enough = GRADED_SHARE - ROUNDING
    graded, count = pl.col("gewicht_bewertet"), pl.col("anzahl_bewertet")
    reached, on_path = pl.col(Status.ERREICHT.value), pl.col(Status.AUF_KURS.value)
    rules = (
        (~pl.col("counts"), Status.BEOBACHTUNG),
        (graded < enough, Status.KEINE_ANGABE),
        (reached == count, Status.ERREICHT),
        (reached + on_path == count, Status.AUF_KURS),
        (pl.col(Status.VERFEHLT.value) == 0, Status.UNSICHER),
    )
    return pl.coalesce(
        *(pl.when(condition).then(pl.lit(grade.value)) for condition, grade in rules),
        pl.lit(Status.VERFEHLT.value),
    )


def _count(grade: Status) -> pl.Expr:
    fired = pl.col("graded") & (pl.col("status") == grade.value)
    return fired.sum().alias(grade.value)


def _is_one_of(codes: tuple[Status, ...]) -> pl.Expr:
    return pl.col("status").is_in([code.value for code in codes])


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _at_least(values: Array, line: Array) -> Flags:
    """Return values ≥ line, up to rounding; False where one of them is NaN."""
    tolerance = ROUNDING * np.maximum(np.where(np.isfinite(line), np.abs(line), 0.0), 1.0)
    return np.asarray(values >= line - tolerance)
