"""*einheiten_anteil*: the share of Kitas with social work that have such a row, in percent.

Bounds: of the Kitas without such a row some may have one with what is missing, a delivery of the
period, a quarantined row of the Kita, or one that names no known Kita: each such row may belong to
one Kita more.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from monitor.concept.indicators import CoverageIndicator
from monitor.measures.components import QUARANTINED, Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import Bounds, IndicatorKind, UnknownRows, Values
from monitor.measures.kinds.kitas import share_of_kitas
from monitor.measures.rollup import KEYS
from monitor.measures.world import kitas_with
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval


def _components(indicator: CoverageIndicator) -> Components:
    return {"z": amount(indicator.zaehler, indicator.reif), **unknown_rows(indicator)}


def _evaluate(indicator: CoverageIndicator, counts: Counts) -> Values:
    kitas = counts.world.kitas_of(indicator.zaehler.quelle)
    return share_of_kitas(counts, counts.with_own(kitas, ["z"]), pl.col("z") > 0)


def _bounds(indicator: CoverageIndicator) -> Bounds:
    del indicator
    return _kita_bounds


def _kita_bounds(counts: Counts, values: Values, missing: UnknownRows) -> Interval:
    """Bound a share of Kitas; a Kita is open, not left out, while its delivery is missing."""
    del values, missing
    source, suspected = counts.needed["z"].source, counts.needed[QUARANTINED]
    kitas = counts.with_own(counts.world.kitas_of(source), ["z"])
    kitas = kitas_with({"q": suspected}, kitas, {source: counts.world.quarantine})
    satisfied = (pl.col("z") > 0) & (pl.col("gedeckt") > 0)
    possible = satisfied | (pl.col("gedeckt") < 1) | (pl.col("q") > 0)
    served = kitas.filter(pl.col("hat_ksa"))
    everyone, certain, open_ones = (
        counts.stock(served, chosen) for chosen in (pl.col("hat_ksa"), satisfied, possible)
    )
    highest = np.minimum(open_ones + _without_kita(counts), everyone)
    return Interval(100 * certain / everyone, 100 * highest / everyone)


def _without_kita(counts: Counts) -> Array:
    """Return the number of quarantined rows that might count and name no known Kita."""
    rows, suspected = counts.world.quarantine.contributors, counts.needed[QUARANTINED]
    if suspected.name not in rows.columns:
        return np.zeros(counts.grid.height)
    nameless = rows.filter(~pl.col("ist_kita")).group_by(KEYS).agg(pl.col(suspected.name).sum())
    return counts.looked_up(nameless, suspected.name)


KIND = IndicatorKind(_components, _evaluate, _bounds)
