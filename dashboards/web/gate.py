"""The gate before every request: who asks, what is open to them, and whether they sent it.

Whoever is not signed in gets nothing but sign-in, scripts and style sheets, and the statement on
accessibility; where the office opens what is published, its pages, too. What a role may see is
refused where data are read (``monitor.reading``), not here. A change of state counts only with the
session's secret beside the cookie, from this very site.
"""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response

from dashboards.api.problems import problem
from dashboards.forms.cookies import CSRF_HEADER, SESSION_COOKIE
from dashboards.forms.statement import show_statement
from dashboards.request.beginning import beginning_of
from dashboards.request.form_links import INVITATION, SIGN_IN, SIGN_OUT, STATEMENT
from dashboards.request.report_choice import REPORT
from dashboards.request.signed_in import SignedIn, current, keep
from dashboards.request.site import Site
from dashboards.request.view import read_view
from dashboards.web.routing import DOCUMENTS, is_closed
from dashboards.web.security_txt import ADDRESS as SECURITY_TXT
from dashboards.words.messages import Messages
from monitor.access import NOBODY, Resource, Viewer, may_see
from monitor.application import sessions, tokens
from monitor.errors import AccountError, ApplicationStoreError, StorageError
from monitor.releases.real_data import is_demo_closed

#: Open to everybody: (exact addresses, beginnings of addresses).
OPEN: Final = frozenset({SIGN_IN, SIGN_OUT, STATEMENT, "/_favicon.ico", SECURITY_TXT})
OPEN_BELOW: Final = (f"{SIGN_IN}/", INVITATION, "/assets/", "/_dash-component-suites/")

#: Set by the server itself when it requests every script once, before anybody can.
WARM_UP: Final = "fkm.warm_up"

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: Posts that come from elsewhere by design and prove themselves otherwise.
FROM_ELSEWHERE: Final = (f"{SIGN_IN}/abgemeldet/",)
_API: Final = "/api/"
_CALLBACKS: Final = "/_dash-"
_DOWNLOADS: Final = "/download/"
_CHARTS: Final = "/diagramm/"
_REPORTS: Final = f"{REPORT}/"


def install(server: flask.Flask, site: Site) -> None:
    """Ask at every request."""

    @server.before_request
    def admit() -> Response | None:
        if flask.request.environ.get(WARM_UP):
            return None
        try:
            keep(_who_asks(site))
        except AccountError as error:  # a token that is over; its owner is told what to do
            return problem(read_view(flask.request.args), HTTPStatus.UNAUTHORIZED, str(error))
        if _is_forged(site):
            return _refuse(HTTPStatus.FORBIDDEN, "gate.forged")
        if flask.request.path == STATEMENT and not _sees_pages():
            return show_statement(site)
        return _lead_to_beginning() if _is_open() else _lead_to_sign_in()


def _who_asks(site: Site) -> SignedIn:
    header = flask.request.headers.get("Authorization", "")
    if header and flask.request.path.startswith(_API):
        return SignedIn(_viewer_of_token(site, header))
    session = _session(site)
    if session is None:
        return SignedIn(_visitor(site))
    if not session.is_complete:
        return SignedIn(NOBODY, session)
    return SignedIn(session.account.viewer.within(site.limit), session)


def _session(site: Site) -> sessions.Session | None:
    cookie = flask.request.cookies.get(site.cookie_name(SESSION_COOKIE), "")
    if not cookie:
        return None
    now = site.now()
    with site.accounts.read() as connection:
        found = sessions.find(connection, cookie, site.terms, now=now)
    if found is not None and is_demo_closed(found.account, site.settings):
        return None
    if found is not None and sessions.needs_touch(found, now):
        with _where_possible(), site.accounts.write() as connection:
            sessions.touch(connection, found, now)
    return found


@contextlib.contextmanager
def _where_possible() -> Iterator[None]:
    """Note a use; where the store takes nothing, e.g. on a full disk, readers go on reading."""
    with contextlib.suppress(ApplicationStoreError, StorageError):
        yield


