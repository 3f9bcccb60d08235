"""The profile of an area on two sheets: the area, its goals, its indicators beside the district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from dashboards.components.selection import graded_kind
from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.pages.indicator_sentences import readings
from dashboards.reports.basis import ReportBasis
from dashboards.reports.data_state import delivered
from dashboards.reports.document import (
    Block,
    Cell,
    Heading,
    KeyFigures,
    NewPage,
    Paragraph,
    ReportTable,
    Tone,
)
from dashboards.reports.figure_tables import (
    NONE,
    columns,
    filled,
    goal_name,
    goal_status,
    merged,
    period_cell,
    quarter_of,
    status_cell,
    target_of,
)
from dashboards.reports.goal_sheets import said
from dashboards.reports.headline import compared, headline
from dashboards.reports.paper_charts import FLAT, charts_of, picture_of
from dashboards.reports.resources import side_table
from dashboards.reports.written_texts import area_texts
from dashboards.words import formats, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Status
from monitor.errors import ReportError
from monitor.periods import PeriodKind

_AREAS: Final = "nebentabellen_sozialraum"
_COUNTS: Final = ("kitas", "kitas_mit_ksa", "plaetze", "betreute_kinder", "kinder_u7")


def area_profile(basis: ReportBasis) -> list[Block]:
    """Return the blocks of the profile.

    Raises:
        ReportError: the district is chosen, of which there is no profile.
    """
    if basis.chosen.area == DISTRICT:
        raise ReportError(basis.t("report.failed.district"))
    return [*_area_and_goals(basis), NewPage(), *_indicators(basis)]


def _area_and_goals(basis: ReportBasis) -> list[Block]:
    t, overview = basis.t, basis.overview
    return [
        Heading(1, t("report.heading.area", area=basis.chosen.area_name)),
        Paragraph(headline(overview), Tone.LEAD),
        *_key_figures(basis),
        *said(merged([compared(overview, t), delivered(basis)])),
        _goals(basis),
        *(area_texts(basis) or _chart(basis)),
    ]


def _key_figures(basis: ReportBasis) -> list[Block]:
    """Return Kitas, places and children of the area, as far as they are published."""
    rows, t = side_table(basis, _AREAS), basis.t
    if rows.is_empty():
        return []
    own = rows.filter(pl.col("gebiet_id") == basis.chosen.area,
                      pl.col("quartal") <= basis.chosen.quarter).sort("quartal")  # fmt: skip
    if own.is_empty():
        return []
    latest = own.row(-1, named=True)
    told = [
        (formats.number(latest[name], t.language), t(f"report.area.{name}"))
        for name in _COUNTS
        if latest.get(name) is not None
    ]
    when = formats.period(latest["quartal"], t.language)
    return [KeyFigures(tuple(told)), Paragraph(t("report.area.source", quarter=when), Tone.SOFT)]


def _goals(basis: ReportBasis) -> ReportTable:
    t, chosen = basis.t, basis.chosen
    at = basis.context.numbers.standings(DISTRICT).filter(pl.col("quartal") == chosen.quarter)
    district = dict(at.select("ziel_id", "status").iter_rows())
    names = (("goal", 3.9), ("status", 3), ("since", 0.9), ("district", 1.9))
    caption = t("report.table.area_goals", area=chosen.area_name, quarter=quarter_of(basis))
    rows = tuple(_goal_cells(basis, row, district.get(row["ziel_id"])) for row in basis.goals)
    note = ""
    if left := list(basis.overview.district_only):
        note = t("overview.district_only", which=formats.listing(left, t.language))
    return filled(ReportTable(caption, columns(t, *names), rows, note), t)


def _goal_cells(basis: ReportBasis, row: Row, district: str | None) -> tuple[Cell, ...]:
    status = Status(district or Status.KEINE_ANGABE)
    return (
        Cell(goal_name(row)),
        goal_status(basis, row),
        Cell(formats.short_period(row["seit"], basis.t.language)),
        status_cell(status, None, basis.t),
    )


def _chart(basis: ReportBasis) -> list[Block]:
    """Return the chart of the indicator that is furthest from its target in the area.

    Where people wrote about the area, their texts take the place.
    """
    for row in basis.goals:
        one = basis.deciding(row["ziel_id"])
        if one is not None and one.series is not None and one.value is not None:
            charts = charts_of(basis.context, basis.chosen, one)
            told = readings(basis.context, basis.chosen, one, one.series)
            return [picture_of(charts.limited or charts.series, FLAT), *said(merged(told))]
    return []


def _indicators(basis: ReportBasis) -> list[Block]:
    t = basis.t
    own = [one for one in basis.indicators.values() if one.series is not None]
    absent = [one for one in basis.indicators.values() if one.series is None]
    names = (("indicator", 3.7), ("status", 2.3), ("value", 0.9), ("interval", 1.6),
             ("target", 1.4), ("district", 1.1), ("period", 1.1))  # fmt: skip
    caption = t("report.table.area_indicators", area=basis.chosen.area_name)
    rows = tuple(_cells(basis, one) for one in own)
    which = formats.listing([one.key for one in absent], t.language)
    return [
        Heading(1, t("report.heading.area_indicators")),
        filled(ReportTable(caption, columns(t, *names), rows), t),
        *said(t("report.area.absent", which=which) if absent else "", Tone.SOFT),
        Paragraph(_reading(basis), Tone.SOFT),
    ]


def _reading(basis: ReportBasis) -> str:
    """Return how to read the table: uncertainty, no ranking, protection."""
    t = basis.t
    told = [t("report.method.interval"), t("report.area.no_ranking")]
    if not basis.is_internal:
        told += [t("report.protected"), t("protection.sums_differ")]
    return merged(told)


def _cells(basis: ReportBasis, one: IndicatorFigures) -> tuple[Cell, ...]:
    t, indicator, value = basis.t, one.indicator, one.value
    name = Cell(f"{one.key} {_with_unit(indicator)}")
    if value is None:
        status = status_cell(Status.KEINE_ANGABE, None, t)
        return name, status, Cell(NONE), Cell(NONE), Cell(NONE), Cell(NONE), Cell(NONE)
    return (
        name,
        status_cell(one.graded.status, None, t),
        Cell(_written(indicator, value, basis), number=value["wert"]),
        Cell(interval_of(indicator, value, basis)),
        Cell(target_of({**indicator, **_targets(value)}, None, t)),
        _district(basis, one, value),
        Cell(period_cell(value, t)),
    )


def interval_of(indicator: Row, value: Row, basis: ReportBasis) -> str:
    """Return the ends of the interval without unit; a dash without one."""
    if value["unten"] is None or value["oben"] is None:
        return NONE
    low, high = (values.plain(indicator, value, name, basis.t) for name in ("unten", "oben"))
    return basis.t("indicator_page.interval", low=low, high=high)


def _with_unit(indicator: Row) -> str:
    """Return the name of an indicator with its unit, unless that is percent or in the name."""
    name, unit = indicator["name"], indicator["einheit"]
    return str(name) if unit == "%" or unit in name else f"{name} ({unit})"


def _targets(value: Row) -> Row:
    """Return the target that is valid for a value; there is no room for its path."""
    return {name: value[name] for name in ("zielwert", "zielwert_oben")}


def _written(indicator: Row, value: Row, basis: ReportBasis) -> str:
    """Return a value; units other than percent stand beside the name of the indicator."""
    if value["wert"] is None:
        return NONE
    is_percent = indicator["einheit"] == "%"
    written = values.with_unit if is_percent else _bare
    return written(indicator, value, basis.t)


def _bare(indicator: Row, value: Row, t: Messages) -> str:
    return values.plain(indicator, value, "wert", t)


def _district(basis: ReportBasis, one: IndicatorFigures, value: Mapping[str, Any]) -> Cell:
    """Return the district's value of the same period; a dash where the district has none."""
    kind = graded_kind(one.indicator, basis.chosen.area) or PeriodKind.QUARTAL
    rows = basis.context.numbers.series(one.key, DISTRICT, kind)
    found = rows.filter(pl.col("periode") == value["periode"], pl.col("wert").is_not_null())
    if found.is_empty():
        return Cell(NONE)
    row = found.row(0, named=True)
    return Cell(_written(one.indicator, row, basis), number=row["wert"])
