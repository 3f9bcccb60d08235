"""Changes against the year before that are certain although the chart sees the usual range only."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dashboards.components.selection import PageScope
from dashboards.pages.indicator_figures import IndicatorFigures, Series
from dashboards.request.context import Context
from dashboards.words.values import Row
from monitor.concept.vocabulary import ComparedWith


def year_changes(
    context: Context, chosen: PageScope, found: Iterable[IndicatorFigures]
) -> dict[str, Row]:
    """Return id of an indicator → its row of ``veraenderung``, where one is certain."""
    rows = {one.key: year_change(context, chosen, one, one.series) for one in found if one.series}
    return {key: row for key, row in rows.items() if row is not None}


def year_change(
    context: Context, chosen: PageScope, one: IndicatorFigures, series: Series
) -> Row | None:
    """Return the certain change of the latest value of a calm series; else ``None``.

    Of full counts, which have no interval, two values prove nothing.
    """
    behaviour, latest = series.behaviour, series.latest
    if behaviour is None or latest is None or series.is_short or behaviour.is_signal:
        return None
    rows = context.numbers.changes(one.key, chosen.area, series.kind).filter(
        pl.col("periode") == latest["periode"],
        pl.col("vergleich") == ComparedWith.VORJAHR,
        pl.col("gesichert"),
        pl.col("unten").is_not_null() & pl.col("oben").is_not_null(),
    )
    return rows.row(0, named=True) if rows.height else None
