"""What the forms for commentaries, actions and events have in common.

Each form belongs to a goal's page: the address says area, quarter and level as that page does, and
after saving leads back there. With scripts the form stands on the page itself (``assets/texts.js``)
and the answer says the address alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import flask

from dashboards.components.selection import PageScope, select
from dashboards.forms.form import messages, render
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.signed_in import current, current_viewer
from dashboards.request.view import read_view
from dashboards.words import formats
from dashboards.words.action_words import action_row, facts_line
from dashboards.words.language import Language
from monitor.access import Resource, functions_of, may_release_texts, refuse, require
from monitor.application.texts.actions import PlannedAction
from monitor.application.texts.commentaries import Commentary
from monitor.application.texts.occurrences import Occurrence
from monitor.errors import (
    AccessError,
    ApplicationStoreError,
    EditConflictError,
    ReleaseError,
    StorageError,
    TextError,
    UserError,
)

#: Ways to write a day: as browsers send it, and as people type where there is no calendar.
_DAYS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")


class FieldError(TextError):
    """A field of a form cannot be read; the message is in the language of the page."""


def begin(library: Library) -> tuple[Context, PageScope]:
    """Return context and scope of a form, as the address says them.

    Raises:
        AccessError: nobody is signed in, or the figures are not for the viewer.
        ReleaseError: area or quarter are unknown.
    """
    if not current().is_complete:
        raise AccessError(messages()("gate.not_signed_in"))
    view = read_view(flask.request.args, current_viewer())
    context = Context(flask.request.path, view, library, internal=True)
    chosen = select(context)
    if view.area != chosen.area or view.quarter not in {None, chosen.quarter}:
        raise ReleaseError(context.t("texts.unknown_place"))
    return context, chosen


def goal_of(context: Context, indicator: str) -> str:
    """Return the goal of an indicator (ReleaseError: in no version of the concept)."""
    rows = context.numbers.versions(indicator)
    if rows.is_empty():
        raise ReleaseError(context.t("texts.unknown_indicator"))
    return str(rows["ziel_id"][-1])


def goal_chosen(context: Context, indicator: str) -> str:
    """Return the goal of an indicator that was sent (FieldError: gone since, or none)."""
    try:
        return goal_of(context, indicator)
    except ReleaseError as error:
        raise FieldError(context.t("texts.choose")) from error


def goal_shown(context: Context, indicator: str) -> str:
    """Return the goal of the indicator in a form; of one that is gone, that of the address.

    Raises:
        ReleaseError: the address names no known indicator either.
    """
    named = flask.request.args.get("indikator", "")
    is_gone = context.numbers.versions(indicator).is_empty()
    return goal_of(context, named if is_gone and named else indicator)


def goal_address(context: Context, chosen: PageScope, goal: str, anchor: str) -> str:
    """Return the address of a place on the page of a goal."""
    scope = {"area": chosen.area, "quarter": context.view.quarter, "level": context.view.level}
    return f"{context.href(f'/ziel/{goal}', **scope)}#{anchor}"


def saved(address: str) -> flask.Response:
    """Lead back after saving; a script is told the address."""
    if flask.request.accept_mimetypes.best == "application/json":
        return flask.jsonify(address=address)
    return flask.redirect(address, HTTPStatus.SEE_OTHER)  # type: ignore[return-value]  # Flask's own class


def answered(
    save: Callable[[], str], show_again: Callable[..., flask.Response], sent: Mapping[str, str]
) -> flask.Response:
    """Save and lead on; what cannot be saved comes back with all that was typed, and the reason.

    Args:
        save: saves and returns the address to lead to (TextError).
        show_again: returns the form with ``sent``; takes ``version``, ``said``, ``status``, and of
            a conflict ``other``: the entry that stands.
        sent: what was typed.
    """
    seen = version_of(sent)
    try:
        return saved(save())
    except EditConflictError as error:
        return show_again(
            sent, version=error.version, said=_told(error), status=HTTPStatus.CONFLICT,
            other=error.current,
        )  # fmt: skip
    except TextError as error:
        return show_again(sent, version=seen, said=_told(error), status=HTTPStatus.BAD_REQUEST)
    except (StorageError, ApplicationStoreError) as error:  # full or busy: nobody types it again
        told, status = _told(error), HTTPStatus.SERVICE_UNAVAILABLE
        return show_again(sent, version=seen, said=told, status=status)


def require_planner(context: Context) -> None:
    """Let pass whoever plans actions and notes events (AccessError)."""
    require(context.view.viewer, Resource.STEUERUNG)
    if not functions_of(context.view.viewer):
        refuse(context.view.viewer, Resource.STEUERUNG)


def _told(error: UserError) -> str:
    """Return the sentence of an error, which is German but for fields that cannot be read."""
    t = messages()
    if t.language is Language.DE or isinstance(error, FieldError):
        return str(error)
    return t("texts.not_saved", reason=error)


@dataclass(frozen=True)
class WrittenVersion:
    """A version of an entry, as the list of versions shows each kind alike.

    ``facts``: what an action says beside its text, so that a moved day is seen.
    """

    id: str
    version: int
    when: str
    name: str
    text: str
    is_released: bool
    facts: str = ""


def _written(entry: Commentary | PlannedAction | Occurrence) -> WrittenVersion:
    content = entry if isinstance(entry, Commentary) else entry.content
    when = _moment(entry.written_at)
    return WrittenVersion(
        entry.id, entry.version, when, entry.author_name, content.text, content.is_released,
        facts_of(entry),
    )  # fmt: skip


def facts_of(entry: Commentary | PlannedAction | Occurrence) -> str:
    """Return days, owner and state of a version; only an action has any beside its text."""
    if not isinstance(entry, PlannedAction):
        return ""
    t, day = messages(), entry.written_at.astimezone().date()
    return facts_line(action_row(entry, t, day=day, indicator=None, found=None), t)


def show(
    template: str,
    shown: Mapping[str, object],
    history: Sequence[Commentary | PlannedAction | Occurrence],
    *,
    status: HTTPStatus = HTTPStatus.OK,
    **values: Any,
) -> flask.Response:
    """Return a form, which sends itself to the address that it was opened at.

    ``shown``: what the fields hold; others are empty. ``history``: the versions, newest first.
    """
    return render(
        template,
        status=status,
        shown=defaultdict(str, shown),
        history=[_written(entry) for entry in history],
        here=flask.request.full_path.rstrip("?"),
        may_release=may_release_texts(current_viewer()),
        when=_moment,
        short_date=formats.short_date,
        **values,
    )


def _moment(moment: dt.datetime) -> str:
    return formats.moment(moment.astimezone().isoformat(), messages().language)


def version_of(sent: Mapping[str, str]) -> int:
    """Return the version that the writer saw; 0 for none."""
    text = sent.get("fassung", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004


def day_of(sent: Mapping[str, str], name: str) -> dt.date | None:
    """Return the day in a field; ``None``: empty (FieldError: no day)."""
    text = sent.get(name, "").strip()
    if not text:
        return None
    for pattern in _DAYS:
        with contextlib.suppress(ValueError):
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
    t = messages()
    raise FieldError(t("texts.no_day", field=t(f"texts.field.{name}")))


def needed_day(sent: Mapping[str, str], name: str) -> dt.date:
    """Return the day in a field that has to be filled in (FieldError)."""
    day = day_of(sent, name)
    if day is None:
        t = messages()
        raise FieldError(t("texts.day_missing", field=t(f"texts.field.{name}")))
    return day


def written_day(day: dt.date | None) -> str:
    """Return a day as a field holds it."""
    return "" if day is None else day.isoformat()


def areas_of(context: Context, kept: object = None) -> list[tuple[str, str]]:
    """Return id and name of the district and the areas, with the one that an entry has."""
    return _with(list(context.numbers.areas().select("gebiet_id", "name").iter_rows()), kept)


def indicators_of(
    context: Context, chosen: PageScope, goal: str, kept: object
) -> list[tuple[str, str]]:
    """Return id and name of the indicators of a goal, with the one that an entry has."""
    rows = context.numbers.indicators(chosen.concept, goal)
    named = rows.select("indikator_id", context.localized("name")).iter_rows()
    return _with([(key, f"{key} {name}") for key, name in named], kept)


def _with(known: list[tuple[str, str]], kept: object) -> list[tuple[str, str]]:
    """Return choices with that of an entry: what is not there any more changes to nothing else."""
    return known if not kept or kept in dict(known) else [*known, (str(kept), str(kept))]
