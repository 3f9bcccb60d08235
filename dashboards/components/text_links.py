"""Links to the forms in which texts are written; with scripts the form opens under the link.

``assets/texts.js`` fetches the form and shows it on the page; without scripts the link leads to the
page of the form. Whoever writes for no function gets no link.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.components.selection import PageScope
from dashboards.request.context import Context
from dashboards.request.form_links import ACTION, COMMENTARY, OCCURRENCE
from monitor.access import Function, Resource, Viewer, functions_of, may_see

#: The attribute by which the script knows a link to a form.
_FORM: Final[dict[str, Any]] = {"data-form": ""}

#: Attributes of a text as somebody wrote it: offices write German, also on an English page.
WRITTEN: Final[dict[str, Any]] = {"className": "words", "lang": "de"}


def unsent(context: Context) -> dict[str, Any]:
    """Return what the script says on a page where a form could not be sent."""
    return {"data-texts-unsent": context.t("texts.unsent")}


def may_plan(viewer: Viewer) -> bool:
    """Tell whether the viewer writes actions and events."""
    return may_see(viewer, Resource.STEUERUNG) and bool(functions_of(viewer))


def commentary_link(
    context: Context, chosen: PageScope, goal: str, words: str, function: Function | None = None
) -> Component:
    """Return the link to the form of a commentary, of a function where there is one already."""
    further = {"ziel": goal} | ({"funktion": function.value} if function else {})
    return _link(context, COMMENTARY, chosen, words, further)


def action_link(
    context: Context,
    chosen: PageScope,
    words: str,
    *,
    label: str | None = None,
    opens: bool = True,
    **further: str,
) -> Component:
    """Return the link to the form of an action: a new one of an ``indikator``, or by ``id``.

    ``opens``: the form opens under the link; otherwise the link leads to its page.
    """
    return _link(context, ACTION, chosen, words, further, label=label, opens=opens)


def may_change(viewer: Viewer, owner: Function) -> bool:
    """Tell whether the viewer writes the actions that a function is responsible for."""
    return may_plan(viewer) and owner in functions_of(viewer)


def occurrence_link(
    context: Context, chosen: PageScope, words: str, *, label: str, **further: str
) -> Component:
    """Return the link to the form of an event: a new one of an ``indikator``, or by ``id``."""
    return _link(context, OCCURRENCE, chosen, words, further, label=label)


def _link(
    context: Context,
    path: str,
    chosen: PageScope,
    words: str,
    further: dict[str, str],
    *,
    label: str | None = None,
    opens: bool = True,
) -> Component:
    asked = context.view.quarter
    href = context.href(path, area=chosen.area, quarter=asked and chosen.quarter)
    whole = f"{href}{'&' if '?' in href else '?'}{urlencode(further)}"
    named = aria.labelled(label) if label else {}
    return html.A(words, href=whole, className="write", **(_FORM if opens else {}), **named)
