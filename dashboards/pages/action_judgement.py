"""Judges an indicator before and after the decision of an action, from the page's own figures."""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards.components.selection import PageScope, graded_kind
from dashboards.request.context import Context
from dashboards.request.library import Figures
from dashboards.words.action_words import is_reviewed
from dashboards.words.values import Row
from monitor.application.texts.actions import ActionState, PlannedAction
from monitor.concept.indicators import SEASONS
from monitor.concept.vocabulary import DISTRICT, Direction
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import parse_quarter
from monitor.statistics.before_after import (
    BeforeAfter,
    MeasuredPeriod,
    VerdictReason,
    before_after,
    no_verdict,
)

_COLUMNS: Final = ("von", "bis", "wert", "konzept_id")


def judge(context: Context, chosen: PageScope, action: PlannedAction) -> BeforeAfter | None:
    """Return the verdict on an action up to the chosen quarter; ``None`` before its review."""
    if not is_reviewed(action, context.today):
        return None
    content, numbers = action.content, context.numbers
    if content.state is ActionState.BESCHLOSSEN:
        return no_verdict(VerdictReason.NICHT_BEGONNEN)
    if numbers.level is FigureLevel.VEROEFFENTLICHUNG and content.area != DISTRICT:
        return no_verdict(VerdictReason.GEBIET_VEROEFFENTLICHT)
    indicator = indicator_row(context, chosen, content.indicator)
    kind = graded_kind(indicator, content.area) if indicator is not None else None
    if indicator is None or kind is None:
        return no_verdict(VerdictReason.KEINE_REIHE)
    rows = numbers.series(content.indicator, content.area, kind)
    shown = rows.filter(pl.col("bis") <= parse_quarter(chosen.quarter).end)
    if shown.is_empty():
        return no_verdict(VerdictReason.KEINE_REIHE)
    standings = numbers.behaviour([content.indicator], content.area)
    is_seasonal = bool(standings.height and standings["saison"][-1])
    return before_after(
        _measured(shown, _definitions(numbers, standings)),
        content.decided_on,
        Direction(indicator["richtung"]),
        season=SEASONS.get(kind, 1) if is_seasonal else 1,
    )


def indicator_row(context: Context, chosen: PageScope, indicator: str) -> Row | None:
    """Return the row of an indicator in the chosen version of the concept, with name and unit."""
    rows = context.numbers.indicators(chosen.concept).filter(pl.col("indikator_id") == indicator)
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return row | {name: row[context.localized(name)] for name in ("name", "einheit")}


def _measured(rows: pl.DataFrame, definitions: dict[str, str]) -> list[MeasuredPeriod]:
    return [
        MeasuredPeriod(begin, end, value, definitions.get(concept, concept))
        for begin, end, value, concept in rows.select(_COLUMNS).iter_rows()
    ]


def _definitions(numbers: Figures, standings: pl.DataFrame) -> dict[str, str]:
    """Return version of the concept → the last version in which the definition is still the same.

    ``standings``: rows of ``regelkarte_stand``, one per definition, named by its last version.
    """
    last = set(standings["konzept_id"])
    found, current = {}, ""
    for concept in reversed(numbers.concepts()["konzept_id"].to_list()):
        current = concept if concept in last or not current else current
        found[concept] = current
    return found
