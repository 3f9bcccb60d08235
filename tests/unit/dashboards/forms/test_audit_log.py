"""The audit log in the browser: in words, page by page, filtered, as CSV, verified."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from types import ModuleType

import dash
import flask
import pytest

from dashboards.request.site import Site
from dashboards.web.app import create_app
from dashboards.words.language import Language
from dashboards.words.messages import catalogue
from monitor.access import Role
from monitor.application import audit
from monitor.application.audit import Action
from tests.builders.sign_in import add_account, client_of, site_of

LOG = "/verwaltung/protokoll"


@pytest.fixture
def office(fake: ModuleType, tmp_path: Path) -> dash.Dash:
    return create_app(fake.write_instance(tmp_path / "instanz"))


@pytest.fixture
def here(office: dash.Dash) -> Site:
    return site_of(office)


@pytest.fixture
def manager(office: dash.Dash) -> flask.testing.FlaskClient:
    return client_of(office, Role.VERWALTUNG)


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"<tr>\s*<td[^>]*>(\d+)</td>", page)]


def add(here: Site, count: int, actor: str = "befehl:anna") -> None:
    with here.accounts.write() as connection:
        for number in range(count):
            audit.append(
                connection, actor, Action.DOWNLOADED, f"s{number}", now=here.now(), file="a.csv"
            )


def forge(here: Site, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(here.settings.application_store)) as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute(statement)
        connection.commit()


def test_every_action_has_words_in_both_languages() -> None:
    for language in Language:
        assert {f"audit.action.{action}" for action in Action} <= catalogue(language).keys()


def test_entries_are_told_in_words_with_names(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    account = add_account(here, Role.LEITUNG)
    add(here, 1)
    page = manager.get(LOG).get_data(as_text=True)
    told = {"Konto angelegt", "Erika Muster", account.id, "Rollen: Leitung", "heruntergeladen"}
    told |= {"Befehlszeile (anna)", "Datei: a.csv", "nicht angemeldet"}
    assert {words for words in told if words not in page} == set()
    english = manager.get(f"{LOG}?sprache=en").get_data(as_text=True)
    assert "account created" in english
    assert "file: a.csv" in english


def test_pages_go_back_to_the_first_entry(manager: flask.testing.FlaskClient, here: Site) -> None:
    add(here, 220)
    seen: list[int] = []
    address: str | None = LOG
    pages = 0
    while address is not None:
        page = manager.get(address).get_data(as_text=True)
        seen += numbers(page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = older[1].replace("&amp;", "&") if older else None
        pages += 1
    assert seen == list(range(221, 0, -1))
    assert pages == 3


def test_the_log_is_filtered_by_action_and_by_account(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    account = add_account(here, Role.LEITUNG)
    add(here, 150, actor=account.id)
    page = manager.get(f"{LOG}?aktion=ACCOUNT_CREATED&konto={account.id}").get_data(as_text=True)
    assert numbers(page) == [2]
    page = manager.get(f"{LOG}?konto={account.id}").get_data(as_text=True)
    assert f"konto={account.id}&amp;vor=" in page  # older ones of the same choice
    page = manager.get(f"{LOG}?aktion=CONTRACT_ENDED").get_data(as_text=True)
    assert "keine Einträge" in page


@pytest.mark.parametrize(
    "query", ["vor=x", "vor=-1", "vor=٣", "aktion=NICHTS", "konto=K-0", "vor=" + "9" * 400]
)
def test_what_there_is_not_is_said(manager: flask.testing.FlaskClient, query: str) -> None:
    answer = manager.get(f"{LOG}?{query}")
    assert answer.status_code == (200 if query.endswith("99") else 400)


def test_the_file_holds_every_entry_and_is_noted_itself(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    add(here, 150, actor="=1+1")
    answer = manager.get(f"{LOG}.csv?aktion=DOWNLOADED")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 151
    assert lines[0].split(";")[1:4] == ["nr", "zeit_utc", "wer"]
    assert all(";'=1+1;" in line for line in lines[1:])  # nothing that a spreadsheet would run
    assert "filename=protokoll.csv" in answer.headers["Content-Disposition"]
    with here.accounts.read() as connection:
        last = audit.entries(connection, limit=1)[0]
    assert (last.action, last.details) == ("DOWNLOADED", {"file": "protokoll.csv"})


def test_a_broken_chain_is_told_on_the_page(manager: flask.testing.FlaskClient, here: Site) -> None:
    add(here, 1100)
    assert "1.000 Einträge sind unverändert" in manager.get(LOG).get_data(as_text=True)
    assert "ganze Protokoll ist unv" in manager.get(f"{LOG}?pruefen=ganz").get_data(as_text=True)
    forge(here, "UPDATE audit SET actor = 'x' WHERE seq = 5")
    assert "unverändert" in manager.get(LOG).get_data(as_text=True)
    page = manager.get(f"{LOG}?pruefen=ganz").get_data(as_text=True)
    assert "Eintrag 5 ist verändert" in page
    forge_again = "UPDATE audit SET details = 'kein JSON', at = 'gestern' WHERE seq = 1095"
    with contextlib.closing(sqlite3.connect(here.settings.application_store)) as connection:
        connection.execute(forge_again)
        connection.commit()
    page = manager.get(LOG).get_data(as_text=True)
    assert "Eintrag 1095 ist verändert" in page


def test_nothing_of_an_entry_runs_in_the_browser(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    with here.accounts.write() as connection:
        audit.append(connection, "<b>", Action.DOWNLOADED, "<i>", now=here.now(), file="<u>")
    page = manager.get(LOG).get_data(as_text=True)
    assert not {"<b>", "<i>", "<u>"} & set(re.findall(r"<[biu]>", page))
