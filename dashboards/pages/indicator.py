"""One indicator on the page of its goal: charts, signs, table, definition and what is missing."""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import downloads, formats, sentences
from dashboards.behaviour import Behaviour, read_behaviour
from dashboards.components import aria, grids, marks, notices
from dashboards.context import Context
from dashboards.figures.areas import areas_figure
from dashboards.figures.layout import Figure, config
from dashboards.figures.series import series_figure
from dashboards.messages import Messages
from dashboards.selection import PERIOD_KINDS, Selection
from dashboards.sentences import Row
from dashboards.series_table import COLUMNS, shown_cells
from monitor.declaration import IntervalKind
from monitor.periods import parse_quarter
from monitor.tables import Assurance, PeriodKind, Variation

#: Nothing is foretold, so there is no sign either; a sentence says why where that is to be said.
_NO_SIGN: Final = frozenset({Assurance.KEINE_ANGABE, Assurance.NICHT_STABIL})


def section(context: Context, chosen: Selection, indicator: Row) -> Component:
    """Return the section of an indicator (texts of ``indicator`` in the view's language)."""
    own = PeriodKind(indicator["periode_art"])
    asked = context.view.period_kind
    kind = asked if asked in PERIOD_KINDS and own is not PeriodKind.WELLE else own
    values = context.numbers.series(indicator["indikator_id"], chosen.area, kind)
    shown = values.filter(pl.col("bis") <= parse_quarter(chosen.quarter).end)
    key = indicator["indikator_id"]
    return html.Section(
        [
            _heading(context, indicator, kind),
            *_body(context, chosen, indicator, kind, shown),
            _definition(context, indicator),
        ],
        className="indicator",
        id=key.replace(".", "-"),
        **aria.labelled_by(_id(key, "titel")),
    )


def _id(key: str, part: str) -> str:
    return f"{part}-{key.replace('.', '-')}"


def _heading(context: Context, indicator: Row, kind: PeriodKind) -> Component:
    t, key = context.t, indicator["indikator_id"]
    facts = [
        t("indicator.target", target=sentences.target(indicator, t)),
        t(f"period_kind.{kind}"),
        *([t("district_only")] if indicator["ebene"] == "KREIS" else []),
    ]
    return html.Div(
        [
            html.H2([html.Span(key, className="goal-id"), html.Span(indicator["name"])],
                    id=_id(key, "titel")),
            html.P(" · ".join(facts), className="soft facts"),
        ]
    )  # fmt: skip


