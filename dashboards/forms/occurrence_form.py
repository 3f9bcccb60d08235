"""The form of an event (Ereignis): what happened on a day and may show in an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

import flask

from dashboards.components.selection import PageScope
from dashboards.forms import text_forms
from dashboards.forms.form import read_form
from dashboards.request.context import Context
from dashboards.request.form_links import OCCURRENCE
from dashboards.request.library import Library
from dashboards.request.site import Site
from monitor.application.texts.occurrences import (
    Occurrence,
    OccurrenceDraft,
    find_occurrence,
    occurrence_history,
    save_occurrence,
)
from monitor.errors import ReleaseError


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""
    library = Library(site.store, site.accounts)

    @server.get(OCCURRENCE)
    def occurrence_form() -> flask.Response:
        context, chosen = text_forms.begin(library)
        text_forms.require_planner(context)
        found = _find(site, context)
        shown = _fields(found.content) if found else _begun(context, chosen)
        return _show(site, context, chosen, shown, version=found.version if found else 0)

    @server.post(OCCURRENCE)
    def write_occurrence() -> flask.Response:
        context, chosen = text_forms.begin(library)
        sent = read_form()
        text_forms.require_planner(context)
        save = partial(_save, site, context, chosen, sent)
        return text_forms.answered(save, partial(_show, site, context, chosen), sent)


def _find(site: Site, context: Context) -> Occurrence | None:
    """Return the event that the address names; ``None``: a new one (ReleaseError)."""
    asked = flask.request.args.get("id")
    if asked is None:
        return None
    with site.accounts.read() as connection:
        found = find_occurrence(connection, context.view.viewer, asked)
    if found is None:
        raise ReleaseError(context.t("texts.unknown_entry"))
    return found


def _begun(context: Context, chosen: PageScope) -> Mapping[str, object]:
    return {
        "indikator": flask.request.args.get("indikator", ""),
        "ort": chosen.area,
        "geschehen": context.today.isoformat(),
    }


def _fields(content: OccurrenceDraft) -> Mapping[str, object]:
    return {
        "indikator": content.indicator,
        "ort": content.area,
        "geschehen": text_forms.written_day(content.happened_on),
        "text": content.text,
        "freigegeben": content.is_released,
    }


def _save(site: Site, context: Context, chosen: PageScope, sent: Mapping[str, str]) -> str:
    """Save and return the address of the event on the page of its goal (TextError)."""
    found = _find(site, context)
    if sent.get("ort") not in dict(text_forms.areas_of(context)):
        raise text_forms.FieldError(context.t("texts.choose"))
    draft = OccurrenceDraft(
        sent.get("indikator", ""), sent["ort"], text_forms.needed_day(sent, "geschehen"),
        sent.get("text", ""), "freigegeben" in sent,
    )  # fmt: skip
    goal = text_forms.goal_chosen(context, draft.indicator)
    with site.accounts.write() as connection:
        kept = save_occurrence(
            connection, context.view.viewer, draft, entry_id=found.id if found else None,
            based_on=text_forms.version_of(sent), now=site.now(),
        )  # fmt: skip
    return text_forms.goal_address(context, chosen, goal, f"text-{kept.id}")


def _show(
    site: Site,
    context: Context,
    chosen: PageScope,
    shown: Mapping[str, object],
    *,
    version: int,
    said: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    other: object = None,
) -> flask.Response:
    indicator = str(shown.get("indikator", ""))
    goal = text_forms.goal_shown(context, indicator)
    return text_forms.show(
        "text_occurrence.html", shown, _history(site, context), status=status, said=said,
        other=other,
        version=version, areas=text_forms.areas_of(context, shown.get("ort")),
        indicators_named=text_forms.indicators_of(context, chosen, goal, indicator),
        back=text_forms.goal_address(context, chosen, goal, indicator.replace(".", "-")),
    )  # fmt: skip


def _history(site: Site, context: Context) -> list[Occurrence]:
    asked = flask.request.args.get("id")
    if asked is None:
        return []
    with site.accounts.read() as connection:
        return occurrence_history(connection, context.view.viewer, asked)
