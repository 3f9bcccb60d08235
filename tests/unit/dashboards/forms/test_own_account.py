"""The own account: for whoever is signed in and nobody else; password, sessions, second factors."""

from __future__ import annotations

import contextlib
import sqlite3
from http import HTTPStatus
from pathlib import Path

import dash
import pyotp
import pytest

from dashboards.request.site import Site
from monitor.access import Role
from monitor.application import audit, engine
from monitor.application.accounts import Account
from tests.builders.account_pages import PASSWORD, Clock, PlainBrowser, add_person, make_app
from tests.builders.sign_in import make_token, site_of

PAGES = ["", "/passwort", "/faktoren", "/sitzungen", "/token", "/bestaetigen", "/faktoren/neu"]
NEW = "ein anderes, auch ohne Zusammenhang"


@pytest.fixture
def lena(site: Site, browser: PlainBrowser) -> Account:
    """Sign somebody in who needs no second factor."""
    account = add_person(site, "lena", Role.LEITUNG)
    browser.sign_in("lena")
    return account


@pytest.fixture
def secret(lena: Account, browser: PlainBrowser, clock: Clock) -> str:
    """Add an app to the account, and wait until the proof is no longer fresh."""
    assert lena
    browser.open("/konto/faktoren/neu")
    secret, step = browser.secret, browser.hidden("schritt")
    code = pyotp.TOTP(secret).at(clock())
    browser.send("/konto/faktoren/neu", schritt=step, code=code, name="Handy")
    assert len(browser.codes) == 10
    clock.pass_by(minutes=11)
    return secret


