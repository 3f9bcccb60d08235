"""Sign-in with name and password, as a browser sends it: right, wrong, too often, forged, twice."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from sqlalchemy import func, select

from dashboards.request.site import Site
from monitor.access import Role
from monitor.application import audit, passwords
from monitor.application.accounts import Account, lock_account
from monitor.application.audit import AuditEntry
from monitor.application.demo_accounts import add_demo_accounts
from monitor.application.tables import FAILURE, SESSION
from monitor.instance import prepare_instance
from monitor.log import configure_log
from monitor.settings import Settings, load_settings
from tests.builders.form_browser import Clock, FormBrowser, add_person, make_app, without_accounts
from tests.builders.passwords import GOOD, CountingHasher, give_password

WRONG = "Anmeldename oder Passwort stimmt nicht."
OTHER = "198.51.100.7"


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    cheap = CountingHasher()
    monkeypatch.setattr(passwords, "HASHER", cheap)
    return cheap


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = load_settings(tmp_path_factory.mktemp("passwort") / "instanz", zweiter_faktor=())
    prepare_instance(made)
    return made


@pytest.fixture(scope="module")
def app(settings: Settings, clock: Clock) -> Any:
    return make_app(settings, clock)


@pytest.fixture
def site(app: Any) -> Site:
    return without_accounts(app)


@pytest.fixture
def erika(site: Site) -> Account:
    account = add_person(site, "e.muster")
    give_password(site.accounts, account)
    return account


@pytest.fixture
def browser(app: Any) -> FormBrowser:
    return FormBrowser(app)


def _entries(site: Site, about: Account | None = None) -> list[AuditEntry]:
    """Return the failed sign-ins since the account was made, or all others."""
    with site.accounts.read() as connection:
        found = audit.entries(connection, action="SIGN_IN_FAILED")
    return [one for one in found if one.object == (about.id if about else "")]


def test_the_right_password_leads_on(browser: FormBrowser, site: Site, erika: Account) -> None:
    browser.open("/anmelden?weiter=/ziel/Z1")
    answer = browser.sign_in(" E.Muster ", GOOD, weiter="/ziel/Z1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ziel/Z1")
    assert browser.open("/anmelden").status_code == 303
    with site.accounts.read() as connection:
        (entry,) = audit.entries(connection, action="SIGNED_IN", account=erika.id)
    assert entry.details == {"way": "password"}


def test_the_form_is_fit_for_password_managers_and_says_what_to_do(browser: FormBrowser) -> None:
    text = browser.open("/anmelden").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    assert "Passwort vergessen?" in text
    assert "<details" not in text
    assert "Forgotten your password?" in browser.open("/anmelden?sprache=en").text


@pytest.mark.parametrize("case", ["wrong", "unknown", "locked", "invited", "no name"])
def test_every_refusal_is_the_same_and_costs_one_hash(
    browser: FormBrowser, site: Site, erika: Account, hasher: CountingHasher, case: str
) -> None:
    add_person(site, "neu.hier")
    if case == "locked":
        with site.accounts.write() as connection:
            lock_account(connection, erika.id, by="-", now=site.now())
    name = {"unknown": "niemand", "invited": "neu.hier", "no name": ""}.get(case, "e.muster")
    hasher.verified = hasher.hashed = 0
    answer = browser.sign_in(name, f"{GOOD}x" if case == "wrong" else GOOD)
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert (hasher.verified, hasher.hashed) == (1, 0)
    told = answer.text.replace(f'value="{name}"', 'value=""')
    assert told == browser.sign_in("", "").text


def test_a_failure_is_told_by_the_id_of_a_known_account_never_by_what_was_typed(
    browser: FormBrowser, site: Site, erika: Account, settings: Settings
) -> None:
    configure_log(settings)
    before = len(_entries(site))
    browser.sign_in("e.muster", "Falsch-vertippt-123")
    browser.sign_in("mein.geheimnis", "Falsch-vertippt-123")
    structlog.reset_defaults()
    (known,) = _entries(site, erika)
    assert (known.actor, known.details) == ("-", {"way": "password"})
    assert len(_entries(site)) == before + 1
    log = (settings.home / "log" / "monitor.log").read_text(encoding="utf-8")
    assert '"event": "sign-in refused"' in log
    with site.accounts.read() as connection:
        kept = f"{audit.entries(connection)} {connection.execute(select(FAILURE)).all()} {log}"
    assert "vertippt" not in kept
    assert "geheimnis" not in kept


def test_after_five_failures_the_right_password_waits_too(
    *,
    browser: FormBrowser,
    app: Any,
    site: Site,
    erika: Account,
    clock: Clock,
    hasher: CountingHasher,
) -> None:
    for _ in range(8):
        clock.pass_by(minutes=20)
        assert browser.sign_in("e.muster", "falsch").status_code == 401
    failed, hasher.verified = len(_entries(site, erika)), 0
    for password in ("falsch", GOOD):
        answer = FormBrowser(app, OTHER).sign_in("e.muster", password)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "8")
        assert "Bitte warten Sie 8 Sekunden" in answer.text
    assert hasher.verified == 0
    assert len(_entries(site, erika)) == failed
    clock.pass_by(seconds=8)
    assert FormBrowser(app, OTHER).sign_in("e.muster", GOOD).status_code == 303
    for _ in range(4):  # all is forgotten
        assert browser.sign_in("e.muster", "falsch").status_code == 401
    assert browser.sign_in("e.muster", GOOD).status_code == 303


def test_a_name_that_nobody_has_waits_as_one_that_is_known(
    browser: FormBrowser, erika: Account
) -> None:
    del erika
    answers = {
        name: [browser.sign_in(name, "falsch").status_code for _ in range(6)]
        for name in ("e.muster", "niemand")
    }
    assert answers["e.muster"] == answers["niemand"] == [401] * 5 + [429]


def test_the_wait_is_told_in_minutes_and_in_english(
    browser: FormBrowser, erika: Account, clock: Clock
) -> None:
    del erika
    for _ in range(14):
        clock.pass_by(minutes=16)
        browser.sign_in("e.muster", "falsch")
    answer = browser.send("/anmelden?sprache=en", anmeldename="e.muster", passwort=GOOD)
    assert answer.status_code == 429
    assert "Please wait 9 minutes" in answer.text


def test_thousands_of_attempts_from_one_address_lock_nobody_else_out(
    browser: FormBrowser, app: Any, site: Site, erika: Account, hasher: CountingHasher
) -> None:
    del erika
    before, hasher.verified = len(_entries(site)), 0
    statuses = [browser.sign_in(f"name{number}", "falsch").status_code for number in range(1000)]
    assert statuses == [401] * 30 + [429] * 970
    assert hasher.verified == 30
    assert len(_entries(site)) == before + 30
    with site.accounts.read() as connection:
        kept = connection.execute(select(func.count()).select_from(FAILURE)).scalar_one()
    assert kept == 31
    assert FormBrowser(app, OTHER).sign_in("e.muster", GOOD).status_code == 303


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: fkm-sitzung=x", '"><script>alert(1)</script>', "\0", "x" * 20_000]
)
def test_a_hostile_name_gets_the_same_page_escaped(
    browser: FormBrowser, erika: Account, name: str
) -> None:
    del erika
    answer = browser.sign_in(name, GOOD)
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert "<script>alert" not in answer.text
    assert "fkm-sitzung=x" not in str(answer.headers)


def test_a_form_of_another_browser_is_refused(
    browser: FormBrowser, app: Any, site: Site, erika: Account
) -> None:
    del erika
    browser.open("/anmelden")
    answer = FormBrowser(app).send("/anmelden", anmeldename="e.muster", passwort=GOOD)
    assert answer.status_code == 403
    elsewhere = browser.client.post(
        "/anmelden",
        data={"anmeldename": "e.muster", "passwort": GOOD},
        headers={"Origin": "https://boese.example"},
    )
    assert elsewhere.status_code == 403
    with site.accounts.read() as connection:
        assert connection.execute(select(func.count()).select_from(SESSION)).scalar_one() == 0


def test_a_form_sent_twice_signs_in_once(browser: FormBrowser, site: Site, erika: Account) -> None:
    del erika
    assert browser.sign_in("e.muster", GOOD).status_code == 303
    answer = browser.sign_in("e.muster", GOOD)  # with the hidden field of before
    assert answer.status_code == 403
    assert "Das Formular ist abgelaufen" in answer.text
    with site.accounts.read() as connection:
        assert connection.execute(select(func.count()).select_from(SESSION)).scalar_one() == 1


@pytest.mark.parametrize("asked", ["//boese.example", "https://boese.example/", "/\\boese.example"])
def test_nobody_is_led_to_another_site(browser: FormBrowser, erika: Account, asked: str) -> None:
    del erika
    answer = browser.sign_in("e.muster", GOOD, weiter=asked)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_hash_of_old_parameters_is_renewed_at_sign_in(
    browser: FormBrowser, erika: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    del erika
    newer = CountingHasher(time_cost=2)
    monkeypatch.setattr(passwords, "HASHER", newer)
    assert browser.sign_in("e.muster", GOOD).status_code == 303
    assert newer.hashed == 1


def test_in_the_demo_the_chooser_comes_first(browser: FormBrowser, site: Site) -> None:
    with site.accounts.write() as connection:
        add_demo_accounts(connection, by="-", now=site.now())
    text = browser.open("/anmelden").text
    assert text.index("/anmelden/demo") < text.index('<details class="form-more">')
    refused = browser.sign_in("leitung", "")
    assert refused.status_code == 401
    assert '<details class="form-more" open>' in refused.text


def test_an_account_of_a_demo_cannot_be_signed_in_to_by_password(
    browser: FormBrowser, site: Site
) -> None:
    add_person(site, "leitung", Role.LEITUNG, is_demo=True)
    for password in ("", "leitung", "None"):
        assert browser.sign_in("leitung", password).status_code == 401
