"""Second factor at sign-in: who is asked, what opens, and what does not."""

from __future__ import annotations

import html
from http import HTTPStatus

import pyotp
import pytest

from dashboards.request.site import Site
from monitor.access import Role
from monitor.application import audit, sessions
from monitor.application.accounts import Account
from tests.builders.account_pages import Clock, PlainBrowser, add_person
from tests.builders.authenticator import Authenticator

FACTOR, SET_UP = "/anmelden/faktor", "/anmelden/faktor/einrichten"


@pytest.fixture
def administrator(site: Site) -> Account:
    return add_person(site, "verena", Role.VERWALTUNG)


@pytest.fixture
def secret(administrator: Account, browser: PlainBrowser, clock: Clock) -> str:
    """Set an app up at the first sign-in, sign out, and return the app's secret."""
    browser.sign_in(administrator.name)
    secret = browser.secret
    code = pyotp.TOTP(secret).at(clock())
    browser.send(SET_UP, schritt=browser.hidden("schritt"), code=code, name="Handy")
    browser.kept_codes = browser.codes
    browser.send("/abmelden")
    clock.pass_by(minutes=5)
    return secret


def test_without_a_factor_a_role_sets_one_up_before_anything_opens(
    administrator: Account, browser: PlainBrowser, clock: Clock, site: Site
) -> None:
    shown = browser.sign_in(administrator.name, weiter="/konto/token")
    assert shown.request.path == SET_UP
    assert "data:image/svg+xml" in browser.text
    before = browser.session_cookie
    page, secret = browser.text, browser.secret
    assert browser.open("/konto").request.path == "/anmelden"
    browser.text = page
    wrong = browser.send(SET_UP, schritt=browser.hidden("schritt"), code="000000")
    assert wrong.status_code == HTTPStatus.BAD_REQUEST
    assert browser.secret == secret  # what was scanned still counts
    code = pyotp.TOTP(secret).at(clock())
    browser.send(
        SET_UP, schritt=browser.hidden("schritt"), code=code, name="Handy", weiter="/konto/token"
    )
    assert len(browser.codes) == 10
    assert 'href="/konto/token"' in browser.text
    assert browser.session_cookie not in {"", before}
    assert browser.open("/konto").request.path == "/konto"
    with site.accounts.read() as connection:
        told = [entry.action for entry in audit.entries(connection, limit=3)]
    assert told == ["SIGNED_IN", "SECOND_FACTOR_ADDED", "SECOND_FACTOR_ADDED"]


def test_the_code_of_the_app_signs_in_with_a_session_of_a_new_id(
    administrator: Account, secret: str, browser: PlainBrowser, clock: Clock
) -> None:
    shown = browser.sign_in(administrator.name, weiter="/konto/sitzungen")
    assert shown.request.path == FACTOR
    before = browser.session_cookie
    answer = browser.send(FACTOR, code=pyotp.TOTP(secret).at(clock()), weiter="/konto/sitzungen")
    assert answer.headers["Location"] == "/konto/sitzungen"
    assert browser.session_cookie not in {"", before}
    browser.client.set_cookie("fkm-sitzung", before)
    assert browser.open("/konto").request.path == "/anmelden"  # the old id is nobody's


def test_a_code_that_signed_in_does_not_do_so_again(
    administrator: Account, secret: str, browser: PlainBrowser, clock: Clock
) -> None:
    code = pyotp.TOTP(secret).at(clock())
    for expected in (HTTPStatus.SEE_OTHER, HTTPStatus.UNAUTHORIZED):
        browser.sign_in(administrator.name)
        assert browser.send(FACTOR, code=code).status_code == expected
        browser.client.delete_cookie("fkm-sitzung")
        browser.client.delete_cookie("fkm-csrf")


def test_a_recovery_code_signs_in_once(
    administrator: Account, secret: str, browser: PlainBrowser
) -> None:
    assert secret
    code = browser.kept_codes[0]
    for expected in (HTTPStatus.SEE_OTHER, HTTPStatus.UNAUTHORIZED):
        browser.sign_in(administrator.name)
        assert browser.send(FACTOR, ersatzcode=code).status_code == expected
        browser.send("/abmelden")


def test_who_has_a_factor_cannot_set_another_up_with_the_password_alone(
    administrator: Account, secret: str, browser: PlainBrowser
) -> None:
    assert secret
    browser.sign_in(administrator.name)
    assert browser.open(SET_UP).request.path == FACTOR
    sent = browser.send(SET_UP, schritt="x", code="000000")
    assert sent.headers["Location"] == FACTOR


