"""What a Träger still owes: missing quarters, refused files, waiting files, quarantined rows.

The table says of each matter what to do. Deadlines, reasons and counts are those of the quality
snapshot.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, download_links, grids, notices
from dashboards.components.links import inner
from dashboards.pages.quality_findings import ANCHOR
from dashboards.pages.quality_sections import reason_words
from dashboards.request.context import Context
from dashboards.request.corrections import Matter
from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.values import Row

#: Matters that a Träger settles; a waiting file is the office's turn.
_OWED: Final = (Matter.FEHLT, Matter.ABGELEHNT, Matter.QUARANTAENE)


def title_of(deliveries: pl.DataFrame, expected: pl.DataFrame, t: Messages) -> str:
    """Return the names of the Träger on the page."""
    both = pl.concat([part.select("traeger_id", "traeger") for part in (deliveries, expected)])
    names = both.unique("traeger_id", keep="first").sort("traeger_id")["traeger"].to_list()
    return formats.listing(names, t.language)


def open_sentence(owed: pl.DataFrame, expected: pl.DataFrame, t: Messages) -> str:
    """Return the sentence on what is open, and the next deadline."""
    counted = [
        t.count(f"mine.open_{matter}", n) for matter in _OWED if (n := _count(owed, matter)) > 0
    ]
    said = [
        t("mine.open", what=formats.listing(counted, t.language)) if counted else t("mine.settled")
    ]
    coming = expected.filter(pl.col("status") == "OFFEN").sort("frist").head(1)
    said += [_next(quarter, day, t) for quarter, day in coming.select("quartal", "frist").rows()]
    return " ".join(said)


def matters(context: Context, owed: pl.DataFrame) -> Component:
    """Return the table of open matters (rows of ``open_matters``); without any, a sentence."""
    t = context.t
    title = html.H2(t("mine.open_title"))
    if owed.is_empty():
        return html.Section([title, notices.empty(t("mine.nothing_open"))])
    several = owed["traeger_id"].n_unique() > 1
    columns = ("what", "quarter", "file", "todo", "findings")
    rows = [_row(context, row, several=several) for row in owed.iter_rows(named=True)]
    table = grids.html_table(
        [t(f"mine.column_{name}") for name in columns], rows, caption=t("mine.open_title"),
        name="owed matters",
    )  # fmt: skip
    return html.Section([title, html.P(t("mine.open_about"), className="soft"), table])


def _count(owed: pl.DataFrame, matter: Matter) -> int:
    """Return the number of open quarters or files of a matter; of quarantine the number of rows."""
    rows = owed.filter(pl.col("matter") == matter.value)
    return int(rows["zeilen"].sum()) if matter is Matter.QUARANTAENE else rows.height


def _next(quarter: str, day: dt.date, t: Messages) -> str:
    period = formats.period(quarter, t.language)
    return t("mine.next", quarter=period, date=formats.date(day, t.language))


def _row(context: Context, row: Row, *, several: bool) -> list[object]:
    t, matter = context.t, Matter(row["matter"])
    what: list[Component] = [html.Span(_what(row, matter, t))]
    if several:
        what.append(html.Span(row["traeger"], className="soft small whose"))
    return [
        html.Div(what),
        _quarter(row, t),
        _file(row, t),
        _todo(row, matter, t),
        _links(context, row, matter),
    ]


def _what(row: Row, matter: Matter, t: Messages) -> str:
    if matter is Matter.QUARANTAENE:
        return t.count("mine.open_QUARANTAENE", row["zeilen"])
    return t(f"mine.matter_{matter}")


def _quarter(row: Row, t: Messages) -> object:
    if row["quartal"]:
        return formats.short_period(row["quartal"], t.language)
    return t("quality.before") if row["lieferung_id"] is None else t("quality.no_quarter")


def _file(row: Row, t: Messages) -> object:
    if row["datei"]:
        received = formats.short_date(row["eingang_am"], t.language)
        return t("quality.received_on", file=row["datei"], date=received)
    if row["frist"]:
        return t("mine.was_due", date=formats.short_date(row["frist"], t.language))
    return _nothing()


def _todo(row: Row, matter: Matter, t: Messages) -> object:
    """Return the reason, if there is one, and what to do."""
    if not row["grund"]:
        return t(f"mine.todo_{matter}")
    kind, _, details = row["grund"].partition(":")
    todo = t.optional(f"own_todo.{kind}") or t(f"mine.todo_{matter}")
    reason = reason_words(row["grund"], t)
    traces = [word for code in details.split(",") if (word := t.optional(f"own_trace.{code}"))]
    if traces:
        reason = f"{reason} ({formats.listing(traces, t.language)})"
    return html.Div([html.Strong(t("mine.reason", reason=reason)), " ", html.Span(todo)])


def _links(context: Context, row: Row, matter: Matter) -> object:
    if matter is not Matter.QUARANTAENE or row["lieferung_id"] is None:  # else without findings
        return _nothing()
    t, view = context.t, context.view
    chosen = {"traeger": None, "delivery": row["lieferung_id"], "severity": None}
    csv = view.here(download_links.OWN_FINDINGS, **chosen)
    return html.Div(
        [
            inner(t("quality.show"), f"{context.here(**chosen)}#{ANCHOR}"),
            html.A("CSV", href=csv, download="",
                   **aria.labelled(t("quality.csv_of", traeger=row["datei"]))),
        ],
        className="downloads",
    )  # fmt: skip


def _nothing() -> Component:
    return html.Span("–", className="nothing")
