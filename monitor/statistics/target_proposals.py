"""Targets that the observed process suggests: rounded candidates, and how often each was met.

Only a stable phase suggests anything: at least 12 values, no rule of the process behaviour chart
fired, no trend, no season. Three candidates lie where the process itself draws lines: what it keeps
steadily (the limit on the bad side), what it meets about every other time (the median), and what it
does not reach without a change (beyond the limit on the good side). Which of them is right, the
committee decides; nothing here says that a target would be met.

Example, higher is better: 88, 90, 89, 91, 90, 88, 92, 90, 89, 91, 90, 90 has the mean 89.83, the
mean moving range 18/11 and so the limits 85.48 and 94.19; a third of their distance is 2.9, so that
steps of 1 are taken, and at the median a twelfth, 0.7, so that steps of 0.5 are: 85 is met in 12 of
12 periods, 90 in 8, 95 in none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil, floor, inf, log10
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from monitor.concept.vocabulary import Direction, Trend
from monitor.statistics.arrays import Array
from monitor.statistics.control_chart import SETTLED_POINTS, limits, signals
from monitor.statistics.trend import mann_kendall

#: A step of candidates is at most this share of the distance of the limits. (The limits lie about
#: six standard deviations apart: steps of a third of that would move the median by up to two of
#: them, and a target "of about every other period" would be met nearly always.)
STEP_SHARE: Final = 1 / 3
MIDDLE_SHARE: Final = 1 / 12

#: Leading digits of steps: 1, 5, 10, 50, …
_LEADS: Final = (5.0, 1.0)

#: Values this close to a line, relative to it, are on it: as in ``attainment``.
ROUNDING: Final = 1e-9

_SIGNS: Final = {Direction.HOEHER: 1.0, Direction.NIEDRIGER: -1.0}


class CandidateKind(StrEnum):
    """What a candidate asks of the process."""

    STETIG = "STETIG"  # kept steadily as the process runs
    MITTE = "MITTE"  # met in about half of the periods
    AENDERUNG = "AENDERUNG"  # not reached unless something changes


class NoProposal(StrEnum):
    """Why the process suggests no target."""

    OHNE_RICHTUNG = "OHNE_RICHTUNG"  # a band, or observed only
    SAISON = "SAISON"  # each season has a level of its own
    ZU_KURZ = "ZU_KURZ"  # no limits yet
    VORLAEUFIG = "VORLAEUFIG"  # the limits still move
    AUFFAELLIG = "AUFFAELLIG"  # a rule fired in the phase
    TREND = "TREND"  # the values rise or fall


@dataclass(frozen=True)
class TargetCandidate:
    """A target, and in which periods of the phase the target would have been met.

    ``met``: per period of the phase; ``None`` for a period without a value.
    """

    kind: CandidateKind
    value: float
    met: tuple[bool | None, ...]

    @property
    def times(self) -> int:
        """Return in how many periods the target would have been met."""
        return sum(1 for one in self.met if one)


@dataclass(frozen=True)
class TargetProposal:
    """Candidates of a phase with ``n`` values; ``reason``: why there are none.

    ``median``, ``low`` and ``high`` (limits of the usual range) are in the indicator's unit; NaN
    where a phase is too short for them.
    """

    n: int
    median: float
    low: float
    high: float
    candidates: tuple[TargetCandidate, ...] = ()
    reason: NoProposal | None = None


def propose_targets(
    values: ArrayLike,
    direction: Direction,
    *,
    digits: int,
    ends: tuple[float, float] = (-inf, inf),
    is_seasonal: bool = False,
) -> TargetProposal:
    """Return candidates for the target of one series.

    Args:
        values: of the latest phase in time order, in the indicator's unit; NaN: no value.
        direction: of the indicator.
        digits: decimals of the indicator; no candidate has more.
        ends: how far the unit goes, e.g. 0 and 100 for shares.
        is_seasonal: whether each season has a level of its own.
    """
    series = np.asarray(values, dtype=np.float64)
    chart = limits(series)
    median = float(np.nanmedian(series)) if chart.n else np.nan
    low, high = float(chart.lower), float(chart.upper)
    reason = _reason(series, direction, is_seasonal=is_seasonal)
    found = () if reason else _candidates(series, direction, (median, low, high), digits, ends)
    return TargetProposal(int(chart.n), median, low, high, found, reason)


def _reason(series: Array, direction: Direction, *, is_seasonal: bool) -> NoProposal | None:
    chart = limits(series)
    checks = {
        NoProposal.OHNE_RICHTUNG: direction not in _SIGNS,
        NoProposal.SAISON: is_seasonal,
        NoProposal.ZU_KURZ: bool(np.isnan(chart.mean)),
        NoProposal.VORLAEUFIG: bool(chart.n < SETTLED_POINTS),
        NoProposal.AUFFAELLIG: bool(signals(series, chart).first.any()),
        NoProposal.TREND: str(mann_kendall(series)) in {Trend.STEIGT, Trend.FAELLT},
    }
    return next((reason for reason, is_so in checks.items() if is_so), None)


def _candidates(
    series: Array,
    direction: Direction,
    lines: tuple[float, float, float],
    digits: int,
    ends: tuple[float, float],
) -> tuple[TargetCandidate, ...]:
    sign, (median, low, high) = _SIGNS[direction], lines
    step, middle = (step_of(high - low, digits, share) for share in (STEP_SHARE, MIDDLE_SHARE))
    easy, hard = (low, high) if sign > 0 else (high, low)
    places = {
        CandidateKind.STETIG: _rounded(easy, step, up=sign < 0),
        CandidateKind.MITTE: _rounded(median, middle, up=sign < 0),
        CandidateKind.AENDERUNG: _beyond(hard, step, up=sign > 0),
    }
    kept: dict[float, CandidateKind] = {}
    for kind, value in places.items():
        if _asks_something(value, ends, sign):
            kept.setdefault(value, kind)
    return _told_apart(
        TargetCandidate(kind, value, would_be_met(series, value, direction))
        for value, kind in kept.items()
    )


def _told_apart(found: Iterable[TargetCandidate]) -> tuple[TargetCandidate, ...]:
    """Return candidates of which the median's is met by some periods and missed by others.

    Where many values are equal, the median may be met in every period: then the median is what the
    process keeps steadily, and the easier candidate says less.
    """
    candidates = tuple(found)
    for one in candidates:
        if one.kind is CandidateKind.MITTE and False not in one.met:
            harder = (each for each in candidates if each.kind is CandidateKind.AENDERUNG)
            return (replace(one, kind=CandidateKind.STETIG), *harder)
    return candidates


def _asks_something(value: float, ends: tuple[float, float], sign: float) -> bool:
    """Tell whether a target can be met at all, and can be missed at all."""
    worst, best = ends if sign > 0 else (ends[1], ends[0])
    return sign * (value - worst) > 0 and sign * (best - value) >= 0


def would_be_met(values: ArrayLike, target: float, direction: Direction) -> tuple[bool | None, ...]:
    """Return per value whether a target would have been met; ``None`` for no value.

    Raises:
        ValueError: a direction in which neither way is better.
    """
    if direction not in _SIGNS:
        raise ValueError(f"{direction} has no better side.")
    sign, noise = _SIGNS[direction], ROUNDING * max(abs(target), 1.0)
    return tuple(
        None if np.isnan(value) else bool(sign * (value - target) >= -noise)
        for value in np.asarray(values, dtype=np.float64)
    )


def step_of(width: float, digits: int, share: float = STEP_SHARE) -> float:
    """Return a round step of at most a share of ``width``: 1 or 5 times a power of ten.

    Never finer than the indicator's decimals.
    """
    finest = 10.0**-digits
    most = width * share
    if most <= finest:
        return finest
    power = 10.0 ** floor(log10(most))
    return max(finest, next(lead * power for lead in _LEADS if lead * power <= most))


def _rounded(number: float, step: float, *, up: bool) -> float:
    """Return the multiple of the step on one side of a number; a multiple stays."""
    parts = number / step
    whole = ceil(parts - ROUNDING) if up else floor(parts + ROUNDING)
    return _exact(whole, step)


def _beyond(number: float, step: float, *, up: bool) -> float:
    """Return the first multiple of the step that lies beyond a number."""
    parts = number / step
    whole = floor(parts + ROUNDING) + 1 if up else ceil(parts - ROUNDING) - 1
    return _exact(whole, step)


def _exact(whole: int, step: float) -> float:
    """Return a multiple of a step without the artefacts of binary fractions: 0.3, not 0.30…04."""
    digits = max(0, -floor(log10(step)) + 1)
    return round(whole * step, digits) + 0.0