def _actions(site: Site) -> list[str]:
    with site.accounts.read() as connection:
        return [entry.action for entry in audit.entries(connection)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_page_is_there_in_both_languages(
    page: str, language: str, lena: Account, browser: PlainBrowser
) -> None:
    assert lena
    answer = browser.open(f"/konto{page}?sprache={language}")
    assert answer.status_code == HTTPStatus.OK
    assert f'lang="{language}"' in browser.text
    assert "<h1>" in browser.text


@pytest.mark.parametrize("page", PAGES)
def test_visitors_have_no_account(page: str, tmp_path: Path, clock: Clock) -> None:
    app = make_app(tmp_path / "offen", clock, veroeffentlichtes_offen=True)
    visitor = PlainBrowser(app)
    assert visitor.open(f"/konto{page}").request.path == "/anmelden"
    sent = visitor.send("/konto/token", name="x", umfang="staende", tage="30")
    assert sent.status_code == HTTPStatus.UNAUTHORIZED


def test_the_account_says_who_one_is(lena: Account, browser: PlainBrowser) -> None:
    browser.open("/konto")
    assert lena.full_name in browser.text
    assert "Leitung" in browser.text
    assert "30. November 2026" in browser.text


def test_a_new_password_needs_the_current_one_and_ends_other_sessions(
    lena: Account, browser: PlainBrowser, app: dash.Dash, site: Site
) -> None:
    other = PlainBrowser(app)
    other.sign_in(lena.name)
    path, new = "/konto/passwort", {"passwort": NEW, "nochmal": NEW}
    assert browser.send(path, bisher="falsch", **new).status_code == HTTPStatus.UNAUTHORIZED
    differ = browser.send(path, bisher=PASSWORD, passwort=NEW, nochmal="anders")
    assert differ.status_code == HTTPStatus.BAD_REQUEST
    short = browser.send(path, bisher=PASSWORD, passwort="kurz", nochmal="kurz")
    assert short.status_code == HTTPStatus.BAD_REQUEST
    before = browser.session_cookie
    assert browser.send(path, bisher=PASSWORD, **new).status_code == HTTPStatus.SEE_OTHER
    assert browser.session_cookie != before
    assert browser.open("/konto").request.path == "/konto"
    assert other.open("/konto").request.path == "/anmelden"
    assert _actions(site)[0] == "PASSWORD_SET"


def test_guessing_the_current_password_is_slowed_down(lena: Account, browser: PlainBrowser) -> None:
    assert lena
    new = {"passwort": NEW, "nochmal": NEW}
    seen = [browser.send("/konto/passwort", bisher="x", **new).status_code for _ in range(8)]
    assert seen[-1] == HTTPStatus.TOO_MANY_REQUESTS
    right = browser.send("/konto/passwort", bisher=PASSWORD, **new)
    assert right.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_accounts_of_the_demo_have_neither_password_nor_factor(
    site: Site, browser: PlainBrowser
) -> None:
    shown = add_person(site, "demo", Role.VERWALTUNG, is_demo=True)
    browser.open("/anmelden")
    browser.send("/anmelden/demo", konto=shown.id)
    for page in ("passwort", "faktoren"):
        browser.open(f"/konto/{page}")
        assert "Konten der Demo" in browser.text
        assert 'type="password"' not in browser.text
    new = {"bisher": "", "passwort": NEW, "nochmal": NEW}
    assert browser.send("/konto/passwort", **new).status_code == HTTPStatus.BAD_REQUEST
    assert browser.open("/konto/faktoren/neu").status_code == HTTPStatus.BAD_REQUEST


def test_another_session_is_ended_and_this_one_goes_on(
    lena: Account, browser: PlainBrowser, app: dash.Dash, site: Site
) -> None:
    other = PlainBrowser(app)
    other.sign_in(lena.name)
    browser.open("/konto/sitzungen")
    assert browser.text.count('name="sitzung"') == 2
    assert browser.text.count("Diese Sitzung") == 1
    other.open("/konto/sitzungen")
    theirs = other.text.split("Diese Sitzung")[1].split('name="sitzung" value="')[1].split('"')[0]
    assert browser.send("/konto/sitzungen/beenden", sitzung=theirs).status_code == 303
    assert other.open("/konto").request.path == "/anmelden"
    assert browser.open("/konto").request.path == "/konto"
    again = browser.send("/konto/sitzungen/beenden", sitzung=theirs)
    assert again.status_code == HTTPStatus.BAD_REQUEST
    assert _actions(site)[0] == "SESSION_ENDED"


def test_nobody_ends_the_session_of_another_account(
    lena: Account, browser: PlainBrowser, app: dash.Dash, site: Site
) -> None:
    assert lena
    add_person(site, "otto", Role.LEITUNG)
    other = PlainBrowser(app)
    other.sign_in("otto")
    other.open("/konto/sitzungen")
    theirs = other.hidden("sitzung")
    answer = browser.send("/konto/sitzungen/beenden", sitzung=theirs)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert other.open("/konto").request.path == "/konto"


def test_signing_out_everywhere_ends_this_session_too(
    lena: Account, browser: PlainBrowser, app: dash.Dash, site: Site
) -> None:
    other = PlainBrowser(app)
    other.sign_in(lena.name)
    browser.send("/konto/sitzungen/ueberall")
    for one in (browser, other):
        assert one.open("/konto").request.path == "/anmelden"
    with site.accounts.read() as connection:
        last = audit.entries(connection, limit=1)[0]
    assert (last.action, last.details) == ("SIGNED_OUT_EVERYWHERE", {"count": 2})


def test_changing_factors_needs_a_fresh_proof(
    secret: str, lena: Account, browser: PlainBrowser, clock: Clock, site: Site
) -> None:
    assert browser.open("/konto/faktoren/neu").request.path == "/konto/bestaetigen"
    browser.open("/konto/faktoren")
    factor = browser.hidden("faktor")
    refused = browser.send("/konto/faktoren/entfernen", faktor=factor)
    assert refused.headers["Location"].startswith("/konto/bestaetigen")
    codes = browser.send("/konto/faktoren/ersatzcodes")
    assert codes.headers["Location"].startswith("/konto/bestaetigen")
    proof = "/konto/bestaetigen"
    wrong = browser.send(proof, passwort=PASSWORD)  # the password does not stand in for the factor
    assert wrong.status_code == HTTPStatus.UNAUTHORIZED
    before, code = browser.session_cookie, pyotp.TOTP(secret).at(clock())
    answer = browser.send(proof, code=code, weiter="/konto/faktoren")
    assert answer.headers["Location"] == "/konto/faktoren"
    assert browser.session_cookie != before
    done = browser.send("/konto/faktoren/entfernen", faktor=factor)
    assert done.headers["Location"] == "/konto/faktoren?getan=removed"
    browser.open("/konto/faktoren")
    assert "noch keinen zweiten Faktor" in browser.text
    assert _actions(site)[0] == "SECOND_FACTOR_REMOVED"
    assert lena


def test_without_a_factor_the_password_is_the_fresh_proof(
    lena: Account, browser: PlainBrowser, clock: Clock
) -> None:
    assert lena
    clock.pass_by(minutes=11)
    browser.open("/konto/bestaetigen")
    wrong = browser.send("/konto/bestaetigen", passwort="falsch")
    assert wrong.status_code == HTTPStatus.UNAUTHORIZED
    right = browser.send("/konto/bestaetigen", passwort=PASSWORD, weiter="//evil.example")
    assert right.headers["Location"] == "/konto/faktoren"
    assert browser.open("/konto/faktoren/neu").request.path == "/konto/faktoren/neu"


def test_recovery_codes_are_made_anew_and_factors_named(
    secret: str, browser: PlainBrowser, clock: Clock
) -> None:
    browser.send("/konto/bestaetigen", code=pyotp.TOTP(secret).at(clock()))
    browser.send("/konto/faktoren/ersatzcodes")
    assert len(browser.codes) == 10
    browser.open("/konto/faktoren")
    assert "Noch 10 Ersatzcodes" in browser.text
    browser.send("/konto/faktoren/name", faktor=browser.hidden("faktor"), name="<b>Altes</b>")
    browser.open("/konto/faktoren?getan=named")
    assert "&lt;b&gt;Altes&lt;/b&gt;" in browser.text
    assert "Der Name ist geändert" in browser.text


def test_the_last_factor_of_a_role_that_needs_one_stays(
    clock: Clock, site: Site, browser: PlainBrowser
) -> None:
    add_person(site, "verena", Role.VERWALTUNG)
    browser.sign_in("verena")
    code = pyotp.TOTP(browser.secret).at(clock())
    browser.send("/anmelden/faktor/einrichten", schritt=browser.hidden("schritt"), code=code)
    browser.open("/konto/faktoren")
    factor = browser.hidden("faktor")
    assert "Entfernen" not in browser.text
    answer = browser.send("/konto/faktoren/entfernen", faktor=factor)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "einziger" in browser.text


def test_a_new_password_is_no_proof_of_the_second_factor(
    secret: str, lena: Account, browser: PlainBrowser
) -> None:
    assert secret
    assert lena
    new = {"bisher": PASSWORD, "passwort": NEW, "nochmal": NEW}
    assert browser.send("/konto/passwort", **new).status_code == HTTPStatus.SEE_OTHER
    assert browser.open("/konto/faktoren/neu").request.path == "/konto/bestaetigen"


def test_a_proof_does_not_prolong_the_session(
    lena: Account, browser: PlainBrowser, clock: Clock, site: Site
) -> None:
    assert lena
    until = clock() + site.terms.longest
    while clock() + site.terms.idle / 2 < until:
        clock.pass_by(seconds=site.terms.idle.total_seconds() / 2)
        browser.send("/konto/bestaetigen", passwort=PASSWORD)
        assert browser.open("/konto").request.path == "/konto"
    clock.at = until
    assert browser.open("/konto").request.path == "/anmelden"


@pytest.mark.parametrize("asked", ["//[x", "/\\[x", "http://[x"])
def test_half_an_address_leads_to_the_beginning(
    asked: str, site: Site, browser: PlainBrowser
) -> None:
    add_person(site, "lena", Role.LEITUNG)
    browser.open("/anmelden?weiter=" + asked)
    answer = browser.send("/anmelden", anmeldename="lena", passwort=PASSWORD, weiter=asked)
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/")


def test_a_store_that_takes_nothing_still_serves_pages_and_programs(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 0)
    app = make_app(tmp_path / "voll", clock)
    site, browser = site_of(app), PlainBrowser(app)
    account = add_person(site, "eva", Role.EVALUATION)
    bearer = {"Authorization": f"Bearer {make_token(site.accounts, account, now=clock())}"}
    browser.sign_in("eva")
    clock.pass_by(minutes=2)  # the time of the last use would be written again
    store = sqlite3.connect(site.settings.application_store)
    with contextlib.closing(store):
        store.execute("BEGIN IMMEDIATE")
        assert browser.open("/konto").status_code == HTTPStatus.OK
        answer = app.server.test_client().get("/api/v1/openapi.json", headers=bearer)
        assert answer.status_code == HTTPStatus.OK
        sent = browser.send("/konto/token", name="R", umfang="staende", tage="30")
        assert sent.status_code == HTTPStatus.SERVICE_UNAVAILABLE  # the store is locked indeed
