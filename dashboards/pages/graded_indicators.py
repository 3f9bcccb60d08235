"""The indicators of goals as the goals count them: latest grade, its value, and where it leans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from dashboards.components.selection import PageScope
from dashboards.request.context import Context
from dashboards.words.target_room import room
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status

#: From the one that asks for a decision to the one that says nothing.
_ORDER: Final = (
    Status.VERFEHLT, Status.UNSICHER, Status.AUF_KURS, Status.ERREICHT, Status.KEINE_ANGABE,
)  # fmt: skip
_TEXTS: Final = ("name", "beschreibung", "zaehler", "nenner", "einheit")


@dataclass(frozen=True)
class GradedIndicator:
    """An indicator with target, as its goal counts it in an area at a quarter.

    ``indicator``: row of ``indikator`` with the texts in the view's language. ``value``: the row of
    ``wert`` that the status is of; ``None``: nothing is graded. ``tendency``: where the status is
    UNSICHER, the status that the value alone would have.
    """

    indicator: Row
    status: Status
    attainment: float | None
    value: Row | None
    tendency: Status | None

    @property
    def key(self) -> str:
        """Return the id of the indicator."""
        return str(self.indicator["indikator_id"])


def joint_tendency(leanings: Iterable[Status]) -> Status | None:
    """Return the status that a goal would have if its uncertain indicators had no interval."""
    found = set(leanings)
    worst_to_best = (Status.VERFEHLT, Status.AUF_KURS, Status.ERREICHT)
    return next((status for status in worst_to_best if status in found), None)


def in_words(context: Context, indicators: pl.DataFrame) -> pl.DataFrame:
    """Add the texts of the view's language under names without a language."""
    return indicators.with_columns(pl.col(context.localized(word)).alias(word) for word in _TEXTS)


def graded_indicators(
    context: Context, chosen: PageScope, goal: str | None = None
) -> list[GradedIndicator]:
    """Return the indicators with target of all goals, or of one, in the order of the concept."""
    indicators = in_words(context, context.numbers.indicators(chosen.concept, goal))
    counted = context.numbers.contributions(chosen.area, chosen.quarter)
    values = context.numbers.values_of(counted, chosen.area)
    known = {row["indikator_id"]: row for row in counted.iter_rows(named=True)}
    return [
        _graded(row, known[row["indikator_id"]], values.get(row["indikator_id"]))
        for row in indicators.iter_rows(named=True)
        if row["indikator_id"] in known
    ]


def worst_first(graded: Iterable[GradedIndicator]) -> list[GradedIndicator]:
    """Return the indicators from the one furthest from its target on."""
    return sorted(graded, key=_need)


def by_goal(graded: Sequence[GradedIndicator]) -> dict[str, list[GradedIndicator]]:
    """Return goal → its indicators."""
    found: dict[str, list[GradedIndicator]] = {}
    for one in graded:
        found.setdefault(one.indicator["ziel_id"], []).append(one)
    return found


def _graded(indicator: Row, counted: Row, value: Row | None) -> GradedIndicator:
    status, attainment = Status(counted["status"]), counted["zielerreichung"]
    tendency = tendency_of(value, attainment) if status is Status.UNSICHER and value else None
    return GradedIndicator(indicator, status, attainment, value, tendency)


def tendency_of(value: Row, attainment: float | None) -> Status:
    """Return the status of a value without its interval; at its target attainment is full."""
    if attainment == 1:
        return Status.ERREICHT
    return Status.AUF_KURS if _is_on_path(value) else Status.VERFEHLT


def _is_on_path(value: Row) -> bool:
    path, target, figure = value["pfadwert"], value["zielwert"], value["wert"]
    if path is None or target is None or figure is None or path == target:
        return False
    return bool(figure >= path if path < target else figure <= path)


def _need(one: GradedIndicator) -> tuple[int, bool, float, float, str]:
    is_leaning_well = one.tendency in {Status.ERREICHT, Status.AUF_KURS}
    distance = 1.0 if one.attainment is None else one.attainment
    return _ORDER.index(one.status), is_leaning_well, distance, _room(one), one.key


def _room(one: GradedIndicator) -> float:
    """Return how far within its target (0–1) an indicator that meets it lies."""
    value = one.value
    if one.status is not Status.ERREICHT or value is None or value["wert"] is None:
        return 0.0
    return room(one.indicator, value)
