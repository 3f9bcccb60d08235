"""What the page of a goal reads of its indicators: grades, series, the usual range, changes.

Everything is read once and up to the chosen quarter; nothing is computed but which rows belong
together. Early releases lack tables and columns: then less is known, and the page says less.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from dashboards.components.selection import PERIOD_KINDS, PageScope, graded_kind
from dashboards.pages.graded_indicators import (
    GradedIndicator,
    graded_indicators,
    in_words,
    worst_first,
)
from dashboards.request.context import Context
from dashboards.words.behaviour import Behaviour, limits_then, read_behaviour
from dashboards.words.indicator_reading import shift
from dashboards.words.values import Row
from monitor.concept.vocabulary import ComparedWith, Direction, Status, Variation
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind, parse_quarter


@dataclass(frozen=True)
class Series:
    """An indicator over time in one kind of period: rows of ``wert`` that are shown, and more.

    ``limits``: rows of ``regelkarte`` as of the latest row shown; ``change``: the latest row of
    ``veraenderung``; ``earlier``: the row of ``wert`` a year before the latest, of a survey the
    wave before.
    """

    kind: PeriodKind
    shown: pl.DataFrame
    limits: pl.DataFrame
    behaviour: Behaviour | None
    change: Row | None
    earlier: Row | None

    @property
    def latest(self) -> Row | None:
        """Return the latest row shown; ``None`` for an empty series."""
        return self.shown.row(-1, named=True) if self.shown.height else None

    @property
    def is_short(self) -> bool:
        """Tell whether there are too few values to say what is usual."""
        return self.behaviour is None or self.behaviour.variation == Variation.ZU_KURZ


@dataclass(frozen=True)
class IndicatorFigures:
    """An indicator on the page of its goal: grade, value and series in its own kind of period.

    ``series``: ``None`` where the indicator does not exist in the area.
    """

    graded: GradedIndicator
    series: Series | None

    @property
    def indicator(self) -> Row:
        """Return the row of ``indikator``, texts in the view's language."""
        return self.graded.indicator

    @property
    def key(self) -> str:
        """Return the id of the indicator."""
        return self.graded.key

    @property
    def anchor(self) -> str:
        """Return the name of the indicator's section in addresses."""
        return self.key.replace(".", "-")

    @property
    def value(self) -> Row | None:
        """Return the row that is graded; without a grade the latest row shown."""
        latest = self.series.latest if self.series else None
        return self.graded.value or latest

    @property
    def shift(self) -> str | None:
        """Return BESSER or SCHLECHTER where chance does not explain how the value has changed."""
        if self.series is None:
            return None
        return shift(self.indicator, self.series.behaviour, self.series.change)


def read_goal(context: Context, chosen: PageScope, goal: str) -> list[IndicatorFigures]:
    """Return the indicators of a goal: furthest from target first, then observed, then absent."""
    graded = worst_first(graded_indicators(context, chosen, goal))
    known = {one.key for one in graded}
    rows = in_words(context, context.numbers.indicators(chosen.concept, goal))
    others = [
        _ungraded(row, chosen)
        for row in rows.iter_rows(named=True)
        if row["indikator_id"] not in known
    ]
    found = [IndicatorFigures(one, _own_series(context, chosen, one)) for one in [*graded, *others]]
    return sorted(found, key=lambda one: one.series is None)


def read_indicator(context: Context, chosen: PageScope, indicator: str) -> IndicatorFigures | None:
    """Return one indicator as the page of its goal reads it; ``None``: there is no such one."""
    rows = context.numbers.indicators(chosen.concept).filter(pl.col("indikator_id") == indicator)
    if rows.is_empty():
        return None
    graded = graded_indicators(context, chosen, rows["ziel_id"][0])
    row = in_words(context, rows).row(0, named=True)
    one = next((each for each in graded if each.key == indicator), None) or _ungraded(row, chosen)
    return IndicatorFigures(one, _own_series(context, chosen, one))


