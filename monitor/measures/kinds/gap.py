"""*differenz*: the share in one group minus the share in another, in percentage points (signed)."""

from __future__ import annotations

from typing import Final

import numpy as np

from monitor.concept.indicators import GapIndicator
from monitor.concept.vocabulary import condition
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds
from monitor.measures.kinds.noise import noise_of_quotient
from monitor.measures.world import divide
from monitor.statistics import intervals
from monitor.statistics.added_variance import wider
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval

_PERCENT: Final = 100.0

#: Numerator and denominator of a group.
_Side = tuple[Array, Array]


def _components(indicator: GapIndicator) -> Components:
    numerator, denominator = indicator.quantities
    groups = _groups(indicator)
    shares = {
        f"{role}_{group}": amount(quantity, (condition(indicator.feld, gleich=group),))
        for group in groups
        for role, quantity in (("z", numerator), ("n", denominator))
    }
    # a row that names neither group is missing: nobody knows where it belongs
    return {
        **shares,
        **unknown_rows(indicator, told_apart=(condition(indicator.feld, **{"in": groups}),)),
    }


def _groups(indicator: GapIndicator) -> tuple[str, str]:
    return indicator.gruppe, indicator.vergleichsgruppe


def _evaluate(indicator: GapIndicator, counts: Counts) -> Values:
    one, other = (
        (counts.of(f"z_{group}"), counts.of(f"n_{group}")) for group in _groups(indicator)
    )
    gap = divide(*one) - divide(*other)
    interval = _interval(indicator, counts, one, other).scaled(_PERCENT)
    nothing = np.full(gap.shape, np.nan)
    return Values(_PERCENT * gap, interval, nothing, nothing, np.minimum(one[1], other[1]))


def _interval(indicator: GapIndicator, counts: Counts, one: _Side, other: _Side) -> Interval:
    interval = intervals.difference_of_shares(*one, *other)
    if not counts.are_published:
        return interval
    first, second = (
        noise_of_quotient(*side, counts, f"_{group}")
        for group, side in zip(_groups(indicator), (one, other), strict=True)
    )
    gap = divide(*one) - divide(*other)
    return wider(interval, gap, first + second).clipped(-1.0, 1.0)


KIND = IndicatorKind(_components, _evaluate, no_bounds)
