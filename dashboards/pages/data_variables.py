"""Variables on the page *Daten*: label, values, missing rows and distribution of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import grids, notices
from dashboards.components.distribution import distribution
from dashboards.pages.data_choice import localized
from dashboards.request.context import Context
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.datasets.model import VariableKind
from monitor.datasets.profile import Bar, Mark, Profile, VariableProfile

_ORDERED: Final = frozenset({VariableKind.INTEGER, VariableKind.DECIMAL, VariableKind.DATE})
_DIGITS: Final = 2


def variable_table(context: Context, name: str, variables: Profile) -> Component:
    """Return the table of variables."""
    t = context.t
    if not variables:
        content = notices.empty(t("data.no_variables"))
        return html.Section([html.H2(t("data.variables")), content])
    keys = ("variable", "kind", "values", "missing", "distribution")
    table = grids.html_table(
        [t(f"data.{key}") for key in keys],
        [_row(context, variable) for variable in variables],
        caption=t("data.variables_label", name=name),
        name="variables",
    )
    return html.Section([html.H2(t("data.variables")), table])


def _row(context: Context, variable: VariableProfile) -> Sequence[Any]:
    t = context.t
    label = localized(context, variable.label_de, variable.label_en)
    unit = localized(context, variable.unit_de, variable.unit_en)
    return [
        html.Div([html.Code(variable.name), html.Span(label, className="soft")]),
        html.Div([html.Span(t(f"kind.{variable.kind}")), html.Span(unit, className="soft")]),
        _values(context, variable),
        _missing(t, variable),
        _picture(t, variable),
    ]


def _values(context: Context, variable: VariableProfile) -> Component:
    t = context.t
    if variable.kind not in _ORDERED:
        return _listed(context, variable)
    if variable.minimum is None or variable.maximum is None:
        return _nothing()
    low, high = _mark(variable.minimum, variable, t), _mark(variable.maximum, variable, t)
    return html.Span(low if low == high else t("data.range", low=low, high=high))


def _listed(context: Context, variable: VariableProfile) -> Component:
    """Return codes or few texts with the number of rows: the distribution in words and numbers."""
    t = context.t
    counted = {str(bar.first): bar.rows for bar in variable.bars}
    labels = {
        code.value: localized(context, code.label_de, code.label_en) for code in variable.codes
    }
    values = list(labels) or list(counted)
    if not values:
        return _nothing()
    items = [
        html.Li(
            [
                html.Code(_mark(value, variable, t)),
                *([html.Span(labels[value])] if value in labels else []),
                *([_count(t, counted[value])] if value in counted else []),
            ]
        )
        for value in values
    ]
    summary = html.Summary(t.count("data.codes" if labels else "data.texts", len(items)))
    return html.Details([summary, html.Ul(items)], className="codes")


def _count(t: Messages, rows: int) -> Component:
    return html.Span(formats.number(rows, t.language), className="soft")


def _nothing() -> Component:
    return html.Span("–", className="nothing")


def _missing(t: Messages, variable: VariableProfile) -> Component:
    said = [
        html.Li(f"{formats.number(row.rows, t.language)} {t(f'missing.{row.reason}')}")
        for row in variable.missing
        if row.rows
    ]
    return html.Ul(said, className="reasons") if said else _nothing()


def _picture(t: Messages, variable: VariableProfile) -> Component:
    if not variable.bars:
        return _nothing()
    most = max(variable.bars, key=lambda bar: bar.rows)
    label = t(
        "data.bars_label", name=variable.name, n=len(variable.bars),
        most=_bar(most, variable, t), rows=t.count("data.rows", most.rows),
    )  # fmt: skip
    return distribution(variable.bars, label, ordered=variable.kind in _ORDERED)


def _bar(bar: Bar, variable: VariableProfile, t: Messages) -> str:
    first, last = _mark(bar.first, variable, t), _mark(bar.last, variable, t)
    return first if first == last else t("data.range", low=first, high=last)


def _mark(mark: Mark, variable: VariableProfile, t: Messages) -> str:
    if variable.kind is VariableKind.DATE:
        return formats.short_date(dt.date.fromisoformat(str(mark)), t.language)
    if variable.kind is VariableKind.BOOLEAN:
        return t("yes") if mark == "true" else t("no")
    if isinstance(mark, str):
        return mark
    digits = _DIGITS if isinstance(mark, float) and not mark.is_integer() else 0
    return formats.number(mark, t.language, digits=digits)
