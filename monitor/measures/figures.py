"""The figures of one indicator: values on the grid of areas × periods, with what is missing.

Bounds (docs/methoden.md): between which values a figure would lie if every row of its base that
lacks a value, is not mature or is in quarantine were good, or all were bad. They need every
expected delivery to be in; a share of Kitas is bounded by the Kitas whose delivery is missing as
well.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.indicators import (
    CountIndicator,
    CoverageIndicator,
    Indicator,
    PerUnitIndicator,
    RecencyIndicator,
    ShareIndicator,
)
from monitor.concept.sources import DELIVERED_BY_TRAEGER, SOURCES
from monitor.concept.vocabulary import DISTRICT, AreaLevel, IntervalKind
from monitor.measures.components import QUARANTINED, Component, plan
from monitor.measures.kinds import evaluate
from monitor.measures.matching import is_matched, matched_coverage
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import (
    Values,
    World,
    fetch,
    fetch_rolled,
    kitas_with,
    stock,
    with_coverage,
)
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
    grid = _grid(indicator, periods, world)
    values = evaluate(indicator, grid, world)
    columns = _columns(values) | _missing(indicator, grid, world, values)
    frame = _with_coverage(indicator, grid, world).with_columns(**columns)
    lower, upper = _bounds(indicator, frame, world)
    return frame.with_columns(grenze_unten=lower, grenze_oben=upper).with_columns(
        pl.col(pl.Float64).fill_nan(None)
    )


def _grid(indicator: Indicator, periods: pl.DataFrame, world: World) -> pl.DataFrame:
    if isinstance(indicator, RecencyIndicator):
        kinds = {indicator.periode}
    else:
        kinds = set.intersection(*(set(SOURCES[name].kinds) for name in indicator.sources))
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


def _missing(
    indicator: Indicator, grid: pl.DataFrame, world: World, values: Values
) -> dict[str, Array]:
    needed = plan(indicator)
    none = np.full(len(values.value), np.nan)
    in_quarantine = needed[QUARANTINED].source == AKTIVITAET.name
    return {
        "fehlend": fetch(grid, needed["fehlend"], world) if "fehlend" in needed else none,
        "quarantaene": fetch_rolled(grid, world.quarantine.areas, needed[QUARANTINED].name)
        if in_quarantine
        else none,
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


def _bounds(indicator: Indicator, frame: pl.DataFrame, world: World) -> tuple[Array, Array]:
    counted, base, wert = (_array(frame, name) for name in ("zaehler", "nenner", "wert"))
    unknown = _array(frame, "fehlend", missing=0.0) + _array(frame, "quarantaene", missing=0.0)
    complete = _array(frame, "abdeckung", missing=0.0) >= 1
    with np.errstate(divide="ignore", invalid="ignore"):
        match indicator:
            case ShareIndicator(intervall=IntervalKind.WILSON) if not indicator.nenner.summe:
                everyone = base + unknown
                ends = 100 * counted / everyone, 100 * (counted + unknown) / everyone
            case CoverageIndicator():
                return _unit_bounds(indicator, frame, world)
            case CountIndicator() if not indicator.zaehler.summe:
                ends = wert, wert + unknown
            case PerUnitIndicator() if not indicator.zaehler.summe:
                ends = wert, (counted + unknown) / base
            case _:
                ends = np.full(frame.height, np.nan), np.full(frame.height, np.nan)
    lower, upper = (np.where(complete, end, np.nan) for end in ends)
    return lower, upper


def _array(frame: pl.DataFrame, name: str, missing: float = np.nan) -> Array:
    values = frame[name].cast(pl.Float64).fill_nan(None).fill_null(missing)
    return values.to_numpy().astype(np.float64)


def _unit_bounds(
    indicator: CoverageIndicator, frame: pl.DataFrame, world: World
) -> tuple[Array, Array]:
    """Bound a share of Kitas: of those that do not satisfy it some may with what is missing.

    Missing is a delivery of the period, a quarantined row of the Kita, or one that names no known
    Kita: each such row may belong to one Kita more.
    """
    needed = plan(indicator)
    kitas = kitas_with({"z": needed["z"]}, world.kitas_of(indicator.sources[0]), world.rolled)
    kitas = kitas_with({"q": needed[QUARANTINED]}, kitas, {indicator.sources[0]: world.quarantine})
    satisfied = (pl.col("z") > 0) & (pl.col("gedeckt") > 0)
    possible = satisfied | (pl.col("gedeckt") < 1) | (pl.col("q") > 0)
    served = kitas.filter(pl.col("hat_ksa"))
    everyone, certain, open_ones = (
        stock(frame, served, chosen) for chosen in (pl.col("hat_ksa"), satisfied, possible)
    )
    further = _without_kita(frame, needed[QUARANTINED], world)
    with np.errstate(divide="ignore", invalid="ignore"):
        highest = np.minimum(open_ones + further, everyone)
        return 100 * certain / everyone, 100 * highest / everyone


def _without_kita(frame: pl.DataFrame, suspected: Component, world: World) -> Array:
    """Return the number of quarantined rows that might count and name no known Kita."""
    rows = world.quarantine.contributors
    if suspected.name not in rows.columns:
        return np.zeros(frame.height)
    nameless = rows.filter(~pl.col("ist_kita")).group_by(KEYS).agg(pl.col(suspected.name).sum())
    return fetch_rolled(frame, nameless, suspected.name)
