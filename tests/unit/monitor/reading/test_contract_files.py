"""Files of a contract: for the accounts that it names, while it runs, and no path leads further."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monitor.access import Resource, Role, Viewer
from monitor.errors import AccessError, ContractError
from monitor.reading.store import Store
from monitor.settings import Settings, load_settings
from tests.builders.contract_folders import CONTRACT, ROWS, write_contract

TODAY = dt.date(2026, 12, 1)
NAMED = Viewer(frozenset({Role.EVALUATION}), contracts=frozenset({CONTRACT}))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(tmp_path / "instanz")
    write_contract(made)
    return made


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings)


def test_who_is_named_gets_the_files(store: Store) -> None:
    (contract,) = store.running_contracts(NAMED, TODAY)
    assert (contract.id, contract.zweck) == (CONTRACT, "Evaluation 2026")
    paths = [
        store.contract_file(NAMED, CONTRACT, file.name, TODAY).read_bytes()
        for file in contract.dateien
    ]
    assert ROWS in paths
    assert [len(content) for content in paths] == [file.bytes for file in contract.dateien]


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (dt.date(2026, 11, 30), False),
        (dt.date(2026, 12, 1), True),
        (dt.date(2027, 11, 30), True),
        (dt.date(2027, 12, 1), False),
    ],
)
def test_from_the_first_day_to_the_last(store: Store, day: dt.date, *, runs: bool) -> None:
    assert len(store.running_contracts(NAMED, day)) == runs
    if runs:
        assert store.contract_file(NAMED, CONTRACT, "README.md", day).is_file()
        return
    with pytest.raises(AccessError, match="nur solange er läuft"):
        store.contract_file(NAMED, CONTRACT, "README.md", day)


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(frozenset({Role.EVALUATION})),
        Viewer(frozenset({Role.EVALUATION}), contracts=frozenset({"V-ffffffffffff"})),
        *(
            Viewer(frozenset({role}), frozenset({"TR02"}), frozenset({CONTRACT}))
            for role in Role
            if role is not Role.EVALUATION
        ),
        Viewer(is_visitor=True, contracts=frozenset({CONTRACT})),
        NAMED.within(frozenset({Resource.KENNZAHLEN, Resource.DATENSAETZE})),
    ],
)
def test_nobody_else_gets_one(store: Store, viewer: Viewer) -> None:
    for contract in (CONTRACT, "V-ffffffffffff"):  # known or not: the same
        with pytest.raises(AccessError):
            store.contract_file(viewer, contract, "README.md", TODAY)


@pytest.mark.parametrize(
    "name",
    [
        *("../../geheim/vertraege.json", "../V-000000000001/README.md", "/etc/passwd", "", "."),
        *("vertrag.json", "weg.csv", "README.md/", "./README.md", "README.md\0"),
    ],
)
def test_a_name_leads_to_the_files_of_the_contract_only(
    settings: Settings, store: Store, name: str
) -> None:
    (settings.contracts / CONTRACT / "weg.csv").write_text("nicht im Verzeichnis")
    with pytest.raises(ContractError):
        store.contract_file(NAMED, CONTRACT, name, TODAY)


@pytest.mark.parametrize("contract", ["..", ".", "", "../vertraege/V-0123456789ab", "V-a\0"])
def test_an_account_that_names_a_path_gets_nothing(store: Store, contract: str) -> None:
    viewer = Viewer(frozenset({Role.EVALUATION}), contracts=frozenset({contract}))
    assert store.running_contracts(viewer, TODAY) == []
    with pytest.raises(AccessError):
        store.contract_file(viewer, contract, "README.md", TODAY)


@pytest.mark.parametrize("content", ["", "{}", '{"id": "V-0123456789ab"}'])
def test_a_damaged_manifest_opens_nothing(settings: Settings, store: Store, content: str) -> None:
    (settings.contracts / CONTRACT / "vertrag.json").write_text(content)
    assert store.running_contracts(NAMED, TODAY) == []
    with pytest.raises(AccessError):
        store.contract_file(NAMED, CONTRACT, "README.md", TODAY)


def test_a_manifest_of_another_contract_opens_nothing(settings: Settings, store: Store) -> None:
    other = settings.contracts / "V-000000000001"
    (settings.contracts / CONTRACT).rename(other)
    viewer = Viewer(frozenset({Role.EVALUATION}), contracts=frozenset({other.name}))
    assert store.running_contracts(viewer, TODAY) == []
