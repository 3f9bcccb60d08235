"""An application whose clock stands still, and a browser that fills in its forms."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import flask

from dashboards.request.site import Site
from dashboards.web import app as web_app
from monitor.access import Role
from monitor.application.accounts import Account, create_account
from monitor.application.rights import Rights
from monitor.application.tables import ACCOUNT, FAILURE
from monitor.settings import Settings
from tests.builders.commands import NOW
from tests.builders.sign_in import site_of

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Clock:
    """The time of an application; put on by tests."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def make_app(settings: Settings, clock: Clock) -> Any:
    """Return an application that has its time from a clock."""

    def timed(**given: Any) -> Site:
        return Site(**given, now=clock)

    with patch.object(web_app, "Site", timed):
        return web_app.create_app(settings)


def without_accounts(app: Any) -> Site:
    """Return the site of an application after all accounts and failed attempts were taken out."""
    site = site_of(app)
    with site.accounts.write() as connection:
        connection.execute(FAILURE.delete())
        connection.execute(ACCOUNT.delete())
    return site


def add_person(site: Site, name: str, *roles: Role, **further: Any) -> Account:
    """Add an account of a name; as a leader, where no role is named."""
    rights = Rights(frozenset(roles or {Role.LEITUNG}))
    with site.accounts.write() as connection:
        return create_account(
            connection, name, "Erika Muster", rights, by="-", now=site.now(), **further
        )


class FormBrowser:
    """A browser at an address of its own; sends the hidden field of the page it saw last."""

    def __init__(self, app: Any, address: str = "192.0.2.7") -> None:
        self.client: flask.testing.FlaskClient = app.server.test_client()
        self._from = {"REMOTE_ADDR": address}
        self._csrf = ""

    def open(self, path: str) -> Any:
        headers = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
        return self._seen(self.client.get(path, headers=headers, environ_overrides=self._from))

    def send(self, path: str, **fields: str) -> Any:
        return self._seen(
            self.client.post(
                path,
                data={"csrf": self._csrf, **fields},
                headers={"Sec-Fetch-Site": "same-origin"},
                environ_overrides=self._from,
            )
        )

    def sign_in(self, name: str, password: str, **further: str) -> Any:
        if not self._csrf:
            self.open("/anmelden")
        return self.send("/anmelden", anmeldename=name, passwort=password, **further)

    def _seen(self, answer: Any) -> Any:
        found = _CSRF.search(answer.get_data(as_text=True))
        self._csrf = found.group(1) if found else self._csrf
        return answer
