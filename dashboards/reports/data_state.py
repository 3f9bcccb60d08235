"""How far the figures carry: deliveries that are in, rows that are missing or in quarantine."""

from __future__ import annotations

from typing import Any, Final

from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import (
    Block,
    Cell,
    Heading,
    Paragraph,
    ReportColumn,
    ReportTable,
    Tone,
)
from dashboards.reports.figure_tables import period_cell, quarter_of
from dashboards.reports.goal_sheets import said
from dashboards.words import formats, indicator_values
from dashboards.words.messages import Messages

#: Shares of missing rows from here on are named one by one.
_NAMED: Final = 0.05
_QUARTERS: Final = 5


def data_state(basis: ReportBasis) -> list[Block]:
    """Return the chapter on deliveries and missing rows."""
    t = basis.t
    return [
        Heading(1, t("report.heading.data")),
        *_deliveries(basis),
        *_missing(basis),
    ]


def delivered(basis: ReportBasis) -> str:
    """Return how many deliveries of the quarter are in; "" where none was expected."""
    t = basis.t
    row = basis.context.numbers.coverage(basis.chosen.area, basis.chosen.quarter)
    if row is None or not row["erwartet"]:
        return ""
    key = "all_there" if row["eingegangen"] == row["erwartet"] else "some_there"
    said_of = t(f"report.data.{key}", quarter=quarter_of(basis), there=row["eingegangen"],
                expected=row["erwartet"])  # fmt: skip
    return f"{said_of} {t('report.data.provisional')}" if row["vorlaeufig"] else said_of


def _deliveries(basis: ReportBasis) -> list[Block]:
    t, area = basis.t, basis.chosen.area
    quarters = basis.overview.quarters[-_QUARTERS:]
    found = [basis.context.numbers.coverage(area, quarter) for quarter in reversed(quarters)]
    rows = tuple(_coverage_cells(row, t) for row in found if row is not None)
    if not rows:
        return [Paragraph(t("report.data.unknown"))]
    names = ("expected", "arrived", "coverage")
    head = (ReportColumn(t("report.column.quarter"), width=1.6),
            *(ReportColumn(t(f"report.column.{name}"), is_number=True)
              for name in names))  # fmt: skip
    table = ReportTable(t("report.table.deliveries", area=basis.chosen.area_name), head, rows)
    return [*said(delivered(basis)), table]


def _coverage_cells(row: Any, t: Messages) -> tuple[Cell, ...]:
    quarter, share = formats.period(row["quartal"], t.language), row["abdeckung"]
    soft = f" ({t('provisional')})" if row["vorlaeufig"] else ""
    counts = (row["erwartet"], row["eingegangen"])
    told = (Cell(formats.number(n, t.language), number=n) for n in counts)
    percent = None if share is None else 100 * share
    return Cell(quarter + soft), *told, Cell(formats.percent(share, t.language), number=percent)


def _missing(basis: ReportBasis) -> list[Block]:
    """Return the indicators of which much is missing; of the others their number."""
    t = basis.t
    known = [one for one in basis.indicators.values() if _share(one) is not None]
    much = [one for one in known if (_share(one) or 0) >= _NAMED]
    rest = t.count("report.data.rest", len(known) - len(much),
                   share=formats.percent(_NAMED, t.language))  # fmt: skip
    if not much:
        return said(rest if known else t("report.data.unknown"))
    head = (
        ReportColumn(t("report.column.indicator"), width=2.6),
        ReportColumn(t("report.column.period"), width=1.4),
        ReportColumn(t("report.column.missing"), is_number=True),
        ReportColumn(t("report.column.quarantine"), is_number=True),
        ReportColumn(t("report.column.share"), is_number=True),
        ReportColumn(t("report.column.could_be"), width=1.8),
    )
    table = ReportTable(
        t("report.table.missing"), head, tuple(_missing_cells(one, t) for one in much)
    )
    return [table, Paragraph(rest, Tone.SOFT)]


def _share(one: IndicatorFigures) -> float | None:
    value = one.value
    if value is None or (value["fehlend"] is None and value["quarantaene"] is None):
        return None
    return indicator_values.missing_share(value)


def _missing_cells(one: IndicatorFigures, t: Messages) -> tuple[Cell, ...]:
    value, indicator = one.value or {}, one.indicator
    counts = (value["fehlend"], value["quarantaene"])
    return (
        Cell(f"{one.key} {indicator['name']}"),
        Cell(period_cell(value, t)),
        *(Cell(formats.number(n, t.language), number=n) for n in counts),
        Cell(formats.percent(_share(one), t.language)),
        Cell(_bounds(one, t)),
    )


def _bounds(one: IndicatorFigures, t: Messages) -> str:
    value = one.value or {}
    low, high = value["grenze_unten"], value["grenze_oben"]
    if low is None or high is None:
        return t("report.data.unbounded")
    return indicator_values.span(one.indicator, value, low, high, t)
