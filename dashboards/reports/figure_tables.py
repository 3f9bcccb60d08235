"""The tables of reports: goals with their status, indicators with value, target and change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboards.components.plain_text import plain_text
from dashboards.pages.goal_glance import absence, change
from dashboards.pages.indicator_changes import year_change
from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import Cell, ReportColumn, ReportTable
from dashboards.words import formats, sentences, values
from dashboards.words.messages import Messages
from dashboards.words.target_path import path_words
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status
from monitor.errors import ReportError
from monitor.periods import PeriodKind

NONE = "–"


def columns(t: Messages, *names: tuple[str, float]) -> tuple[ReportColumn, ...]:
    """Return columns by the keys of their names and their widths."""
    return tuple(ReportColumn(t(f"report.column.{name}"), width=width) for name, width in names)


def filled(table: ReportTable, t: Messages) -> ReportTable:
    """Return a table that has to have rows (ReportError: it has none)."""
    if not table.rows:
        raise ReportError(t("report.failed.table", caption=table.caption))
    return table


def goal_table(basis: ReportBasis) -> ReportTable:
    """Return all goals with status, since when, and what the status rests on."""
    t = basis.t
    names = (("goal", 3.2), ("status", 3.2), ("since", 1.75), ("attainment", 1.3), ("graded", 1))
    table = ReportTable(
        t("report.table.goals", area=basis.chosen.area_name, quarter=quarter_of(basis)),
        columns(t, *names),
        tuple(_goal_cells(basis, row) for row in basis.goals),
        note=_left_out(basis),
    )
    return filled(table, t)


def _goal_cells(basis: ReportBasis, row: Row) -> tuple[Cell, ...]:
    t, goal = basis.t, row["ziel_id"]
    share = row["zielerreichung"]
    counted = len(basis.overview.indicators.get(goal, ()))
    return (
        Cell(goal_name(row)),
        goal_status(basis, row),
        Cell(since_cell(basis, row)),
        Cell(formats.percent(share, t.language), number=None if share is None else 100 * share),
        Cell(t("overview.how_count", n=row["anzahl_bewertet"], total=counted)),
    )


def since_cell(basis: ReportBasis, row: Row) -> str:
    """Return the quarter since which a goal has its status; the first one is the beginning."""
    quarter = formats.period(row["seit"], basis.t.language)
    is_start = row["seit"] == basis.overview.quarters[0]
    return basis.t("report.since_start", quarter=quarter) if is_start else quarter


def goal_name(row: Row) -> str:
    """Return id and name of a goal."""
    return f"{row['ziel_id']} {row['name']}"


def goal_status(basis: ReportBasis, row: Row) -> Cell:
    """Return the status of a goal, with the side to which an uncertain one leans."""
    t = basis.t
    return status_cell(Status(row["status"]), basis.overview.tendency(row["ziel_id"]), t)


def status_cell(status: Status, leaning: Status | None, t: Messages) -> Cell:
    """Return a status as mark and word, with its leaning in brackets."""
    words = t(f"status.{status}")
    if status is Status.UNSICHER and leaning is not None:
        words = f"{words} ({t(f'goal_page.leans.{leaning}')})"
    return Cell(words, status=status.value)


def _left_out(basis: ReportBasis) -> str:
    goals = list(basis.overview.district_only)
    if not goals:
        return ""
    return basis.t("overview.district_only", which=formats.listing(goals, basis.t.language))


def quarter_of(basis: ReportBasis) -> str:
    """Return the quarter of a report in words."""
    return formats.period(basis.chosen.quarter, basis.t.language)


def indicator_table(
    basis: ReportBasis, found: Iterable[IndicatorFigures], caption: str
) -> ReportTable:
    """Return indicators with status, value, target, change and period."""
    names = (("indicator", 2.9), ("status", 2.45), ("value", 1.35), ("target", 1.65),
             ("change", 3.6), ("period", 1.2))  # fmt: skip
    rows = tuple(_indicator_cells(basis, one) for one in found)
    return filled(ReportTable(caption, columns(basis.t, *names), rows), basis.t)


def _indicator_cells(basis: ReportBasis, one: IndicatorFigures) -> tuple[Cell, ...]:
    t, indicator, value = basis.t, one.indicator, one.value
    name = Cell(f"{one.key} {indicator['name']}")
    if one.series is None or value is None:
        return (name, _without_value(basis, one), Cell(NONE), Cell(target_of(indicator, None, t)),
                Cell(NONE), Cell(NONE))  # fmt: skip
    year = year_change(basis.context, basis.chosen, one, one.series)
    return (
        name,
        status_cell(one.graded.status, one.graded.tendency, t),
        Cell(values.with_unit(indicator, value, t), number=value["wert"]),
        Cell(target_of(indicator, value, t)),
        Cell(_change(one, plain_text(change(indicator, one.series, t, year)), t)),
        Cell(period_cell(value, t)),
    )


def _change(one: IndicatorFigures, told: str, t: Messages) -> str:
    """Return a change; a signal of provisional limits says so, since no sentence counts it."""
    found = one.series.behaviour if one.series else None
    is_soft = found is not None and found.is_signal and found.is_provisional
    return t("report.text.provisional", change=told) if is_soft else told


def _without_value(basis: ReportBasis, one: IndicatorFigures) -> Cell:
    if one.series is not None:
        return Cell(basis.t(f"status.{Status.KEINE_ANGABE}"), status=Status.KEINE_ANGABE.value)
    why = absence(one.indicator, is_published=not basis.is_internal)
    return Cell(basis.t(f"goal_page.glance.{why}"))


def target_of(indicator: Row, value: Row | None, t: Messages) -> str:
    """Return the target of a value with its path, or of the concept, short: *mind. 50 %*."""
    valid = indicator if value is None else value
    if valid["zielwert"] is None:
        return t("goal_page.glance.no_target")
    unit = indicator["einheit"] if indicator["einheit"] == "%" else ""  # others: beside the value
    targets = {name: valid[name] for name in ("zielwert", "zielwert_oben")}
    bare = {**indicator, "einheit": unit}
    told = sentences.target({**bare, **targets}, t, form="target_short").rstrip("\u00a0")
    path = "" if value is None else path_words(bare, value, t).rstrip("\u00a0")
    return f"{told} ({path})" if path else told


def period_cell(value: Row, t: Messages) -> str:
    """Return the period of a value, provisional ones marked."""
    is_wave = value["periode_art"] == PeriodKind.WELLE
    written = formats.period if is_wave else formats.short_period
    name = written(value["periode"], t.language)
    return f"{name} ({t('indicator_page.provisional')})" if value["vorlaeufig"] else name


def merged(parts: Sequence[str]) -> str:
    """Return sentences as one text; empty ones left out."""
    return " ".join(part for part in parts if part)
