"""*anteil*: the share of the denominator's rows (or sums) that satisfy the numerator, in percent.

Example: of 20 first contacts 10 were in time, 5 lack a waiting time: 50 %, between 40 % and 60 %.
"""

from __future__ import annotations

from typing import Final

from monitor.concept.indicators import ShareIndicator
from monitor.concept.vocabulary import IntervalKind
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.clusters import kita_clusters, session_sums
from monitor.measures.kinds.kind import Bounds, IndicatorKind, UnknownRows, Values, no_interval
from monitor.measures.kinds.noise import with_noise
from monitor.measures.world import divide
from monitor.statistics import intervals
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval

_PERCENT: Final = 100.0


def _components(indicator: ShareIndicator) -> Components:
    numerator, denominator = indicator.quantities
    shares = {"z": amount(numerator, indicator.reif), "n": amount(denominator, indicator.reif)}
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        shares |= session_sums(numerator, denominator)
    return {**shares, **unknown_rows(indicator)}


def _evaluate(indicator: ShareIndicator, counts: Counts) -> Values:
    z, n = counts.of("z"), counts.of("n")
    interval = with_noise(_interval(indicator, counts, z, n), z, n, counts).clipped(0.0, 1.0)
    return Values(divide(_PERCENT * z, n), interval.scaled(_PERCENT), z, n, n)


def _interval(indicator: ShareIndicator, counts: Counts, z: Array, n: Array) -> Interval:
    match indicator.intervall:
        case IntervalKind.WILSON:
            return intervals.wilson(z, n)
        case IntervalKind.CLUSTER_TERMIN:
            yy, xy, xx, k = (counts.of(role) for role in ("yy", "xy", "xx", "k"))
            return intervals.cluster_ratio(z, n, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)
        case IntervalKind.CLUSTER_KITA:
            return _cluster_by_kita(counts, z, n)
        case _:
            return no_interval(n)


def _cluster_by_kita(counts: Counts, z: Array, n: Array) -> Interval:
    """Return the interval of a ratio whose clusters are the Kitas (or the Träger's other rows)."""
    if counts.are_published:  # the spread is published, not the sums that it came from
        half = counts.of("halbe_breite")
        return Interval(divide(z, n) - half, divide(z, n) + half)
    sums = kita_clusters(counts.needed["z"], counts.needed["n"], counts.world)
    y_sum, x_sum, yy, xy, xx, k = (
        counts.looked_up(sums, name) for name in ("y", "x", "yy", "xy", "xx", "k")
    )
    return intervals.cluster_ratio(y_sum, x_sum, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)


def _bounds(indicator: ShareIndicator) -> Bounds | None:
    counts_rows = indicator.intervall is IntervalKind.WILSON and not indicator.nenner.summe
    return _share_bounds if counts_rows else None


def _share_bounds(counts: Counts, values: Values, missing: UnknownRows) -> Interval:
    del counts
    everyone = values.denominator + missing.rows
    highest = 100 * (values.numerator + missing.rows) / everyone
    return missing.bounds(100 * values.numerator / everyone, highest)


KIND = IndicatorKind(_components, _evaluate, _bounds)
