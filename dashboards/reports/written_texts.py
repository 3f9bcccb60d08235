"""What people wrote, for reports: commentaries, actions with their verdicts, events.

A public edition prints released texts only, and of commentaries those written beside published
figures. The day by which an action is overdue is that of the figures, so that a report made later
of the same figures and texts says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from dashboards.pages.action_judgement import indicator_row, judge
from dashboards.pages.goal_texts import GoalTexts, read_texts
from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    ReportTable,
    Tone,
    WrittenRemark,
)
from dashboards.reports.figure_tables import columns, merged
from dashboards.words import formats
from dashboards.words.action_words import ActionRow, action_row, most_urgent_first
from monitor.application.texts.actions import ActionState, PlannedAction
from monitor.application.texts.commentaries import Commentary
from monitor.application.texts.occurrences import Occurrence
from monitor.concept.vocabulary import DISTRICT
from monitor.periods import parse_quarter

#: States of actions that are not done yet.
OPEN_STATES: Final = frozenset({ActionState.BESCHLOSSEN, ActionState.IN_ARBEIT})

#: So few open actions stand as a list: a table of them would need a sheet of its own.
_FEW: Final = 2

#: Letters of a text by which an action is known again.
_ROOM: Final = 60


def texts_of(basis: ReportBasis, goal: str) -> GoalTexts:
    """Return the texts to a goal that the edition may print."""
    found = read_texts(basis.context, basis.chosen, goal)
    return found if basis.is_internal else found.released()


def written(basis: ReportBasis, goal: str, beside: str = "") -> list[Block]:
    """Return commentaries, actions and events of a goal as blocks; nothing written: none.

    ``beside``: what stands at the chart above; events that are told there are not told again.
    """
    texts = texts_of(basis, goal)
    return [
        *remarks(basis, texts),
        *goal_actions(basis, texts.actions),
        *_events(basis, [one for one in texts.occurrences if one.content.text not in beside]),
    ]


def remarks(basis: ReportBasis, texts: GoalTexts) -> list[Block]:
    """Return the commentaries to the figures of the quarter; erased ones are none."""
    return [_remark(basis, texts, one) for one in texts.commentaries if one.text]


def _remark(basis: ReportBasis, texts: GoalTexts, one: Commentary, goal: str = "") -> WrittenRemark:
    """Return a commentary; ``goal``: told where goals stand side by side."""
    t = basis.t
    day = formats.date(one.written_at.date(), t.language)
    function = t(f"function.{one.place.function}")
    notes = [
        "" if one.is_released else t("report.text.draft"),
        t("report.text.changed") if texts.has_changed(one) else "",
    ]
    return WrittenRemark(
        title=f"{goal} {t('report.text.commentary', function=function)}".strip(),
        text=one.text,
        by=day,
        note=merged(notes),
    )


def area_texts(basis: ReportBasis) -> list[Block]:
    """Return what was written about an area alone: commentaries, and actions not done yet."""
    blocks: list[Block] = []
    left: list[PlannedAction] = []
    for row in basis.overview.goals:
        texts, goal = texts_of(basis, row["ziel_id"]), row["ziel_id"]
        said = (one for one in texts.commentaries if one.text)
        blocks += [_remark(basis, texts, one, goal) for one in said]
        left += [one for one in texts.actions if _is_left(one, basis.chosen.area)]
    items = tuple(_action(basis, row) for row in action_rows(basis, left))
    if items:
        blocks += [Heading(2, basis.t("report.heading.actions")), Bullets(items)]
    return blocks


def _is_left(action: PlannedAction, area: str) -> bool:
    return action.content.area == area and action.content.state in OPEN_STATES


def goal_actions(basis: ReportBasis, actions: Sequence[PlannedAction]) -> list[Block]:
    """Return the actions of a goal, each with what was found at its review."""
    items = tuple(_action(basis, row) for row in action_rows(basis, actions))
    return [Heading(3, basis.t("report.heading.actions")), Bullets(items)] if items else []


def _action(basis: ReportBasis, row: ActionRow) -> str:
    """Return an action in a line: indicator, text, decision, owner, state, verdict."""
    t, content = basis.t, row.action.content
    facts = [t("action.overdue")] if row.is_overdue else []
    facts += [] if content.is_released else [t("report.text.draft_short")]
    facts += [row.owner, t("action.decided", date=row.decided)]
    facts += [t("action.due", date=row.due)] if content.state in OPEN_STATES else []
    facts += [row.state] if content.state is not ActionState.BESCHLOSSEN else []
    facts += (
        [t("action.wave", wave=formats.period(content.wave, t.language))] if content.wave else []
    )
    told = t(
        "report.text.action", indicator=f"{content.indicator}{_where(basis, content.area)}",
        text=row.text.removesuffix("."), facts=" · ".join(facts),
    )  # fmt: skip
    return merged([told, row.verdict])


def action_rows(basis: ReportBasis, actions: Iterable[PlannedAction]) -> list[ActionRow]:
    """Return actions in words, overdue ones first; an action stands once."""
    context, known = basis.context, {one.id: one for one in actions}
    return [
        action_row(
            action, basis.t, day=context.today,
            indicator=indicator_row(context, basis.chosen, action.content.indicator),
            found=judge(context, basis.chosen, action),
        )
        for action in most_urgent_first(known.values(), context.today)
    ]  # fmt: skip


def _table_of(
    basis: ReportBasis, rows: Sequence[ActionRow], name: str, *, is_open: bool
) -> list[Block]:
    """Return a table of the open actions, or of the others; none: no table."""
    found = [row for row in rows if (row.action.content.state in OPEN_STATES) is is_open]
    return [action_table(basis, found, basis.t(f"report.table.{name}"))] if found else []


def action_table(basis: ReportBasis, rows: Sequence[ActionRow], caption: str) -> ReportTable:
    """Return actions with indicator, owner, days, state and verdict in few words."""
    t = basis.t
    names = (("action", 4.2), ("owner", 1.3), ("decided", 1.4), ("due", 1.3), ("state", 1.6),
             ("review", 1.6))  # fmt: skip
    cells = tuple(_action_cells(basis, row) for row in rows)
    overdue = any(row.is_overdue for row in rows)
    day = formats.date(basis.context.today, t.language)
    note = t("report.text.overdue", day=day) if overdue else ""
    return ReportTable(caption, columns(t, *names), cells, note)


def _action_cells(basis: ReportBasis, row: ActionRow) -> tuple[Cell, ...]:
    t, content = basis.t, row.action.content
    draft = "" if content.is_released else f" ({t('report.text.draft_short')})"
    state = f"{row.state}, {t('action.overdue')}" if row.is_overdue else row.state
    return (
        Cell(f"{content.indicator}{_where(basis, content.area)}: {row.text}{draft}"),
        Cell(row.owner),
        Cell(row.decided),
        Cell(row.due),
        Cell(state),
        Cell(row.review),
    )


def _where(basis: ReportBasis, area: str) -> str:
    """Return the area of a text that is not about the area of the report, in brackets."""
    if area == basis.chosen.area:
        return ""
    if area == DISTRICT:
        return f" ({basis.t('district_short')})"
    names = dict(basis.context.numbers.areas().select("gebiet_id", "name").iter_rows())
    return f" ({names.get(area, area)})"


def verdicts(basis: ReportBasis, rows: Sequence[ActionRow]) -> list[Block]:
    """Return what the figures say before and after a decision, where a review is due."""
    t = basis.t
    items = [
        t(
            "report.text.verdict", what=_short(row.text), verdict=row.verdict,
            indicator=f"{row.action.content.indicator}{_where(basis, row.action.content.area)}",
        )
        for row in rows
        if row.verdict
    ]  # fmt: skip
    return [Bullets(tuple(items))] if items else []


def _short(text: str) -> str:
    """Return the first words of a text by which an action is known again."""
    words: list[str] = []
    for word in text.split():
        if len(" ".join([*words, word])) > _ROOM:
            return " ".join(words) + " …" if words else f"{word[:_ROOM]} …"
        words.append(word)
    return " ".join(words)


def _events(basis: ReportBasis, events: Sequence[Occurrence]) -> list[Block]:
    """Return the events of a goal's indicators, oldest first."""
    t = basis.t
    items = [
        t(
            "report.text.event", day=formats.date(one.content.happened_on, t.language),
            indicator=f"{one.content.indicator}{_where(basis, one.content.area)}",
            text=one.content.text,
        )
        for one in sorted(events, key=lambda each: (each.content.happened_on, each.id))
        if one.content.text
    ]  # fmt: skip
    return [Heading(3, t("report.heading.events")), Bullets(tuple(items))] if items else []


