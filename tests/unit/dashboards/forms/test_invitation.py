"""The page of a one-time link: a password is set once, and the link leaks nowhere."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from sqlalchemy import func, select

from dashboards.request.site import Site
from monitor.application import audit, invitations, passwords, sessions
from monitor.application.accounts import Account, lock_account
from monitor.application.tables import SESSION
from monitor.events import Event, tell
from monitor.instance import prepare_instance
from monitor.log import configure_log
from monitor.settings import Settings, load_settings
from tests.builders.form_browser import Clock, FormBrowser, add_person, make_app, without_accounts
from tests.builders.passwords import GOOD, CountingHasher, give_password

OVER = "Dieser Link gilt nicht mehr"


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
    made = load_settings(tmp_path_factory.mktemp("einladung") / "instanz", zweiter_faktor=())
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
    return add_person(site, "e.muster")


@pytest.fixture
def link(site: Site, erika: Account) -> str:
    return _invite(site, erika)


@pytest.fixture
def browser(app: Any) -> FormBrowser:
    return FormBrowser(app)


def _invite(site: Site, account: Account) -> str:
    with site.accounts.write() as connection:
        text = invitations.invite(connection, account.id, by="-", now=site.now(), days=7)
    return f"/einladung/{text}"


def _set(browser: FormBrowser, link: str, password: str = GOOD, again: str | None = None) -> Any:
    return browser.send(link, passwort=password, nochmal=password if again is None else again)


def test_an_invited_person_sets_a_password_and_is_signed_in(
    browser: FormBrowser, app: Any, site: Site, link: str, erika: Account
) -> None:
    page = browser.open(link)
    assert page.status_code == 200
    assert "Erika Muster" in page.text
    assert page.text.count('autocomplete="new-password"') == 2
    answer = _set(browser, link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.open("/anmelden").status_code == 303
    assert FormBrowser(app).sign_in("e.muster", GOOD).status_code == 303
    with site.accounts.read() as connection:
        entries = audit.entries(connection, account=erika.id)
    told = [entry.action for entry in entries if entry.actor == erika.id]
    assert told == ["SIGNED_IN", "SIGNED_IN", "PASSWORD_SET"]


def test_looking_at_a_link_does_not_use_it(browser: FormBrowser, app: Any, link: str) -> None:
    for _ in range(3):
        FormBrowser(app).open(link)
    assert browser.client.head(link).status_code == 200
    browser.open(link)
    assert _set(browser, link).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        (GOOD, GOOD.upper(), "verschieden"),
        ("kurz", None, "mindestens 12 Zeichen"),
        ("", None, "mindestens 12 Zeichen"),
        ("e.muster 2026", None, "leicht zu erraten"),
        ("Mayen-Koblenz 2026", None, "leicht zu erraten"),  # of amt.toml
        ("1qaz2wsx3edc", None, "häufigsten"),
        ("ab " * 100, None, "länger als 256 Zeichen"),
    ],
)
def test_a_refused_password_is_explained_and_the_link_stays(
    browser: FormBrowser, link: str, password: str, again: str | None, said: str
) -> None:
    browser.open(link)
    answer = _set(browser, link, password, again)
    assert answer.status_code == 400
    assert said in answer.text
    assert not password or f'value="{password}"' not in answer.text
    assert _set(browser, link).status_code == 303


def test_the_reasons_are_told_in_english_too(browser: FormBrowser, link: str) -> None:
    browser.open(f"{link}?sprache=en")
    answer = _set(browser, f"{link}?sprache=en", "kurz")
    assert "at least 12 characters" in answer.text


def test_a_link_is_used_once_also_if_the_form_is_sent_twice(
    browser: FormBrowser, app: Any, site: Site, link: str
) -> None:
    other = FormBrowser(app)
    other.open(link)
    browser.open(link)
    assert _set(browser, link).status_code == 303
    assert _set(browser, link).status_code == 403  # the form of before the sign-in
    late = _set(other, link, "ganz andere Wörter als eben")
    assert late.status_code == 404
    assert OVER in late.text
    assert OVER in browser.open(link).text
    with site.accounts.read() as connection:
        assert connection.execute(select(func.count()).select_from(SESSION)).scalar_one() == 1
        assert passwords.verify_password(connection, "e.muster", GOOD) is not None


@pytest.mark.parametrize("case", ["unknown", "replaced", "late", "locked", "traversal"])
def test_a_link_that_is_over_has_a_clear_page(
    *, browser: FormBrowser, site: Site, erika: Account, link: str, clock: Clock, case: str
) -> None:
    if case == "replaced":
        _invite(site, erika)
    elif case == "late":
        clock.pass_by(days=7)
    elif case == "locked":
        with site.accounts.write() as connection:
            lock_account(connection, erika.id, by="-", now=site.now())
    asked = {"unknown": "/einladung/nirgends", "traversal": "/einladung/..%5C..%00%0d%0a"}
    page = browser.open(asked.get(case, link))
    assert page.status_code == 404
    assert OVER in page.text
    assert "Erika" not in page.text
    browser.open("/anmelden")
    sent = _set(browser, asked.get(case, link))
    assert (sent.status_code, OVER in sent.text) == (404, True)


def test_a_forgotten_password_is_replaced_and_ends_sessions(
    browser: FormBrowser, app: Any, site: Site, erika: Account
) -> None:
    give_password(site.accounts, erika, "das alte, längst vergessene")
    other = FormBrowser(app)
    other.sign_in("e.muster", "das alte, längst vergessene")
    link = _invite(site, erika)
    for _ in range(6):
        browser.sign_in("e.muster", "falsch")
    browser.open(link)
    assert _set(browser, link).status_code == 303
    assert other.open("/").headers["Location"] == "/anmelden"
    assert FormBrowser(app).sign_in("e.muster", GOOD).status_code == 303
    assert FormBrowser(app).sign_in("e.muster", "das alte, längst vergessene").status_code == 401
    with site.accounts.read() as connection:
        running = sessions.list_sessions(connection, erika.id, site.terms, now=site.now())
    assert len(running) == 2


def test_somebody_else_who_is_signed_in_gives_way(
    browser: FormBrowser, site: Site, link: str, erika: Account
) -> None:
    other = add_person(site, "anderer")
    give_password(site.accounts, other)
    browser.sign_in("anderer", GOOD)
    browser.open(link)
    assert _set(browser, link).status_code == 303
    with site.accounts.read() as connection:
        signed_in = [row.account_id for row in connection.execute(select(SESSION))]
    assert signed_in == [erika.id]


def test_a_forged_form_sets_no_password(browser: FormBrowser, site: Site, link: str) -> None:
    browser.open(link)
    for headers in ({"Origin": "https://boese.example"}, {"Origin": "null"}, {}):
        fields = {"passwort": GOOD, "nochmal": GOOD}
        answer = browser.client.post(link, data=fields, headers=headers)
        assert answer.status_code == 403
    with site.accounts.read() as connection:
        assert passwords.verify_password(connection, "e.muster", GOOD) is None


def test_no_other_site_and_no_log_learns_the_link(
    browser: FormBrowser, link: str, settings: Settings
) -> None:
    configure_log(settings)
    for page in (browser.open(link), _set(browser, link, "kurz"), browser.open(f"{link}x")):
        assert page.headers["Referrer-Policy"] == "strict-origin"
        assert page.headers["Cache-Control"] == "no-store"
        assert "https://" not in page.text
    with browser.client.application.test_request_context(link):
        browser.client.application.preprocess_request()
        tell(Event.REQUEST_FAILED, method="GET", kind="-", places=[])
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()
    log = (settings.home / "log" / "monitor.log").read_text(encoding="utf-8")
    assert '"page": "/einladung/"' in log
    assert link not in log
