"""The reading of a process behaviour chart: the latest signal drawn, and the outlook.

A sign never says more than the chart beside the sign: a chart up to an earlier quarter knows
nothing of later values, and only a chart up to the present foretells anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from dashboards.words.values import Row
from monitor.concept.vocabulary import Assurance, Direction, Variation

#: Direction of an indicator → side of a signal that is an improvement.
_BETTER: Final = {Direction.HOEHER.value: "OBEN", Direction.NIEDRIGER.value: "UNTEN"}


@dataclass(frozen=True)
class Behaviour:
    """The reading of a chart: ``signal`` and ``period`` of the latest rule hit drawn, if any.

    ``variation`` is the sign at the latest value; ``n`` is the number of values behind the limits.
    """

    variation: Variation
    n: int
    assurance: Assurance
    signal: str | None = None
    period: str | None = None

    @property
    def is_past(self) -> bool:
        """Tell whether a rule fired before the latest value and not there."""
        return self.signal is not None and self.variation in {Variation.ZUFALL, Variation.ZU_KURZ}


def read_behaviour(
    indicator: Row, shown: pl.DataFrame, limits: pl.DataFrame, assurance: str
) -> Behaviour | None:
    """Return the reading of the chart of a series; ``None`` for a chart without limits.

    Args:
        indicator: a row of ``indikator``.
        shown: the rows of ``wert`` that are drawn, in time order.
        limits: the rows of ``regelkarte`` of the whole series, in time order.
        assurance: the sign of the series (``regelkarte_stand``).
    """
    columns = ("periode", "mittel", "n", "signal", "richtung")
    drawn = shown.select("periode", "wert").join(
        limits.select(columns), on="periode", maintain_order="left"
    )
    if drawn.is_empty() or limits.is_empty():
        return None
    last, hits = drawn.row(-1, named=True), drawn.filter(pl.col("signal").is_not_null())
    hit = hits.row(-1, named=True) if hits.height else {}
    runs_to_the_present = last["periode"] == limits["periode"][-1]
    return Behaviour(
        _variation(indicator, drawn, is_short=last["mittel"] is None),
        last["n"],
        Assurance(assurance) if runs_to_the_present else Assurance.KEINE_ANGABE,
        hit.get("signal"),
        hit.get("periode"),
    )


def _variation(indicator: Row, drawn: pl.DataFrame, *, is_short: bool) -> Variation:
    """Return the sign at the latest value, as ``monitor.statistics.control_chart`` judges it."""
    if is_short:
        return Variation.ZU_KURZ
    latest = drawn.filter(pl.col("wert").is_not_null()).tail(1)
    if latest["signal"].is_null().all():
        return Variation.ZUFALL
    better = _BETTER.get(indicator["richtung"])
    if better is None:
        return Variation.VERAENDERUNG
    is_better = latest["richtung"].item() == better
    return Variation.VERBESSERUNG if is_better else Variation.VERSCHLECHTERUNG
