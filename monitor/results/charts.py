"""Process behaviour charts of every series: limits, signals, variation and assurance.

A series is one indicator in one area in its own kind of period. Its limits run on while the
executed definition stays the same; a new definition starts a new chart, a new target does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT, Assurance, Direction
from monitor.results.graded_in import GradedIn, Kinds
from monitor.statistics.arrays import Array
from monitor.statistics.attainment import Yardstick, yardstick
from monitor.statistics.control_chart import (
    Limits,
    Signals,
    assurance,
    latest_signal,
    limits,
    signals,
    variation,
)

_KEYS = ("indikator_id", "gebiet_id", "periode_art", "periode")

_CODES = dict.fromkeys((*_KEYS, "konzept_id"), pl.String)
_POINTS = pl.DataFrame(
    schema=_CODES
    | dict.fromkeys(("mittel", "untere_grenze", "obere_grenze"), pl.Float64)
    | {"n": pl.Int32, "signal": pl.String, "richtung": pl.String}
)
_STATES = pl.DataFrame(
    schema=dict.fromkeys(
        ("indikator_id", "gebiet_id", "konzept_id", "variation", "zusicherung", "signal",
         "signal_periode"), pl.String,
    )
    | {"n": pl.Int32}
)  # fmt: skip


def chart_tables(
    concepts: Sequence[Concept], wert: pl.DataFrame, kinds: GradedIn
) -> dict[str, pl.DataFrame]:
    """Return the tables regelkarte (per point) and regelkarte_stand (per series).

    ``kinds``: in which kind of period each indicator is graded.
    """
    points, states = [_POINTS], [_STATES]
    started = set(wert["konzept_id"])
    for indicator, versions in _definitions([c for c in concepts if c.id in started]):
        rows = wert.filter(
            pl.col("indikator_id") == indicator.id,
            pl.col("konzept_id").is_in(versions),
            _is_graded(kinds[versions[-1], indicator.id]),
        ).sort("gebiet_id", "bis")
        for of_kind in rows.partition_by("periode_art"):
            chart, state = _charts(indicator, versions[-1], of_kind)
            points.append(chart)
            states.append(state)
    return {"regelkarte": pl.concat(points), "regelkarte_stand": pl.concat(states)}


def _is_graded(kinds: Kinds) -> pl.Expr:
    areas = kinds.areas.value if kinds.areas else None
    own = pl.when(pl.col("gebiet_id") == DISTRICT).then(pl.lit(kinds.district.value))
    return pl.col("periode_art") == own.otherwise(pl.lit(areas))


def _definitions(concepts: Sequence[Concept]) -> Iterator[tuple[Indicator, list[str]]]:
    """Yield each definition with the successive versions of the concept that share the definition.

    The last version gives the target. A definition that comes back later starts a new chart, for
    nothing is known of the time between.
    """
    running: dict[tuple[str, str], tuple[Indicator, list[str]]] = {}
    for concept in concepts:
        continued = {}
        for indicator in concept.indikator:
            key = (indicator.id, indicator.fingerprint)
            _, versions = running.pop(key, (indicator, []))
            continued[key] = (indicator, [*versions, concept.id])
        yield from running.values()
        running = continued
    yield from running.values()


def _charts(
    indicator: Indicator, concept_id: str, rows: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    # every area has the same periods, so that the series form a rectangle
    wide = rows.pivot("gebiet_id", index="bis", values="wert").sort("bis")
    areas = [name for name in wide.columns if name != "bis"]
    series = wide.select(areas).transpose().cast(pl.Float64).fill_null(float("nan")).to_numpy()
    chart = limits(series)
    found = signals(series, chart)
    ends = wide["bis"]
    by_point = rows.select(*_KEYS, "konzept_id", "bis").join(
        _long(areas, ends, chart, found), on=("gebiet_id", "bis"), how="left"
    )
    identity = (indicator.id, concept_id)
    state = _states(indicator, areas, series, chart, found)
    return by_point.drop("bis"), _named(state, identity, rows)


def _long(areas: Sequence[str], ends: pl.Series, chart: Limits, found: Signals) -> pl.DataFrame:
    count = len(ends)

    def repeated(values: NDArray[Any]) -> NDArray[Any]:
        return np.repeat(values, count)

    return pl.DataFrame(
        {
            "gebiet_id": np.repeat(np.asarray(areas), count).tolist(),
            "bis": pl.concat([ends] * len(areas)),
            "mittel": repeated(chart.mean),
            "untere_grenze": repeated(chart.lower),
            "obere_grenze": repeated(chart.upper),
            "n": repeated(chart.n).astype(np.int32),
            "signal": found.rule.reshape(-1).tolist(),
            "richtung": found.side.reshape(-1).tolist(),
        }
    ).with_columns(
        pl.col("mittel", "untere_grenze", "obere_grenze").fill_nan(None),
        pl.col("signal", "richtung").replace("", None),
    )


def _states(
    indicator: Indicator, areas: Sequence[str], series: Array, chart: Limits, found: Signals
) -> pl.DataFrame:
    directions = np.full(len(areas), indicator.richtung.value)
    rule, _ = latest_signal(series, found)
    return pl.DataFrame(
        {
            "gebiet_id": list(areas),
            "variation": variation(series, chart, found, directions).tolist(),
            "zusicherung": _assured(indicator, chart, found).tolist(),
            "signal": rule.tolist(),
            "n": chart.n.astype(np.int32),
        }
    ).with_columns(pl.col("signal").replace("", None))


def _assured(indicator: Indicator, chart: Limits, found: Signals) -> NDArray[np.str_]:
    """Return the assurance sign; a process with a signal is not stable and foretells nothing."""
    signs = assurance(chart, _target(indicator, len(chart.n)))
    is_unstable = (found.first != 0).any(axis=-1) & (signs != Assurance.KEINE_ANGABE)
    return np.where(is_unstable, np.str_(Assurance.NICHT_STABIL), signs)


def _named(state: pl.DataFrame, identity: tuple[str, str], rows: pl.DataFrame) -> pl.DataFrame:
    """Add indicator, version and the period that a signal is seen in, the latest one."""
    latest = (
        rows.filter(pl.col("wert").is_not_null())
        .group_by("gebiet_id")
        .agg(letzte=pl.col("periode").sort_by("bis").last())
    )
    return state.join(latest, on="gebiet_id", how="left").select(
        pl.lit(identity[0]).alias("indikator_id"),
        "gebiet_id",
        pl.lit(identity[1]).alias("konzept_id"),
        "variation",
        "zusicherung",
        "signal",
        pl.when(pl.col("signal").is_not_null()).then("letzte").alias("signal_periode"),
        "n",
    )


def _target(indicator: Indicator, count: int) -> Yardstick:
    observed = indicator.richtung is Direction.BEOBACHTEN or indicator.zielwert is None
    upper = indicator.zielwert_oben
    return yardstick(
        np.full(count, indicator.richtung.value),
        np.full(count, np.nan if observed else indicator.zielwert),
        target_upper=np.full(count, np.nan if upper is None else upper),
    )
