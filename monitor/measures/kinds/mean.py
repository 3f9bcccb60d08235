"""*mittelwert*: the mean of ``faktor`` × a row's sum of columns + ``plus``.

Example: scores of −2 and 1 with ``faktor`` 10 and ``plus`` 50 are 30 and 60, their mean is 45.
"""

from __future__ import annotations

from monitor.concept.indicators import MeanIndicator
from monitor.measures.components import Components, Measure, rows_of, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds
from monitor.measures.kinds.noise import with_noise
from monitor.measures.world import divide
from monitor.statistics import intervals
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval


def _components(indicator: MeanIndicator) -> Components:
    averaged, where = indicator.wert, indicator.reif
    return {
        "n": rows_of(averaged, Measure.COUNT, where),
        "z": rows_of(averaged, Measure.SUM, where, averaged.summe),
        "yy": rows_of(averaged, Measure.SUM_SQUARES, where, averaged.summe),
        **unknown_rows(indicator),
    }


def _evaluate(indicator: MeanIndicator, counts: Counts) -> Values:
    n, total = counts.of("n"), counts.of("z")
    value = indicator.faktor * divide(total, n) + indicator.plus
    return Values(value, _interval(indicator, counts, total, n), total, n, n)


def _interval(indicator: MeanIndicator, counts: Counts, total: Array, n: Array) -> Interval:
    own = intervals.mean_t(total, counts.of("yy"), n)
    scaled = with_noise(own, total, n, counts).scaled(indicator.faktor)
    return Interval(scaled.lower + indicator.plus, scaled.upper + indicator.plus)


KIND = IndicatorKind(_components, _evaluate, no_bounds)
