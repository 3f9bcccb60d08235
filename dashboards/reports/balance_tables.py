"""Goals and indicators of a version of the concept at its beginning and at its end."""

from __future__ import annotations

import polars as pl

from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.reports.basis import ReportBasis
from dashboards.reports.concept_versions import VersionPair
from dashboards.reports.document import Cell, ReportTable
from dashboards.reports.figure_tables import (
    NONE,
    columns,
    filled,
    goal_name,
    goal_status,
    quarter_of,
    since_cell,
    status_cell,
    target_of,
)
from dashboards.words import formats, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status


def goals_then_and_now(basis: ReportBasis) -> ReportTable:
    """Return every goal's status at the beginning of the version and at the end."""
    t = basis.t
    rows = _standings_of_version(basis)
    begun = rows.unique("ziel_id", keep="first", maintain_order=True)
    first = {row["ziel_id"]: row for row in begun.iter_rows(named=True)}
    names = (("goal", 3.2), ("status_then", 1.8), ("status_now", 1.8), ("since", 1.8))
    caption = t("report.table.goals_then", quarter=quarter_of(basis))
    cells = tuple(_goal(basis, row, first.get(row["ziel_id"])) for row in basis.goals)
    note = t("report.version.begin", quarter=_first_quarter(rows, t))
    return filled(ReportTable(caption, columns(t, *names), cells, note), t)


def _standings_of_version(basis: ReportBasis) -> pl.DataFrame:
    """Return the standings of the version up to the report's quarter, in time order."""
    return (
        basis.context.numbers.standings(basis.chosen.area)
        .filter(pl.col("konzept_id") == basis.chosen.concept,
                pl.col("quartal") <= basis.chosen.quarter)
        .sort("quartal", "ziel_id")
    )  # fmt: skip


def _first_quarter(rows: pl.DataFrame, t: Messages) -> str:
    return formats.period(rows["quartal"][0], t.language) if rows.height else NONE


def _goal(basis: ReportBasis, row: Row, first: Row | None) -> tuple[Cell, ...]:
    begun = Status(first["status"]) if first else Status.KEINE_ANGABE
    return (
        Cell(goal_name(row)),
        status_cell(begun, None, basis.t),
        goal_status(basis, row),
        Cell(since_cell(basis, row)),
    )


def indicators_then_and_now(basis: ReportBasis, versions: VersionPair) -> ReportTable:
    """Return every indicator's target now and before, its first and its latest value."""
    t, is_first = basis.t, versions.earlier is None
    before = () if is_first else (("target_before", 1.6),)
    names = (("indicator", 2.7), *before, ("target_now", 1.6), ("value_first", 2.1),
             ("value_latest", 2.1), ("status", 2.4))  # fmt: skip
    caption = t(f"report.table.{'indicators_first' if is_first else 'indicators_then'}")
    rows = tuple(_indicator(basis, versions, one) for one in basis.indicators.values())
    return filled(ReportTable(caption, columns(t, *names), rows), t)


def _indicator(
    basis: ReportBasis, versions: VersionPair, one: IndicatorFigures
) -> tuple[Cell, ...]:
    t = basis.t
    before = () if versions.earlier is None else (Cell(_target_before(versions, one.key, t)),)
    return (
        Cell(f"{one.key} {one.indicator['name']}"),
        *before,
        Cell(target_of(one.indicator, None, t)),
        _value_at(basis, one, is_first=True),
        _value_at(basis, one, is_first=False),
        status_cell(one.graded.status, one.graded.tendency, t),
    )


def _target_before(versions: VersionPair, key: str, t: Messages) -> str:
    row = versions.before.get(key)
    if row is None:
        return t("report.version.new")
    return target_of(row, None, t)


def _value_at(basis: ReportBasis, one: IndicatorFigures, *, is_first: bool) -> Cell:
    """Return the first or the latest value of the version, with its period."""
    rows = of_version(basis, one)
    if rows.is_empty():
        return Cell(NONE)
    row, t = rows.row(0 if is_first else -1, named=True), basis.t
    period = formats.short_period(row["periode"], t.language)
    written = values.with_unit(one.indicator, row, t)
    return Cell(t("report.value_at", value=written, period=period), number=row["wert"])


def of_version(basis: ReportBasis, one: IndicatorFigures) -> pl.DataFrame:
    """Return the values of an indicator in the time of the version, in time order."""
    if one.series is None:
        return pl.DataFrame()
    return one.series.shown.filter(
        pl.col("konzept_id") == basis.chosen.concept, pl.col("wert").is_not_null()
    )
