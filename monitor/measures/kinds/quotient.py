"""*quote*: a sum divided by another one, of the same or of another table, times ``faktor``.

Of two tables that both tell the Träger, only what both know counts (`monitor.measures.matching`).
"""

from __future__ import annotations

import numpy as np

from monitor.concept.indicators import QuotientIndicator
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds, no_interval
from monitor.measures.kinds.noise import with_noise
from monitor.measures.matching import is_matched, matched_sums, matched_totals
from monitor.measures.world import divide
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval


def _components(indicator: QuotientIndicator) -> Components:
    return {
        "z": amount(indicator.zaehler, indicator.reif),
        "n": amount(indicator.nenner, indicator.reif),
        **unknown_rows(indicator),
    }


def _evaluate(indicator: QuotientIndicator, counts: Counts) -> Values:
    z, n = _sums(indicator, counts)
    ratio = divide(z, n)
    interval = _interval(counts, z, n).scaled(indicator.faktor)
    return Values(indicator.faktor * ratio, interval, z, n, n)


def _sums(indicator: QuotientIndicator, counts: Counts) -> tuple[Array, Array]:
    needed = counts.needed
    if is_matched(indicator):
        totals = matched_totals(matched_sums(needed["z"], needed["n"], counts.world))
        z, n = (counts.looked_up(totals, name, otherwise=np.nan) for name in "zn")
        return z, np.where(np.isnan(n), n, counts.of("n")) if counts.are_published else n
    if counts.are_published:
        return counts.of("z"), counts.of("n")
    # of two tables one may not be there yet: costs that were not reported are not 0
    return counts.reported("z"), counts.reported("n")


def _interval(counts: Counts, z: Array, n: Array) -> Interval:
    """Return the interval of z / n: of a full count only the noise is uncertain."""
    if not counts.are_published:
        return no_interval(n)
    ratio = divide(z, n)
    return with_noise(Interval(ratio, ratio), z, n, counts)


KIND = IndicatorKind(_components, _evaluate, no_bounds)
