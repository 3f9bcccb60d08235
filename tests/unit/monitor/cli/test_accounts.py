"""``monitor account``: people in, their rights, links, locks; and the link of the first start."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.access import Role
from monitor.application import (
    audit,
    invitations,
    passwords,
    recovery_codes,
    second_factors,
    sessions,
    throttle,
)
from monitor.application.accounts import Account, find_by_name
from monitor.application.database import ApplicationStore, open_store
from monitor.application.demo_accounts import add_demo_accounts
from monitor.errors import InvitationOverError, TooManyFailuresError
from monitor.instance import prepare_instance
from monitor.settings import Settings
from tests.builders.commands import NOW, Run
from tests.builders.passwords import GOOD, CountingHasher, give_password
from tests.builders.ports import free_port

ERIKA = ("account", "add", "e.muster", "--full-name", "Erika Muster", "--role", "leitung")
_LINK = re.compile(r"  http://127\.0\.0\.1:\d+/einladung/([\w-]{43})$", re.MULTILINE)


@pytest.fixture
def store(instance: Settings, monkeypatch: pytest.MonkeyPatch) -> ApplicationStore:
    monkeypatch.setattr(passwords, "HASHER", CountingHasher())
    prepare_instance(instance)
    return open_store(instance)


def _find(store: ApplicationStore, name: str) -> Account:
    with store.read() as connection:
        return find_by_name(connection, name)


def _link(out: str) -> str:
    (text,) = _LINK.findall(out)
    return str(text)


def _of_link(store: ApplicationStore, text: str) -> str:
    with store.read() as connection:
        return invitations.find(connection, text, now=NOW).name


def _listed(run: Run) -> dict[str, dict[str, Any]]:
    code, out, err = run("account", "list", "--json")
    assert (code, err) == (0, "")
    return {one["anmeldename"]: one for one in json.loads(out)}


def test_a_person_is_added_and_gets_a_link(run: Run, store: ApplicationStore) -> None:
    code, out, err = run(*ERIKA)
    assert (code, err) == (0, "")
    assert _of_link(store, _link(out)) == "e.muster"
    assert _find(store, "e.muster").rights.roles == {Role.LEITUNG}
    with store.read() as connection:
        told = [(entry.actor, entry.action) for entry in audit.entries(connection)]
    assert told == [("befehl:tester", "INVITED"), ("befehl:tester", "ACCOUNT_CREATED")]


def test_the_list_says_what_is_with_each(run: Run, store: ApplicationStore) -> None:
    assert "noch kein Konto" in run("account", "list")[1]
    run(*ERIKA)
    run("account", "add", "kita", "--full-name", "G H", "--role", "traeger", "--traeger", "TR02")
    give_password(store, _find(store, "kita"))
    with store.write() as connection:
        add_demo_accounts(connection, by="-", now=NOW)
    found = _listed(run)
    assert found["e.muster"]["zustand"] == "eingeladen"
    assert found["e.muster"]["eingeladen_bis"].startswith("2026-11-29")
    assert (found["kita"]["zustand"], found["kita"]["traeger"]) == ("aktiv", ["TR02"])
    assert (found["leitung"]["zustand"], found["leitung"]["ist_demo"]) == ("aktiv", True)
    out = run("account", "list")[1]
    assert "Erika Muster" in out
    assert "TR02" in out


def test_a_new_link_ends_the_old_one(run: Run, store: ApplicationStore) -> None:
    first = _link(run(*ERIKA)[1])
    code, out, _ = run("account", "invite", "E.Muster")
    assert code == 0
    assert _of_link(store, _link(out)) == "e.muster"
    with pytest.raises(InvitationOverError):
        _of_link(store, first)


def test_rights_are_replaced(run: Run, store: ApplicationStore) -> None:
    run(*ERIKA)
    code, out, _ = run(
        *("account", "rights", "e.muster", "--role", "traeger", "--role", "Verwaltung"),
        *("--traeger", "TR02", "--traeger", "TR03"),
    )
    assert (code, out) == (0, "„e.muster“ hat jetzt: Träger, Verwaltung (TR02, TR03).\n")
    rights = _find(store, "e.muster").rights
    assert rights.roles == {Role.TRAEGER, Role.VERWALTUNG}
    assert rights.traeger == {"TR02", "TR03"}


def test_an_account_is_locked_and_unlocked_also_from_its_wait(
    run: Run, store: ApplicationStore
) -> None:
    run(*ERIKA)
    assert run("account", "lock", "e.muster")[0] == 0
    assert _find(store, "e.muster").is_locked
    assert _listed(run)["e.muster"]["zustand"] == "gesperrt"
    code, _, err = run("account", "invite", "e.muster")
    assert code == 14
    assert "gesperrt" in err
    with store.write() as connection:
        for _ in range(9):
            throttle.note_failure(connection, "e.muster", "192.0.2.7", NOW)
    with store.read() as connection, pytest.raises(TooManyFailuresError):
        throttle.require_free(connection, "e.muster", "192.0.2.8", NOW)
    assert run("account", "unlock", "e.muster")[0] == 0
    assert not _find(store, "e.muster").is_locked
    with store.read() as connection:
        throttle.require_free(connection, "e.muster", "192.0.2.8", NOW)


def test_the_last_administrator_stays(run: Run, store: ApplicationStore) -> None:
    run("account", "add", "chefin", "--full-name", "E M", "--role", "verwaltung")
    give_password(store, _find(store, "chefin"))
    for call in (("lock", "chefin"), ("rights", "chefin", "--role", "leitung")):
        code, _, err = run("account", *call)
        assert code == 14
        assert "letzte Konto der Verwaltung" in err


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (("add", "e.muster", "--full-name", "E M", "--role", "chef"), 14, "chef".upper()),
        (("add", "e.muster", "--full-name", "E M", "--role", "traeger"), 14, "--traeger"),
        (
            ("add", "x1", "--full-name", "E M", "--role", "leitung", "--traeger", "TR02"),
            14,
            "Bitte beide angeben",
        ),
        (
            ("add", "x1", "--full-name", "E M", "--role", "traeger", "--traeger", "TR99"),
            14,
            "TR99",
        ),
        (
            ("add", "x1", "--full-name", "E M", "--role", "leitung", "--contract", "V-1"),
            14,
            "evaluation",
        ),
        (
            ("add", "x1", "--full-name", "E M", "--role", "evaluation", "--contract", "V-1"),
            11,
            "V-1",
        ),
        (("add", "böse\r\nname", "--full-name", "E M", "--role", "leitung"), 14, "Anmeldename"),
        (("add", "x1", "--full-name", " ", "--role", "leitung"), 14, "Name fehlt"),
        (("add", "x1", "--full-name", "E M"), 2, "role"),
        (("invite", "niemand"), 14, "gibt es nicht"),
        (("lock", "niemand"), 14, "gibt es nicht"),
    ],
)
@pytest.mark.usefixtures("store")
def test_what_does_not_fit_is_refused(
    run: Run, call: tuple[str, ...], code: int, said: str
) -> None:
    ended, _, err = run("account", *call)
    assert ended == code
    assert said in err
    assert _listed(run) == {}


def test_a_name_is_given_once(run: Run, store: ApplicationStore) -> None:
    del store
    run(*ERIKA)
    code, _, err = run(*ERIKA)
    assert code == 14
    assert "gibt es schon" in err


def test_a_wrong_folder_gets_no_accounts(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("account", "list", "--home", str(tmp_path / "nirgends"))
    assert code == 3
    assert not (tmp_path / "nirgends").exists()


def test_each_start_prints_a_link_until_somebody_manages_accounts(
    run: Run, store: ApplicationStore, served: list[Settings]
) -> None:
    port = str(free_port())
    first, second = (_link(run("serve", "--port", port)[1]) for _ in range(2))
    assert _of_link(store, second) == "verwaltung"
    with pytest.raises(InvitationOverError):
        _of_link(store, first)
    with store.write() as connection:
        invitations.accept(connection, second, GOOD, now=NOW, words=())
    assert _LINK.findall(run("serve", "--port", port)[1]) == []
    assert len(served) == 3


@pytest.mark.usefixtures("served")
def test_a_demo_starts_without_a_link(run: Run, store: ApplicationStore) -> None:
    with store.write() as connection:
        add_demo_accounts(connection, by="-", now=NOW)
    assert _LINK.findall(run("serve", "--port", str(free_port()))[1]) == []


@pytest.mark.usefixtures("served")
def test_no_link_stays_in_the_log(run: Run, store: ApplicationStore, instance: Settings) -> None:
    del store
    texts = [_link(run(*call)[1]) for call in (ERIKA, ("serve", "--port", str(free_port())))]
    log = (instance.home / "log" / "monitor.log").read_text(encoding="utf-8")
    assert [text for text in (*texts, "e.muster") if text in log] == []


def test_lost_factors_are_removed_and_all_sessions_end(run: Run, store: ApplicationStore) -> None:
    run(*ERIKA)
    account = _find(store, "e.muster")
    with store.write() as connection:
        recovery_codes.renew_codes(connection, account.id, now=NOW)
        terms = sessions.Terms(dt.timedelta(hours=1), dt.timedelta(hours=2))
        sessions.begin(connection, account, terms, client="", is_complete=True, now=NOW)
    code, out, _ = run("account", "reset-factors", "e.muster")
    assert code == 0
    assert "„e.muster“: 0" in out  # codes alone are no factor
    with store.read() as connection:
        assert second_factors.count_codes(connection, account.id) == 0
        assert sessions.list_sessions(connection, account.id, terms, now=NOW) == []
        assert audit.entries(connection)[0].action == "SECOND_FACTOR_REMOVED"
    assert run("account", "reset-factors", "niemand")[0] == 14
