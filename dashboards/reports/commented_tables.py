"""Tables with a sentence each: every indicator of every goal, its latest periods in numbers."""

from __future__ import annotations

from typing import Final

from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.pages.indicator_sentences import certainties, fact, readings
from dashboards.reports.area_profile import interval_of
from dashboards.reports.basis import ReportBasis, part_of_report
from dashboards.reports.committee import Progress
from dashboards.reports.document import Block, Cell, Heading, Paragraph, ReportColumn, ReportTable
from dashboards.reports.figure_tables import (
    goal_name,
    goal_table,
    indicator_table,
    merged,
    period_cell,
    status_cell,
    target_of,
)
from dashboards.reports.goal_sheets import areas_said, said
from dashboards.reports.headline import overall
from dashboards.reports.method import method
from dashboards.words import formats, values
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status

#: Periods of an indicator that are printed: five years of half-years, three of quarters.
PRINTED: Final = 12


def commented_tables(basis: ReportBasis, progress: Progress) -> list[Block]:
    """Return the blocks: all goals in a table, then each goal in the order of the concept."""
    t, goals = basis.t, basis.overview.goals
    blocks = [Heading(1, t("report.heading.result")), *overall(basis), goal_table(basis)]
    for place, row in enumerate(goals):
        progress(t("report.progress.goal", goal=row["ziel_id"]), place + 1, len(goals))
        with part_of_report(goal_name(row), t):
            blocks += _goal(basis, row)
    return [*blocks, *method(basis)]


def _goal(basis: ReportBasis, row: Row) -> list[Block]:
    goal, name = row["ziel_id"], goal_name(row)
    found = basis.figures(goal)
    parts = [block for one in found for block in _indicator(basis, one)]
    return [
        Heading(1, name, status=row["status"]),
        Paragraph(merged([basis.verdict(goal), basis.decisive(goal)])),
        indicator_table(basis, found, basis.t("report.table.indicators", goal=name)),
        *parts,
    ]


def _indicator(basis: ReportBasis, one: IndicatorFigures) -> list[Block]:
    """Return an indicator with its sentences and numbers; without values, that there are none."""
    t, series = basis.t, one.series
    heading = Heading(2, f"{one.key} {one.indicator['name']}", status=one.graded.status.value)
    if series is None or series.shown.is_empty():
        return [heading, Paragraph(t("report.sentence.no_value"))]
    told = [fact(one, t), *certainties(one, t), *readings(basis.context, basis.chosen, one, series)]
    return [
        heading,
        Paragraph(merged(told)),
        *said(areas_said(basis, one)),
        _numbers(basis, one),
    ]


def _numbers(basis: ReportBasis, one: IndicatorFigures) -> ReportTable:
    t = basis.t
    rows = (
        list(one.series.shown.tail(PRINTED).reverse().iter_rows(named=True)) if one.series else []
    )
    head = (
        ReportColumn(t("report.column.period"), width=1.8),
        ReportColumn(t("report.column.value"), is_number=True, width=1.4),
        ReportColumn(t("report.column.interval"), is_number=True, width=1.4),
        ReportColumn(t("report.column.cases"), is_number=True),
        ReportColumn(t("report.column.target"), width=1.8),
        ReportColumn(t("report.column.status"), width=1.6),
    )
    caption = t("report.table.series", name=one.indicator["name"], area=basis.chosen.area_name)
    note = (
        t("report.table.latest", n=PRINTED)
        if one.series and one.series.shown.height > PRINTED
        else ""
    )
    return ReportTable(caption, head, tuple(_cells(basis, one, row) for row in rows), note)


def _cells(basis: ReportBasis, one: IndicatorFigures, row: Row) -> tuple[Cell, ...]:
    t, indicator = basis.t, one.indicator
    return (
        Cell(period_cell(row, t)),
        Cell(values.with_unit(indicator, row, t), number=row["wert"]),
        Cell(interval_of(indicator, row, basis)),
        Cell(formats.number(row["fallzahl"], t.language), number=row["fallzahl"]),
        Cell(target_of(indicator, row, t)),
        status_cell(Status(row["status"]), None, t),
    )
