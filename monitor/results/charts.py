"""Process behaviour charts of every series: limits, signals, variation, assurance, trend.

A series is one indicator in one area in its own kind of period. Its phases are the times in which
the process is meant to run alike: a new executed definition begins one, and so does a declared
restart (``monitor.content.restarts``); a new target does not. Each phase has its own limits, and
nothing is formed over its beginning. Of a seasonal indicator, differences to the year before are
judged (``monitor.statistics.phases``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.concept.indicators import SEASONS, Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import Direction
from monitor.content.restarts import Restart
from monitor.periods import PeriodKind
from monitor.results.definitions import Definition, definitions, graded_series
from monitor.results.graded_in import GradedIn
from monitor.statistics.attainment import Yardstick, yardstick
from monitor.statistics.control_chart import latest_signal, stable_assurance, variation
from monitor.statistics.phases import PhaseChart, phase_chart

_KEYS = ("indikator_id", "gebiet_id", "periode_art", "periode")
_LINES = ("mittel", "untere_grenze", "obere_grenze")
_SIGNALS = ("signal", "richtung", "signal_damals", "richtung_damals")

_POINTS = pl.DataFrame(
    schema=dict.fromkeys((*_KEYS, "konzept_id"), pl.String)
    | dict.fromkeys(_LINES, pl.Float64)
    | {"n": pl.Int32, "signal": pl.String, "richtung": pl.String}
    | {"phase": pl.Int32, "grenzen_vorlaeufig": pl.Boolean}
    | {"signal_damals": pl.String, "richtung_damals": pl.String}
)
_STATES = pl.DataFrame(
    schema=dict.fromkeys(
        ("indikator_id", "gebiet_id", "konzept_id", "variation", "zusicherung", "signal",
         "signal_periode"), pl.String,
    )
    | {"n": pl.Int32, "phase_seit": pl.String, "grund_de": pl.String, "grund_en": pl.String}
    | {"grenzen_vorlaeufig": pl.Boolean, "saison": pl.Boolean, "vorschlag_ab": pl.String}
    | {"trend": pl.String, "trend_n": pl.Int32}
)  # fmt: skip


@dataclass(frozen=True)
class _Phase:
    """A phase of the series of a definition: its number, its periods, the restart that began it."""

    number: int
    periods: pl.DataFrame  # periode, bis
    areas: Sequence[str]
    chart: PhaseChart
    restart: Restart | None


def chart_tables(
    concepts: Sequence[Concept],
    wert: pl.DataFrame,
    kinds: GradedIn,
    restarts: Iterable[Restart] = (),
) -> dict[str, pl.DataFrame]:
    """Return the tables regelkarte (per point) and regelkarte_stand (per series).

    Args:
        concepts: the versions of the concept, in the order of their validity.
        wert: the figures.
        kinds: in which kind of period each indicator is graded.
        restarts: declared changes of how indicators run.
    """
    points, states = [_POINTS], [_STATES]
    phases_before: dict[str, int] = {}
    for definition in definitions(concepts, wert):
        indicator = definition.indicator
        rows = graded_series(definition, wert, kinds)
        own = [one for one in restarts if one.indikator == indicator.id]
        first = phases_before.get(indicator.id, 0) + 1
        for of_kind in rows.partition_by("periode_art", maintain_order=True):
            phases = list(_phases(indicator, of_kind, own, first))
            places = pl.concat([_points(phase) for phase in phases])
            points.append(_charted(of_kind, places))
            states.append(_state(definition, of_kind, phases[-1]))
            last = phases_before.get(indicator.id, 0)
            phases_before[indicator.id] = max(last, phases[-1].number)
    return {"regelkarte": pl.concat(points), "regelkarte_stand": pl.concat(states)}


def _phases(
    indicator: Indicator, rows: pl.DataFrame, restarts: Sequence[Restart], first: int
) -> Iterator[_Phase]:
    # every area has the same periods, so that the series form a rectangle
    wide = rows.pivot("gebiet_id", index=("periode", "von", "bis"), values="wert").sort("bis")
    areas = wide.columns[3:]
    series = wide.select(areas).transpose().cast(pl.Float64).fill_null(float("nan")).to_numpy()
    season = SEASONS.get(PeriodKind(rows["periode_art"][0]), 1) if indicator.saison else 1
    for number, (span, restart) in enumerate(_spans(wide["von"], restarts), first):
        chart = phase_chart(series[:, span], season)
        yield _Phase(number, wide.select("periode", "bis")[span], areas, chart, restart)


def _spans(
    starts: pl.Series, restarts: Sequence[Restart]
) -> Iterator[tuple[slice, Restart | None]]:
    """Yield the places of each phase among the periods, and the restart that it begins with."""
    begun = {0: None} | {int((starts < one.ab).sum()): one for one in restarts}
    places = sorted(place for place in begun if place < len(starts))
    for place, following in zip(places, [*places[1:], len(starts)], strict=True):
        yield slice(place, following), begun[place]


def _points(phase: _Phase) -> pl.DataFrame:
    chart, count = phase.chart, phase.periods.height
    lines, then = chart.lines, chart.found_then

    def repeated(values: NDArray[Any]) -> NDArray[Any]:
        return np.repeat(values, count)

    return pl.DataFrame(
        {
            "gebiet_id": repeated(np.asarray(phase.areas)).tolist(),
            "bis": pl.concat([phase.periods["bis"]] * len(phase.areas)),
            "mittel": lines.mean.reshape(-1),
            "untere_grenze": lines.lower.reshape(-1),
            "obere_grenze": lines.upper.reshape(-1),
            "n": repeated(lines.n).astype(np.int32),
            "signal": chart.found.rule.reshape(-1).tolist(),
            "richtung": chart.found.side.reshape(-1).tolist(),
            "phase": np.full(count * len(phase.areas), phase.number, dtype=np.int32),
            "grenzen_vorlaeufig": repeated(chart.chart.is_provisional)
            & ~np.isnan(lines.mean.reshape(-1)),
            "signal_damals": then.rule.reshape(-1).tolist(),
            "richtung_damals": then.side.reshape(-1).tolist(),
        }
    ).with_columns(pl.col(_LINES).fill_nan(None), pl.col(_SIGNALS).replace("", None))


def _charted(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return the points of the chart with the keys of their figures."""
    found = rows.select(*_KEYS, "konzept_id", "bis").join(
        places, on=("gebiet_id", "bis"), how="left", maintain_order="left"
    )
    return found.sort("gebiet_id", "bis").drop("bis")


