"""From when a figure is worth showing: a share of few cases says nothing."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.concept.indicators import Indicator
from monitor.concept.vocabulary import IntervalKind

#: What is a share, or follows from one; the counts beside it stay.
_SHARES: Final = ("wert", "unten", "oben", "grenze_unten", "grenze_oben")


def blank_too_few(indicator: Indicator, figures: pl.DataFrame, minimum: int) -> pl.DataFrame:
    """Take out shares of fewer cases than ``minimum``; the counts that they rest on stay."""
    if indicator.intervall not in {IntervalKind.WILSON, IntervalKind.NEWCOMBE}:
        return figures
    enough = (pl.col("fallzahl") >= minimum).fill_null(value=False)
    return figures.with_columns(pl.when(enough).then(pl.col(name)).alias(name) for name in _SHARES)