def _viewer_of_token(site: Site, header: str) -> Viewer:
    """Return the viewer of a token.

    Raises:
        AccountError: no such token, over, or of an account of the demo beside real data.
    """
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise AccountError("Die Schnittstelle kennt nur „Authorization: Bearer …“.")
    now = site.now()
    with site.accounts.read() as connection:
        found = tokens.look_up(connection, token.strip(), now=now)
    if is_demo_closed(found.account, site.settings):
        raise AccountError("Die Konten der Demo sind geschlossen: Echte Daten sind da.")
    if found.is_touch_due:
        with _where_possible(), site.accounts.write() as connection:
            tokens.touch(connection, found.id, now=now)
    return found.viewer.within(site.limit)


def _visitor(site: Site) -> Viewer:
    if not site.settings.veroeffentlichtes_offen:
        return NOBODY
    return Viewer(is_visitor=True).within(site.limit)


def _is_open() -> bool:
    path = flask.request.path
    if path in OPEN or path.startswith(OPEN_BELOW):
        return True
    return current().is_complete or (_sees_pages() and _is_published())


def _sees_pages() -> bool:
    """Tell whether the viewer may load pages at all; what is on them, the store decides."""
    signed_in = current()
    return signed_in.is_complete or bool(signed_in.viewer.resources)


def _is_published() -> bool:
    """Tell whether an address can be about what is published; forms and closed pages are not."""
    request = flask.request
    if request.path.startswith((_API, _CALLBACKS, _DOWNLOADS, _CHARTS, _REPORTS)):
        return True
    return request.endpoint in DOCUMENTS and not is_closed(request.path, current().viewer)


def _lead_to_beginning() -> Response | None:
    """Lead whoever sees no figures from the first page, which is about them, to their own."""
    request, viewer = flask.request, current().viewer
    if request.path != "/" or not current().is_complete or may_see(viewer, Resource.KENNZAHLEN):
        return None
    query = request.query_string.decode("ascii", "replace")
    beginning = beginning_of(viewer)
    return flask.redirect(f"{beginning}?{query}" if query else beginning, HTTPStatus.FOUND)


def _is_forged(site: Site) -> bool:
    """Tell whether a change of state was not sent by a page of this site in this session."""
    request = flask.request
    if request.method in _SAFE or request.path.startswith(FROM_ELSEWHERE):
        return False
    if not _is_from_here(site):
        return True
    session = current().session
    if session is None or not request.path.startswith(_CALLBACKS):
        return False  # forms compare their own field (dashboards.forms.form)
    sent = request.headers.get(CSRF_HEADER, "")
    return not hmac.compare_digest(sent.encode(), session.csrf.encode())


def _is_from_here(site: Site) -> bool:
    """Tell whether the browser says that the request comes from a page of this site."""
    origin = flask.request.headers.get("Origin")
    if origin is not None:
        return origin == f"{'https' if site.is_secure else 'http'}://{flask.request.host}"
    return flask.request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def _lead_to_sign_in() -> Response:
    """Return 401 to programs and scripts, and lead people to the sign-in and back."""
    request = flask.request
    if request.path.startswith((_API, _CALLBACKS)) or not _is_navigation():
        return _refuse(HTTPStatus.UNAUTHORIZED, "gate.not_signed_in")
    back = request.full_path.rstrip("?")
    query = "" if back == "/" else f"?{urlencode({'weiter': back})}"
    return flask.redirect(f"{SIGN_IN}{query}", HTTPStatus.SEE_OTHER)


def _is_navigation() -> bool:
    """Tell whether somebody opens a page, and not a script that fetches a file."""
    request = flask.request
    if request.method != "GET":
        return False
    mode = request.headers.get("Sec-Fetch-Mode")
    return mode == "navigate" if mode else request.accept_mimetypes.accept_html


def _refuse(status: HTTPStatus, key: str) -> Response:
    view = read_view(flask.request.args)
    said = Messages(view.language)(key)
    if flask.request.path.startswith(_API):
        return problem(view, status, None if status is HTTPStatus.UNAUTHORIZED else said)
    return flask.Response(f"{said}\n", status, mimetype="text/plain")
