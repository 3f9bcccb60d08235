"""One-time links: the page on which an invited person sets a password and is signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import flask

from dashboards.forms.form import messages, read_form, render
from dashboards.forms.password import client_address, office_words, refused_sentence
from dashboards.forms.sign_in import begin_session
from dashboards.request.form_links import INVITATION
from dashboards.request.site import Site
from monitor.application import invitations, throttle
from monitor.application.accounts import Account
from monitor.application.password_rules import SHORTEST
from monitor.errors import InvitationOverError, PasswordRefusedError

#: The link stands in the address: other sites are told our host alone. With ``no-referrer``
#: browsers would not say either from which site the form is sent, and the gate refuses that.
_REFERRER_POLICY: Final = "strict-origin"


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(f"{INVITATION}<text>")
    def show_invitation(text: str) -> flask.Response:
        try:
            with site.accounts.read() as connection:
                account = invitations.find(connection, text, now=site.now())
        except InvitationOverError as error:
            return _show_over(error)
        return _show(account, text)

    @server.post(f"{INVITATION}<text>")
    def accept_invitation(text: str) -> flask.Response:
        sent = read_form()
        try:
            return _accept(site, text, sent.get("passwort", ""), sent.get("nochmal", ""))
        except InvitationOverError as error:
            return _show_over(error)


def _accept(site: Site, text: str, password: str, again: str) -> flask.Response:
    """Set the password and sign in, or show the form again.

    Raises:
        InvitationOverError: the link is over.
    """
    now, t = site.now(), messages()
    with site.accounts.read() as connection:
        account = invitations.find(connection, text, now=now)
    if password != again:
        return _show(account, text, t("invitation.differ"))
    try:
        with site.accounts.write() as connection:
            words = office_words(site)
            account = invitations.accept(connection, text, password, now=now, words=words)
            throttle.forget(connection, account.name, client_address())
    except PasswordRefusedError as error:
        return _show(account, text, refused_sentence(t, error))
    return begin_session(site, account, way="password", asked=None)


def _show(account: Account, text: str, said: str | None = None) -> flask.Response:
    status = HTTPStatus.BAD_REQUEST if said else HTTPStatus.OK
    here = f"{INVITATION}{text}"
    page = render(
        "invitation.html", status=status, account=account, here=here, said=said, shortest=SHORTEST
    )
    return _guarded(page)


def _show_over(error: InvitationOverError) -> flask.Response:
    return _guarded(render("invitation_over.html", status=HTTPStatus(error.http_status)))


def _guarded(page: flask.Response) -> flask.Response:
    """Keep the link, which stands in the address, from other sites."""
    page.headers["Referrer-Policy"] = _REFERRER_POLICY
    return page
