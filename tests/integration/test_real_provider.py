"""A real provider (Canaille, by pytest-iam) signs somebody in and out, by its own forms."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import dash
import pytest
import requests
from flask.testing import FlaskClient

from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application.accounts import list_accounts
from monitor.application.secrets_shown import make_id
from monitor.instance import prepare_instance
from monitor.providers import Provider
from monitor.settings import Settings
from tests.builders.sign_in import site_of

PASSWORD: Final = "korrekt-pferd-batterie"  # noqa: S105 - of somebody made up
SECRET: Final = "vertraulich"  # noqa: S105 - of a provider that lives as long as a test
HERE: Final = "http://127.0.0.1:8050"
GROUP: Final = "monitor-leitung"


@pytest.fixture
def client_id(iam_server: Any) -> str:
    """Make the application known to the provider, under a name of its own; return the name."""
    name = make_id("monitor")
    with iam_server.app.app_context():
        client = iam_server.models.Client(
            client_id=name,
            client_secret=SECRET,
            client_name="Fachkonzept-Monitor",
            client_id_issued_at=dt.datetime.now(dt.UTC),
            redirect_uris=[f"{HERE}/anmelden/amt/zurueck"],
            post_logout_redirect_uris=[f"{HERE}/anmelden"],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email", "groups"],
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a name
        )
        iam_server.backend.save(client)
        client.audience = [client]
        iam_server.backend.save(client)
    return name


@pytest.fixture
def app(iam_server: Any, client_id: str, tmp_path: Path) -> dash.Dash:
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    provider = Provider(
        name="amt",
        titel="Anmelden",
        aussteller=iam_server.url.rstrip("/"),
        client_id=client_id,
        client_secret_datei=secret,
        umfang="openid profile email groups",
        rollen={GROUP: (Role.LEITUNG,)},
    )
    settings = Settings(home=tmp_path / "instanz", anbieter=(provider,))
    prepare_instance(settings)
    return create_app(settings)


@pytest.fixture
def person(iam_server: Any) -> str:
    """Return the name of somebody whom the provider knows, in a group that has a role here."""
    name = make_id("erika")
    group = iam_server.random_group(display_name=GROUP)
    iam_server.random_user(
        user_name=name, password=PASSWORD, formatted_name="Erika Muster", groups=[group]
    )
    return name


@pytest.fixture
def browser() -> Iterator[requests.Session]:
    """Return the browser's half that talks to the provider."""
    with requests.Session() as session:
        yield session


def _follow(browser: requests.Session, answer: requests.Response) -> requests.Response:
    """Follow redirects of the provider, up to the one that leads back to the application."""
    while answer.is_redirect and not answer.headers["Location"].startswith(HERE):
        onward = urljoin(answer.url, answer.headers["Location"])
        answer = browser.get(onward, timeout=10, allow_redirects=False)
    return answer


def _open(browser: requests.Session, address: str) -> requests.Response:
    return _follow(browser, browser.get(address, timeout=10, allow_redirects=False))


def _submit(browser: requests.Session, page: requests.Response, **fields: str) -> requests.Response:
    """Send the form of a page."""
    action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
    assert action is not None
    where = urljoin(page.url, html.unescape(action[1]))
    return _follow(browser, browser.post(where, data=fields, timeout=10, allow_redirects=False))


def _sign_in_there(browser: requests.Session, address: str, person: str) -> requests.Response:
    """Sign in at the provider with name and password; return its question for consent."""
    page = _submit(browser, _open(browser, address), login=person)
    return _submit(browser, page, password=PASSWORD)


def _path(answer: requests.Response) -> str:
    """Return where the provider leads back to, without the host."""
    location: str = answer.headers["Location"]
    assert location.startswith(HERE)
    return location.removeprefix(HERE)


def test_somebody_signs_in_and_out(app: dash.Dash, person: str, browser: requests.Session) -> None:
    client: FlaskClient = app.server.test_client()
    address = client.get("/anmelden/amt?weiter=/daten").location
    back = _path(_submit(browser, _sign_in_there(browser, address, person), answer="accept"))
    assert client.get(back).location == "/daten"

    with site_of(app).accounts.read() as connection:
        (account,) = list_accounts(connection)
    assert (account.full_name, account.rights.roles) == ("Erika Muster", {Role.LEITUNG})
    page = client.get("/abmelden")
    assert "Erika Muster" in page.text

    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf is not None
    page = client.post("/abmelden", data={"csrf": csrf[1]})
    onward = re.search(r'content="0; url=([^"]+)"', page.text)
    assert onward is not None
    assert _path(_open(browser, html.unescape(onward[1]))) == "/anmelden"
    assert client.get("/abmelden").location == "/anmelden"
    again = _open(browser, client.get("/anmelden/amt").location)
    assert 'name="login"' in again.text  # signed out there, too


def test_whoever_refuses_at_the_provider_comes_back_signed_out(
    app: dash.Dash, person: str, browser: requests.Session
) -> None:
    client = app.server.test_client()
    question = _sign_in_there(browser, client.get("/anmelden/amt").location, person)
    back = _path(_submit(browser, question, answer="deny"))
    assert client.get(back).location == "/anmelden/amt/abgelehnt?grund=denied"
