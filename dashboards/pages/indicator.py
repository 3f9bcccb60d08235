"""One indicator on the page of the goal: charts, signs, table, definition, reasons for gaps."""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import aria, download_links, grids, marks, notices
from dashboards.components.selection import PERIOD_KINDS, PageScope, graded_kind
from dashboards.figures.areas import areas_figure
from dashboards.figures.layout import Figure, config
from dashboards.figures.series import series_figure
from dashboards.figures.series_table import COLUMNS, shown_cells
from dashboards.request.context import Context
from dashboards.words import formats, sentences
from dashboards.words.behaviour import Behaviour, read_behaviour
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Assurance, IntervalKind, Variation
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind, parse_quarter

#: Nothing is foretold, so there is no sign either; a sentence says why where that is to be said.
_NO_SIGN: Final = frozenset({Assurance.KEINE_ANGABE, Assurance.NICHT_STABIL})


def section(context: Context, chosen: PageScope, indicator: Row) -> Component:
    """Return the section of an indicator (texts of ``indicator`` in the view's language)."""
    kind = _kind(context, chosen, indicator)
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


def _kind(context: Context, chosen: PageScope, indicator: Row) -> PeriodKind:
    """Return the kind of periods in the charts: of the address, else as graded in the area."""
    asked = context.view.period_kind
    own = graded_kind(indicator, chosen.area) or PeriodKind(indicator["periode_art"])
    if asked is None or own is PeriodKind.WELLE:
        return own
    return asked if asked in PERIOD_KINDS[context.numbers.level] else own


def _id(key: str, part: str) -> str:
    return f"{part}-{key.replace('.', '-')}"


def _heading(context: Context, indicator: Row, kind: PeriodKind) -> Component:
    t, key = context.t, indicator["indikator_id"]
    facts = [
        t("indicator.target", target=sentences.target(indicator, t)),
        t(f"period_kind.{kind}"),
        *([] if indicator["periode_art_sozialraum"] else [t("district_only")]),
    ]
    return html.Div(
        [
            html.H2([html.Span(key, className="goal-id"), html.Span(indicator["name"])],
                    id=_id(key, "titel")),
            html.P(" · ".join(facts), className="soft facts"),
        ]
    )  # fmt: skip


