"""What a kind of indicator consists of, and what its functions take and return.

A module per kind exports one ``KIND``. Its functions are vectorised over areas × periods; whether
counts are true or published is the matter of `monitor.measures.counts.Counts`. Nothing is graded or
rounded here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from monitor.concept.indicators import Indicator
from monitor.measures.components import Components
from monitor.measures.counts import Counts
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.intervals import Interval

#: The declaration of a kind.
Declaration = TypeVar("Declaration", bound=Indicator)


@dataclass(frozen=True)
class Values:
    """Values of one indicator on a grid of areas × periods, as arrays of the grid's length.

    ``judged``: what is held against the target in place of value and interval, where only classes
    are known; ``more_than``: whether all that is known is that the value is larger.
    """

    value: Array
    interval: Interval
    numerator: Array
    denominator: Array
    cases: Array
    judged: tuple[Array, Interval] | None = None
    more_than: Flags | None = None


@dataclass(frozen=True)
class UnknownRows:
    """What is missing of values: how many rows might count, and where deliveries are complete.

    ``rows``: rows of the base that lack a value, are not mature or lie in quarantine.
    """

    rows: Array
    is_complete: Flags

    def bounds(self, lowest: Array, highest: Array) -> Interval:
        """Return bounds where every expected delivery is in; elsewhere nobody knows them."""
        lower, upper = (np.where(self.is_complete, end, np.nan) for end in (lowest, highest))
        return Interval(lower, upper)


#: The bounds of values, with every missing row bad and with every one good.
Bounds = Callable[[Counts, Values, UnknownRows], Interval]


@dataclass(frozen=True)
class IndicatorKind(Generic[Declaration]):
    """One kind of indicator.

    ``components``: the counts needed, by role (`monitor.measures.components.Components`);
    ``evaluate``: value, interval, numerator, denominator and cases, from these counts;
    ``bounds``: how the values of a declaration are bounded, ``None``: not at all.
    """

    components: Callable[[Declaration], Components]
    evaluate: Callable[[Declaration, Counts], Values]
    bounds: Callable[[Declaration], Bounds | None]


def no_interval(like: Array) -> Interval:
    """Return an interval of a full count: there is none."""
    return Interval(np.full(like.shape, np.nan), np.full(like.shape, np.nan))


def no_bounds(indicator: Indicator) -> None:
    """Say that the values of a kind are not bounded, whatever the declaration."""
    del indicator
