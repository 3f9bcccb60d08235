"""The form of a commentary (Einordnung): a function's text to a goal in an area and quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Final

import flask
import polars as pl

from dashboards.components.selection import PageScope
from dashboards.forms import text_forms
from dashboards.forms.form import messages, read_form
from dashboards.request.context import Context
from dashboards.request.form_links import COMMENTARY
from dashboards.request.goal_figures import fingerprint
from dashboards.request.library import Library
from dashboards.request.site import Site
from dashboards.words import formats
from monitor.access import Function, functions_of, require_function
from monitor.application.texts.commentaries import (
    Commentary,
    CommentaryPlace,
    commentary_history,
    find_commentary,
    save_commentary,
)
from monitor.errors import ReleaseError

#: Who writes most often, first.
_ORDER: Final = (Function.FACHSTELLE, Function.LEITUNG, Function.TRAEGER, Function.AUSSCHUSS)


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""
    library = Library(site.store, site.accounts)

    @server.get(COMMENTARY)
    def commentary_form() -> flask.Response:
        context, chosen = text_forms.begin(library)
        place = _place(site, context, chosen, flask.request.args)
        found = _find(site, context, place)
        shown = {"text": found.text, "freigegeben": found.is_released} if found else {}
        return _show(site, context, chosen, place, shown, version=found.version if found else 0)

    @server.post(COMMENTARY)
    def write_commentary() -> flask.Response:
        context, chosen = text_forms.begin(library)
        sent = read_form()
        place = _place(site, context, chosen, {**flask.request.args, **sent})
        save = partial(_save, site, context, chosen, place, sent)
        return text_forms.answered(save, partial(_show, site, context, chosen, place), sent)


def _place(
    site: Site, context: Context, chosen: PageScope, given: Mapping[str, str]
) -> CommentaryPlace:
    """Return where the commentary stands, of a function that has said nothing if none is named.

    Raises:
        AccessError: the viewer does not write for the function.
        ReleaseError: there is no such goal or function.
    """
    goal, viewer = given.get("ziel", ""), context.view.viewer
    if not (context.numbers.goals(chosen.concept)["ziel_id"] == goal).any():
        raise ReleaseError(context.t("texts.unknown_goal"))
    level = context.numbers.level
    place = CommentaryPlace(goal, chosen.area, chosen.quarter, level, Function.FACHSTELLE)
    asked = given.get("funktion") or next(iter(_silent(site, context, place)), place.function)
    if asked not in set(Function):
        raise ReleaseError(context.t("texts.unknown_function"))
    require_function(viewer, Function(asked))
    return replace(place, function=Function(asked))


def _silent(site: Site, context: Context, place: CommentaryPlace) -> list[Function]:
    """Return the functions that the viewer writes for and that have said nothing there."""
    own = [one for one in _ORDER if one in functions_of(context.view.viewer)]
    return [one for one in own if _find(site, context, replace(place, function=one)) is None]


def _find(site: Site, context: Context, place: CommentaryPlace) -> Commentary | None:
    with site.accounts.read() as connection:
        return find_commentary(connection, context.view.viewer, place)


def _save(
    site: Site, context: Context, chosen: PageScope, place: CommentaryPlace, sent: Mapping[str, str]
) -> str:
    """Save and return the address of the commentary on the page of the goal (TextError)."""
    figures = _figures(context, place)
    if sent.get("zahlen") != figures:
        raise text_forms.FieldError(context.t("texts.figures_changed"))
    with site.accounts.write() as connection:
        kept = save_commentary(
            connection, context.view.viewer, place, sent.get("text", ""),
            based_on=text_forms.version_of(sent), is_released="freigegeben" in sent,
            figures=figures, snapshot_id=context.numbers.snapshot_id, now=site.now(),
        )  # fmt: skip
    return text_forms.goal_address(context, chosen, place.goal, f"text-{kept.id}")


def _figures(context: Context, place: CommentaryPlace) -> str:
    return fingerprint(context.numbers, place.goal, place.area, place.quarter)


def _show(
    site: Site,
    context: Context,
    chosen: PageScope,
    place: CommentaryPlace,
    shown: Mapping[str, object],
    *,
    version: int,
    said: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    other: object = None,
) -> flask.Response:
    found = _find(site, context, place)
    return text_forms.show(
        "text_commentary.html", shown, _history(site, context, found), status=status, said=said,
        other=other,
        version=version, figures=_figures(context, place), place=place,
        where=_where(context, chosen, place.goal),
        functions=_silent(site, context, place), is_new=found is None,
        back=text_forms.goal_address(context, chosen, place.goal, "einordnung"),
    )  # fmt: skip


def _history(site: Site, context: Context, found: Commentary | None) -> list[Commentary]:
    if found is None:
        return []
    with site.accounts.read() as connection:
        return commentary_history(connection, context.view.viewer, found.id)


def _where(context: Context, chosen: PageScope, goal: str) -> str:
    """Return goal, area, quarter and level in one line."""
    t = messages()
    goals = context.numbers.goals(chosen.concept).filter(pl.col("ziel_id") == goal)
    parts = [
        f"{goal} {goals[context.localized('name')][0]}",
        chosen.area_name,
        formats.period(chosen.quarter, t.language),
        t(f"texts.beside.{context.numbers.level}"),
    ]
    return " · ".join(parts)
