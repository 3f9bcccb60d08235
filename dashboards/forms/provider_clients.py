"""The providers of an application: their clients, their buttons, and the sign-out at each.

Authlib is imported only where the settings name a provider.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import flask

from dashboards.forms.form import render
from dashboards.openid.faults import OpenIdError
from dashboards.request.form_links import SIGN_IN
from dashboards.request.signed_in import SignedIn, keep
from dashboards.request.site import Site
from dashboards.request.view import read_view
from dashboards.words.language import Language
from monitor.application.sessions import Session
from monitor.events import Event, tell
from monitor.providers import read_secret

if TYPE_CHECKING:
    from dashboards.openid.client import OpenIdClient

_EXTENSION: Final = "fachkonzept-monitor-providers"


def install(server: flask.Flask, site: Site) -> Mapping[str, OpenIdClient]:
    """Make the clients of an application; no provider is asked for anything yet.

    Raises:
        SettingsError: the secret of a provider cannot be read.
    """
    clients = _make_clients(site) if site.settings.anbieter else {}
    server.extensions[_EXTENSION] = clients
    return clients


def provider_links(site: Site, asked: str) -> list[dict[str, str]]:
    """Return title and address of each provider, for the page to sign in.

    Args:
        site: of the application.
        asked: address to go on to after the sign-in.
    """
    query = {"weiter": asked} if asked else {}
    if read_view(flask.request.args).language is Language.EN:
        query["sprache"] = Language.EN.value
    suffix = f"?{urlencode(query)}" if query else ""
    return [
        {"title": provider.titel, "address": f"{SIGN_IN}/{provider.name}{suffix}"}
        for provider in site.settings.anbieter
    ]


def show_provider_sign_out(site: Site, session: Session) -> flask.Response | None:
    """Return the page that leads on to the sign-out at the provider of a session that has ended.

    A page, since browsers hold the redirect of a form to the addresses that forms may be sent to.

    Returns:
        ``None``: of no provider, or the provider has no sign-out, or is down.
    """
    elsewhere = session.elsewhere
    client = _clients().get(elsewhere.provider) if elsewhere is not None else None
    if elsewhere is None or client is None:
        return None
    try:
        address = client.sign_out_address(elsewhere.id_token, f"{site.base}{SIGN_IN}")
    except OpenIdError as error:
        tell(Event.SIGN_IN_REFUSED, way=way_of(client), reason=f"sign-out: {error.reason}")
        return None
    if address is None:
        return None
    keep(SignedIn())
    return render("provider_sign_out.html", address=address)


def way_of(client: OpenIdClient) -> str:
    """Return how logs name a sign-in at a provider."""
    return f"provider:{client.provider.name}"


def _clients() -> Mapping[str, OpenIdClient]:
    found: Mapping[str, OpenIdClient] = flask.current_app.extensions[_EXTENSION]
    return found


def _make_clients(site: Site) -> Mapping[str, OpenIdClient]:
    from dashboards.openid.client import OpenIdClient

    return MappingProxyType(
        {
            provider.name: OpenIdClient(
                provider,
                read_secret(provider, site.settings.home),
                f"{site.base}{SIGN_IN}/{provider.name}/zurueck",
                site.now,
            )
            for provider in site.settings.anbieter
        }
    )