def all_actions(basis: ReportBasis) -> list[ActionRow]:
    """Return the actions of all goals in words, overdue ones first."""
    texts = (texts_of(basis, row["ziel_id"]) for row in basis.overview.goals)
    found = (action for one in texts for action in one.actions)
    return action_rows(basis, (one for one in found if one.content.decided_on <= _last_day(basis)))


def _last_day(basis: ReportBasis) -> dt.date:
    """Return the last day of a version of the concept that is over; else the day of the figures."""
    ends: dt.date | None = basis.concept["gueltig_bis"]
    return ends or max(basis.context.today, parse_quarter(basis.chosen.quarter).end)


def commentaries_of_goals(basis: ReportBasis) -> list[Block]:
    """Return the chapter of the commentaries to all goals; none written: no chapter."""
    blocks: list[Block] = []
    for row in basis.goals:
        texts = texts_of(basis, row["ziel_id"])
        said = (one for one in texts.commentaries if one.text)
        blocks += [_remark(basis, texts, one, row["ziel_id"]) for one in said]
    return [Heading(1, basis.t("report.heading.commentaries")), *blocks] if blocks else []


def open_actions(basis: ReportBasis) -> list[Block]:
    """Return how many actions are entered, and those that are not done yet."""
    t, rows = basis.t, all_actions(basis)
    if not rows:
        return []
    heading = Heading(2, t("report.heading.actions"))
    left = [row for row in rows if row.action.content.state in OPEN_STATES]
    told = Bullets(tuple(_action(basis, row) for row in left))
    table = _table_of(basis, rows, "open_actions", is_open=True)
    shown = [told] if 0 < len(left) <= _FEW else table
    return [heading, Paragraph(_counted(rows, basis)), *shown]


