"""A form: a page from a template, and what the browser sends back.

Templates say everything by key (``t("sign_in.title")``) and are escaped throughout. Every form
carries a hidden field with the secret of the session, or, before there is one, the hash of a random
cookie; `read_form` refuses without.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import flask
import jinja2

from dashboards.figures import theme
from dashboards.forms.cookies import FIRST_COOKIE, set_cookie
from dashboards.request.beginning import beginning_of
from dashboards.request.form_links import FORM_LINKS, SIGN_IN
from dashboards.request.signed_in import current
from dashboards.request.site import Site, site
from dashboards.request.view import read_view
from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import may_see
from monitor.application.secrets_shown import hash_of, make_secret_text
from monitor.errors import AccessError, ContentError

#: Name of the hidden field.
CSRF_FIELD: Final = "csrf"


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("dashboards.forms"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def messages() -> Messages:
    """Return the messages of the language that the address asks for."""
    return Messages(read_view(flask.request.args).language)


def render(template: str, *, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> flask.Response:
    """Return a page; templates extend ``frame.html``.

    Besides the given values, templates have ``t``, ``language``, ``csrf``, ``signed_in``,
    ``formats``, ``links`` and ``beginning`` of the frame and ``office``.
    """
    here, t = site(), messages()
    csrf, first = _csrf(here)
    text = (
        _templates()
        .get_template(template)
        .render(
            t=t,
            language=t.language,
            csrf=csrf,
            tokens=theme.plain_stylesheet(),
            signed_in=current(),
            formats=formats,
            links=_links(),
            beginning=_beginning(),
            office=_office(here),
            suffix="" if t.language is Language.DE else f"?sprache={t.language.value}",
            other_language=_other_language(t.language),
            **values,
        )
    )
    response = flask.Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    if first is not None:
        set_cookie(response, here, FIRST_COOKIE, first)
    return response


def read_form() -> Mapping[str, str]:
    """Return the fields that the browser sent.

    Raises:
        AccessError: the hidden field is missing or of another session.
    """
    sent = flask.request.form
    expected, _ = _csrf(site())
    if not hmac.compare_digest(sent.get(CSRF_FIELD, "").encode(), expected.encode()):
        raise AccessError(messages()("gate.stale"))
    return sent


def see_other(address: str, **query: str) -> flask.Response:
    """Lead the browser to an address of this site, so that a reload sends nothing twice."""
    if read_view(flask.request.args).language is Language.EN:
        query |= {"sprache": Language.EN.value}
    where = f"{address}?{urlencode(query)}" if query else address
    return flask.redirect(where, HTTPStatus.SEE_OTHER)  # type: ignore[return-value]  # Flask's own class


def _csrf(here: Site) -> tuple[str, str | None]:
    """Return the value of the hidden field, and a new cookie where the browser has none yet."""
    session = current().session
    if session is not None:
        return session.csrf, None
    known = flask.request.cookies.get(here.cookie_name(FIRST_COOKIE), "")
    first = known or make_secret_text()
    return hash_of(first), None if known else first


def _links() -> list[tuple[str, str]]:
    """Return (address, key of the words) of the forms that the viewer may open."""
    viewer = current().viewer
    return [
        (address, key)
        for address, key, right in FORM_LINKS
        if right is None or may_see(viewer, right)
    ]


def _beginning() -> str:
    """Return where the frame leads back to; whoever is not signed in, to the sign-in."""
    return beginning_of(current().viewer) if current().is_complete else SIGN_IN


def _office(here: Site) -> str:
    try:
        return here.store.office().name
    except ContentError:  # whoever starts the server was told
        return ""


def _other_language(language: Language) -> str:
    """Return the address of this page in the other language."""
    query = {**flask.request.args, "sprache": "en" if language is Language.DE else "de"}
    return f"{flask.request.path}?{urlencode(query)}"
