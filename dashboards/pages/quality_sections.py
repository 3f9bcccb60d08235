"""Sections of the page *Qualität*: headline, Träger by quarter, decisions, corrections."""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, download_links, grids, marks, notices
from dashboards.components.links import inner
from dashboards.request.context import Context
from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.values import Row

#: Quarters in the matrix; older ones are in the grid below it.
_QUARTERS: Final = 7


def headline(expected: pl.DataFrame, t: Messages) -> str:
    """Return the sentence on the deliveries of the latest quarter that was due."""
    due = expected.filter(pl.col("status") != "OFFEN")
    if due.is_empty():
        return t("quality.nothing_due")
    quarter = due["quartal"].max()
    rows = due.filter(pl.col("quartal") == quarter)
    counts = dict(rows.group_by("status").len().iter_rows())
    return t(
        "quality.headline",
        quarter=formats.period(str(quarter), t.language),
        there=counts.get("PUENKTLICH", 0) + counts.get("VERSPAETET", 0),
        total=rows.height,
        late=counts.get("VERSPAETET", 0),
        missing=t.count("quality.missing", counts.get("FEHLT", 0)),
    )


def expected_matrix(expected: pl.DataFrame, t: Messages) -> Component:
    """Return Träger × quarter: in time, late, missing, not yet due; in words and symbols."""
    quarters = expected["quartal"].unique().sort().to_list()[-_QUARTERS:]
    cells = {
        (traeger, quarter): (status, day)
        for traeger, quarter, status, day in expected.select(
            "traeger_id", "quartal", "status", "eingang_am"
        ).iter_rows()
    }
    names = expected.select("traeger_id", "traeger").unique().sort("traeger_id").iter_rows()
    head = [t("column.traeger"), *(formats.short_period(name, t.language) for name in quarters)]
    rows = [
        [name or traeger, *(_cell(cells.get((traeger, quarter)), t) for quarter in quarters)]
        for traeger, name in names
    ]
    title = t("quality.expected")
    return html.Section(
        [html.H2(title), grids.html_table(head, rows, caption=title, name="expected")]
    )


def _cell(found: tuple[str, object] | None, t: Messages) -> object:
    if found is None:
        return html.Span("–", className="soft")
    status, day = found
    when = formats.short_date(day, t.language) if status == "VERSPAETET" and day else None  # type: ignore[arg-type]
    words = [marks.delivery(status, t)]
    return html.Div([*words, *([html.Span(when, className="soft small")] if when else [])])


def status_words(status: str, reason: str | None, t: Messages) -> str:
    """Return the status of a delivery in words, with the reason of a refusal or a wait."""
    word = t(f"delivery.{status}")
    return word if reason is None else f"{word}: {reason_words(reason, t)}"


def reason_words(reason: str, t: Messages) -> str:
    """Return the reason of a refusal or a wait in words."""
    kind = reason.split(":", maxsplit=1)[0]  # what follows refines it, for the register
    return t.optional(f"reason.{kind}") or kind


def to_decide(waiting: pl.DataFrame, t: Messages) -> list[Component]:
    """Return the deliveries that wait for a decision, with reason and command; nothing if none."""
    if waiting.is_empty():
        return []
    names = ("traeger", "quartal", "datei", "zeilen_roh")
    head = [*(t(f"column.{name}") for name in names), t("quality.why"), t("quality.decide_by")]
    rows = [
        [
            row["traeger"],
            formats.short_period(row["quartal"], t.language) if row["quartal"] else _nothing(),
            _received(row, t),
            formats.number(row["zeilen_wartend"], t.language),
            reason_words(row["grund"], t),
            html.Code(f"monitor ingest --ersetzt {row['lieferung_id']}"),
        ]
        for row in waiting.iter_rows(named=True)
    ]
    title = t.count("quality.waiting", waiting.height)
    about = html.P(t("quality.waiting_about"), className="soft")
    table = grids.html_table(head, rows, caption=title, name="waiting")
    return [html.Section([html.H2(title), about, table])]


def corrections(context: Context, owed: pl.DataFrame) -> Component:
    """Return the corrections that each Träger owes, with the list of findings to send.

    ``owed``: rows of ``dashboards.request.corrections.corrections_by_traeger``.
    """
    t = context.t
    title = html.H2(t("quality.send_back"))
    if owed.is_empty():
        return html.Section([title, notices.empty(t("quality.nothing_to_send"))])
    owing = ("missing", "refused", "quarantine", "list")
    head = [t("column.traeger"), *(t(f"quality.owed_{key}") for key in owing)]
    rows = [
        [
            row["traeger"],
            _lines([formats.short_period(quarter, t.language) for quarter in row["fehlt"]]),
            _lines([_received(one, t) for one in row["abgelehnt"]]),
            _lines(_quarantined(row, t)),
            _list_links(context, row["traeger_id"]),
        ]
        for row in owed.iter_rows(named=True)
    ]
    about = html.P(t("quality.send_back_about"), className="soft")
    caption = t("quality.send_back")
    return html.Section([title, about, grids.html_table(head, rows, caption=caption, name="owed")])


def _lines(texts: list[str]) -> object:
    return html.Ul([html.Li(text) for text in texts]) if texts else _nothing()


def _nothing() -> Component:
    return html.Span("–", className="nothing")


def _received(delivery: Row, t: Messages) -> str:
    received = formats.short_date(delivery["eingang_am"], t.language)
    return t("quality.received_on", file=delivery["datei"], date=received)


def _quarantined(row: Row, t: Messages) -> list[str]:
    """Return quarantined rows by quarter, all earlier quarters in one line."""
    said = [
        t(
            "quality.held",
            period=formats.short_period(one["quartal"], t.language)
            if one["quartal"]
            else t("quality.no_quarter"),
            n=formats.number(one["zeilen"], t.language),
        )
        for one in row["quarantaene"]
    ]
    if row["davor"]:
        before = formats.number(row["davor"], t.language)
        said.append(t("quality.held", period=t("quality.before"), n=before))
    return said


def _list_links(context: Context, traeger: str | None) -> object:
    if traeger is None:
        return _nothing()
    t = context.t
    view = context.view
    own = {"traeger": traeger, "delivery": None, "severity": None}
    csv = view.here(download_links.FINDINGS, **own)
    return html.Div(
        [
            inner(t("quality.show"), context.here(**own) + "#befunde-abschnitt"),
            html.A("CSV", href=csv, download="",
                   **aria.labelled(t("quality.csv_of", traeger=traeger))),
        ],
        className="downloads",
    )  # fmt: skip
