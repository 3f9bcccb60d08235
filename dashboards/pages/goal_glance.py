"""*Auf einen Blick*: the indicators of a goal in one table, furthest from target first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, marks
from dashboards.components.help import help_at
from dashboards.components.markup import Markup
from dashboards.figures.bullet import bullet
from dashboards.pages.indicator_figures import IndicatorFigures, Series
from dashboards.words import formats, indicator_reading, indicator_values, values
from dashboards.words.behaviour import Behaviour
from dashboards.words.messages import Messages
from dashboards.words.target_path import path_words
from dashboards.words.values import Row
from monitor.concept.vocabulary import IntervalKind, Status, Subject

_COLUMNS: Final = ("status", "indicator", "value", "target", "bullet", "change", "period")
_OF_PERSONS: Final = frozenset(one.value for one in Subject if one.is_of_persons)
_NONE: Final[Mapping[str, Row]] = {}
_ARROWS: Final = {True: "▲", False: "▼"}


def glance(
    found: Sequence[IndicatorFigures], t: Messages, *, is_published: bool,
    years: Mapping[str, Row] = _NONE,
) -> Component:  # fmt: skip
    """Return the table with its key; ``years``: certain changes of calm series, by indicator."""
    head = [html.Th(t(f"goal_page.glance.{name}"), scope="col", className=f"at-{name}")
            for name in _COLUMNS]  # fmt: skip
    rows = [_row(one, t, years.get(one.key), is_published=is_published) for one in found]
    return html.Section(
        [
            html.H2(t("goal_page.glance.title"), id="auf-einen-blick"),
            html.Table(
                [
                    html.Caption(t("goal_page.glance.caption"), className="visually-hidden"),
                    html.Thead(html.Tr(head)),
                    html.Tbody(rows),
                ],
                className="glance",
            ),
            _key(found, t),
        ],
        className="glance-room",
        **aria.labelled_by("auf-einen-blick"),
    )


def _row(one: IndicatorFigures, t: Messages, year: Row | None, *, is_published: bool) -> Component:
    link = html.A(one.indicator["name"], href=f"#{one.anchor}")
    is_there = one.series is not None
    status = status_mark(one, t) if is_there else _absent(one, t, is_published=is_published)
    cells = zip(_COLUMNS[2:], _cells(one, t, year), strict=True)
    return html.Tr(
        [
            html.Td(status, className="at-status"),
            html.Th(link, scope="row", className="at-indicator"),
            *(_cell(name, cell, t) for name, cell in cells),
        ]
    )


def _cell(name: str, content: Component | str, t: Messages) -> Component:
    """Return a cell that names its column, for phones, where a row reads as a list."""
    column: dict[str, Any] = {"data-column": t(f"goal_page.glance.{name}")}
    return html.Td(content, className=f"at-{name}", **column)


def _absent(one: IndicatorFigures, t: Messages, *, is_published: bool) -> Component:
    return marks.tag(t(f"goal_page.glance.{absence(one.indicator, is_published=is_published)}"))


def absence(indicator: Row, *, is_published: bool) -> str:
    """Return why an indicator does not exist in an area: ``protected`` or ``district_only``.

    What is published of an area never tells of persons whom so few figures could be about.
    """
    subject = json.loads(indicator["definition"]).get("thema")
    return "protected" if is_published and subject in _OF_PERSONS else "district_only"


def _cells(one: IndicatorFigures, t: Messages, year: Row | None) -> list[Component | str]:
    indicator, value = one.indicator, one.value
    if value is None or one.series is None:
        return ["", _target(indicator, indicator, t), "", "", ""]
    return [
        _value(indicator, value, t),
        _aims(indicator, value, t),
        Markup(bullet(indicator, value, one.graded.status, t)) if _has_bullet(value) else "",
        change(indicator, one.series, t, year),
        formats.period(value["periode"], t.language),
    ]


def _value(indicator: Row, value: Row, t: Messages) -> Component | str:
    """Return the value; the words of a long unit stand beneath."""
    if value["wert"] is None:
        return "–"
    if indicator["einheit"] == "%":
        return values.with_unit(indicator, value, t)
    number = values.plain(indicator, value, "wert", t)
    unit = formats.after(number, indicator["einheit"])
    return html.Span([number, " ", html.Span(unit, className="unit")]) if unit else number


def _target(indicator: Row, valid: Row, t: Messages) -> str:
    """Return the target of a row of ``wert``, or of the concept where there is no value.

    Only percent are named again; other units stand beside the value.
    """
    if valid["zielwert"] is None:
        return t("goal_page.glance.no_target")
    unit = indicator["einheit"] if indicator["einheit"] == "%" else ""
    return indicator_values.target({**indicator, "einheit": unit}, valid, t).rstrip("\u00a0")


def _aims(indicator: Row, value: Row, t: Messages) -> Component | str:
    """Return the target, with the path to it beneath."""
    path, told = path_words(indicator, value, t), _target(indicator, value, t)
    return html.Span([told, " ", html.Span(path, className="unit")]) if path else told


def _has_bullet(value: Row) -> bool:
    return value["wert"] is not None and value["zielwert"] is not None


def status_mark(one: IndicatorFigures, t: Messages) -> Component:
    """Return the status as symbol and word; an uncertain one with the side it leans to."""
    graded = one.graded
    mark = marks.status(graded.status, t)
    if graded.status is not Status.UNSICHER or graded.tendency is None:
        return mark
    leaning = html.Span(t(f"goal_page.leans.{graded.tendency}"), className="leaning")
    return html.Span([mark, " ", leaning], className="judged")


def change(indicator: Row, series: Series, t: Messages, year: Row | None = None) -> Component:
    """Return how a value has changed: more than usual, or by how much since the period before.

    ``year``: the change to the year before, which is certain though the series varies as usual.
    """
    found = series.behaviour
    if found is not None and found.is_signal:
        lead = t(f"goal_page.change.{found.variation}")
        return _said(lead, _signal_note(indicator, series, t), found.variation,
                     is_up=found.is_high)  # fmt: skip
    if found is not None and series.is_short and found.trend in {"STEIGT", "FAELLT"}:
        return _trend(indicator, found, t)
    if year is not None:
        return _said(indicator_reading.year_words(indicator, year, t), "", year["richtung"])
    if series.change is not None:
        return _difference(indicator, series, series.change, t)
    words = "none" if series.is_short else "usual"
    return html.Span(t(f"goal_page.change.{words}"), className="soft")


def _signal_note(indicator: Row, series: Series, t: Messages) -> str:
    """Return that a change is more than usual, with the latest difference."""
    note = t("goal_page.change.striking")
    if series.change is None:
        return note
    latest = indicator_reading.change_words(indicator, series.change, series.kind, t)
    return t("goal_page.change.shifted", note=note, difference=latest)


def _trend(indicator: Row, found: Behaviour, t: Messages) -> Component:
    lead = t(f"goal_page.change.{found.trend}", n=found.trend_n)
    shift = indicator_reading.shift(indicator, found, None)
    return _said(lead, t("goal_page.change.striking"), shift, is_up=found.trend == "STEIGT")


def _difference(indicator: Row, series: Series, row: Row, t: Messages) -> Component:
    lead = indicator_reading.change_words(indicator, row, series.kind, t)
    if not series.is_short:
        return _said(lead, t("goal_page.change.usual"))
    if row["unten"] is None:
        return _said(lead, "")
    is_certain = bool(row["gesichert"])
    key = "certain" if is_certain else "uncertain"
    return _said(lead, t(f"goal_page.change.{key}"), row["richtung"] if is_certain else None)


def _said(
    lead: str, note: str, shift: str | None = None, *, is_up: bool | None = None
) -> Component:
    arrow = [html.Span(_ARROWS[is_up] + " ", **aria.HIDDEN)] if is_up is not None else []
    side = {"VERBESSERUNG": "better", "BESSER": "better",
            "VERSCHLECHTERUNG": "worse", "SCHLECHTER": "worse"}.get(shift or "", "")  # fmt: skip
    told = html.Span([*arrow, lead], className=f"shift {side}".strip())
    return html.Span([told, " ", html.Span(f"({note})", className="soft")] if note else told)


def _key(found: Sequence[IndicatorFigures], t: Messages) -> Component:
    """Return the key of the bullets, with help at what is not read off."""
    has_interval = any(one.indicator["intervall"] != IntervalKind.KEINES for one in found)
    if not has_interval:
        return html.P(t("goal_page.glance.key_full"), className="glance-key")
    word = help_at(
        t("goal_page.glance.key_interval"), t("goal_page.help.interval"), key="unsicherheit"
    )
    parts: list[Component | str] = [
        t("goal_page.glance.key_value"),
        word,
        t("goal_page.glance.key_target"),
    ]
    uncertain = any(one.graded.status is Status.UNSICHER for one in found)
    if uncertain:
        parts.append(help_at(t("status.UNSICHER"), t("goal_page.help.uncertain"), key="unsicher"))
    separated: list[Component | str] = [piece for part in parts for piece in (part, " · ")][:-1]
    return html.P(separated, className="glance-key")
