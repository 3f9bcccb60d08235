"""Accounts, for the administration: listed, made, given rights, invited, locked, cleaned up.

The link of an invitation is shown once, in the answer that makes the link. Locking an account,
ending sessions, removing factors and revoking tokens ask on a page of their own first. Roles and
Träger of an account that a provider vouches for are the provider's matter, contracts the
administration's.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import flask

from dashboards.forms import rights_form
from dashboards.forms.form import messages, read_form, render, see_other
from dashboards.request.form_links import ADMINISTRATION, INVITATION
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site
from dashboards.words.messages import Messages
from monitor.access import Resource, Role, require
from monitor.application import administration, invitations, sessions, tokens
from monitor.application.accounts import (
    Account,
    create_account,
    find_account,
    list_accounts,
    lock_account,
    set_rights,
    unlock_account,
)
from monitor.application.rights import Rights
from monitor.application.second_factors import list_factors, reset_factors
from monitor.content.traeger import read_traeger
from monitor.errors import AccountError

NEW: Final = f"{ADMINISTRATION}/neu"
ACCOUNT: Final = f"{ADMINISTRATION}/konto/<account_id>"

#: Part of the address → what is done to an account.
_DEEDS: Final[dict[str, Callable[..., Any]]] = {
    "sperren": lock_account,
    "sitzungen": administration.end_sessions,
    "faktoren": reset_factors,
    "token": administration.revoke_tokens,
    "entsperren": unlock_account,
}
#: Parts of addresses that are done without a page that asks first.
_HARMLESS: Final = frozenset({"entsperren"})


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(ADMINISTRATION)
    def administered_accounts() -> flask.Response:
        return _show_accounts(site)

    @server.get(NEW)
    def new_account() -> flask.Response:
        return _show_new(site)

    @server.post(NEW)
    def make_account() -> flask.Response:
        return _make_account(site)

    @server.get(ACCOUNT)
    def administered_account(account_id: str) -> flask.Response:
        return _show_account(site, account_id)

    @server.post(f"{ACCOUNT}/rechte")
    def change_account_rights(account_id: str) -> flask.Response:
        return _change_rights(site, account_id)

    @server.post(f"{ACCOUNT}/einladung")
    def invite_account(account_id: str) -> flask.Response:
        return _invite(site, account_id)

    @server.get(f"{ACCOUNT}/<deed>")
    def ask_before_deed(account_id: str, deed: str) -> flask.Response:
        return _ask(site, account_id, deed)

    @server.post(f"{ACCOUNT}/<deed>")
    def do_to_account(account_id: str, deed: str) -> flask.Response:
        return _do(site, account_id, deed)


def _show_accounts(site: Site) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    t, names = messages(), read_traeger(site.settings.content)
    with site.accounts.read() as connection:
        having = administration.accounts_with_factor(connection)
        rows = [_row(one, one.id in having, names, t) for one in list_accounts(connection)]
    return render("accounts.html", accounts=rows)


def _show_new(
    site: Site, said: str | None = None, status: HTTPStatus = HTTPStatus.OK
) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    t, sent = messages(), flask.request.form
    fields = rights_form.typed if said else rights_form.shown
    return render(
        "account_new.html",
        status=status,
        said=said,
        name=sent.get("name", ""),
        full_name=sent.get("voller_name", ""),
        rights=fields(site, Rights(), t),
        roles=_role_choices(t),
    )


def _make_account(site: Site) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    sent, t, by, now = read_form(), messages(), current_viewer().account, site.now()
    try:
        rights = rights_form.sent_rights(site, Rights(), t)
        with site.accounts.write() as connection:
            made = create_account(
                connection,
                sent.get("name", ""),
                sent.get("voller_name", ""),
                rights,
                by=by,
                now=now,
            )
            days = site.settings.einladung_tage
            link = invitations.invite(connection, made.id, by=by, now=now, days=days)
    except AccountError as error:
        return _show_new(site, str(error), HTTPStatus.BAD_REQUEST)
    return _show_link(site, made, link, is_new=True)


def _show_account(
    site: Site, account_id: str, said: str | None = None, status: HTTPStatus = HTTPStatus.OK
) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    t, now = messages(), site.now()
    with site.accounts.read() as connection:
        found = find_account(connection, account_id)
        factors = list_factors(connection, account_id)
        running = sessions.list_sessions(connection, account_id, site.terms, now=now)
        counting = tokens.counting_tokens(connection, account_id, now=now)
        invited_until = invitations.list_open(connection, now=now).get(account_id)
    fields = rights_form.typed if said else rights_form.shown
    return render(
        "account.html",
        status=status,
        said=said,
        done=t.optional(f"accounts.done.{flask.request.args.get('getan', '')}"),
        account=_row(found, bool(factors), read_traeger(site.settings.content), t),
        rights=fields(site, found.rights, t),
        roles=_role_choices(t),
        factors=factors,
        sessions=running,
        api_tokens=counting,
        invited_until=invited_until,
    )


def _change_rights(site: Site, account_id: str) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    read_form()
    t, by = messages(), current_viewer().account
    try:
        with site.accounts.write() as connection:
            found = find_account(connection, account_id)
            rights = (
                rights_form.sent_contracts(found.rights, t)
                if found.provider is not None
                else rights_form.sent_rights(site, found.rights, t)
            )
            set_rights(connection, account_id, rights, by=by, now=site.now())
    except AccountError as error:
        return _show_account(site, account_id, str(error), HTTPStatus.BAD_REQUEST)
    return see_other(_address(account_id), getan="rechte")


def _invite(site: Site, account_id: str) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    read_form()
    by, now, days = current_viewer().account, site.now(), site.settings.einladung_tage
    with site.accounts.write() as connection:
        found = find_account(connection, account_id)
        link = invitations.invite(connection, account_id, by=by, now=now, days=days)
    return _show_link(site, found, link, is_new=False)


def _show_link(site: Site, account: Account, link: str, *, is_new: bool) -> flask.Response:
    return render(
        "account_link.html",
        account=account,
        link=f"{site.base}{INVITATION}{link}",
        days=site.settings.einladung_tage,
        is_new=is_new,
    )


def _ask(site: Site, account_id: str, deed: str) -> flask.Response:
    """Return the page that asks before an account is locked, or loses sessions, factors, tokens."""
    require(current_viewer(), Resource.KONTEN)
    if deed not in _DEEDS.keys() - _HARMLESS:
        raise AccountError(messages()("accounts.no_such_deed"))
    with site.accounts.read() as connection:
        found = find_account(connection, account_id)
    return render("account_deed.html", account=found, deed=deed)


def _do(site: Site, account_id: str, deed: str) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    read_form()
    if deed not in _DEEDS:
        raise AccountError(messages()("accounts.no_such_deed"))
    with site.accounts.write() as connection:
        find_account(connection, account_id)
        _DEEDS[deed](connection, account_id, by=current_viewer().account, now=site.now())
    return see_other(_address(account_id), getan=deed)


def _address(account_id: str) -> str:
    return ACCOUNT.replace("<account_id>", account_id)


def _role_choices(t: Messages) -> list[tuple[str, str, str]]:
    """Return (role, name, what it may) of each role."""
    return [(role.value, t(f"role.{role}"), t(f"role_about.{role}")) for role in Role]


def _row(account: Account, has_factor: bool, names: Any, t: Messages) -> dict[str, Any]:  # noqa: FBT001
    """Return what the pages say of an account."""
    rights = account.rights
    return {
        "of": account,
        "address": _address(account.id),
        "roles": [t(f"role.{role}") for role in Role if role in rights.roles],
        "traeger": [f"{one} {names.get(one, '')}".strip() for one in sorted(rights.traeger)],
        "contracts": sorted(rights.contracts),
        "has_factor": has_factor,
    }
