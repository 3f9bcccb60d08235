"""The form of an action (Maßnahme): what was decided for an indicator, by whom and until when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

import flask

from dashboards.components.selection import PageScope
from dashboards.forms import text_forms
from dashboards.forms.form import read_form
from dashboards.request.context import Context
from dashboards.request.form_links import ACTION, ACTIONS, FROM
from dashboards.request.library import Library
from dashboards.request.site import Site
from dashboards.words import formats
from monitor.access import Function, functions_of, require_function
from monitor.application.texts.actions import (
    ActionDraft,
    ActionState,
    PlannedAction,
    action_history,
    find_action,
    save_action,
)
from monitor.errors import ReleaseError

#: Names of the fields of a form.
Fields = Mapping[str, object]


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""
    library = Library(site.store, site.accounts)

    @server.get(ACTION)
    def action_form() -> flask.Response:
        context, chosen = text_forms.begin(library)
        text_forms.require_planner(context)
        found = _find(site, context)
        shown = _fields(found.content) if found else _begun(context, chosen)
        return _show(site, context, chosen, shown, version=found.version if found else 0)

    @server.post(ACTION)
    def write_action() -> flask.Response:
        context, chosen = text_forms.begin(library)
        sent = read_form()
        text_forms.require_planner(context)
        save = partial(_save, site, context, chosen, sent)
        return text_forms.answered(save, partial(_show, site, context, chosen), sent)


def _find(site: Site, context: Context) -> PlannedAction | None:
    """Return the action that the address names; ``None``: a new one (AccessError, ReleaseError)."""
    asked = flask.request.args.get("id")
    if asked is None:
        return None
    with site.accounts.read() as connection:
        found = find_action(connection, context.view.viewer, asked)
    if found is None:
        raise ReleaseError(context.t("texts.unknown_entry"))
    require_function(context.view.viewer, found.content.owner)
    return found


def _begun(context: Context, chosen: PageScope) -> Fields:
    """Return the fields of a new action."""
    own = functions_of(context.view.viewer)
    return {
        "indikator": flask.request.args.get("indikator", ""),
        "ort": chosen.area,
        "zustaendig": Function.FACHSTELLE if Function.FACHSTELLE in own else min(own),
        "beschlossen": context.today.isoformat(),
        "stand": ActionState.BESCHLOSSEN,
    }


def _fields(content: ActionDraft) -> Fields:
    day = text_forms.written_day
    return {
        "indikator": content.indicator,
        "ort": content.area,
        "text": content.text,
        "zustaendig": content.owner,
        "beschlossen": day(content.decided_on),
        "faellig": day(content.due_on),
        "stand": content.state,
        "umgesetzt": day(content.done_on),
        "ueberpruefung": day(content.review_on),
        "welle": content.wave or "",
        "freigegeben": content.is_released,
    }


def _save(site: Site, context: Context, chosen: PageScope, sent: Mapping[str, str]) -> str:
    """Save and return the address of the action on the page of its goal (TextError)."""
    found = _find(site, context)
    draft = _draft(context, sent)
    with site.accounts.write() as connection:
        kept = save_action(
            connection, context.view.viewer, draft, entry_id=found.id if found else None,
            based_on=text_forms.version_of(sent), now=site.now(),
        )  # fmt: skip
    return _back(context, chosen, draft.indicator, f"text-{kept.id}")


def _back(context: Context, chosen: PageScope, indicator: str, anchor: str) -> str:
    """Return where the form was opened: the list of all actions, or the page of the goal."""
    if flask.request.args.get(FROM) == ACTIONS:
        return f"{context.href(ACTIONS, goal=context.view.goal)}#{anchor}"
    goal = text_forms.goal_shown(context, indicator)
    return text_forms.goal_address(context, chosen, goal, anchor)


def _draft(context: Context, sent: Mapping[str, str]) -> ActionDraft:
    """Return what was typed as an action (FieldError)."""
    owner, state = sent.get("zustaendig", ""), sent.get("stand", "")
    if owner not in set(Function) or state not in set(ActionState):
        raise text_forms.FieldError(context.t("texts.choose"))
    if sent.get("ort") not in dict(text_forms.areas_of(context)):
        raise text_forms.FieldError(context.t("texts.choose"))
    if context.numbers.versions(sent.get("indikator", "")).is_empty():
        raise text_forms.FieldError(context.t("texts.choose_indicator"))
    return ActionDraft(
        indicator=sent.get("indikator", ""),
        area=sent["ort"],
        text=sent.get("text", ""),
        owner=Function(owner),
        decided_on=text_forms.needed_day(sent, "beschlossen"),
        due_on=text_forms.needed_day(sent, "faellig"),
        state=ActionState(state),
        done_on=text_forms.day_of(sent, "umgesetzt"),
        review_on=text_forms.day_of(sent, "ueberpruefung"),
        wave=sent.get("welle") or None,
        is_released="freigegeben" in sent,
    )


def _show(
    site: Site,
    context: Context,
    chosen: PageScope,
    shown: Fields,
    *,
    version: int,
    said: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    other: object = None,
) -> flask.Response:
    indicator = str(shown.get("indikator", ""))
    own, t = functions_of(context.view.viewer), context.t
    return text_forms.show(
        "text_action.html", shown, _history(site, context), status=status, said=said,
        other=other, version=version,
        other_facts=_facts(context, other) if isinstance(other, PlannedAction) else "",
        indicators_named=_indicators(context, chosen, indicator),
        areas=text_forms.areas_of(context, shown.get("ort")),
        functions_named=[(one.value, t(f"function.{one}")) for one in Function if one in own],
        states_named=[(one.value, t(f"action.state.{one}")) for one in ActionState],
        waves_named=_waves(context, str(shown.get("welle", ""))),
        back=_back(context, chosen, indicator, _place(indicator)),
    )  # fmt: skip


def _facts(context: Context, other: PlannedAction) -> str:
    """Return all that another version says beside its text: saving would replace it."""
    t, content = context.t, other.content
    area = dict(text_forms.areas_of(context, content.area))[content.area]
    released = t("texts.released" if content.is_released else "action.draft")
    return " · ".join([content.indicator, area, text_forms.facts_of(other), released])


def _place(indicator: str) -> str:
    """Return where the form was opened: on the list at the entry, else at the indicator."""
    if flask.request.args.get(FROM) != ACTIONS:
        return indicator.replace(".", "-")
    entry = flask.request.args.get("id")
    return f"text-{entry}" if entry else "seite"


def _indicators(
    context: Context, chosen: PageScope, indicator: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return goals with id and name of their indicators: of one goal, or all to choose from."""
    if {"id", "indikator"} & flask.request.args.keys():
        goal = text_forms.goal_shown(context, indicator)
        return [("", text_forms.indicators_of(context, chosen, goal, indicator))]
    name, numbers = context.localized("name"), context.numbers
    goals = numbers.goals(chosen.concept).select("ziel_id", name).iter_rows()
    every = [
        (f"{goal} {words}", text_forms.indicators_of(context, chosen, goal, None))
        for goal, words in goals
    ]
    return [("", [("", context.t("action.choose_indicator"))]), *every]


def _waves(context: Context, kept: str) -> list[tuple[str, str]]:
    """Return id and name of the waves, with the one that the action has."""
    known = context.numbers.waves()
    shown = known if not kept or kept in known else [*known, kept]
    named = [(wave, formats.period(wave, context.t.language)) for wave in shown]
    return [("", context.t("texts.no_wave")), *named]


def _history(site: Site, context: Context) -> list[PlannedAction]:
    asked = flask.request.args.get("id")
    if asked is None:
        return []
    with site.accounts.read() as connection:
        return action_history(connection, context.view.viewer, asked)
