"""*je_einheit*: rows per Kita with social work, or per area; a full count.

A unit counts as far as its deliveries are in: 6 rows of one Kita that delivered half of the period
are 12 per Kita.
"""

from __future__ import annotations

import polars as pl

from monitor.concept.indicators import PerUnitIndicator
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.areas import with_district
from monitor.measures.kinds.kind import Bounds, IndicatorKind, UnknownRows, Values, no_interval
from monitor.measures.world import divide
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval


def _components(indicator: PerUnitIndicator) -> Components:
    return {"z": amount(indicator.zaehler, indicator.reif), **unknown_rows(indicator)}


def _evaluate(indicator: PerUnitIndicator, counts: Counts) -> Values:
    z, n = counts.of("z"), _units(indicator, counts)
    return Values(divide(z, n), no_interval(n), z, n, z)


def _units(indicator: PerUnitIndicator, counts: Counts) -> Array:
    source = indicator.zaehler.quelle
    if indicator.bezug == "KITA":
        kitas = counts.world.kitas_of(source)
        return counts.stock(kitas, pl.col("hat_ksa") * pl.col("gedeckt"))
    shares = counts.world.area_shares(source)
    return counts.looked_up(with_district(shares, pl.col("anteil").sum()), "anteil")


def _bounds(indicator: PerUnitIndicator) -> Bounds | None:
    return None if indicator.zaehler.summe else _per_unit_bounds


def _per_unit_bounds(counts: Counts, values: Values, missing: UnknownRows) -> Interval:
    del counts
    highest = (values.numerator + missing.rows) / values.denominator
    return missing.bounds(values.value, highest)


KIND = IndicatorKind(_components, _evaluate, _bounds)