def _body(
    context: Context, chosen: Selection, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> list[Component]:
    if shown.is_empty():
        return [notices.empty(_why_empty(context, chosen, indicator, kind))]
    last = shown.row(-1, named=True)
    return [
        html.Div(
            [_over_time(context, chosen, indicator, kind, shown),
             _by_area(context, indicator, kind, last)],
            className="charts",
        ),
        _behaviour(context, chosen, indicator, kind, shown),
        html.P(sentences.bounds(indicator, last, context.t), className="soft bounds"),
        _table(context, chosen, indicator, kind, shown),
    ]  # fmt: skip


def _why_empty(context: Context, chosen: Selection, indicator: Row, kind: PeriodKind) -> str:
    t = context.t
    if indicator["ebene"] == "KREIS" and chosen.area != "KREIS":
        return t("indicator.district_only")
    if kind is PeriodKind.MONAT and chosen.area != "KREIS":
        return t("indicator.no_months")
    return t("indicator.nothing", kind=t(f"period_kind.{kind}"))


def _over_time(
    context: Context, chosen: Selection, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> Component:
    t, key = context.t, indicator["indikator_id"]
    limits = context.numbers.limits(key, chosen.area, kind)
    last = shown.row(-1, named=True)
    return html.Div(
        [
            html.H3(t("indicator.over_time", area=chosen.area_name, unit=indicator["einheit"])),
            _chart(
                series_figure(indicator, shown, limits, t), t, name=_id(key, "verlauf"),
                title=t("indicator.chart_title", name=indicator["name"], area=chosen.area_name),
                summary=sentences.latest(indicator, last, t),
            ),
        ]
    )  # fmt: skip


def _by_area(context: Context, indicator: Row, kind: PeriodKind, last: Row) -> Component:
    t, key = context.t, indicator["indikator_id"]
    if indicator["ebene"] == "KREIS" or kind is PeriodKind.MONAT:
        return html.Div(className="absent")
    values = context.numbers.by_area(key, kind, last["periode"])
    areas = context.numbers.areas()
    kept = sentences.kept(areas.join(values, on="gebiet_id", maintain_order="left"), t)
    period = formats.period(last["periode"], t.language)
    is_full = indicator["intervall"] == IntervalKind.KEINES
    read = t("indicator.areas_full") if is_full else t("indicator.areas_summary")
    return html.Div(
        [
            html.H3(t("indicator.by_area", period=period, unit=indicator["einheit"])),
            _chart(
                areas_figure(indicator, values, areas, t), t,
                name=_id(key, "gebiete"),
                title=t("indicator.areas_title", name=indicator["name"], period=period),
                summary=" ".join(filter(None, [read, kept])),
            ),
        ]
    )  # fmt: skip


def _chart(figure: Figure, t: Messages, *, name: str, title: str, summary: str) -> Component:
    """Return a figure with its text alternative; the table with its numbers stands below it."""
    graph = dcc.Graph(figure=figure, config=config(t.language), id=name, className="graph")
    return html.Figure(
        [
            html.Div(graph, role="img", **aria.labelled(f"{title}. {summary}")),
            html.Figcaption(summary, className="summary"),
        ],
        className="chart",
    )


def _behaviour(
    context: Context, chosen: Selection, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> Component:
    t, key = context.t, indicator["indikator_id"]
    limits = context.numbers.limits(key, chosen.area, kind)
    found = read_behaviour(indicator, shown, limits, _assurance(context, key, chosen.area))
    return html.P(
        [*_signs(found, t), html.Span(sentences.behaviour(found, t))], className="behaviour"
    )


def _assurance(context: Context, key: str, area: str) -> str:
    """Return the sign of the newest chart of a series: that of the last version with values."""
    order = {name: place for place, name in enumerate(context.numbers.concepts()["konzept_id"])}
    signs = context.numbers.behaviour([key], area).select("konzept_id", "zusicherung").iter_rows()
    newest = max(signs, key=lambda sign: order[sign[0]], default=("", Assurance.KEINE_ANGABE))
    return str(newest[1])


def _signs(found: Behaviour | None, t: Messages) -> list[Component]:
    if found is None:
        return []
    is_past = found.is_past and found.variation is Variation.ZUFALL
    signs = [marks.tag(t("variation.PAST" if is_past else f"variation.{found.variation}"))]
    if found.assurance not in _NO_SIGN:
        signs.append(marks.tag(t(f"assurance.{found.assurance}")))
    return signs


def _table(
    context: Context, chosen: Selection, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> Component:
    t, key = context.t, indicator["indikator_id"]
    rows = shown_cells(indicator, shown, t).reverse().rows()
    head = [t(f"column.{name}") for name in COLUMNS]
    link = html.A(
        [marks.icon("laden"), t("indicator.csv")],
        href=downloads.series_href(context, key, chosen, kind), download="", className="button",
    )  # fmt: skip
    caption = t("indicator.table_label", name=indicator["name"], area=chosen.area_name)
    table = grids.html_table(head, rows, caption=caption, name="series", anchor=_id(key, "tabelle"))
    return html.Details([html.Summary(t("indicator.table")), table, *_kept(shown, t), html.P(link)])


def _kept(shown: pl.DataFrame, t: Messages) -> list[Component]:
    """Return the note beneath a table whose values are not all of this release."""
    periods = [formats.period(name, t.language) for name in shown["periode"]]
    note = sentences.kept(shown.with_columns(name=pl.Series(periods, dtype=pl.String)), t)
    return [html.P(note, className="soft kept")] if note else []


def _definition(context: Context, indicator: Row) -> Component:
    t = context.t
    weight = formats.number(indicator["gewicht"], t.language, digits=1)
    entries = [
        ("indicator.description", indicator["beschreibung"]),
        ("indicator.numerator", indicator["zaehler"]),
        ("indicator.denominator", indicator["nenner"]),
        ("indicator.unit", indicator["einheit"]),
        ("indicator.source", indicator["quelle"]),
        ("indicator.uncertainty", t.optional(f"interval.{indicator['intervall']}")
         or indicator["intervall"]),
        ("indicator.weight", weight),
        ("indicator.step", _step(context, indicator["wirkungstreppe"])),
        ("indicator.concept", indicator["konzept_id"]),
    ]  # fmt: skip
    terms = [part for key, text in entries for part in (html.Dt(t(key)), html.Dd(text or "–"))]
    return html.Details(
        [html.Summary(t("indicator.definition")), html.Dl(terms, className="terms")]
    )


def _step(context: Context, step: str) -> str:
    words = context.t.optional(f"step.{step}")
    return f"{step} – {words}" if words else step
