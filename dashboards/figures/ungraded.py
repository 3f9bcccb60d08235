"""Rows that are drawn and not graded: their targets are those of another kind of period."""

from __future__ import annotations

import polars as pl

from monitor.concept.vocabulary import Status

_AIMS = ("zielwert", "zielwert_oben", "pfadwert")


def without_targets(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of ``wert`` without the targets that do not grade them."""
    is_graded = pl.col("status") != Status.NICHT_BEWERTET.value
    aims = [name for name in _AIMS if name in rows.columns]
    return rows.with_columns(pl.when(is_graded).then(pl.col(aims)))
