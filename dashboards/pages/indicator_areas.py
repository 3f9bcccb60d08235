"""An indicator in all areas: the values side by side, and what follows from them."""

from __future__ import annotations

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components.selection import PageScope
from dashboards.pages.indicator_figures import IndicatorFigures, year_earlier
from dashboards.request.context import Context
from dashboards.words import area_sentences
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT
from monitor.periods import PeriodKind, parse_quarter


def latest_of_areas(
    context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind
) -> pl.DataFrame:
    """Return the values of the latest period with figures of areas; empty without any.

    Periods of the kind in the charts, else of the kind in which areas are graded.
    """
    key, end = indicator["indikator_id"], parse_quarter(chosen.quarter).end
    graded = indicator["periode_art_sozialraum"]
    until = pl.DataFrame()
    for candidate in dict.fromkeys((kind, PeriodKind(graded))) if graded else ():
        until = context.numbers.by_area(key, candidate).filter(pl.col("bis") <= end)
        of_areas = until.filter(pl.col("gebiet_id") != DISTRICT)
        if of_areas.height:
            return until.filter(pl.col("periode") == of_areas["periode"][-1])
    return until.clear()


def _year_before(context: Context, values: pl.DataFrame) -> pl.DataFrame:
    """Return the values of all areas a year before those given, of one indicator and period."""
    row = values.row(0, named=True)
    kind = PeriodKind(row["periode_art"])
    if kind is PeriodKind.WELLE:
        return values.clear()
    rows = context.numbers.by_area(row["indikator_id"], kind)
    return rows.filter(pl.col("von") == year_earlier(row["von"]))


def follow_up(context: Context, one: IndicatorFigures, values: pl.DataFrame) -> list[Component]:
    """Return how the areas stand to the target; of periods in which none is graded nothing."""
    said = follow_up_words(context, one, values)
    if not said:
        return []
    title = html.Strong(context.t("indicator_page.follow.title"))
    return [html.P([title, " ", said], className="follow")]


def follow_up_words(context: Context, one: IndicatorFigures, values: pl.DataFrame) -> str:
    """Return the same as text; "" where there is nothing to say."""
    of_areas = values.filter(pl.col("gebiet_id") != DISTRICT) if values.height else values
    if of_areas.is_empty() or not _is_graded(one.indicator, of_areas):
        return ""
    names = context.numbers.areas().select("gebiet_id", "name")
    before = _year_before(context, of_areas)
    return area_sentences.follow_up(
        one.indicator,
        names.join(of_areas, on="gebiet_id", maintain_order="left"),
        before.filter(pl.col("gebiet_id") != DISTRICT),
        context.t,
    )


def _is_graded(indicator: Row, of_areas: pl.DataFrame) -> bool:
    """Tell whether values are of the kind of period in which areas are graded."""
    return bool(of_areas["periode_art"][0] == indicator["periode_art_sozialraum"])
