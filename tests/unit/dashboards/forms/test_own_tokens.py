"""Own tokens: shown once, within one's rights, one's own only; and what programs are answered."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import dash
import pytest

from dashboards.request.site import Site
from monitor.access import Resource, Role
from monitor.application import sessions
from monitor.application.accounts import Account, create_account, find_by_name, lock_account
from monitor.application.rights import Rights
from monitor.application.tokens import create_token, list_tokens
from tests.builders.account_pages import PASSWORD, Clock, PlainBrowser, add_person

TOKENS = "/konto/token"
FORM = {"name": "R auf dem Rechner", "umfang": "staende", "tage": "30"}


@pytest.fixture
def evaluator(site: Site, browser: PlainBrowser) -> PlainBrowser:
    add_person(site, "eva", Role.EVALUATION)
    browser.sign_in("eva")
    return browser


def _made(browser: PlainBrowser) -> str:
    browser.send(TOKENS, **FORM)
    found = re.search(r'id="neu"[^>]* value="(fkm_[^"]+)"', browser.text)
    assert found is not None
    return found.group(1)


def _ask(app: dash.Dash, token: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return app.server.test_client().get("/api/v1/releases", headers=headers)


def _is_refused(answer: Any) -> bool:
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    return bool(answer.status_code == HTTPStatus.UNAUTHORIZED == answer.get_json()["status"])


def test_a_token_is_shown_once_and_opens_the_interface(
    evaluator: PlainBrowser, app: dash.Dash
) -> None:
    token = _made(evaluator)
    evaluator.open(TOKENS)
    assert FORM["name"] in evaluator.text
    assert token not in evaluator.text
    assert evaluator.text.count(">–</td>") == 1  # never used
    assert _ask(app, token).status_code != HTTPStatus.UNAUTHORIZED
    evaluator.open(TOKENS)
    assert ">–</td>" not in evaluator.text


def test_a_revoked_token_is_refused(evaluator: PlainBrowser, app: dash.Dash) -> None:
    token = _made(evaluator)
    evaluator.open(TOKENS)
    evaluator.send(f"{TOKENS}/widerrufen", token=evaluator.hidden("token"))
    assert _is_refused(_ask(app, token))
    evaluator.open(TOKENS)
    assert "widerrufen" in evaluator.text
    assert 'name="token"' not in evaluator.text


def test_an_expired_token_is_refused(evaluator: PlainBrowser, app: dash.Dash, clock: Clock) -> None:
    token = _made(evaluator)
    clock.pass_by(days=30)
    answer = _ask(app, token)
    assert _is_refused(answer)
    assert "abgelaufen" in answer.get_json()["detail"]


@pytest.mark.parametrize("token", ["", "fkm_nobodys", "x" * 5000, "ä"])
def test_what_is_no_token_is_refused(token: str, app: dash.Dash) -> None:
    assert _is_refused(_ask(app, token.encode().decode("latin-1")))


def test_a_token_ends_with_its_account(evaluator: PlainBrowser, app: dash.Dash, site: Site) -> None:
    token = _made(evaluator)
    with site.accounts.write() as connection:
        lock_account(connection, find_by_name(connection, "eva").id, by="-", now=site.now())
    assert _is_refused(_ask(app, token))


@pytest.mark.parametrize(
    "changed",
    [
        {"umfang": "qualitaet"}, {"umfang": "konten"}, {"umfang": []}, {"tage": "31"},
        {"tage": ""}, {"tage": "-1"}, {"name": ""}, {"name": "x" * 81},
    ],
)  # fmt: skip
def test_a_token_goes_no_further_than_its_owner_and_the_choices(
    changed: dict[str, Any], evaluator: PlainBrowser
) -> None:
    answer = evaluator.send(TOKENS, **{**FORM, **changed})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert 'role="alert"' in evaluator.text
    assert "fkm_" not in evaluator.text


def test_nobody_sees_or_revokes_the_token_of_another(
    evaluator: PlainBrowser, app: dash.Dash, site: Site
) -> None:
    token = _made(evaluator)
    evaluator.open(TOKENS)
    token_id = evaluator.hidden("token")
    other = add_person(site, "otto", Role.EVALUATION)
    stranger = PlainBrowser(app)
    stranger.sign_in("otto")
    stranger.open(TOKENS)
    assert FORM["name"] not in stranger.text
    answer = stranger.send(f"{TOKENS}/widerrufen", token=token_id)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert _ask(app, token).status_code != HTTPStatus.UNAUTHORIZED
    with site.accounts.read() as connection:
        assert list_tokens(connection, other.id) == []


def test_a_steward_may_choose_quality_and_a_traeger_nothing(app: dash.Dash, site: Site) -> None:
    for name, role, offered in (
        ("stefan", Role.DATENVERANTWORTLICHE, ["staende", "qualitaet"]),
        ("tina", Role.TRAEGER, []),
    ):
        add_person(site, name, role)
        browser = PlainBrowser(app)
        browser.sign_in(name)
        browser.open(TOKENS)
        assert re.findall(r'name="umfang" value="(\w+)"', browser.text) == offered


def test_a_token_opens_no_page(evaluator: PlainBrowser, app: dash.Dash) -> None:
    headers = {"Authorization": f"Bearer {_made(evaluator)}", "Accept": "text/html"}
    answer = app.server.test_client().get("/konto", headers=headers)
    assert answer.headers["Location"].startswith("/anmelden")


def test_an_old_proof_is_renewed_before_a_token_is_made(
    evaluator: PlainBrowser, clock: Clock, site: Site
) -> None:
    clock.pass_by(minutes=11)
    answer = evaluator.send(TOKENS, **FORM)
    assert answer.headers["Location"] == "/konto/bestaetigen?weiter=%2Fkonto%2Ftoken"
    with site.accounts.read() as connection:
        assert list_tokens(connection, find_by_name(connection, "eva").id) == []
    proved = evaluator.send("/konto/bestaetigen", passwort=PASSWORD, weiter=TOKENS)
    assert proved.headers["Location"] == TOKENS
    assert _made(evaluator)


def test_a_token_of_a_provider_account_rests_after_a_month_without_sign_in(
    app: dash.Dash, clock: Clock, site: Site
) -> None:
    rights = Rights(frozenset({Role.EVALUATION}))
    with site.accounts.write() as connection:
        account = create_account(
            connection, "von.aussen", "Von Außen", rights, by="-", now=clock(),
            provider=("kreis", "4711"),
        )  # fmt: skip
        scope = {Resource.DATENSAETZE}
        token = create_token(connection, account.id, "R", scope, days=90, now=clock())
    assert _is_refused(_ask(app, token))  # nobody has ever signed in
    _sign_in_elsewhere(site, account)
    for days, is_refused in ((30, False), (1, True)):
        clock.pass_by(days=days)
        answer = _ask(app, token)
        assert (answer.status_code == HTTPStatus.UNAUTHORIZED) is is_refused
    assert "im Browser anmelden" in answer.get_json()["detail"]
    _sign_in_elsewhere(site, account)
    assert _ask(app, token).status_code != HTTPStatus.UNAUTHORIZED


def _sign_in_elsewhere(site: Site, account: Account) -> None:
    with site.accounts.write() as connection:
        sessions.begin(
            connection, account, site.terms, client="Test", is_complete=True, now=site.now()
        )
