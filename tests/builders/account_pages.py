"""A browser on the plain pages: fields of the page before go along, and the clock can be put on."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dash
import flask

from dashboards.forms.cookies import CSRF_COOKIE
from dashboards.request.site import Site
from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application import passwords
from monitor.application.accounts import Account, create_account
from monitor.application.rights import Rights
from monitor.settings import load_settings
from tests.builders.releases import OFFICE
from tests.builders.sign_in import site_of

PASSWORD = "vier Wörter ohne Zusammenhang"  # noqa: S105 - of made-up people
_PAGE = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Clock:
    """The time of an application."""

    at: dt.datetime = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at

    def pass_by(self, **time: float) -> dt.datetime:
        self.at += dt.timedelta(**time)
        return self.at


def make_app(home: Path, clock: Clock, **settings: Any) -> dash.Dash:
    """Return an application over an instance without figures, whose clock is ours."""
    made = load_settings(home, **settings)
    made.content.mkdir(parents=True)
    (made.content / "amt.toml").write_text(OFFICE, encoding="utf-8")
    app = create_app(made)
    object.__setattr__(site_of(app), "now", clock)
    return app


def add_person(site: Site, name: str, *roles: Role, is_demo: bool = False) -> Account:
    """Add an account with `PASSWORD`, or one of the demo."""
    rights = Rights(frozenset(roles))
    with site.accounts.write() as connection:
        account = create_account(
            connection, name, f"Person {name}", rights, by="-", now=site.now(), is_demo=is_demo
        )
        if not is_demo:
            passwords.set_password(
                connection, account.id, PASSWORD, by="-", now=site.now(), words=()
            )
    return account


@dataclass
class PlainBrowser:
    """A browser without scripts."""

    app: dash.Dash
    client: flask.testing.FlaskClient = field(init=False)
    text: str = ""
    kept_codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.app.server.test_client()

    def open(self, path: str) -> Any:
        """Open a page and follow where it leads."""
        return self._seen(self.client.get(path, headers=_PAGE, follow_redirects=True))

    def send(self, path: str, **fields: Any) -> Any:
        """Send a form, with the secret of the session or of the page before."""
        cookie = self.client.get_cookie(CSRF_COOKIE)
        csrf = cookie.value if cookie else self.hidden("csrf")
        return self._seen(self.client.post(path, data={"csrf": csrf, **fields}, headers=_PAGE))

    def sign_in(self, name: str, **fields: str) -> Any:
        """Send name and password, and follow."""
        self.open("/anmelden")
        answer = self.send("/anmelden", anmeldename=name, passwort=PASSWORD, **fields)
        return self.open(answer.headers["Location"])

    def hidden(self, name: str, place: int = 0) -> str:
        """Return what a hidden field of the page holds."""
        found = re.findall(rf'name="{name}" value="([^"]*)"', self.text)
        return html.unescape(found[place])

    @property
    def secret(self) -> str:
        """Return the secret of an app that the page shows to type in."""
        found = re.search(r'<p class="form-secret">([A-Z2-7 ]+)</p>', self.text)
        assert found is not None
        return found.group(1).replace(" ", "")

    @property
    def codes(self) -> list[str]:
        """Return the recovery codes that the page shows."""
        return re.findall(r'<li class="form-secret">([a-z0-9-]+)</li>', self.text)

    @property
    def options(self) -> str:
        """Return what the page asks the browser for, about a passkey."""
        found = re.search(r'data-options="([^"]*)"', self.text)
        assert found is not None
        return html.unescape(found.group(1))

    @property
    def session_cookie(self) -> str:
        """Return the cookie of the session."""
        cookie = self.client.get_cookie("fkm-sitzung")
        return cookie.value if cookie else ""

    def _seen(self, answer: Any) -> Any:
        self.text = answer.text
        return answer
