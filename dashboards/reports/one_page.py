"""The report for the committee on one page: the overall picture and one line per goal."""

from __future__ import annotations

from dashboards.reports.basis import ReportBasis
from dashboards.reports.data_state import delivered
from dashboards.reports.document import Block, Cell, Heading, Paragraph, ReportTable, Tone
from dashboards.reports.figure_tables import (
    NONE,
    columns,
    filled,
    goal_name,
    goal_status,
    merged,
    quarter_of,
    target_of,
)
from dashboards.reports.goal_sheets import said
from dashboards.reports.headline import overall
from dashboards.reports.written_texts import counted_actions
from dashboards.words import formats, values
from dashboards.words.values import Row


def one_page(basis: ReportBasis) -> list[Block]:
    """Return the blocks of the page."""
    t = basis.t
    grounds = merged([
        delivered(basis),
        "" if basis.is_internal else t("report.protected"),
        t("report.method.cause"),
    ])  # fmt: skip
    return [
        Heading(1, t("report.heading.result")),
        *overall(basis),
        _goals(basis),
        *said(counted_actions(basis)),
        Paragraph(grounds, Tone.SOFT),
    ]


def _goals(basis: ReportBasis) -> ReportTable:
    t = basis.t
    names = (("goal", 3.4), ("status", 3.4), ("since", 1.1), ("deciding", 4.2))
    caption = t("report.table.goals", area=basis.chosen.area_name, quarter=quarter_of(basis))
    rows = tuple(_cells(basis, row) for row in basis.goals)
    return filled(ReportTable(caption, columns(t, *names), rows), t)


def _cells(basis: ReportBasis, row: Row) -> tuple[Cell, ...]:
    return (
        Cell(goal_name(row)),
        goal_status(basis, row),
        Cell(formats.short_period(row["seit"], basis.t.language)),
        Cell(_deciding(basis, row["ziel_id"])),
    )


def _deciding(basis: ReportBasis, goal: str) -> str:
    """Return the indicator that decides with value and target in a few words."""
    one, t = basis.deciding(goal), basis.t
    if one is None or one.value is None or one.value["wert"] is None:
        return NONE
    return t(
        "report.deciding", name=one.indicator["name"],
        value=values.with_unit(one.indicator, one.value, t),
        target=target_of(one.indicator, one.value, t),
    )  # fmt: skip
