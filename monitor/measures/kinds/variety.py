"""*vielfalt*: the number of distinct codes in a column; of the district the mean over areas."""

from __future__ import annotations

import numpy as np
import polars as pl

from monitor.concept.indicators import VarietyIndicator
from monitor.measures.components import Components, Measure, amount, rows_of, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.areas import with_district
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds, no_interval
from monitor.measures.rollup import KEYS


def _components(indicator: VarietyIndicator) -> Components:
    rows, where = indicator.zaehler, indicator.reif
    codes_count = tuple(condition for _, condition in indicator.groups)
    return {
        "z": amount(rows, where),
        "v": rows_of(rows, Measure.CODES, where, (indicator.feld,)),
        **unknown_rows(indicator, counting=codes_count),
    }


def _evaluate(indicator: VarietyIndicator, counts: Counts) -> Values:
    codes = counts.needed["v"]
    values = counts.world.rolled[codes.source].values.filter(
        pl.col("baustein") == codes.name,
        ~pl.col("wert").is_in(indicator.ohne),
    )
    named = values.group_by(KEYS).agg(arten=pl.col("wert").n_unique().cast(pl.Float64))
    # an area that nothing was delivered of is not one without partners
    known = counts.world.area_shares(codes.source).filter(pl.col("anteil") > 0)
    areas = known.join(named, on=KEYS, how="left").select(*KEYS, pl.col("arten").fill_null(0.0))
    everywhere = with_district(areas, pl.col("arten").mean())
    found = counts.looked_up(everywhere, "arten", otherwise=np.nan)
    nothing = np.full(found.shape, np.nan)
    return Values(found, no_interval(found), nothing, nothing, counts.of("z"))


KIND = IndicatorKind(_components, _evaluate, no_bounds)
