"""Erasing of a text in all its versions, for when a name slipped through."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

import flask

from dashboards.forms import text_forms
from dashboards.forms.form import messages, read_form, render
from dashboards.request.form_links import ACTIONS, ERASING
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site
from monitor.access import require_release_of_texts
from monitor.application.texts.erasing import erase_texts

#: The page of a goal, or the list of actions, with choices and a place on it.
_PAGES: Final = re.compile(rf"(/ziel/\w[\w.-]*|{ACTIONS})(\?[\w=&.%-]*)?(#[\w-]*)?")


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.post(ERASING)
    def erase_text() -> flask.Response:
        sent, viewer = read_form(), current_viewer()
        require_release_of_texts(viewer)
        if "bestaetigt" not in sent:
            said = messages()("texts.erase_unconfirmed")
            return render("refused.html", said=said, status=HTTPStatus.BAD_REQUEST)
        with site.accounts.write() as connection:
            erase_texts(connection, viewer, sent.get("eintrag", ""), site.now())
        site.accounts.forget_log()
        return text_forms.saved(_back(sent.get("zurueck", "")))


def _back(address: str) -> str:
    """Return where to lead to: the page of a goal or the list of actions, no other address."""
    return address if _PAGES.fullmatch(address) else ACTIONS