def test_guessing_is_slowed_down_and_the_password_gives_no_new_attempts(
    administrator: Account, secret: str, browser: PlainBrowser, clock: Clock
) -> None:
    seen = []
    for _ in range(8):
        browser.sign_in(administrator.name)
        seen.append(browser.send(FACTOR, code="000000").status_code)
    assert HTTPStatus.TOO_MANY_REQUESTS in seen
    right = browser.send(FACTOR, code=pyotp.TOTP(secret).at(clock()))
    assert right.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(right.headers["Retry-After"]) > 0
    clock.pass_by(minutes=20)
    browser.sign_in(administrator.name)
    right = browser.send(FACTOR, code=pyotp.TOTP(secret).at(clock()))
    assert right.status_code == HTTPStatus.SEE_OTHER


def test_failures_are_logged_without_what_was_typed(
    administrator: Account, secret: str, browser: PlainBrowser, site: Site
) -> None:
    assert secret
    browser.sign_in(administrator.name)
    browser.send(FACTOR, code="246813")
    with site.accounts.read() as connection:
        last = audit.entries(connection, limit=1)[0]
    assert last.action == "SIGN_IN_FAILED"
    assert last.object == administrator.id
    assert "246813" not in str(last)


def test_a_passkey_is_set_up_and_signs_in(
    administrator: Account, browser: PlainBrowser, site: Site
) -> None:
    key = Authenticator(site.base, "localhost")
    browser.sign_in(administrator.name)
    step = browser.hidden("schritt", 1)
    browser.send(SET_UP, schritt=step, passkey=key.make(browser.options), name="Stick")
    assert len(browser.codes) == 10
    browser.send("/abmelden")
    browser.sign_in(administrator.name)
    answer = key.sign(browser.options)
    step = browser.hidden("schritt")
    assert browser.send(FACTOR, schritt=step, passkey="{}").status_code == HTTPStatus.UNAUTHORIZED
    late = browser.send(FACTOR, schritt=step, passkey=answer)  # the challenge is used up
    assert late.status_code == HTTPStatus.UNAUTHORIZED
    answer = key.sign(browser.options)
    right = browser.send(FACTOR, schritt=browser.hidden("schritt"), passkey=answer)
    assert right.status_code == HTTPStatus.SEE_OTHER


def test_a_role_that_needs_none_signs_in_by_password_and_the_demo_by_a_click(
    site: Site, browser: PlainBrowser
) -> None:
    add_person(site, "lena", Role.LEITUNG)
    assert browser.sign_in("lena", weiter="/konto").request.path == "/konto"
    browser.send("/abmelden")
    shown = add_person(site, "demo", Role.VERWALTUNG, is_demo=True)
    browser.open("/anmelden")
    browser.send("/anmelden/demo", konto=shown.id)
    assert browser.open("/konto").request.path == "/konto"


def test_a_session_ended_elsewhere_takes_no_factor(
    administrator: Account, secret: str, browser: PlainBrowser, clock: Clock, site: Site
) -> None:
    browser.sign_in(administrator.name)
    with site.accounts.write() as connection:
        sessions.end_all(connection, administrator.id)
    answer = browser.send(FACTOR, code=pyotp.TOTP(secret).at(clock()))
    assert answer.headers["Location"].startswith("/anmelden")
    assert browser.open("/konto").request.path == "/anmelden"


@pytest.mark.parametrize("path", [FACTOR, SET_UP])
def test_nobody_and_whoever_is_signed_in_are_led_on(
    path: str, site: Site, browser: PlainBrowser
) -> None:
    assert browser.open(path).request.path == "/anmelden"
    add_person(site, "lena", Role.LEITUNG)
    browser.sign_in("lena")
    led = browser.client.get(path + "?weiter=/konto/token")
    assert led.headers["Location"] == "/konto/token"


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_factor_leads_to_no_other_site(
    asked: str, administrator: Account, secret: str, browser: PlainBrowser, clock: Clock
) -> None:
    browser.sign_in(administrator.name, weiter=asked)
    answer = browser.send(FACTOR, code=pyotp.TOTP(secret).at(clock()), weiter=asked)
    assert answer.headers["Location"] == "/verwaltung"


def test_a_form_without_the_secret_of_the_session_is_refused(
    administrator: Account, secret: str, browser: PlainBrowser, clock: Clock
) -> None:
    browser.sign_in(administrator.name)
    code = pyotp.TOTP(secret).at(clock())
    answer = browser.client.post(FACTOR, data={"code": code, "csrf": "x"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert html.unescape(answer.text).count("abgelaufen") == 1
