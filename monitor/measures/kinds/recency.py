"""*aktualitaet*: the share of areas with a wave at most ``monate`` old at the period's end."""

from __future__ import annotations

import numpy as np
import polars as pl

from monitor.concept.indicators import RecencyIndicator
from monitor.concept.vocabulary import DISTRICT
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.areas import with_district
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds, no_interval
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import divide
from monitor.periods import PeriodKind


def _components(indicator: RecencyIndicator) -> Components:
    return {"z": amount(indicator.zaehler, indicator.reif), **unknown_rows(indicator)}


def _evaluate(indicator: RecencyIndicator, counts: Counts) -> Values:
    by_area = _recent(indicator, counts).with_columns(aktuell=pl.lit(1.0))
    z = counts.looked_up(with_district(by_area, pl.col("aktuell").sum()), "aktuell")
    is_district = (counts.grid[AREA] == DISTRICT).to_numpy()
    n = np.where(is_district, float(len(counts.world.areas)), 1.0)
    return Values(divide(100.0 * z, n), no_interval(n), z, n, n)


def _recent(indicator: RecencyIndicator, counts: Counts) -> pl.DataFrame:
    """Return the areas with a recent wave, per period of the grid: one row per KEYS."""
    world, component = counts.world, counts.needed["z"]
    answered = world.rolled[component.source].areas.filter(
        pl.col(component.name) > 0,
        pl.col("periode_art") == PeriodKind.WELLE.value,
        pl.col(AREA).is_in(list(world.areas)),
    )
    on = ("periode_art", "periode")
    waves = answered.join(world.periods, on=on).select(AREA, welle="bis")
    ends = counts.grid.select(on).unique().join(world.periods, on=on)
    recent = ends.join(waves, how="cross").filter(
        pl.col("welle") <= pl.col("bis"),
        pl.col("welle") >= pl.col("bis").dt.offset_by(f"-{indicator.monate}mo"),
    )
    return recent.select(*KEYS).unique()


KIND = IndicatorKind(_components, _evaluate, no_bounds)
