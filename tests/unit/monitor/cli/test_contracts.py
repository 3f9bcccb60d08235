"""``monitor contract``: on a small warehouse, from the first file to the end of a contract."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from monitor.access import Role, Viewer
from monitor.content.folder import Content
from monitor.errors import ContractError, SettingsError, WarehouseError
from monitor.instance import prepare_instance
from monitor.reading.store import Store
from monitor.secret import NAME as SECRET
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse
from tests.builders.commands import Run
from tests.builders.contract_facts import LINEAGE, load
from tests.builders.worlds import KITAS, Row, activity

BEGINS = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
CALL = (
    *("contract", "new", "--recipient", "Institut X", "--purpose", "Evaluation 2026"),
    *("--from", "2026-12-01", "--until", "2027-11-30", "--delete-by", "2028-02-29"),
)


@pytest.fixture
def today() -> list[dt.datetime]:
    """Return the time of all runs, to be changed."""
    return [BEGINS]


@pytest.fixture
def clock(today: list[dt.datetime]) -> Callable[[], dt.datetime]:
    """Return the time of all runs, which stands still."""
    return lambda: today[0]


@pytest.fixture
def rows(instance: Settings) -> list[Row]:
    """Return the facts of an instance: frequent and rare kinds, sensitive codes, six Kitas."""
    prepare_instance(instance)
    made = [
        activity(
            kita, wartezeit_werktage=number % 30, dauer_min=5 * (1 + number % 20),
            aktivitaet_art=kind, anlass=anlass, kinderschutz="VERFAHREN_8A",
            bedarfsmerkmal="MIND_1", datum=dt.date(2024, 1 + number % 9, 13),
            setting="EINZEL", ort="KITA", kooperationspartner="FRAUENSCHUTZ", **LINEAGE,
        )
        for number, (kita, kind, anlass) in enumerate(
            (kita, kind, anlass)
            for kita in KITAS
            for kind in ("BER_FAM",) * 7 + ("KRISE", "NETZ")
            for anlass in ("ERZIEHUNG", "GEWALT", "SONST")
        )
    ]  # fmt: skip
    with open_warehouse(instance.warehouse) as connection:
        load(connection, made)
    return made


def _new(run: Run, *further: str) -> dict[str, Any]:
    code, out, err = run(*CALL, *further, "--json")
    assert (code, err) == (0, "")
    made: dict[str, Any] = json.loads(out)
    return made


def _read(instance: Settings, contract: str) -> pl.DataFrame:
    (path,) = (instance.contracts / contract).glob("*.parquet")
    return pl.read_parquet(path)


def test_a_file_for_a_contract(run: Run, instance: Settings, rows: list[Row]) -> None:
    code, out, err = run(*CALL)
    assert (code, err) == (0, "")
    (folder,) = instance.contracts.iterdir()
    stem = f"aktivitaeten_{folder.name}_bis_2027-11-30_demodaten"
    assert {path.name for path in folder.iterdir()} == {
        *(f"{stem}.csv", f"{stem}.parquet", "README.md", "SHA256SUMS", "codebuch.csv"),
        "vertrag.json",
    }
    assert f"Vertrag {folder.name}: {len(rows)} Zeilen" in out
    found = _read(instance, folder.name)
    told = Counter(found.select("wartezeit_werktage", "dauer_min").rows())
    assert told == Counter((row["wartezeit_werktage"], row["dauer_min"]) for row in rows)
    keys = found.select("sozialraum_ars", "zeitraum", "aktivitaet_art").rows()
    assert min(Counter(keys).values()) >= 3
    assert set(found["vertrag_id"]) == {folder.name}
    assert set(found["datenart"]) == {"DEMODATEN (frei erfunden)"}
    assert found.write_csv().encode() == (folder / f"{stem}.csv").read_bytes()


def test_the_conditions_lie_beside(run: Run, instance: Settings, rows: list[Row]) -> None:
    made = _new(run)
    folder = instance.contracts / made["id"]
    text = (folder / "README.md").read_text("utf-8")
    for said in (
        *("Institut X", "Evaluation 2026", "01.12.2026 bis 30.11.2027", "bis 29.02.2028"),
        *("Keine offene Lizenz", made["id"], f"zusammen {len(rows)}", "Ab dem 01.12.2027"),
    ):
        assert said in text
    assert "{" not in text
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    codebook = pl.read_csv(folder / "codebuch.csv")
    columns = {name for name in _read(instance, made["id"]).columns if "__" not in name}
    assert set(codebook["variable"]) == columns
    assert (folder / "codebuch.csv").read_bytes() == codebook.write_csv().encode()


@pytest.mark.usefixtures("rows")
def test_what_must_not_leave_is_in_no_byte(
    run: Run, instance: Settings, packaged_content: Content
) -> None:
    made = _new(run)
    frame = _read(instance, made["id"])
    files = [path.read_bytes() for path in (instance.contracts / made["id"]).iterdir()]
    everything = b"\n".join([*files, frame.write_csv().encode()])
    sensitive = {
        code for one in packaged_content.confidentiality.sensibel.codes for code in one.codes
    }
    days = {f"2024-{month:02d}-13" for month in range(1, 10)}
    ids = {f"TR01-2024-{number:06d}" for number in range(200)}
    columns = {"aktivitaet_id", "kinderschutz", "bedarfsmerkmal", "satzschluessel", "geladen_am"}
    forbidden = {*sensitive, *days, *ids, *columns, *KITAS, *LINEAGE.values(), "TR01", "TR02"}
    assert {text for text in forbidden if text.encode() in everything} == set()


@pytest.mark.usefixtures("rows")
def test_files_are_private(run: Run, instance: Settings) -> None:
    folder = instance.contracts / _new(run)["id"]
    for path in (instance.contracts, folder):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in (*folder.iterdir(), instance.private / "vertraege.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("rows")
def test_two_contracts_share_no_pseudonym(run: Run, instance: Settings) -> None:
    first, second = (_new(run)["id"] for _ in range(2))
    kitas = [set(_read(instance, one)["kita"].drop_nulls()) for one in (first, second)]
    assert len(kitas[0]) == len(kitas[1]) == len(KITAS)
    assert not kitas[0] & kitas[1]


@pytest.mark.usefixtures("rows")
def test_a_file_is_made_again_with_the_same_pseudonyms(run: Run, instance: Settings) -> None:
    made = _new(run, "--quarters", "2024-Q1..2024-Q2")
    before = _read(instance, made["id"])
    code, out, _ = run("contract", "new", "--again", made["id"], "--json")
    assert code == 0
    assert [one["zeilen"] for one in json.loads(out)["erstellt"]] == [before.height] * 2
    assert _read(instance, made["id"]).equals(before)
    assert {name[:4] for name in before["zeitraum"]} == {"2024"}
    assert before.height < 162


@pytest.mark.usefixtures("rows")
def test_an_expired_contract_says_so_and_gets_no_file(
    run: Run, instance: Settings, today: list[dt.datetime]
) -> None:
    contract = _new(run)["id"]
    assert "beginnt am 01.12.2026" in run("contract", "list")[1]
    today[0] = dt.datetime(2027, 11, 30, 12, 0, tzinfo=dt.UTC)
    assert "läuft bis 30.11.2027" in run("contract", "list")[1]
    today[0] = dt.datetime(2027, 12, 1, 12, 0, tzinfo=dt.UTC)
    assert "abgelaufen seit 01.12.2027" in run("contract", "list")[1]
    mark = instance.contracts / contract / "ABGELAUFEN.txt"
    assert "abgelaufen seit 01.12.2027" in mark.read_text("utf-8")
    before = {path.name for path in mark.parent.iterdir()}
    code, _, err = run("contract", "new", "--again", contract)
    assert code == ContractError.exit_code
    assert f"{contract} ist abgelaufen seit 01.12.2027; dafür entsteht keine Datei mehr" in err
    assert {path.name for path in mark.parent.iterdir()} == before
    assert run(*CALL)[0] == ContractError.exit_code
    assert "schon abgelaufen seit" in run("contract", "end", contract, "--reason", "x")[2]


@pytest.mark.usefixtures("rows")
def test_a_contract_is_ended_early(run: Run, instance: Settings) -> None:
    contract = _new(run)["id"]
    code, _, err = run("contract", "end", contract, "--reason", "x", "--on", "2026-11-23")
    assert code == ContractError.exit_code
    assert "spätestens heute" in err
    code, out, _ = run("contract", "end", contract, "--reason", "Projekt eingestellt")
    assert code == 0
    assert "beendet am 22.11.2026 (Projekt eingestellt)" in out
    assert "bis 29.02.2028 löschen" in out
    assert "Institut X" in (instance.contracts / contract / "BEENDET.txt").read_text("utf-8")
    (listed,) = json.loads(run("contract", "list", "--json")[1])
    assert listed["zustand"] == "BEENDET"
    assert listed["ende"] == {"am": "2026-11-22", "durch": "tester", "grund": "Projekt eingestellt"}
    for again in (("new", "--again", contract), ("end", contract, "--reason", "noch einmal")):
        code, _, err = run("contract", *again)
        assert code == ContractError.exit_code
        assert "beendet am 22.11.2026" in err


@pytest.mark.usefixtures("rows")
def test_the_web_hands_out_what_was_made_until_the_end(run: Run, instance: Settings) -> None:
    contract, today = _new(run)["id"], dt.date(2026, 12, 1)
    named = Viewer(frozenset({Role.EVALUATION}), contracts=frozenset({contract}))
    (told,) = Store(instance).running_contracts(named, today)
    assert (told.zweck, told.bis) == ("Evaluation 2026", dt.date(2027, 11, 30))
    for file in told.dateien:
        content = Store(instance).contract_file(named, contract, file.name, today).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)
    assert run("contract", "end", contract, "--reason", "Projekt eingestellt")[0] == 0
    assert Store(instance).running_contracts(named, today) == []


@pytest.mark.usefixtures("rows")
def test_an_end_that_was_killed_leaves_nothing_to_hand_out(
    run: Run, instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    contract, today = _new(run)["id"], dt.date(2026, 12, 1)
    named = Viewer(frozenset({Role.EVALUATION}), contracts=frozenset({contract}))
    with monkeypatch.context() as patched:
        patched.setattr("monitor.datasets.contract.making.put_contract", killed)
        assert run("contract", "end", contract, "--reason", "x")[0] == 130
    assert Store(instance).running_contracts(named, today) == []


@pytest.mark.usefixtures("rows")
def test_without_the_secret_there_is_no_file(run: Run, instance: Settings) -> None:
    contract = _new(run)["id"]
    secret = instance.private / SECRET
    for content, code, said in (
        (b"zu kurz", SettingsError.exit_code, "7 statt 32 Byte"),
        (bytes(32), ContractError.exit_code, "mit einem anderen geheimen Schlüssel"),
        (None, SettingsError.exit_code, "fehlt"),
    ):
        secret.unlink()
        if content is not None:
            secret.write_bytes(content)
        ended, _, err = run("contract", "new", "--again", contract)
        assert (ended, said in err) == (code, True)
    assert run(*CALL)[0] == SettingsError.exit_code
    assert len(list(instance.contracts.iterdir())) == 1


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("new", "--recipient", "X"), "--purpose, --from, --until"),
        (("new", "--again", "V-000000000000"), "V-000000000000 gibt es nicht"),
        (("new", "--again", "V-000000000000", "--purpose", "x"), "--purpose weglassen"),
        (("end", "V-000000000000", "--reason", "x"), "V-000000000000 gibt es nicht"),
        ((*CALL[1:], "--quarters", "2024"), "nennt keine Quartale"),
        ((*CALL[1:], "--quarters", "2020-Q1"), "weniger als 3 Zeilen"),
    ],
)
def test_a_wrong_call_is_told(
    run: Run, instance: Settings, call: tuple[str, ...], said: str
) -> None:
    code, _, err = run("contract", *call)
    assert code == ContractError.exit_code
    assert said in err
    assert "noch keinen Vertrag" in run("contract", "list")[1]
    assert not list(instance.contracts.glob("*"))


def test_nothing_was_read_yet(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    code, _, err = run(*CALL)
    assert code == WarehouseError.exit_code
    assert "noch nichts eingelesen" in err


@pytest.mark.usefixtures("rows")
def test_a_file_without_its_name_is_made_again(
    run: Run, instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("monitor.datasets.contract.making.put_in_place", killed)
        assert run(*CALL)[0] == 130
    (listed,) = json.loads(run("contract", "list", "--json")[1])
    assert [path.name for path in instance.contracts.iterdir()] == [f".{listed['id']}.teil"]
    assert run("contract", "new", "--again", listed["id"])[0] == 0
    assert [path.name for path in instance.contracts.iterdir()] == [listed["id"]]


@pytest.mark.usefixtures("rows")
def test_what_happens_to_contracts_is_logged(run: Run, instance: Settings) -> None:
    contract = _new(run)["id"]
    run("contract", "end", contract, "--reason", "Projekt eingestellt")
    run("contract", "end", contract, "--reason", "noch einmal")
    lines = (instance.log / "monitor.log").read_text("utf-8").splitlines()
    made, ended, refused = [json.loads(line) for line in lines][-3:]
    assert (made["event"], made["contract"], made["rows"]) == ("science file made", contract, 162)
    assert (ended["event"], ended["contract"]) == ("contract ended", contract)
    assert (refused["command"], refused["about"]) == ("contract", contract)
    assert not [text for text in ("Institut", "Projekt") if text in "".join(lines)]
