"""``monitor init``, ``status`` and ``check``: an instance is made, told of and looked over."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import (
    ContentError,
)
from monitor.instance import prepare_instance
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse
from tests.builders.commands import FakePipeline, Run


def test_init_makes_an_instance_and_can_be_repeated(run: Run, instance: Settings) -> None:
    assert run("init")[0] == 0
    (instance.content / "amt.toml").write_text("# geändert", encoding="utf-8")
    code, out, _ = run("init")
    assert code == 0
    assert "content/amt.toml" in out
    assert (instance.content / "amt.toml").read_text(encoding="utf-8") == "# geändert"


def test_status_of_nothing_says_what_to_do(run: Run) -> None:
    code, _, err = run("status")
    assert code == 3
    assert "monitor init" in err


def test_status_counts(run: Run, ready: FakePipeline, instance: Settings) -> None:
    del ready
    code, out, _ = run("status", "--json")
    assert code == 0
    facts = json.loads(out)
    assert (facts["release"], facts["deliveries"], facts["waiting"]) == (None, {}, 1)
    assert facts["steering"] is None
    ingested, _, err = run("ingest")
    assert ingested == 0, err
    (instance.inbox / "TR01_2024-Q3.csv").unlink()
    (instance.inbox / "TR01_2024-Q4.csv.toml").write_text("", encoding="utf-8")
    facts = json.loads(run("status", "--json")[1])
    assert facts["deliveries"] == {"GELADEN": 4}
    assert facts["waiting"] == 0
    assert facts["steering"]["data_until"] == "2026-Q3"
    told = run("status")[1]
    assert "noch keine veröffentlicht" in told
    assert "genaue Zahlen vom" in told


def test_status_imports_neither_polars_nor_the_pipeline(instance: Settings) -> None:
    prepare_instance(instance)
    script = f"""
import sys
from monitor.cli import main
try:
    main(["status", "--home", {str(instance.home)!r}])
except SystemExit as ended:
    slow = {{"polars", "dash", "great_expectations", "ibis", "etl"}}
    sys.exit(", ".join(sorted(slow & set(sys.modules))) or ended.code)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EROFS])
def test_what_stays_open_to_others_is_told(
    run: Run, instance: Settings, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    prepare_instance(instance)
    theirs = instance.inbox / "fremd.csv"
    theirs.write_text("x", encoding="utf-8")
    theirs.chmod(0o644)

    def forbidden(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "chmod", forbidden)
    code, _, err = run("status")
    assert code == 0
    assert "fremd.csv ist für andere lesbar" in err


def test_what_is_damaged_does_not_get_between_the_lines_of_json(
    instance: Settings, make_release: Callable[..., str], damage: Callable[[Path], None]
) -> None:
    prepare_instance(instance)
    damage(instance.releases / make_release())
    command = [sys.executable, "-m", "monitor.cli", "status", "--json", "--home", instance.home]
    ended = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(ended.stdout)["faults"]


def test_where_no_release_is_intact_status_says_so(
    run: Run, instance: Settings, make_release: Callable[..., str]
) -> None:
    prepare_instance(instance)
    only = make_release()
    (instance.releases / only / "manifest.json").unlink()
    out = run("status")[1]
    assert "keine zu zeigen" in out
    assert f"Der Ordner {only} ist unvollständig" in out
    assert json.loads(run("releases", "--json")[1])[0]["release_id"] == only


def test_check_says_what_is_in_order(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    code, out, _ = run("check", "--snapshots")
    assert code == 0
    assert "Codelisten" in out
    assert "0 Ausgaben unversehrt" in out


def test_check_names_what_is_wrong(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    (instance.content / "sozialraeume.csv").unlink()
    code, _, err = run("check")
    assert code == ContentError.exit_code
    assert "sozialraeume.csv" in err


def leave_two_kitas(instance: Settings) -> None:
    """Leave two Kitas of Mendig in the master data of the content."""
    path = instance.content / "stammdaten" / "dim_kita.csv"
    rows = path.read_text("utf-8").splitlines()
    gone = [row for row in rows if "071375004" in row][2:]
    path.write_text("\n".join(row for row in rows if row not in gone), "utf-8")


def test_check_refuses_a_small_area(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    leave_two_kitas(instance)
    code, _, err = run("check")
    assert code == ContentError.exit_code
    assert "sozialraeume.csv, Zeile 6: Mendig: nur 2 Kitas" in err
    path = instance.content / "sozialraeume.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    merged = [f"{row},{'071375001' if 'Mendig' in row else ''}" for row in rows]
    path.write_text("\n".join([f"{head},zusammen_mit", *merged]), "utf-8")
    assert run("check")[0] == 0


def test_check_goes_by_what_is_loaded(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    leave_two_kitas(instance)
    served = [row.split(",") for row in (instance.content / "sozialraeume.csv")
              .read_text("utf-8").splitlines() if row.endswith(",ja")]  # fmt: skip
    with open_warehouse(instance.warehouse) as connection:
        assert not connection.execute("FROM dim_kita").fetchall()
    assert run("check")[0] == ContentError.exit_code  # nothing is loaded yet
    with open_warehouse(instance.warehouse) as connection:
        for ars, *_ in served:
            for number in range(3):
                connection.execute(
                    "INSERT INTO dim_kita BY NAME SELECT ? AS kita_id, 'TR01' AS traeger_id, "
                    "? AS sozialraum_ars, DATE '2020-01-01' AS aktiv_von",
                    [f"K{ars}{number}", ars],
                )
    assert run("check")[0] == 0
    with open_warehouse(instance.warehouse) as connection:
        connection.execute("DELETE FROM dim_kita WHERE kita_id = 'K0713702030'")
    code, _, err = run("check")
    assert code == ContentError.exit_code
    assert "Bendorf: nur 2 Kitas" in err


def test_check_says_when_there_are_no_kitas_to_count(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    (instance.content / "stammdaten" / "dim_kita.csv").unlink()
    code, out, _ = run("check")
    assert code == 0
    assert "Kleine Sozialräume: noch nicht geprüft" in out
