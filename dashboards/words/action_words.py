"""Actions (Maßnahmen) and their reviews in words: one row per action, for pages and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from dashboards.words import formats
from dashboards.words.action_verdicts import verdict_sentence, verdict_tag
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.application.texts.actions import ActionState, PlannedAction
from monitor.statistics.before_after import BeforeAfter

_SHORT: Final = 60


@dataclass(frozen=True)
class ActionRow:
    """An action in words.

    Attributes:
        action: the action itself.
        text: what was decided.
        owner: the function that is responsible.
        decided: day of the decision.
        due: day until which it is to be done.
        state: in words, with the day where it is done.
        review: day of the review to come, or the verdict in few words.
        verdict: the verdict in sentences; empty before the review.
    """

    action: PlannedAction
    text: str
    owner: str
    decided: str
    due: str
    state: str
    is_overdue: bool
    review: str
    verdict: str


def is_reviewed(action: PlannedAction, day: dt.date) -> bool:
    """Tell whether the day of the review has come; what was given up is not reviewed."""
    content = action.content
    is_given_up = content.state is ActionState.AUFGEGEBEN
    return not is_given_up and content.review_on is not None and content.review_on <= day


def action_row(
    action: PlannedAction,
    t: Messages,
    *,
    day: dt.date,
    indicator: Row | None,
    found: BeforeAfter | None,
) -> ActionRow:
    """Return an action in words.

    Args:
        action: the newest version.
        t: messages of the language.
        day: today.
        indicator: the row of ``indikator`` in the language, for the numbers of the verdict.
        found: the verdict, where the review is due.
    """
    content = action.content
    return ActionRow(
        action=action,
        text=content.text or t("action.erased"),
        owner=t(f"function.{content.owner}"),
        decided=formats.short_date(content.decided_on, t.language),
        due=formats.short_date(content.due_on, t.language),
        state=_state(content, t),
        is_overdue=action.is_overdue(day),
        review=_review(content, found, t),
        verdict="" if found is None else verdict_sentence(indicator, found, t),
    )


def facts_line(row: ActionRow, t: Messages) -> str:
    """Return decision, date, owner and state in one line: *beschlossen am 01.04.2025 · …*."""
    content = row.action.content
    said = [
        t("action.decided", date=row.decided),
        t("action.due", date=row.due),
        row.owner,
        row.state,
        t("action.wave", wave=formats.period(content.wave, t.language)) if content.wave else "",
        "" if row.verdict else t("action.review_line", review=row.review),
    ]
    return " · ".join(filter(None, said))


def shortened(text: str) -> str:
    """Return the beginning of a text, by which people tell entries apart."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"


def most_urgent_first(actions: Iterable[PlannedAction], day: dt.date) -> list[PlannedAction]:
    """Return actions: overdue first, then open ones, then the rest, each by the day they are due.

    Of those that are done or given up the latest comes first.
    """
    return sorted(actions, key=lambda action: _urgency(action, day))


def _urgency(action: PlannedAction, day: dt.date) -> tuple[Any, ...]:
    content = action.content
    is_open = content.state in {ActionState.BESCHLOSSEN, ActionState.IN_ARBEIT}
    due = content.due_on.toordinal()
    return (not action.is_overdue(day), not is_open, due if is_open else -due, action.id)


def _state(content: Any, t: Messages) -> str:
    if content.done_on is not None:
        return t("action.done", date=formats.short_date(content.done_on, t.language))
    return t(f"action.state.{content.state}")


def _review(content: Any, found: BeforeAfter | None, t: Messages) -> str:
    if found is not None:
        return verdict_tag(found, t)
    if content.state is ActionState.AUFGEGEBEN:
        return t("action.review_given_up")
    if content.review_on is None:
        return t("action.review_none")
    date = formats.short_date(content.review_on, t.language)
    return t("action.review_coming", date=date)
