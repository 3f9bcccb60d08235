"""The report for the committee: what is decided, how the goals stand, a sheet each, the grounds."""

from __future__ import annotations

from collections.abc import Callable

from dashboards.reports.basis import ReportBasis
from dashboards.reports.data_state import data_state
from dashboards.reports.document import Block, Heading, NewPage, Paragraph
from dashboards.reports.figure_tables import goal_table
from dashboards.reports.goal_sheets import goal_sheet, said
from dashboards.reports.headline import missed_goals, overall
from dashboards.reports.method import method
from dashboards.reports.resources import resources
from dashboards.reports.written_texts import open_actions

#: Told: the part that is made, how many are done, of how many.
Progress = Callable[[str, int, int], None]


def committee(basis: ReportBasis, progress: Progress) -> list[Block]:
    """Return the blocks of the report for the committee."""
    t, goals = basis.t, basis.goals
    blocks = [*_proposal(basis), *_result(basis)]
    blocks += [NewPage(), Heading(1, t("report.heading.goals"))]
    for place, row in enumerate(goals):
        progress(t("report.progress.goal", goal=row["ziel_id"]), place + 1, len(goals) + 1)
        blocks += [NewPage()] if place else []
        blocks += goal_sheet(basis, row)
    progress(t("report.progress.rest"), len(goals) + 1, len(goals) + 1)
    grounds = [*resources(basis), *data_state(basis), *method(basis)]
    return [*blocks, NewPage(), *grounds]


def _proposal(basis: ReportBasis) -> list[Block]:
    """Return what the committee is asked to decide or to note; without a frame nothing."""
    form, texts, t = basis.wishes.form, basis.wishes.layout.texts, basis.t
    if form is None:
        return []
    text = texts.beschluss if form == "beschluss" else texts.kenntnisnahme
    heading = Heading(1, t(f"report.heading.{form}"))
    return [heading, Paragraph(getattr(text, t.language.value))]


def _result(basis: ReportBasis) -> list[Block]:
    t, text = basis.t, basis.wishes.layout.texts.einleitung
    intro = "" if text is None else getattr(text, t.language.value)
    return [
        Heading(1, t("report.heading.result")),
        *overall(basis),
        *said(intro),
        *missed_goals(basis),
        Heading(2, t("report.heading.all_goals")),
        goal_table(basis),
        *open_actions(basis),
    ]