def _state(definition: Definition, rows: pl.DataFrame, phase: _Phase) -> pl.DataFrame:
    """Return the signs of each area's series as it is now: those of its last phase."""
    reason = phase.restart.grund if phase.restart else None
    signs = _signs(definition.indicator, phase).with_columns(
        pl.col("signal").replace("", None),
        indikator_id=pl.lit(definition.indicator.id),
        konzept_id=pl.lit(definition.latest),
        phase_seit=pl.lit(phase.periods["periode"][0]),
        grund_de=pl.lit(reason.de if reason else None, pl.String),
        grund_en=pl.lit(reason.en if reason else None, pl.String),
        saison=pl.lit(phase.chart.season > 1),
    )
    latest = signs.join(_latest_periods(rows), on="gebiet_id", how="left", maintain_order="left")
    told = pl.when(pl.col("signal").is_not_null()).then("letzte").alias("signal_periode")
    return latest.with_columns(told).select(_STATES.columns)


def _signs(indicator: Indicator, phase: _Phase) -> pl.DataFrame:
    chart, judged = phase.chart, phase.chart.judged
    direction = np.full(len(phase.areas), indicator.richtung.value)
    target = _target(indicator, len(phase.areas))
    rule, _ = latest_signal(judged, chart.found)
    return pl.DataFrame(
        {
            "gebiet_id": list(phase.areas),
            "variation": variation(judged, chart.chart, chart.found, direction).tolist(),
            "zusicherung": stable_assurance(chart.expected, chart.found, target).tolist(),
            "signal": rule.tolist(),
            "n": chart.chart.n.astype(np.int32),
            "grenzen_vorlaeufig": chart.chart.is_provisional,
            "vorschlag_ab": pl.Series(_period_at(phase, chart.shift_from), dtype=pl.String),
            "trend": chart.trend.tolist(),
            "trend_n": np.sum(~np.isnan(chart.values), axis=-1).astype(np.int32),
        }
    )


def _period_at(phase: _Phase, places: NDArray[np.int64]) -> list[str | None]:
    names = phase.periods["periode"].to_list()
    return [names[place] if place >= 0 else None for place in places]


def _latest_periods(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the latest period with a value, the one that signs are seen in."""
    present = rows.filter(pl.col("wert").is_not_null())
    return present.group_by("gebiet_id").agg(letzte=pl.col("periode").sort_by("bis").last())


def _target(indicator: Indicator, count: int) -> Yardstick:
    observed = indicator.richtung is Direction.BEOBACHTEN or indicator.zielwert is None
    upper = indicator.zielwert_oben
    return yardstick(
        np.full(count, indicator.richtung.value),
        np.full(count, np.nan if observed else indicator.zielwert),
        target_upper=np.full(count, np.nan if upper is None else upper),
    )
