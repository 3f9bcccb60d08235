"""``monitor log`` and ``migrate``, and what commands leave in the audit log."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from typing import Any

import pytest

from monitor.application import audit
from monitor.application.audit import Action
from monitor.application.database import open_store
from monitor.instance import prepare_instance
from monitor.settings import CONFIG_NAME, Settings
from tests.builders.approvals import APPROVED
from tests.builders.commands import NOW, FakePipeline, Run


@pytest.fixture
def office(instance: Settings) -> Settings:
    prepare_instance(instance)
    return instance


def add_entries(settings: Settings, count: int, *, months_ago: int = 0) -> str:
    """Append entries and return the hash of the last."""
    at = NOW - dt.timedelta(days=31 * months_ago)
    with open_store(settings).write() as connection:
        for number in range(count):
            audit.append(connection, "K-1", Action.DOWNLOADED, f"s{number}", now=at)
        return audit.head(connection)[0]


def logged(settings: Settings) -> list[dict[str, Any]]:
    """Return action, object, actor and details of all entries, the oldest first."""
    with open_store(settings).read() as connection:
        found = audit.entries(connection)
    return [
        {"action": one.action, "about": one.object, "by": one.actor, **one.details}
        for one in reversed(found)
    ]


def forge(settings: Settings, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(settings.application_store)) as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("DROP TRIGGER audit_is_kept")
        connection.execute(statement)
        connection.commit()


def test_a_whole_log_is_said_with_its_head(run: Run, office: Settings) -> None:
    noted = add_entries(office, 2)
    code, said, _ = run("log", "verify")
    assert (code, "Letzter Eintrag: 2" in said, noted in said) == (0, True, True)
    add_entries(office, 1)
    assert run("log", "verify", "--head", noted.upper())[0] == 0
    code, said, _ = run("log", "verify", "--head", "0" * 64)
    assert (code, "ersetzt oder neu" in said) == (1, True)


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        ("UPDATE audit SET actor = 'x' WHERE seq = 2", "Eintrag 2 ist verändert"),
        ("DELETE FROM audit WHERE seq = 2", "Ab Nummer 2 fehlt"),
        ("DELETE FROM audit WHERE seq = 3", "Ab Nummer 3 fehlt"),
    ],
)
def test_a_broken_log_is_said_and_ends_with_1(
    run: Run, office: Settings, attack: str, said: str
) -> None:
    add_entries(office, 3)
    forge(office, attack)
    code, out, _ = run("log", "verify")
    assert (code, said in out, "unverändert" in out) == (1, True, False)


def test_the_last_entries_are_shown(run: Run, office: Settings) -> None:
    assert "noch leer" in run("log", "show")[1]
    add_entries(office, 3)
    code, out, _ = run("log", "show", "--last", "2", "--json")
    assert code == 0
    assert [entry["object"] for entry in json.loads(out)] == ["s2", "s1"]
    assert "DOWNLOADED" in run("log", "show")[1]


def test_entries_go_when_their_months_are_over(run: Run, office: Settings) -> None:
    add_entries(office, 2, months_ago=37)
    add_entries(office, 1)
    assert "2 Einträge entfernt" in run("log", "shorten")[1]
    assert [entry["about"] for entry in logged(office)] == ["s0", ""]
    assert run("log", "verify")[0] == 0
    assert "0 Einträge entfernt" in run("log", "shorten")[1]


def test_purge_shortens_the_log_too(run: Run, office: Settings) -> None:
    add_entries(office, 2, months_ago=37)
    assert run("purge")[0] == 0
    assert [entry["action"] for entry in logged(office)] == ["LOG_SHORTENED"]


def test_entries_stay_for_ever_where_the_office_wants_that(run: Run, office: Settings) -> None:
    (office.home / CONFIG_NAME).write_text("protokoll_monate = 0\n", encoding="utf-8")
    add_entries(office, 1, months_ago=400)
    assert "für immer" in run("log", "shorten")[1]
    assert run("purge")[0] == 0
    assert len(logged(office)) == 1


def test_migrate_says_what_it_did(run: Run, office: Settings) -> None:
    assert "noch keinen Speicher" in run("migrate")[1]
    open_store(office)
    assert "Nichts zu tun" in run("migrate")[1]
    forge(office, "UPDATE alembic_version SET version_num = '9999'")
    code, _, complaint = run("migrate")
    assert (code, "9999" in complaint) == (13, True)


def test_a_folder_that_is_no_instance_gets_no_log(run: Run, instance: Settings) -> None:
    for call in (("log", "verify"), ("log", "show"), ("log", "shorten"), ("migrate",)):
        assert run(*call)[0] == 3
    assert not instance.application_store.exists()


def test_what_becomes_of_releases_has_a_name(
    run: Run, instance: Settings, ready: FakePipeline
) -> None:
    del ready
    assert run("ingest")[0] == 0
    code, out, err = run("release", "--draft", "--json")
    assert code == 0, err
    name = json.loads(out)["release_id"]
    assert run("publish", name, *APPROVED)[0] == 0
    assert run("withdraw", name, "--reason", "x")[0] == 0
    assert run("rollback", name)[0] == 7  # what fails is not noted
    made = ["RELEASE_MADE", "RELEASE_PUBLISHED", "RELEASE_WITHDRAWN"]
    assert [(one["action"], one["about"], one["by"]) for one in logged(instance)] == [
        (action, name, "befehl:tester") for action in made
    ]


def test_a_draft_whose_publication_is_refused_has_a_name_all_the_same(
    run: Run, instance: Settings, ready: FakePipeline
) -> None:
    del ready
    assert run("ingest")[0] == 0
    assert run("release", "--note", "Nur ein Vermerk.")[0] == 7  # warnings want a reason
    assert [one["action"] for one in logged(instance)] == ["RELEASE_MADE"]


def test_changed_content_is_noted_with_its_files(
    run: Run, instance: Settings, ready: FakePipeline
) -> None:
    del ready
    assert run("ingest")[0] == 0
    assert logged(instance) == []
    office, extra = instance.content / "amt.toml", instance.content / "neu.txt"
    office.write_text(office.read_text("utf-8") + "\n# x\n", "utf-8")
    extra.write_text("x")
    assert run("ingest")[0] == 0
    assert run("ingest")[0] == 0  # once
    extra.unlink()
    assert run("ingest")[0] == 0
    told = {"action": "CONTENT_CHANGED", "about": "", "by": "befehl:tester"}
    assert logged(instance) == [
        told | {"added": ["neu.txt"], "changed": ["amt.toml"]},
        told | {"removed": ["neu.txt"]},
    ]


def test_what_cannot_be_noted_is_not_done(
    run: Run, instance: Settings, ready: FakePipeline
) -> None:
    del ready
    assert run("ingest")[0] == 0
    instance.application_store.write_bytes(b"kein SQLite" * 1000)
    assert run("release", *APPROVED)[0] == 13
    assert [path for path in instance.releases.iterdir() if path.is_dir()] == []
