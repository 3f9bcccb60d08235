"""How side tables are protected: the release says which of their rows are hidden.

A row is hidden as a whole: figures of one row are linked (invited = took part + did not; costs are
shares and sums of each other). Which rows, `monitor.side_tables` and the protection of the release
decide. Only of areas, which tell of institutions and not of cases, it is decided here: where parts
add up to a published total, a second part is hidden so that the first does not follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from monitor.content import Thresholds
from monitor.datasets.model import REASON_SUFFIX, Missing
from monitor.tables import DISTRICT

HIDDEN: Final = "verborgen"
_ROW: Final = "_zeile"

#: Of every figure of the side tables whether it is hidden: `monitor.side_tables.hidden_rows`.
HiddenRows = pl.DataFrame

#: So many parts of a published total must be hidden together: one alone follows from the rest.
_AT_LEAST_HIDDEN: Final = 2


def rests_on_few(contributors: pl.Expr, largest: pl.Expr, total: pl.Expr, units: int,
                 rules: Thresholds) -> pl.Expr:  # fmt: skip
    """Tell whether a sum rests on fewer than ``units``, or nearly on one alone."""
    return contributors.is_between(1, units - 1) | (largest > rules.dominanz * total)


def with_hidden(
    rows: pl.DataFrame, hidden_rows: HiddenRows, period: str, *figures: pl.Expr
) -> pl.DataFrame:
    """Flag rows of which any figure is hidden; rows of periods that are not over are left out.

    Args:
        rows: with ``period``; without gebiet_id they are of the district.
        hidden_rows: of the release.
        period: the name of the column with a row's period.
        figures: the ids of a row's figures.
    """
    area = pl.col("gebiet_id") if "gebiet_id" in rows.columns else pl.lit(DISTRICT)
    numbered = rows.with_row_index(_ROW)
    told = (
        numbered.select(
            _ROW,
            area.alias("gebiet_id"),
            pl.col(period).cast(pl.String).alias("periode"),
            pl.concat_list(figures).alias("indikator_id"),
        )
        .explode("indikator_id")
        .join(hidden_rows, on=("indikator_id", "gebiet_id", "periode"))
        .group_by(_ROW)
        .agg(pl.col("geheim").any().alias(HIDDEN))
    )
    return numbered.join(told, on=_ROW, maintain_order="left").drop(_ROW)


def hide(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Empty these columns where the flag ``HIDDEN`` is set; say GEHEIM beside them."""
    hidden = pl.col(HIDDEN)
    names = list(columns)
    emptied = [pl.when(~hidden).then(pl.col(name)).alias(name) for name in names]
    reason = pl.when(hidden).then(pl.lit(Missing.GEHEIM.value))
    return rows.with_columns(*emptied, *(reason.alias(name + REASON_SUFFIX) for name in names))


def with_second_hidden(parts: pl.DataFrame, size: str, rules: Thresholds) -> pl.DataFrame:
    """Hide further parts, the smallest first, until none follows from the total.

    That is until at least two are hidden that together hold a publishable count.
    """
    hidden, amount = pl.col(HIDDEN), pl.col(size).fill_null(0)
    candidates = pl.when(hidden).then(0).otherwise(amount)
    before = candidates.cum_sum() - candidates
    rank = (~hidden).cast(pl.Int64).cum_sum()
    count = hidden.sum()
    total = pl.when(hidden).then(amount).otherwise(0).sum()
    needed = (count > 0) & ((count + rank - 1 < _AT_LEAST_HIDDEN) | (total + before < rules.faelle))
    return parts.sort(size, maintain_order=True).with_columns((hidden | needed).alias(HIDDEN))