def open_actions_of(basis: ReportBasis, goal: str) -> str:
    """Return which actions of a goal are not done yet, by indicator and day; or that none is."""
    t = basis.t
    actions = (one for one in texts_of(basis, goal).actions if one.content.state in OPEN_STATES)
    told = [
        t("report.text.open_action", due=row.due,
          indicator=f"{row.action.content.indicator}{_where(basis, row.action.content.area)}")
        for row in action_rows(basis, actions)
    ]  # fmt: skip
    if not told:
        return t("report.text.no_open_action")
    return t("report.text.open_actions", which=formats.listing(told, t.language))


def counted_actions(basis: ReportBasis) -> str:
    """Return how many actions are entered and overdue; "" without any."""
    rows = all_actions(basis)
    return _counted(rows, basis) if rows else ""


def _counted(rows: Sequence[ActionRow], basis: ReportBasis) -> str:
    t, overdue = basis.t, sum(row.is_overdue for row in rows)
    left = sum(row.action.content.state in OPEN_STATES for row in rows)
    told = [t.count("report.text.actions", len(rows)), t.count("report.text.of_them_open", left)]
    day = formats.date(basis.context.today, t.language)
    late = t.count("report.text.of_them_overdue", overdue, day=day) if overdue else ""
    return merged([*told, late])


def reviewed_actions(basis: ReportBasis) -> list[Block]:
    """Return the chapter on all actions with what was found; none: that nothing is entered."""
    t, rows = basis.t, all_actions(basis)
    heading = Heading(1, t("report.heading.all_actions"))
    if not rows:
        return [heading, Paragraph(t("report.text.no_actions"))]
    found = verdicts(basis, rows)
    return [
        heading,
        Paragraph(_counted(rows, basis)),
        *(_table_of(basis, rows, "open_actions", is_open=True)),
        *(_table_of(basis, rows, "closed_actions", is_open=False)),
        *([Heading(2, t("report.heading.verdicts")), *found] if found else []),
        *([Paragraph(t("report.text.not_causal"), Tone.SOFT)] if found else []),
    ]
