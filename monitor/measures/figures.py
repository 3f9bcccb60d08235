"""The figures of one indicator: values on the grid of areas × periods, with what is missing.

Bounds (docs/methoden.md): between which values a figure would lie if every row of its base that
lacks a value, is not mature or is in quarantine were good, or all were bad. They need every
expected delivery to be in. What values and bounds are, the kind says (`monitor.measures.kinds`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.indicators import Indicator
from monitor.concept.sources import DELIVERED_BY_TRAEGER, period_kinds
from monitor.concept.vocabulary import DISTRICT, AreaLevel
from monitor.measures.components import QUARANTINED
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import UnknownRows, Values, no_interval
from monitor.measures.kinds.registry import kind_of
from monitor.measures.matching import is_matched, matched_coverage
from monitor.measures.rollup import AREA
from monitor.measures.world import World, with_coverage
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.intervals import Interval

#: What ``figures`` adds to the columns of table ``wert``: what is held against the target in place
#: of value and interval, where only classes are known (else null).
JUDGED: Final = ("urteil_wert", "urteil_unten", "urteil_oben")


def figures(indicator: Indicator, periods: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the figures of an indicator for the given periods.

    Returns:
        One row per gebiet_id × period with von, bis, wert, unten, oben, zaehler, nenner, fallzahl,
        fehlend, quarantaene, grenze_unten, grenze_oben, abdeckung, vorlaeufig, mehr_als and
        `JUDGED`; values that cannot be computed are null.
    """
    kind, grid = kind_of(indicator), _grid(indicator, periods, world)
    counts = Counts(grid, kind.components(indicator), world, world.passed.get(indicator.id))
    values = kind.evaluate(indicator, counts)
    frame = _with_coverage(indicator, grid, world).with_columns(
        **_columns(values), **_missing(counts)
    )
    bounds = _bounds(indicator, counts, values, frame)
    return frame.with_columns(grenze_unten=bounds.lower, grenze_oben=bounds.upper).with_columns(
        pl.col(pl.Float64).fill_nan(None)
    )


def _grid(indicator: Indicator, periods: pl.DataFrame, world: World) -> pl.DataFrame:
    kinds = period_kinds(indicator)
    areas = world.district_and_areas if indicator.ebene is AreaLevel.SOZIALRAUM else [DISTRICT]
    chosen = periods.filter(pl.col("periode_art").is_in([kind.value for kind in kinds]))
    spans = chosen.select("periode_art", "periode", "von", "bis")
    return pl.DataFrame({AREA: areas}).join(spans, how="cross")


def _columns(values: Values) -> dict[str, Array | Flags]:
    nothing = np.full(len(values.value), np.nan)
    judged, limits = values.judged or (nothing, Interval(nothing, nothing))
    more_than = values.more_than
    return {
        "wert": values.value,
        "unten": values.interval.lower,
        "oben": values.interval.upper,
        "zaehler": values.numerator,
        "nenner": values.denominator,
        "fallzahl": values.cases,
        "mehr_als": np.zeros(nothing.shape, dtype=np.bool_) if more_than is None else more_than,
        **dict(zip(JUDGED, (judged, limits.lower, limits.upper), strict=True)),
    }


def _missing(counts: Counts) -> dict[str, Array]:
    none, suspected = np.full(counts.grid.height, np.nan), counts.needed[QUARANTINED]
    rows = counts.world.quarantine.areas
    in_quarantine = suspected.source == AKTIVITAET.name
    return {
        "fehlend": counts.of("fehlend") if "fehlend" in counts.needed else none,
        "quarantaene": counts.looked_up(rows, suspected.name) if in_quarantine else none,
    }


def _with_coverage(indicator: Indicator, grid: pl.DataFrame, world: World) -> pl.DataFrame:
    """Add abdeckung and vorlaeufig; they say nothing of what the office itself delivers."""
    if not DELIVERED_BY_TRAEGER.intersection(indicator.sources):
        return grid.with_columns(pl.lit(None, pl.Float64).alias("abdeckung"), vorlaeufig=False)
    is_matching = is_matched(indicator)
    covered = matched_coverage(indicator.sources, world) if is_matching else world.covered
    known = with_coverage(grid, covered)
    if AKTIVITAET.name not in indicator.sources and not any(q.summe for q in indicator.quantities):
        # deliveries are counted, not their rows: a missing one is counted, not left out
        known = known.with_columns(pl.lit(None, pl.Float64).alias("abdeckung"))
    return known.with_columns(pl.col("vorlaeufig").fill_null(value=True))


def _bounds(indicator: Indicator, counts: Counts, values: Values, frame: pl.DataFrame) -> Interval:
    bounds = kind_of(indicator).bounds(indicator)
    if bounds is None:
        return no_interval(values.value)
    unknown = _array(frame, "fehlend") + _array(frame, "quarantaene")
    missing = UnknownRows(unknown, _array(frame, "abdeckung") >= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return bounds(counts, values, missing)


def _array(frame: pl.DataFrame, name: str) -> Array:
    """Return a column, 0 where nothing is known of it."""
    known = frame[name].cast(pl.Float64).fill_nan(None).fill_null(0.0)
    return known.to_numpy().astype(np.float64)
