"""Sign-in and sign-out: the page where they begin, the chooser of the demo, and where they lead.

Addresses to go on to are of this site only; whatever else an address asks for leads to the first
page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import flask

from dashboards.forms.cookies import close_session, open_session
from dashboards.forms.form import messages, read_form, render, see_other
from dashboards.forms.provider_clients import provider_links, show_provider_sign_out
from dashboards.request.beginning import beginning_of
from dashboards.request.form_links import SECOND_FACTOR, SIGN_IN, SIGN_OUT
from dashboards.request.signed_in import current
from dashboards.request.site import Site
from monitor.access import Role, Viewer
from monitor.application import audit, sessions
from monitor.application.accounts import Account, find_account, list_accounts
from monitor.application.audit import Action
from monitor.application.second_factors import is_factor_asked
from monitor.errors import AccountError
from monitor.releases.real_data import is_demo_closed


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(SIGN_IN)
    def sign_in() -> flask.Response:
        if current().is_complete:
            return see_other(onward(flask.request.args.get("weiter"), current().viewer))
        return show_sign_in(site)

    @server.post(f"{SIGN_IN}/demo")
    def sign_in_to_demo() -> flask.Response:
        return _choose_demo_account(site)

    @server.get(SIGN_OUT)
    def ask_to_sign_out() -> flask.Response:
        return render("sign_out.html") if current().session else see_other(SIGN_IN)

    @server.post(SIGN_OUT)
    def sign_out() -> flask.Response:
        return _end_session(site)


def show_sign_in(
    site: Site, said: str | None = None, status: HTTPStatus = HTTPStatus.OK, *, name: str = ""
) -> flask.Response:
    """Return the page to sign in, with a sentence on what went wrong before.

    Args:
        site: of the application.
        said: what went wrong.
        status: of the answer.
        name: sign-in name that was typed.
    """
    t = messages()
    with site.accounts.read() as connection:
        demo = [
            account
            for account in list_accounts(connection)
            if account.is_demo and not is_demo_closed(account, site.settings)
        ]
    demo.sort(key=lambda account: list(Role).index(min(account.rights.roles, key=list(Role).index)))
    chooser = [
        {
            "id": account.id,
            "full_name": account.full_name,
            "roles": ", ".join(t(f"role.{role}") for role in Role if role in account.rights.roles),
            "about": " ".join(
                t(f"role_about.{role}") for role in Role if role in account.rights.roles
            ),
        }
        for account in demo
    ]
    asked = flask.request.values.get("weiter", "")
    return render(
        "sign_in.html",
        status=status,
        said=said,
        demo_accounts=chooser,
        onward=asked,
        typed_name=name,
        providers=provider_links(site, asked),
    )


def begin_session(
    site: Site,
    account: Account,
    *,
    way: str,
    asked: str | None,
    is_strong: bool = False,
    elsewhere: sessions.ProviderSession | None = None,
) -> flask.Response:
    """Begin a session for an account that has proved itself, and lead on or to the second factor.

    Args:
        site: of the application.
        account: whose session begins.
        way: how the account proved itself, for the audit log.
        asked: address to go on to, as the browser asks for it.
        is_strong: whether a provider has asked for a second factor already.
        elsewhere: session of the provider, if any.
    """
    now, client, required = site.now(), client_name(), site.settings.zweiter_faktor
    with site.accounts.write() as connection:
        is_complete = is_strong or not is_factor_asked(connection, account, required)
        before = current().session
        if before is not None:  # a browser has one session
            sessions.end(connection, before.public_id)
        cookie = sessions.begin(
            connection,
            account,
            site.terms,
            client=client,
            is_complete=is_complete,
            now=now,
            elsewhere=elsewhere,
        )
        session = sessions.find(connection, cookie, site.terms, now=now)
        assert session is not None  # noqa: S101 - it has just begun
        if is_complete:
            audit.append(connection, account.id, Action.SIGNED_IN, now=now, way=way)
    if is_complete:
        response = see_other(onward(asked, account.viewer.within(site.limit)))
    else:
        response = see_other(SECOND_FACTOR, **({"weiter": asked} if asked else {}))
    open_session(response, site, cookie, session.csrf)
    return response


def onward(asked: str | None, viewer: Viewer) -> str:
    """Return where to lead a viewer: an address of this site that was asked for, or a beginning."""
    if asked and is_local(asked) and asked != "/":
        return asked
    return beginning_of(viewer)


def is_local(address: str) -> bool:
    """Tell whether an address is a path of this site, in every browser's reading."""
    try:
        parts = urlsplit(address)
    except ValueError:  # e.g. half an IPv6 address
        return False
    return (
        address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not (parts.scheme or parts.netloc)
        and address.isprintable()
        and "\\" not in address
    )


def client_name() -> str:
    """Return browser and system of the request in words, e.g. ``Firefox, Linux``."""
    agent = flask.request.headers.get("User-Agent", "")
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
                ("Safari/", "Safari"))  # fmt: skip
    systems = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"),
               ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
    found: list[Any] = [
        next((name for mark, name in marks if mark in agent), None) for marks in (browsers, systems)
    ]
    return ", ".join(filter(None, found))


def _choose_demo_account(site: Site) -> flask.Response:
    sent = read_form()
    with site.accounts.read() as connection:
        account = find_account(connection, sent.get("konto", ""))
    if not account.is_demo or account.is_locked or is_demo_closed(account, site.settings):
        raise AccountError(messages()("sign_in.no_demo"))
    return begin_session(site, account, way="demo", asked=sent.get("weiter"))


def _end_session(site: Site) -> flask.Response:
    read_form()
    session = current().session
    if session is not None:
        with site.accounts.write() as connection:
            sessions.end(connection, session.public_id)
            audit.append(connection, session.account.id, Action.SIGNED_OUT, now=site.now())
    elsewhere = show_provider_sign_out(site, session) if session is not None else None
    response = elsewhere or see_other(SIGN_IN)
    close_session(response, site)
    return response
