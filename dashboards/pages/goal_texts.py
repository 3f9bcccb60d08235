"""What people wrote to a goal: commentaries, actions and events, for its page and for reports.

The district's page shows the actions and events of all areas, since they are the district's too; a
page of an area shows its own and those of the district. Into a chart come those of the chart's area
and of the district; beside published figures only released ones, since charts are passed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.components.selection import PageScope
from dashboards.figures.chart_marks import ChartMark, MarkKind
from dashboards.request.context import Context
from dashboards.request.goal_figures import fingerprint
from monitor.application.texts.actions import ActionDraft, PlannedAction
from monitor.application.texts.commentaries import Commentary
from monitor.application.texts.occurrences import Occurrence, OccurrenceDraft
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.levels import FigureLevel


@dataclass(frozen=True)
class GoalTexts:
    """The texts to a goal in an area, beside figures of one level.

    Attributes:
        commentaries: of the chosen quarter.
        actions: of the goal's indicators, by day of the decision.
        occurrences: of the goal's indicators, by day.
        fingerprint: of the figures now; a commentary with another one was written before they
            changed.
        earlier: commentaries of quarters before, newest first.
    """

    commentaries: tuple[Commentary, ...]
    actions: tuple[PlannedAction, ...]
    occurrences: tuple[Occurrence, ...]
    fingerprint: str = ""
    earlier: tuple[Commentary, ...] = ()

    def has_changed(self, commentary: Commentary) -> bool:
        """Tell whether the figures of the quarter are others than when it was written."""
        return commentary.figures != self.fingerprint

    def released(self) -> GoalTexts:
        """Return the texts that may leave the office."""
        return GoalTexts(
            tuple(one for one in self.commentaries if one.is_released),
            tuple(one for one in self.actions if one.content.is_released),
            tuple(one for one in self.occurrences if one.content.is_released),
            self.fingerprint,
            tuple(one for one in self.earlier if one.is_released),
        )

    def actions_of(self, indicator: str) -> list[PlannedAction]:
        """Return the actions of an indicator."""
        return [one for one in self.actions if one.content.indicator == indicator]

    def occurrences_of(self, indicator: str) -> list[Occurrence]:
        """Return the events of an indicator."""
        return [one for one in self.occurrences if one.content.indicator == indicator]


def read_texts(context: Context, chosen: PageScope, goal: str) -> GoalTexts:
    """Return what was written to a goal as far as the viewer may read it (AccessError)."""
    texts, viewer = context.library.texts, context.view.viewer
    indicators = context.numbers.indicators(chosen.concept, goal)["indikator_id"].to_list()
    level = context.numbers.level
    said = [
        one
        for one in texts.commentaries(viewer, goal=goal, area=chosen.area)
        if one.place.level is level
    ]

    def belongs(content: ActionDraft | OccurrenceDraft) -> bool:
        indicator, area = content.indicator, content.area
        return indicator in indicators and (chosen.area == DISTRICT or area in _shown_in(chosen))

    return GoalTexts(
        tuple(one for one in said if one.place.quarter == chosen.quarter),
        tuple(one for one in texts.actions(viewer) if belongs(one.content)),
        tuple(one for one in texts.occurrences(viewer) if belongs(one.content)),
        fingerprint(context.numbers, goal, chosen.area, chosen.quarter),
        tuple(one for one in said if one.place.quarter < chosen.quarter),
    )


def chart_marks(
    texts: GoalTexts, indicator: str, chosen: PageScope, level: FigureLevel
) -> tuple[ChartMark, ...]:
    """Return the marks of an indicator's series in an area."""
    shown = texts if level is FigureLevel.STEUERUNG else texts.released()
    return tuple(_marks(shown, indicator, chosen))


def _marks(texts: GoalTexts, indicator: str, chosen: PageScope) -> Iterator[ChartMark]:
    for action in texts.actions_of(indicator):
        if action.content.area in _shown_in(chosen) and action.content.text:
            yield ChartMark(action.content.decided_on, action.content.text, MarkKind.MASSNAHME)
    for event in texts.occurrences_of(indicator):
        if event.content.area in _shown_in(chosen):
            yield ChartMark(event.content.happened_on, event.content.text, MarkKind.EREIGNIS)


def _shown_in(chosen: PageScope) -> frozenset[str]:
    """Return the areas whose marks a chart of the chosen area bears."""
    return frozenset({chosen.area, DISTRICT})
