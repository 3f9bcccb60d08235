"""*Bericht*: choose a report and its area, quarter and frame; get it as files, or look at it first.

The files are made by ``dashboards.web.report_downloads`` below the same address. Published figures
are the default, also for viewers who steer by exact ones: a report is passed on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, notices, unknown_choices
from dashboards.components.markup import Markup
from dashboards.components.navigation import NavigationPlace
from dashboards.components.selection import PageScope, select, short_area
from dashboards.components.unknown_choices import UnknownChoice
from dashboards.pages.page import Page
from dashboards.request.context import Context
from dashboards.request.report_choice import (
    FORMS,
    REPORT,
    WITH_FRAME,
    Format,
    ReportChoice,
    ReportKind,
    read_choice,
)
from dashboards.request.view import PARAMETERS
from dashboards.words import formats
from monitor.access import Resource, may_see
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import ReleaseError, SnapshotDamagedError

#: What the script (``assets/reports.js``) knows links, progress and preview by.
_MADE: Final = "data-report"
_NO_FORM: Final = ""


def content(context: Context) -> Component:
    """Return the page."""
    try:
        chosen = select(context)
    except SnapshotDamagedError:
        raise
    except ReleaseError:
        if context.view.level is None and context.steering is not None:
            return _unpublished(context)
        raise
    choice = read_choice(context.view)
    return html.Div(
        [
            html.H1(context.t("report_page.title")),
            html.P(context.t("report_page.about"), className="lead"),
            _choosers(context, chosen, choice),
            html.P(context.t(f"report_page.holds_{choice.kind}"), className="report-holds"),
            *_level_note(context),
            *_frame(context, choice),
            *_results(context, chosen, choice),
        ],
        className="report-page",
    )


def _state(context: Context) -> str:
    """Return what the page follows from: the figures, and how a Vorlage is numbered."""
    pattern = context.library.store.report_layout().number_pattern
    try:
        return f"{context.numbers.snapshot_id} {pattern}"
    except SnapshotDamagedError:
        raise
    except ReleaseError:
        if context.steering is None:
            raise
        return pattern


def _unpublished(context: Context) -> Component:
    """Return the notice before anything is published, with the way to an internal report."""
    t = context.t
    link = html.A(
        t("report_page.level_STEUERUNG"),
        href=context.here(level=FigureLevel.STEUERUNG),
        className="button",
    )
    said = [html.H1(t("unpublished.title")), html.P(t("unpublished.text"), className="lead")]
    return html.Div([*said, html.P(link)], className="notice")


def _choosers(context: Context, chosen: PageScope, choice: ReportChoice) -> Component:
    t = context.t
    kinds = [(kind.value, t(f"report_page.kind_{kind}")) for kind in ReportKind]
    first = ReportKind.AUSSCHUSS.value
    return controls.row(
        context,
        [
            controls.select("report", t("report_page.report"), kinds, choice.kind, default=first),
            *_places(context, chosen),
            *_concepts(context, chosen, choice),
            *_levels(context),
        ],
        label=t("control.label"),
    )


def _places(context: Context, chosen: PageScope) -> list[Component]:
    t, numbers = context.t, context.numbers
    pairs = numbers.areas().select("gebiet_id", "name").iter_rows()
    areas = [(area, short_area(context, area, name)) for area, name in pairs]
    quarters = numbers.quarters()
    spans = [(name, formats.period(name, t.language)) for name in reversed(quarters)]
    return [
        controls.select("area", t("control.area"), areas, chosen.area, default=DISTRICT),
        controls.select("quarter", t("control.quarter"), spans, chosen.quarter,
                        default=quarters[-1]),
    ]  # fmt: skip


def _concepts(context: Context, chosen: PageScope, choice: ReportChoice) -> list[Component]:
    """Return the choice of a version of the concept, for the report that is of one."""
    if choice.kind is not ReportKind.BILANZ:
        return []
    name = context.localized("name")
    versions = list(context.numbers.concepts().select("konzept_id", name).iter_rows())
    asked = choice.concept if choice.concept in dict(versions) else chosen.concept
    label = context.t("report_page.concept")
    return [controls.select("concept", label, versions, str(asked), default=chosen.concept)]


def _levels(context: Context) -> list[Component]:
    if context.steering is None or not may_see(context.view.viewer, Resource.STEUERUNG):
        return []
    t, shown = context.t, context.numbers.level
    order = (FigureLevel.VEROEFFENTLICHUNG, FigureLevel.STEUERUNG)
    choices = [(level.lower(), t(f"report_page.level_{level}")) for level in order]
    return [
        controls.select("level", t("report_page.level"), choices, shown.lower(),
                        default=choices[0][0])
    ]  # fmt: skip


def _level_note(context: Context) -> list[Component]:
    if context.numbers.level is FigureLevel.STEUERUNG:
        said = context.t("report_page.level_internal")
        return [html.P(said, className="callout", role="note")]
    return [notices.protected(context)]


def _frame(context: Context, choice: ReportChoice) -> list[Component]:
    """Return the form with the frame of a Vorlage, in plain HTML."""
    if choice.kind not in WITH_FRAME:
        return []
    t = context.t
    example = context.library.store.report_layout().numbered(
        choice.number or "12", choice.meeting.year if choice.meeting else context.today.year
    )
    told = "hint" if choice.number else "example"
    options = [(_NO_FORM, t("report_page.form_none"))]
    options += [(form, t(f"report_page.form_{form}")) for form in FORMS]
    fields = [
        _select("form", t("report_page.form"), options, choice.form or _NO_FORM,
                hint=t("report_page.form_hint")),
        _input("meeting", "date", t("report_page.meeting"), context.view.meeting or ""),
        _input("number", "text", t("report_page.number"), context.view.number or "",
               hint=t(f"report_page.number_{told}", example=example)),
    ]  # fmt: skip
    kept = replace(context.view, form=None, meeting=None, number=None)
    form = (
        f'<form class="controls report-frame" action="{REPORT}" method="get" '
        f'aria-label="{escape(t("report_page.frame"))}">{"".join(fields)}'
        f"{controls.hidden(replace(context, view=kept))}"
        f'<button type="submit" class="button">{escape(t("report_page.apply"))}</button></form>'
    )
    return [html.H2(t("report_page.frame")), Markup(form)]


def _select(
    name: str, label: str, options: Sequence[tuple[str, str]], value: str, *, hint: str
) -> str:
    parameter = PARAMETERS[name]
    about, described = _hint(parameter, hint)
    written = "".join(
        f'<option value="{escape(code)}"{" selected" if code == value else ""}>'
        f"{escape(words)}</option>"
        for code, words in options
    )
    return (
        f'<div class="control"><label for="rahmen-{parameter}">{escape(label)}</label>'
        f'<select id="rahmen-{parameter}" name="{parameter}"{described}>{written}</select>'
        f"{about}</div>"
    )


def _input(name: str, kind: str, label: str, value: str, *, hint: str = "") -> str:
    parameter = PARAMETERS[name]
    about, described = _hint(parameter, hint)
    return (
        f'<div class="control"><label for="rahmen-{parameter}">{escape(label)}</label>'
        f'<input id="rahmen-{parameter}" name="{parameter}" type="{kind}" maxlength="20" '
        f'autocomplete="off" value="{escape(value)}"{described}>{about}</div>'
    )


def _hint(parameter: str, hint: str) -> tuple[str, str]:
    """Return the hint at a field, and the attribute that names it."""
    if not hint:
        return "", ""
    name = f"hinweis-{parameter}"
    return f'<span id="{name}" class="hint">{escape(hint)}</span>', f' aria-describedby="{name}"'


def _results(context: Context, chosen: PageScope, choice: ReportChoice) -> list[Component]:
    """Return the files and the preview; a profile of no area is none."""
    t = context.t
    if choice.kind is ReportKind.PROFIL and chosen.area == DISTRICT:
        return [html.P(t("report_page.choose_area"), className="callout", role="note")]
    files = [_file(context, chosen, choice, each) for each in Format]
    return [
        html.H2(t("report_page.files")),
        html.Ul(files, className="report-files"),
        html.Div(className="report-progress", **_words(context)),
        html.H2(t("report_page.preview")),
        html.P(t("report_page.preview_about"), className="soft"),
        html.P(_preview(context, chosen, choice)),
        html.Div(id="vorschau-seiten", className="report-sheets"),
    ]


def _file(context: Context, chosen: PageScope, choice: ReportChoice, format_: Format) -> Component:
    t = context.t
    marked: dict[str, Any] = {_MADE: format_.value}
    link = html.A(
        t(f"report_page.format_{format_}"),
        href=_address(context, chosen, choice, f"{choice.kind}.{format_}"),
        className="button",
        **marked,
    )
    return html.Li([link, " ", html.Span(t(f"report_page.about_{format_}"), className="soft")])


def _preview(context: Context, chosen: PageScope, choice: ReportChoice) -> Component:
    marked: dict[str, Any] = {_MADE: "vorschau"}
    return html.A(
        context.t("report_page.preview_show"),
        href=_address(context, chosen, choice, f"{choice.kind}/vorschau"),
        className="button",
        **marked,
    )


def _address(context: Context, chosen: PageScope, choice: ReportChoice, name: str) -> str:
    """Return the address of a file, with the quarter, so that a later release changes nothing.

    Of a choice that does not exist the address has the one that is shown in its place; a meeting or
    a number that cannot be read stays and stops the report.
    """
    return context.view.here(
        f"{REPORT}/{name}", report=None, area=chosen.area, quarter=chosen.quarter,
        form=choice.form, concept=_known_concept(context, choice), unread=(),
    )  # fmt: skip


def _known_concept(context: Context, choice: ReportChoice) -> str | None:
    known = context.numbers.concepts()["konzept_id"]
    return choice.concept if choice.concept in set(known) else None


def _words(context: Context) -> dict[str, Any]:
    """Return the attributes with what the script says."""
    names = ("begun", "ready", "ready_preview", "failed", "lost", "fault")
    return {f"data-{name.replace('_', '-')}": context.t(f"report_page.{name}") for name in names}


def _unknown(context: Context) -> Iterator[UnknownChoice]:
    """Yield what the address says of a report and nobody knows."""
    choice, view, t = read_choice(context.view), context.view, context.t
    shown = {
        "report": t(f"report_page.kind_{choice.kind}"),
        "form": t("report_page.form_none"),
    }
    for name in choice.unread:
        yield UnknownChoice(name, str(getattr(view, name)), shown.get(name, ""))
    versions = set(context.numbers.concepts()["konzept_id"])
    if choice.concept is not None and choice.concept not in versions:
        yield UnknownChoice("concept", choice.concept, select(context).concept)


PAGE = Page(
    name="report",
    path=REPORT,
    title="nav.report",
    resource=Resource.KENNZAHLEN,
    content=content,
    cache_key=_state,
    checks=(unknown_choices.of_figures, _unknown),
    default_level=FigureLevel.VEROEFFENTLICHUNG,
    place=NavigationPlace.MENU,
)
