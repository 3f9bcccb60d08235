"""A sheet per goal: how it stands, its deciding indicator as a chart, all indicators, texts."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dashboards.figures.chart_marks import ChartMark, MarkKind
from dashboards.pages.goal_texts import chart_marks
from dashboards.pages.indicator_areas import follow_up_words, latest_of_areas
from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.pages.indicator_sentences import readings
from dashboards.reports.basis import ReportBasis, part_of_report
from dashboards.reports.document import Block, Heading, Paragraph, Picture, Tone
from dashboards.reports.figure_tables import goal_name, indicator_table, merged
from dashboards.reports.paper_charts import FLAT, WIDTH, charts_of, picture_of
from dashboards.reports.written_texts import texts_of, written
from dashboards.words.values import Row

#: So many texts of people leave less of the sheet to the chart.
_MANY: Final = 3


def goal_sheet(basis: ReportBasis, row: Row) -> list[Block]:
    """Return the blocks of a goal; ``row``: one of ``ReportBasis.goals``."""
    name, goal = goal_name(row), row["ziel_id"]
    with part_of_report(name, basis.t):
        chart = _deciding(basis, goal)
        notes = [note for block in chart if isinstance(block, Picture) for note in block.notes]
        return [
            Heading(2, name, status=row["status"]),
            Paragraph(basis.verdict(goal), Tone.LEAD),
            *said(basis.decisive(goal)),
            *chart,
            indicator_table(
                basis, basis.figures(goal), basis.t("report.table.indicators", goal=name)
            ),
            *written(basis, goal, beside=" ".join(notes)),
        ]


def said(text: str, tone: Tone = Tone.PLAIN) -> list[Block]:
    """Return a paragraph; an empty text is none."""
    return [Paragraph(text, tone)] if text else []


def _deciding(basis: ReportBasis, goal: str) -> list[Block]:
    """Return the chart of the indicator that decides, with what the chart says."""
    one = basis.deciding(goal)
    if one is None:
        return [Paragraph(basis.t("report.goal.nothing"))]
    texts = texts_of(basis, goal)
    is_full = len(texts.commentaries) + len(texts.actions) >= _MANY
    return chart_with_words(basis, one, FLAT if is_full else WIDTH)


def chart_with_words(basis: ReportBasis, one: IndicatorFigures, width: int = WIDTH) -> list[Block]:
    """Return the chart of an indicator over time, what it says, and how the areas stand."""
    context, chosen, series = basis.context, basis.chosen, one.series
    charts = charts_of(context, chosen, one)
    reading = merged(readings(context, chosen, one, series)) if series else ""
    marks = _marks(basis, one)
    return [
        picture_of(replace(charts.limited or charts.series, marks=marks), width),
        *said(merged([reading, areas_said(basis, one)])),
    ]


def _marks(basis: ReportBasis, one: IndicatorFigures) -> tuple[ChartMark, ...]:
    """Return the marks of a chart; what an action says stands among the actions, once."""
    texts, level = texts_of(basis, one.indicator["ziel_id"]), basis.context.numbers.level
    below = basis.t("report.text.among_actions")
    return tuple(
        replace(mark, text=below) if mark.kind is MarkKind.MASSNAHME else mark
        for mark in chart_marks(texts, one.key, basis.chosen, level)
    )


def areas_said(basis: ReportBasis, one: IndicatorFigures) -> str:
    """Return how the areas stand to the target of an indicator; "" where nothing is known."""
    if one.series is None:
        return ""
    of_areas = latest_of_areas(basis.context, basis.chosen, one.indicator, one.series.kind)
    found = follow_up_words(basis.context, one, of_areas)
    return basis.t("report.text.by_target", found=found) if found else ""
