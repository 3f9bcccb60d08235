"""How a goal stands, in the two sentences that its page and a report begin with."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboards.components.selection import PageScope
from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.request.context import Context
from dashboards.words import goal_sentences
from dashboards.words.target_room import is_at_best
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status
from monitor.statistics.attainment import GRADES


def standing_of(context: Context, chosen: PageScope, goal: str) -> Row | None:
    """Return the row of ``ziel_stand``; ``None``: the goal is graded for the district only."""
    rows = context.numbers.standings(chosen.area).filter(
        (pl.col("quartal") == chosen.quarter) & (pl.col("ziel_id") == goal)
    )
    return rows.row(0, named=True) if rows.height else None


def verdict(
    context: Context,
    chosen: PageScope,
    found: Sequence[IndicatorFigures],
    standing: Row | None,
) -> str:
    """Return the status since when, and how many indicators lie where."""
    if standing is None:
        return context.t("goal_page.district_only", area=chosen.area_name)
    graded, shifts = [one.graded for one in found], [one.shift for one in found]
    first = _first_quarter(context, chosen, standing["ziel_id"])
    return goal_sentences.headline(standing, graded, shifts, context.t, first=first)


def _first_quarter(context: Context, chosen: PageScope, goal: str) -> str | None:
    """Return the first quarter in which a goal is graded in the area."""
    is_graded = pl.col("status").is_in([grade.value for grade in GRADES])
    rows = context.numbers.standings(chosen.area).filter(pl.col("ziel_id") == goal, is_graded)
    return rows["quartal"][0] if rows.height else None


def decisive(context: Context, found: Sequence[IndicatorFigures], standing: Row | None) -> str:
    """Return the sentence on the indicator that decides, and of which much is missing; else ""."""
    graded = [one for one in found if one.graded.value is not None]
    first = deciding(graded, standing)
    if standing is None or not graded:
        return ""
    told = [_second(context, first)] if first else []
    told += goal_sentences.missing([one.graded for one in graded], context.t)
    return " ".join(filter(None, told))


def deciding(found: Sequence[IndicatorFigures], standing: Row | None) -> IndicatorFigures | None:
    """Return the indicator that decides: furthest off, of a reached goal the closest.

    ``found``: with grades, furthest from target first.
    """
    if standing is None or not found:
        return None
    return _closest(found) if standing["status"] == Status.ERREICHT else found[0]


def _second(context: Context, first: IndicatorFigures) -> str:
    earlier = first.series.earlier if first.series else None
    return goal_sentences.second(first.graded, earlier, context.t)


def _closest(found: Sequence[IndicatorFigures]) -> IndicatorFigures | None:
    """Return the indicator that meets its target most narrowly, the first in order.

    Those that could not be better are none.
    """
    met = (one for one in found if one.graded.status is Status.ERREICHT)
    return next((one for one in met if not is_at_best(one.indicator, one.value or {})), None)
