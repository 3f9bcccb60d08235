"""How side tables are protected (DOMAIN.md §6), the simple rules of ``monitor.primary_rules``.

A row is hidden as a whole: figures of one row are linked (invited = took part + did not; costs are
shares and sums of each other). Where parts add up to a published total, a second part is hidden so
that the first does not follow from the rest. What the indicators hide of the same table stays
hidden here, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from monitor.concept import Indicator
from monitor.content import Content, Thresholds
from monitor.datasets.makers.names import Frames
from monitor.datasets.model import REASON_SUFFIX, Missing
from monitor.tables import PeriodKind, Status

HIDDEN: Final = "verborgen"

#: So many parts of a published total must be hidden together: one alone follows from the rest.
_AT_LEAST_HIDDEN: Final = 2


def is_small(count: pl.Expr, rules: Thresholds) -> pl.Expr:
    """Tell whether a count of persons must not be published; zero may be."""
    return count.is_between(1, rules.faelle - 1)


def rests_on_few(contributors: pl.Expr, largest: pl.Expr, total: pl.Expr, units: int,
                 rules: Thresholds) -> pl.Expr:  # fmt: skip
    """Tell whether a sum rests on fewer than ``units``, or nearly on one alone."""
    return contributors.is_between(1, units - 1) | (largest > rules.dominanz * total)


def hide(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Empty these columns where the flag ``HIDDEN`` is set; say GEHEIM beside them."""
    hidden = pl.col(HIDDEN)
    names = list(columns)
    emptied = [pl.when(~hidden).then(pl.col(name)).alias(name) for name in names]
    reason = pl.when(hidden).then(pl.lit(Missing.GEHEIM.value))
    return rows.with_columns(*emptied, *(reason.alias(name + REASON_SUFFIX) for name in names))


def with_second_hidden(
    parts: pl.DataFrame, by: Sequence[str], size: str, rules: Thresholds
) -> pl.DataFrame:
    """Hide further parts, the smallest first, until none follows from the total of its group.

    That is until at least two are hidden that together hold a publishable count.
    """
    groups = [pl.col(name) for name in by] or [pl.lit(1)]
    hidden, amount = pl.col(HIDDEN), pl.col(size).fill_null(0)
    candidates = pl.when(hidden).then(0).otherwise(amount)
    before = (candidates.cum_sum() - candidates).over(groups)
    rank = (~hidden).cast(pl.Int64).cum_sum().over(groups)
    count = hidden.sum().over(groups)
    total = pl.when(hidden).then(amount).otherwise(0).sum().over(groups)
    needed = (count > 0) & ((count + rank - 1 < _AT_LEAST_HIDDEN) | (total + before < rules.faelle))
    return parts.sort(size, maintain_order=True).with_columns((hidden | needed).alias(HIDDEN))


def hidden_indicators(frames: Frames, content: Content, source: str) -> pl.DataFrame:
    """Return where an indicator of this source is hidden: gebiet_id, periode_art, periode, gruppe.

    ``gruppe`` is the group of people that the indicator is about, null where it is about all.
    """
    users = [
        (concept.id, indicator.id, group)
        for concept in content.concepts
        for indicator in concept.indikator
        if source in indicator.sources
        for group in _groups(indicator) or (None,)
    ]
    schema = dict.fromkeys(("konzept_id", "indikator_id", "gruppe"), pl.String)
    declared = pl.DataFrame(users, schema=schema, orient="row")
    hidden = frames["wert"].filter(pl.col("status") == Status.GEHEIM.value)
    found = hidden.join(declared, on=("konzept_id", "indikator_id"), how="inner")
    return found.select("gebiet_id", "periode_art", "periode", "gruppe").unique()


def hidden_periods(
    frames: Frames, content: Content, source: str, kind: PeriodKind, area: str
) -> list[str]:
    """Return the periods of this kind in which an indicator of this source is hidden there."""
    found = hidden_indicators(frames, content, source).filter(
        pl.col("periode_art") == kind.value, pl.col("gebiet_id") == area
    )
    return found["periode"].unique().sort().to_list()


def _groups(indicator: Indicator) -> tuple[str, ...]:
    """Return the groups of people that the conditions of an indicator name."""
    return tuple(
        code
        for quantity in indicator.quantities[-1:]
        for condition in quantity.wo
        if condition.feld == "akteursgruppe"
        for code in condition.codes
    )
