"""The reading of a chart with the usual range: the sign at the latest value drawn, and the outlook.

A sign never says more than the chart beside the sign: in a chart up to an earlier quarter stand the
signals that were known then (a run shows from its seventh value on), and only a chart up to the
present foretells anything. Mean and limits are those of the whole phase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from dashboards.words.values import Row
from monitor.concept.vocabulary import Assurance, Direction, Signal, Variation

HIGH: Final = "OBEN"  # side of a signal, as ``regelkarte`` writes it

#: Direction of an indicator → side of a signal that is an improvement.
_BETTER: Final = {Direction.HOEHER.value: HIGH, Direction.NIEDRIGER.value: "UNTEN"}
_CALM: Final = frozenset({Variation.ZUFALL.value, Variation.ZU_KURZ.value})


@dataclass(frozen=True)
class Behaviour:
    """The reading of a chart.

    Attributes:
        variation: code of ``Variation`` at the latest value.
        n: number of values behind the limits; up to an earlier quarter those of the phase drawn.
        assurance: whether the target will be met as things run.
        signal: the latest rule hit drawn, if any, at ``period`` on the high or the low side.
        low: the usual range at the latest value, in the indicator's unit, to ``high``.
        since: first period of the phase, where limits began anew.
        reason: why they began anew, in the view's language.
        is_provisional: fewer than 12 values are behind the limits.
        is_seasonal: values are compared with the same quarter of the year before.
        proposal: period from which a lasting shift suggests to begin anew.
        trend: STEIGT, FAELLT or KEINER over ``trend_n`` graded periods; ``None``: not tested.

    A hit of an earlier phase is none: a declared change has ended what it told of.
    """

    variation: str
    n: int
    assurance: Assurance = Assurance.KEINE_ANGABE
    signal: str | None = None
    period: str | None = None
    is_high: bool = False
    low: float | None = None
    high: float | None = None
    since: str | None = None
    reason: str | None = None
    is_provisional: bool = False
    is_seasonal: bool = False
    proposal: str | None = None
    trend: str | None = None
    trend_n: int = 0

    @property
    def is_signal(self) -> bool:
        """Tell whether chance does not explain the latest value."""
        return self.variation not in _CALM

    @property
    def is_past(self) -> bool:
        """Tell whether a rule fired before the latest value and not there."""
        return self.signal is not None and not self.is_signal


def limits_then(shown: pl.DataFrame, limits: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of ``regelkarte`` for a chart of some rows of ``wert``.

    Up to the present they are as they are. Of a chart that ends before, later rows are left out,
    and signals are those known at each value. Early releases tell of these only the points outside
    the limits, which need no other value.
    """
    if _reaches_present(shown, limits):
        return limits
    is_outside = pl.col("signal") == Signal.PUNKT_AUSSERHALB
    known = {
        name: pl.coalesce(f"{name}_damals", pl.when(is_outside).then(pl.col(name)))
        for name in ("signal", "richtung")
    }
    return limits.filter(pl.col("periode").is_in(shown["periode"].to_list())).with_columns(**known)


def _reaches_present(shown: pl.DataFrame, limits: pl.DataFrame) -> bool:
    return limits.is_empty() or limits["periode"][-1] in shown["periode"]


def read_behaviour(
    indicator: Row, shown: pl.DataFrame, limits: pl.DataFrame, standing: Row | None, language: str
) -> Behaviour | None:
    """Return the reading of the chart of a series; ``None`` for a chart without limits.

    Args:
        indicator: a row of ``indikator``.
        shown: the rows of ``wert`` that are drawn, in time order.
        limits: the rows of ``regelkarte`` of the whole series, in time order.
        standing: the row of ``regelkarte_stand`` of the series.
        language: of the reasons, e.g. ``de``.
    """
    then = limits_then(shown, limits).drop("konzept_id", strict=False)
    drawn = shown.select("periode", "wert").join(then, on="periode", maintain_order="left")
    if drawn.is_empty() or limits.is_empty():
        return None
    last = drawn.row(-1, named=True)
    in_phase = drawn.filter(pl.col("phase").eq_missing(pl.lit(last["phase"], pl.Int32)))
    hits = in_phase.filter(pl.col("signal").is_not_null())
    hit = hits.row(-1, named=True) if hits.height else {}
    is_present = _reaches_present(shown, limits)
    said: Row = standing if is_present and standing is not None else {}
    since = _phase_start(drawn, last)
    return Behaviour(
        _variation(indicator, in_phase, is_short=last["mittel"] is None),
        last["n"] if is_present else _number_drawn(in_phase),
        Assurance(said.get("zusicherung", Assurance.KEINE_ANGABE)),
        signal=hit.get("signal"),
        period=hit.get("periode"),
        is_high=hit.get("richtung") == HIGH,
        low=last["untere_grenze"],
        high=last["obere_grenze"],
        since=since,
        reason=_reason(standing, since, language),
        is_provisional=bool(last.get("grenzen_vorlaeufig")),
        is_seasonal=bool((standing or {}).get("saison")),
        proposal=said.get("vorschlag_ab"),
        trend=_tested(said.get("trend")),
        trend_n=said.get("trend_n") or 0,
    )


def _number_drawn(in_phase: pl.DataFrame) -> int:
    """Return how many values are drawn that limits can be told of; without limits, how many."""
    values = in_phase.filter(pl.col("wert").is_not_null())
    return values["mittel"].count() or values.height


def _phase_start(drawn: pl.DataFrame, last: Row) -> str | None:
    """Return the first period of the latest phase; ``None`` for the first phase of a series."""
    phase = last.get("phase")
    if phase is None or phase <= 1:
        return None
    return str(drawn.filter(pl.col("phase") == phase)["periode"][0])


def _reason(standing: Row | None, since: str | None, language: str) -> str | None:
    """Return why the phase that is drawn began, which the standing knows of the present phase."""
    if standing is None or since is None or standing.get("phase_seit") != since:
        return None
    reason: str | None = standing.get(f"grund_{language}")
    return reason


def _tested(trend: str | None) -> str | None:
    return None if trend == "ZU_KURZ" else trend


def _variation(indicator: Row, drawn: pl.DataFrame, *, is_short: bool) -> str:
    """Return the sign at the latest value, as ``monitor.statistics.control_chart`` judges it."""
    if is_short:
        return Variation.ZU_KURZ.value
    latest = drawn.filter(pl.col("wert").is_not_null()).tail(1)
    if latest["signal"].is_null().all():  # of no value as well
        return Variation.ZUFALL.value
    side, better = latest["richtung"].item(), _BETTER.get(indicator["richtung"])
    if better is None:
        return (Variation.HOCH if side == HIGH else Variation.NIEDRIG).value
    return (Variation.VERBESSERUNG if side == better else Variation.VERSCHLECHTERUNG).value