def _ungraded(indicator: Row, chosen: PageScope) -> GradedIndicator:
    """Return an indicator that no goal counts: observed only, or absent in the area."""
    is_observed = indicator["richtung"] == Direction.BEOBACHTEN
    is_there = graded_kind(indicator, chosen.area) is not None
    status = Status.BEOBACHTUNG if is_observed and is_there else Status.KEINE_ANGABE
    return GradedIndicator(indicator, status, None, None, None)


def _own_series(context: Context, chosen: PageScope, one: GradedIndicator) -> Series | None:
    own = graded_kind(one.indicator, chosen.area)
    return read_series(context, chosen, one.indicator, own) if own else None


def asked_kind(context: Context, own: PeriodKind) -> PeriodKind:
    """Return the kind of periods in the charts: of the address, else as graded in the area."""
    asked = context.view.period_kind
    if asked is None or own is PeriodKind.WELLE:
        return own
    return asked if asked in PERIOD_KINDS[context.numbers.level] else own


def read_series(context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind) -> Series:
    """Return a series up to the chosen quarter, with what is known of its changes."""
    key, numbers = indicator["indikator_id"], context.numbers
    rows = numbers.series(key, chosen.area, kind)
    shown = rows.filter(pl.col("bis") <= parse_quarter(chosen.quarter).end)
    limits = numbers.limits(key, chosen.area, kind)
    standing = _standing(context, key, chosen.area) if _is_own(indicator, chosen, kind) else None
    language = context.view.language.value
    found = read_behaviour(indicator, shown, limits, standing, language)
    change = _change(
        context, indicator, chosen, shown, is_seasonal=bool(found and found.is_seasonal)
    )
    drawn = limits_then(shown, limits)
    return Series(kind, shown, drawn, found, change, _year_before(shown))


def _is_own(indicator: Row, chosen: PageScope, kind: PeriodKind) -> bool:
    return graded_kind(indicator, chosen.area) is kind


def _standing(context: Context, key: str, area: str) -> Row | None:
    """Return the row of ``regelkarte_stand`` of the last version of the concept with values."""
    order = {name: place for place, name in enumerate(context.numbers.concepts()["konzept_id"])}
    rows = context.numbers.behaviour([key], area).iter_rows(named=True)
    return max(rows, key=lambda row: order[row["konzept_id"]], default=None)


def _change(
    context: Context, indicator: Row, chosen: PageScope, shown: pl.DataFrame, *, is_seasonal: bool
) -> Row | None:
    """Return the change to the period before; of seasonal values to the same of a year before."""
    if shown.is_empty():
        return None
    kind, period = shown.select("periode_art", "periode").row(-1)
    rows = context.numbers.changes(indicator["indikator_id"], chosen.area, PeriodKind(kind))
    compared = ComparedWith.VORJAHR if is_seasonal else ComparedWith.VORPERIODE
    found = rows.filter((pl.col("periode") == period) & (pl.col("vergleich") == compared))
    return found.row(0, named=True) if found.height else None


def _year_before(shown: pl.DataFrame) -> Row | None:
    """Return the row a year before the latest; of survey waves the wave before."""
    if shown.height < 2:  # noqa: PLR2004  # one row has none before it
        return None
    latest = shown.row(-1, named=True)
    if latest["periode_art"] == PeriodKind.WELLE:
        return shown.row(-2, named=True)
    then = year_earlier(latest["von"])
    found = shown.filter(pl.col("von") == then)
    return found.row(0, named=True) if found.height else None


def year_earlier(day: dt.date) -> dt.date:
    """Return the first day of the same period a year before."""
    return day.replace(year=day.year - 1)  # periods begin on the first of a month


def is_published(context: Context) -> bool:
    """Tell whether the page shows published figures."""
    return context.numbers.level is FigureLevel.VEROEFFENTLICHUNG
