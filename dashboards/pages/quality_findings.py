"""Findings as a table with pages, with filters and a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, marks, notices
from dashboards.components.data_tables import ColumnKind, DataColumn, data_table
from dashboards.components.paging import PAGE_ROWS, Paging, page_links, unknown_page
from dashboards.components.unknown_choices import UnknownChoice
from dashboards.request.context import Context
from dashboards.request.quality_frames import Quality
from dashboards.request.view import View
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.warehouse.deliveries import Severity

#: Where links to the findings lead.
ANCHOR: Final = "befunde-abschnitt"

_ALL: Final = "alle"
_Choices = list[tuple[str, str]]


def findings(
    context: Context,
    quality: Quality,
    shown: tuple[pl.DataFrame, pl.DataFrame],
    *,
    name: str,
    about: str,
    href: str,
) -> Component:
    """Return the section of findings under the filters of the view.

    Args:
        context: of the page; its view names no unknown choice.
        quality: what the viewer may read.
        shown: the deliveries and the expected deliveries on the page.
        name: id of the table.
        about: sentence under the title.
        href: address of the CSV file.
    """
    t, view = context.t, context.view
    count = quality.count_findings(view)
    csv = html.A(
        [marks.icon("laden"), t.count("quality.csv", count)],
        href=href,
        download="",
        className="button",
    )
    page = Paging.of(view, count)
    table = (
        [*_page(context, quality, page, name), html.P(csv)]
        if count
        else [notices.empty(t("quality.no_findings"))]
    )
    title = html.H2(t("quality.findings"))
    about_them = html.P(about, className="soft")
    return html.Section([title, about_them, _filters(context, *shown), *table], id=ANCHOR)


def findings_page(quality: Quality, view: View, t: Messages, page: Paging) -> pl.DataFrame:
    """Return one page of findings under the filters of the view (AccessError, ReleaseError)."""
    return quality.findings(view, t, limit=PAGE_ROWS, offset=page.offset)


def unknown_page_of_findings(context: Context) -> Iterator[UnknownChoice]:
    """Yield the page of the address, where there are fewer findings."""
    quality = Quality(context.view.viewer, context.library.store)
    return unknown_page(context, quality.count_findings(quality.known(context.view)))


def _page(context: Context, quality: Quality, page: Paging, name: str) -> list[Component]:
    t = context.t
    title = t("quality.findings")
    rows = findings_page(quality, context.view, t, page)
    table = data_table(
        _columns(t), rows.iter_rows(named=True), t, caption=title, name=name, is_sorted=False
    )
    return [table, *page_links(context, page, anchor=ANCHOR, label=title)]


def _columns(t: Messages) -> list[DataColumn]:
    number = ColumnKind.NUMBER
    return [
        DataColumn("traeger", t("column.traeger")),
        DataColumn("quartal", t("column.quartal"), ColumnKind.PERIOD),
        DataColumn("datei", t("column.datei")),
        DataColumn("quelle_blatt", t("column.blatt")),
        DataColumn("quelle_zeile", t("column.zeile"), number),
        DataColumn("feld_label", t("column.feld")),
        DataColumn("schwere", t("column.schwere")),
        DataColumn("anzahl", t("column.anzahl"), number),
        DataColumn("regel_text", t("column.regel_text")),
    ]


def _filters(context: Context, deliveries: pl.DataFrame, expected: pl.DataFrame) -> Component:
    t, view = context.t, context.view
    names = _names(deliveries, expected)
    mine = deliveries
    if view.traeger:
        mine = deliveries.filter(pl.col("traeger_id") == view.traeger)
    files = [
        (key, f"{name} ({formats.short_date(day, t.language)})")
        for key, name, day in mine.select("lieferung_id", "datei", "eingang_am").iter_rows()
    ]
    severities = [(code.value, t(f"severity.{code}")) for code in Severity]
    by_traeger = [_filter("traeger", t("column.traeger"), names, view.traeger, t)]
    filters = [
        *(by_traeger if len(names) > 1 else []),
        _filter("delivery", t("column.lieferung"), files, view.delivery, t),
        _filter("severity", t("column.schwere"), severities, view.severity, t),
    ]
    return controls.row(context, filters, label=t("quality.filter"))


def _names(deliveries: pl.DataFrame, expected: pl.DataFrame) -> _Choices:
    """Return the Träger on the page: id and name."""
    both = pl.concat([part.select("traeger_id", "traeger") for part in (deliveries, expected)])
    traeger = both.drop_nulls("traeger_id").unique("traeger_id", keep="first").sort("traeger_id")
    return [(key, name or key) for key, name in traeger.iter_rows()]


def _filter(
    parameter: str, label: str, choices: _Choices, value: str | None, t: Messages
) -> Component:
    known = value if value in dict(choices) else _ALL
    return controls.select(parameter, label, [(_ALL, t("all")), *choices], known, default=_ALL)
