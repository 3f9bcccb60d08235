"""Compares an indicator after a decision with the time before, by the rules of the control chart.

Mean and limits come from the values before the decision alone and stay fixed; the rules are formed
of the values after the decision alone. The latest of them decides, as on the chart: what was
striking once and is usual again is no lasting difference. A difference in time is no cause.

Of a seasonal series each value is compared with the same season of the last year before the
decision. A usual change from year to year is counted once per year since, but only one that can be
told from none: chance counted twice would look like a shift (without any change, two of ten series
of 12 quarters before and 8 after would have had a verdict; now seven of a hundred).

Example: before 80 79 81 80 80 79 81 80 (limits about 77 to 83), after 86 87 85: the latest value
lies above the limits, so *BESSER* by PUNKT_AUSSERHALB where higher is better.

Source: Provost & Murray (2011), The Health Care Data Guide: limits of a baseline are frozen and
extended over the time after a change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from monitor.concept.vocabulary import Direction, Signal
from monitor.statistics.arrays import Array
from monitor.statistics.control_chart import RUN_LENGTH, Limits, Side, limits, signals

#: Without a signal, so many values after a decision are needed to call a series unchanged.
ENOUGH_AFTER: Final = RUN_LENGTH

#: A mean yearly change of more standard errors than these is taken for one.
TOLD_APART: Final = 2.0

_BETTER: Final = {Direction.HOEHER: Side.OBEN, Direction.NIEDRIGER: Side.UNTEN}


class Verdict(StrEnum):
    """How an indicator stands after a decision, compared with the time before."""

    BESSER = "BESSER"
    SCHLECHTER = "SCHLECHTER"
    UNVERAENDERT = "UNVERAENDERT"
    NICHT_ZU_BEURTEILEN = "NICHT_ZU_BEURTEILEN"


class VerdictReason(StrEnum):
    """Why there is no verdict."""

    NICHT_BEGONNEN = "NICHT_BEGONNEN"  # decided, and nothing done yet
    KEINE_REIHE = "KEINE_REIHE"  # no figures of the indicator in the area
    GEBIET_VEROEFFENTLICHT = "GEBIET_VEROEFFENTLICHT"  # published figures of an area
    ZU_WENIG_VORHER = "ZU_WENIG_VORHER"
    NICHT_STABIL = "NICHT_STABIL"  # a rule fired before the decision already
    NEUE_DEFINITION = "NEUE_DEFINITION"  # computed otherwise since
    ZU_WENIG_NACHHER = "ZU_WENIG_NACHHER"
    OHNE_RICHTUNG = "OHNE_RICHTUNG"  # a signal where neither way is better


@dataclass(frozen=True)
class MeasuredPeriod:
    """A value of a period; ``definition`` names how the value is computed."""

    begin: dt.date
    end: dt.date
    value: float | None
    definition: str = ""


@dataclass(frozen=True)
class BeforeAfter:
    """A verdict with what it rests on.

    ``rule`` and ``side``: the rule that fired at the latest value. ``n_before``, ``n_after``:
    numbers of values; medians are in the indicator's unit. ``is_seasonal``: values were compared
    with the same season before, so that medians of other seasons would mislead.
    """

    verdict: Verdict
    reason: VerdictReason | None = None
    rule: Signal | None = None
    side: Side | None = None
    n_before: int = 0
    n_after: int = 0
    median_before: float | None = None
    median_after: float | None = None
    is_seasonal: bool = False


def no_verdict(reason: VerdictReason) -> BeforeAfter:
    """Return that nothing can be said, without looking at values."""
    return BeforeAfter(Verdict.NICHT_ZU_BEURTEILEN, reason)


def before_after(
    series: Sequence[MeasuredPeriod], decided_on: dt.date, direction: Direction, *, season: int = 1
) -> BeforeAfter:
    """Return the verdict on a series.

    Args:
        series: a place per period in time order, none left out.
        decided_on: day of the decision; its own period counts neither before nor after.
        direction: which way is better.
        season: periods of a year of a seasonal series; 1 of others.
    """
    before = [one for one in series if one.end < decided_on]
    after = [one for one in series if one.begin >= decided_on]
    if not before:
        return no_verdict(VerdictReason.ZU_WENIG_VORHER)
    known = before[-1].definition
    alike = [one for one in after if one.definition == known]
    skipped = len(series) - len(before) - len(after)
    first = [one for one in before if one.definition == known]
    judged = _judged(_values(first), _values(alike), season, skipped)
    found = _told(*judged, direction, is_cut=len(alike) < len(after))
    return _with_numbers(found, _values(first), _values(alike), is_seasonal=season > 1)


def _values(series: Sequence[MeasuredPeriod]) -> Array:
    return np.array([one.value for one in series], dtype=np.float64)


def _judged(before: Array, after: Array, season: int, skipped: int) -> tuple[Limits, Array, Array]:
    """Return the limits of the time before, and what the rules look at before and after."""
    if season == 1:
        return limits(before), before, after
    base = np.full_like(before, np.nan)
    base[season:] = before[:-season]
    changes = before - base
    chart = _without_chance(limits(changes), changes)
    return chart, changes, _since(before, after, season, skipped, float(chart.mean))


def _without_chance(chart: Limits, changes: Array) -> Limits:
    """Return the limits around 0, unless the mean change of a year can be told from none."""
    there = changes[~np.isnan(changes)]
    if np.isnan(chart.mean) or abs(chart.mean) > TOLD_APART * np.std(there, ddof=1) / np.sqrt(
        there.size
    ):
        return chart
    return Limits(np.zeros_like(chart.mean), chart.lower - chart.mean, chart.upper - chart.mean,
                  chart.n)  # fmt: skip


def _since(before: Array, after: Array, season: int, skipped: int, yearly: float) -> Array:
    """Return differences to the same season of the last year before the decision."""
    if len(before) < season:
        return np.full_like(after, np.nan)
    ahead = skipped + np.arange(len(after))  # periods since the last one before
    base = before[len(before) - season + ahead % season]
    return np.asarray(after - base - ahead // season * yearly, dtype=np.float64)


def _told(
    chart: Limits, before: Array, after: Array, direction: Direction, *, is_cut: bool
) -> BeforeAfter:
    if np.isnan(chart.mean):
        return no_verdict(VerdictReason.ZU_WENIG_VORHER)
    if signals(before, chart).first.any():
        return no_verdict(VerdictReason.NICHT_STABIL)
    present = np.flatnonzero(~np.isnan(after))
    found = signals(after, chart)
    if present.size and found.first[present[-1]]:
        rule, side = found.rule[present[-1]], found.side[present[-1]]
        return _of_signal(Signal(rule), Side(side), direction)
    if present.size >= ENOUGH_AFTER:
        return BeforeAfter(Verdict.UNVERAENDERT)
    few = VerdictReason.NEUE_DEFINITION if is_cut else VerdictReason.ZU_WENIG_NACHHER
    return no_verdict(few)


def _of_signal(rule: Signal, side: Side, direction: Direction) -> BeforeAfter:
    better = _BETTER.get(direction)
    if better is None:
        code, reason = Verdict.NICHT_ZU_BEURTEILEN, VerdictReason.OHNE_RICHTUNG
        return BeforeAfter(code, reason, rule, side)
    return BeforeAfter(
        Verdict.BESSER if side is better else Verdict.SCHLECHTER, rule=rule, side=side
    )


def _with_numbers(
    found: BeforeAfter, before: Array, after: Array, *, is_seasonal: bool
) -> BeforeAfter:
    """Return the verdict with the numbers and medians of the values there are."""
    there = [part[~np.isnan(part)] for part in (before, after)]
    middles = [float(np.median(part)) if part.size else None for part in there]
    return BeforeAfter(
        found.verdict, found.reason, found.rule, found.side,
        there[0].size, there[1].size, middles[0], middles[1], is_seasonal,
    )  # fmt: skip