def _body(
    context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> list[Component]:
    if shown.is_empty():
        return [notices.empty(_why_empty(context, chosen, indicator, kind))]
    last = shown.row(-1, named=True)
    return [
        html.Div(
            [_over_time(context, chosen, indicator, kind, shown),
             _by_area(context, chosen, indicator, kind)],
            className="charts",
        ),
        *_behaviour(context, chosen, indicator, kind, shown),
        html.P(sentences.bounds(indicator, last, context.t), className="soft bounds"),
        _table(context, chosen, indicator, kind, shown),
    ]  # fmt: skip


def _why_empty(context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind) -> str:
    t, own = context.t, graded_kind(indicator, chosen.area)
    is_published = context.numbers.level is FigureLevel.VEROEFFENTLICHUNG
    if own is None:
        return t("indicator.district_published" if is_published else "indicator.district_only")
    if kind is PeriodKind.MONAT and chosen.area != DISTRICT:
        return t("indicator.no_months")
    asked, graded = t(f"period_kind.{kind}"), t(f"period_kind.{own}")
    if not is_published:
        return t("indicator.nothing", kind=asked)
    if kind is own:
        return t("indicator.nothing_published", kind=asked)
    return t("indicator.not_published", kind=asked, own=graded)


def _over_time(
    context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
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


def _by_area(context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind) -> Component:
    t, key = context.t, indicator["indikator_id"]
    values = _latest_of_areas(context, chosen, indicator, kind)
    if values.is_empty():
        return html.Div(className="absent")
    areas = context.numbers.areas()
    period = formats.period(values["periode"][0], t.language)
    return html.Div(
        [
            html.H3(t("indicator.by_area", period=period, unit=indicator["einheit"])),
            _chart(
                areas_figure(indicator, values, areas, t), t,
                name=_id(key, "gebiete"),
                title=t("indicator.areas_title", name=indicator["name"], period=period),
                summary=_about_areas(context, indicator, values),
            ),
        ]
    )  # fmt: skip


def _latest_of_areas(
    context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind
) -> pl.DataFrame:
    """Return the values of the latest period with figures of areas; empty without any.

    Periods of the kind in the charts, else of the kind in which areas are graded.
    """
    key, end = indicator["indikator_id"], parse_quarter(chosen.quarter).end
    graded = indicator["periode_art_sozialraum"]
    until = pl.DataFrame()
    for candidate in dict.fromkeys((kind, PeriodKind(graded))) if graded else ():
        until = context.numbers.by_area(key, candidate).filter(pl.col("bis") <= end)
        of_areas = until.filter(pl.col("gebiet_id") != DISTRICT)
        if of_areas.height:
            return until.filter(pl.col("periode") == of_areas["periode"][-1])
    return until.clear()


def _about_areas(context: Context, indicator: Row, values: pl.DataFrame) -> str:
    """Return the sentences on reading the chart of areas, and on revised values."""
    t, areas = context.t, context.numbers.areas()
    is_full = indicator["intervall"] == IntervalKind.KEINES
    is_changed = context.numbers.level is FigureLevel.VEROEFFENTLICHUNG and not is_full
    is_quantile = is_changed and indicator["intervall"] == IntervalKind.RANGSTATISTIK
    read = "full" if is_full else "quantile" if is_quantile else "summary"
    said = [
        t(f"indicator.areas_{read}"),
        t("protection.sums_differ") if is_changed else "",
        sentences.revised(areas.join(values, on="gebiet_id", maintain_order="left"), t),
    ]
    return " ".join(filter(None, said))


def _chart(figure: Figure, t: Messages, *, name: str, title: str, summary: str) -> Component:
    """Return a figure with a text alternative; the table of the numbers stands below."""
    graph = dcc.Graph(figure=figure, config=config(t.language), id=name, className="graph")
    return html.Figure(
        [
            html.Div(graph, role="img", **aria.labelled(f"{title}. {summary}")),
            html.Figcaption(summary, className="summary"),
        ],
        className="chart",
    )


def _behaviour(
    context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> list[Component]:
    """Return signs and sentence of the process behaviour chart; nothing without a chart."""
    t, key = context.t, indicator["indikator_id"]
    limits = context.numbers.limits(key, chosen.area, kind)
    if limits.is_empty() and chosen.area != DISTRICT:
        return []
    found = read_behaviour(indicator, shown, limits, _assurance(context, key, chosen.area))
    said = [*_signs(found, t), html.Span(sentences.behaviour(found, t))]
    return [html.P(said, className="behaviour")]


def _assurance(context: Context, key: str, area: str) -> str:
    """Return the assurance sign of a series, of the last version of the concept with values."""
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
    context: Context, chosen: PageScope, indicator: Row, kind: PeriodKind, shown: pl.DataFrame
) -> Component:
    t, key = context.t, indicator["indikator_id"]
    rows = shown_cells(indicator, shown, t).reverse().rows()
    head = [t(f"column.{name}") for name in COLUMNS]
    link = html.A(
        [marks.icon("laden"), t("indicator.csv")],
        href=download_links.series_href(context, key, chosen, kind),
        download="",
        className="button",
    )
    caption = t("indicator.table_label", name=indicator["name"], area=chosen.area_name)
    table = grids.html_table(head, rows, caption=caption, name="series", anchor=_id(key, "tabelle"))
    return html.Details(
        [html.Summary(t("indicator.table")), table, *_revised(shown, t), html.P(link)]
    )


def _revised(shown: pl.DataFrame, t: Messages) -> list[Component]:
    """Return the note beneath a table with revised values."""
    periods = [formats.period(name, t.language) for name in shown["periode"]]
    note = sentences.revised(shown.with_columns(name=pl.Series(periods, dtype=pl.String)), t)
    return [html.P(note, className="soft revised")] if note else []


def _definition(context: Context, indicator: Row) -> Component:
    t = context.t
    weight = formats.number(indicator["gewicht"], t.language, digits=1)
    entries = [
        ("indicator.description", indicator["beschreibung"]),
        ("indicator.numerator", indicator["zaehler"]),
        ("indicator.denominator", indicator["nenner"]),
        ("indicator.unit", indicator["einheit"]),
        ("indicator.source", indicator["quelle"]),
        ("indicator.uncertainty", _uncertainty(context, indicator["intervall"])),
        ("indicator.weight", weight),
        ("indicator.step", _step(context, indicator["wirkungstreppe"])),
        ("indicator.concept", indicator["konzept_id"]),
    ]  # fmt: skip
    terms = [part for key, text in entries for part in (html.Dt(t(key)), html.Dd(text or "–"))]
    return html.Details(
        [html.Summary(t("indicator.definition")), html.Dl(terms, className="terms")]
    )


def _uncertainty(context: Context, kind: str) -> str:
    """Return the kind of interval in words; published intervals are wider."""
    t = context.t
    words = t.optional(f"interval.{kind}") or kind
    if context.numbers.level is FigureLevel.STEUERUNG or kind == IntervalKind.KEINES:
        return words
    return t.optional(f"interval_published.{kind}") or t("interval_wider", interval=words)


def _step(context: Context, step: str) -> str:
    words = context.t.optional(f"step.{step}")
    return f"{step} – {words}" if words else step
