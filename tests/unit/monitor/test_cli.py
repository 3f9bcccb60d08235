"""The command line with fakes at the boundaries to ETL, numbers, generator and dashboards."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import polars as pl
import pytest
import structlog

from monitor.assembly import run as release_making
from monitor.assembly import steering
from monitor.assembly.compute_published import Computed
from monitor.cli import main, runs
from monitor.cli.app import COMMANDS, app
from monitor.confidentiality.check.audit import LeastError
from monitor.confidentiality.revisions.due import Candidate
from monitor.confidentiality.revisions.frozen import Frozen, nothing
from monitor.confidentiality.revisions.units import Change, FrozenDelivery, Unit, UnitPublication
from monitor.errors import (
    ContentError,
    ReleaseError,
    SettingsError,
    SourceError,
    StorageError,
    UserError,
    ValidationError,
)
from monitor.instance import prepare_instance
from monitor.periods import PeriodKind, parse_quarter
from monitor.releases.log import ReleaseState, list_releases, state_of
from monitor.secret import NAME as SECRET
from monitor.settings import Settings
from monitor.snapshots.layout import current_id, read_manifest, snapshot_ids
from monitor.warehouse.database import open_warehouse
from monitor.warehouse.deliveries import Accounts
from monitor.warehouse.deliveries import Delivery as Delivered

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)

Run = Callable[..., tuple[int, str, str]]


class Outcome(StrEnum):
    GELADEN = "GELADEN"
    MIT_QUARANTAENE = "MIT_QUARANTAENE"
    ABGELEHNT = "ABGELEHNT"
    BEKANNT = "BEKANNT"


@dataclass(frozen=True)
class Hints:
    tabelle: str | None = None
    traeger: str | None = None
    quartal: str | None = None
    eingang: dt.date | None = None
    art: object = None


@dataclass(frozen=True)
class Report:
    datei: str
    outcome: Outcome
    message: str
    delivery: Delivered | None
    accounts: Accounts
    grade: str | None
    warnings: tuple[str, ...] = ()
    months: tuple[dt.date, ...] = ()


_REGISTER = """
    INSERT INTO lieferung BY NAME SELECT ? AS lieferung_id, ? AS tabelle, ? AS datei, ? AS sha256,
        ? AS ist_demo, 1 AS bytes, DATE '2024-10-08' AS eingang_am, 'ERSATZ' AS art,
        'GELADEN' AS status, 3 AS zeilen_roh, 3 AS zeilen_gueltig, 0 AS zeilen_quarantaene,
        0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt, TIMESTAMP '2024-10-09' AS geladen_am
"""


class FakePipeline(ModuleType):
    """Enters each file into the register; a file called kaputt… is refused."""

    Hints = Hints
    Outcome = Outcome
    Report = Report

    def __init__(self) -> None:
        super().__init__("etl.pipeline")
        self.calls: list[tuple[list[str], Hints]] = []
        self.failure: Exception | None = None

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        connection: duckdb.DuckDBPyConnection,
        hints: Hints,
        is_demo: bool,
        progress: Callable[[str, int, int], None],
        **given: object,
    ) -> list[Report]:
        del given
        files = [f for path in paths for f in (sorted(path.glob("*")) if path.is_dir() else [path])]
        self.calls.append(([file.name for file in files], hints))
        if self.failure and not any(path.parent.name == "stammdaten" for path in files):
            raise self.failure
        progress("x", len(files), len(files))
        return [self._report(connection, file, is_demo=is_demo) for file in files]

    def _report(
        self, connection: duckdb.DuckDBPyConnection, file: Path, *, is_demo: bool
    ) -> Report:
        if file.name.startswith("kaputt"):
            refused = Accounts(abgelehnt=2)
            return Report(file.name, Outcome.ABGELEHNT, "Bitte als CSV.", None, refused, None)
        known = connection.sql("SELECT 1 FROM lieferung WHERE datei = ?", params=[file.name])
        if known.fetchall():
            return Report(file.name, Outcome.BEKANNT, "Schon da.", None, Accounts(), None)
        table = file.stem if file.stem.startswith("dim_") else "aktivitaet"
        row = [f"L-{file.stem}", table, file.name, file.name, is_demo]
        connection.execute(_REGISTER, row)
        delivery = Delivered(f"L-{file.stem}", table, None, None, NOW.date())
        return Report(file.name, Outcome.GELADEN, "Geladen.", delivery, Accounts(3), "A")


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setitem(sys.modules, "etl.pipeline", fake)
    return fake


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    calls: list[Settings] = []

    def serve(settings: Settings, *, ready: Callable[[], None]) -> None:
        calls.append(settings)
        ready()
        raise KeyboardInterrupt  # as Ctrl-C does

    module = ModuleType("dashboards.web.server")
    module.serve = serve  # type: ignore[attr-defined]  # that is what a fake module is
    monkeypatch.setitem(sys.modules, "dashboards.web.server", module)
    return calls


@pytest.fixture
def replaced_by(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the command lines of the processes that took this one's place."""
    commands: list[list[str]] = []

    def execv(program: str, command: list[str]) -> None:
        assert program == command[0] == sys.executable
        commands.append(command)
        raise SystemExit(0)  # a process that was replaced does not go on

    monkeypatch.setattr("os.execv", execv)
    return commands


@pytest.fixture
def generated(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Replace the generator by one that writes two files; return the scales it was called with."""
    scales: list[int | None] = []

    def generate(folder: Path, *, rows: int | None, **given: object) -> list[Path]:
        del given
        scales.append(rows)
        paths = [folder / "TR01_2024-Q3.csv", folder / "TR02_2024-Q3.csv"]
        for path in paths:
            path.write_text("x", encoding="utf-8")
        return paths

    module = ModuleType("data.demo")
    module.generate = generate  # type: ignore[attr-defined]  # that is what a fake module is
    monkeypatch.setitem(sys.modules, "data.demo", module)
    return scales


#: The deliveries that each quarter which is made up here rests on.
DELIVERIES = (FrozenDelivery("L-1", "a", "TR01"), FrozenDelivery("L-2", "b", "TR02"))


def made_up_unit(name: str, concept: str = "2024") -> Unit:
    """Return a quarter as it was published once, with nothing counted."""
    quarter = parse_quarter(name)
    first = UnitPublication(change=Change.ERST, on=NOW.date())
    return Unit(
        name=name,
        kind=PeriodKind.QUARTAL,
        start=quarter.start,
        end=quarter.end,
        concept=concept,
        deliveries=DELIVERIES,
        definitions={},
        history=(first,),
    )


class FakeNumbers:
    """Computes a release without the facts; keeps what it was asked for."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], side: Mapping[str, pl.DataFrame]):
        self.frames, self.side = frames, side
        self.units = {"2024-Q3": made_up_unit("2024-Q3")}
        self.waiting: tuple[Candidate, ...] = ()
        self.asked: list[dict[str, Any]] = []

    def compute_release(self, *_: object, **given: Any) -> Computed:
        self.asked.append(given)
        units = dict(given["frozen"].units) | self.units
        frozen = Frozen(units, nothing().facts)
        return Computed(dict(self.frames), self.side, frozen, pl.DataFrame(), self.waiting)


@pytest.fixture
def computed(
    monkeypatch: pytest.MonkeyPatch,
    release_frames: dict[str, pl.DataFrame],
    release_side: dict[str, pl.DataFrame],
) -> FakeNumbers:
    fake = FakeNumbers(release_frames, release_side)
    monkeypatch.setattr(release_making, "compute_release", fake.compute_release)
    monkeypatch.setattr(steering, "compute", lambda *_, **__: release_frames)
    monkeypatch.setattr(steering, "_waiting", lambda *_, **__: {})
    return fake


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, instance: Settings
) -> Iterator[Run]:
    """Return a function that runs a command line: exit code, output, errors."""
    clock = iter(NOW + dt.timedelta(minutes=minute) for minute in range(1000))
    monkeypatch.setattr(runs, "current_time", lambda: next(clock))
    monkeypatch.setattr(runs, "current_user", lambda: "tester")
    monkeypatch.setenv("MONITOR_HOME", str(instance.home))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, printed.out, printed.err

    yield command
    structlog.reset_defaults()


@pytest.fixture
def ready(instance: Settings, pipeline: FakePipeline, computed: FakeNumbers) -> FakePipeline:
    """Prepare an instance with one delivery in its inbox."""
    del computed
    prepare_instance(instance)
    (instance.inbox / "TR01_2024-Q3.csv").write_text("x", encoding="utf-8")
    return pipeline


def _command_names() -> list[str]:
    groups = [group.name for group in app.registered_groups if group.name]
    return groups + [
        command.name or command.callback.__name__
        for command in app.registered_commands
        if command.callback
    ]


def test_every_command_has_its_place_in_the_help() -> None:
    assert sorted(_command_names()) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_an_example(run: Run, name: str) -> None:
    code, out, _ = run(name, "--help")
    assert code == 0
    assert "Beispiele:" in out
    assert f"monitor {name}" in out


def test_the_help_lists_the_way_of_the_data(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    positions = [out.index(f"\n  {name} ") for name in COMMANDS]
    assert positions == sorted(positions)


def least(error: float) -> LeastError:
    return LeastError("familien", ("QUARTAL", "2024-Q3"), error, ("Z1.1", "Z7.1"))


@pytest.mark.parametrize(("error", "code"), [(1.33, 0), (1.1, 1)])
def test_an_audit_fails_where_counts_can_be_computed_back(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: float, code: int
) -> None:
    monkeypatch.setattr(runs, "run_audit", lambda *_, **__: (least(error), least(2.0)))
    assert run("init")[0] == 0
    found, out, _ = run("audit", "20261122T120000Z-0123456789ab")
    assert found == code
    assert "2 Grundmengen und Zeiträume geprüft" in out
    assert f"{error}".replace(".", ",") in out
    assert ("„familien“" in out and "Z1.1, Z7.1" in out) is (code == 1)
    found, out, _ = run("audit", "20261122T120000Z-0123456789ab", "--json")
    assert found == code
    told = json.loads(out)
    assert (told["passed"], told["least_standard_error"]) == (code == 0, error)
    assert len(told["findings"]) == code


@pytest.mark.usefixtures("ready")
def test_a_release_is_audited_by_what_is_kept_of_it(run: Run, instance: Settings) -> None:
    run("ingest")
    run("release")
    (release_id,) = snapshot_ids(instance.releases)
    code, out, _ = run("audit", release_id, "--json")
    assert code == 0
    assert json.loads(out) == read_manifest(instance.releases / release_id)["confidentiality"][
        "check"
    ] | {"findings": []}
    shutil.rmtree(instance.private / release_id)
    code, _, err = run("audit", release_id)
    assert code == ReleaseError.exit_code
    assert "fehlt oder ist beschädigt" in err
    assert run("audit", "unsinn")[0] == ReleaseError.exit_code


@pytest.mark.usefixtures("ready")
def test_a_release_that_tells_too_much_is_not_made(
    run: Run, instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest")
    monkeypatch.setattr(release_making, "check", lambda *_: (least(1.1),))
    code, _, err = run("release")
    assert code == ReleaseError.exit_code
    assert "Der Stand wird nicht erstellt" in err
    assert "„familien“" in err
    assert "Z1.1, Z7.1" in err
    assert snapshot_ids(instance.releases) == []
    assert [path.name for path in instance.private.iterdir()] == [SECRET]


def test_a_release_says_what_still_waits(
    run: Run, ready: FakePipeline, computed: FakeNumbers
) -> None:
    del ready
    run("ingest")
    day = dt.date(2027, 1, 3)
    quarter = parse_quarter("2026-Q3")
    waiting = Candidate("2026-Q3", PeriodKind.QUARTAL, quarter.start, quarter.end, day,
                        is_complete=False)  # fmt: skip
    computed.waiting = (waiting,)
    code, out, _ = run("release", "--until", "2026-Q2")
    assert code == 0
    assert "2026-Q3 wartet bis zum 03.01.2027 auf fehlende Lieferungen" in out
    assert computed.asked[-1]["until"] == "2026-Q2"
    told = json.loads(run("release", "--json")[1])
    assert told["waiting"] == [{"period": "2026-Q3", "until": "2027-01-03"}]
    assert computed.asked[-1]["until"] is None


def test_a_release_goes_on_from_what_was_published(
    run: Run, ready: FakePipeline, computed: FakeNumbers, instance: Settings
) -> None:
    del ready
    run("ingest")
    run("release", "--draft")
    run("release")
    assert not computed.asked[-1]["frozen"].units  # a draft told nobody anything
    computed.units = {"2024-Q4": made_up_unit("2024-Q4")}
    run("release")
    assert list(computed.asked[-1]["frozen"].units) == ["2024-Q3"]
    newest, before, _ = list_releases(instance.releases)
    told = read_manifest(instance.releases / newest.release_id)
    assert told["confidentiality"]["after"] == before.release_id
    assert told["deliveries"] == [
        {"lieferung_id": "L-1", "sha256": "a"}, {"lieferung_id": "L-2", "sha256": "b"},
    ]  # fmt: skip
    run("withdraw", newest.release_id, "--reason", "x")
    run("release")  # what was withdrawn was told all the same
    assert list(computed.asked[-1]["frozen"].units) == ["2024-Q3", "2024-Q4"]


def test_a_correction_is_asked_for_with_a_reason(
    run: Run, ready: FakePipeline, computed: FakeNumbers
) -> None:
    del ready
    run("ingest")
    code, _, err = run("correct", "2024-Q3", "--reason", "Doppelt")
    assert code == ReleaseError.exit_code
    assert "Veröffentlicht sind: keine" in err
    run("release")
    assert run("correct", "2024-Q3", "--reason", " ")[0] == ReleaseError.exit_code
    code, _, err = run("correct", "2024-Q2", "--reason", "Doppelt")
    assert code == ReleaseError.exit_code
    assert "„2024-Q2“ ist kein veröffentlichtes Quartal" in err
    assert run("correct", "2024-Q3")[0] == 2
    code, out, _ = run("correct", "2024-Q3", "--reason", "Doppelt")
    assert code == 0
    assert "2024-Q3 wird mit dem nächsten Stand neu veröffentlicht" in out
    run("release")
    (request,) = computed.asked[-1]["corrections"]
    assert (request.id, request.period, request.reason, request.by) == (
        "K1", "2024-Q3", "Doppelt", "tester",
    )  # fmt: skip


@pytest.mark.usefixtures("ready")
def test_without_its_secret_an_instance_releases_nothing(run: Run, instance: Settings) -> None:
    run("ingest")
    run("release")
    published = snapshot_ids(instance.releases)
    secret = instance.private / SECRET
    kept = secret.read_bytes()
    secret.unlink()
    code, _, err = run("release")
    assert code == SettingsError.exit_code
    assert "Sicherung" in err
    run("init")  # makes another one
    code, _, err = run("release")
    assert code == SettingsError.exit_code
    assert "ein anderer als der" in err
    assert snapshot_ids(instance.releases) == published
    secret.write_bytes(kept)
    assert run("release")[0] == 0


@pytest.mark.usefixtures("ready", "generated")
def test_what_pruned_releases_rested_on_goes_with_them(run: Run, instance: Settings) -> None:
    run("demo", "--no-serve")
    run("release", "--draft")
    draft, published = (info.release_id for info in list_releases(instance.releases))
    assert {path.name for path in instance.private.iterdir()} == {SECRET, draft, published}
    run("releases", "--prune")
    assert {path.name for path in instance.private.iterdir()} == {SECRET, published}


@pytest.mark.usefixtures("ready")
def test_a_draft_without_what_it_rests_on_is_not_published(run: Run, instance: Settings) -> None:
    run("ingest")
    run("release", "--draft")
    (draft,) = snapshot_ids(instance.releases)
    shutil.rmtree(instance.private / draft)
    code, _, err = run("publish", draft)
    assert code == ReleaseError.exit_code
    assert "fehlt oder ist beschädigt" in err
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    assert run("release")[0] == 0


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


@pytest.mark.parametrize("command", [["--help"], ["status", "--help"]])
def test_help_imports_nothing_slow(command: list[str]) -> None:
    script = f"""
import sys
from monitor.cli import main
try:
    main({command!r})
except SystemExit:
    slow = {{"polars", "duckdb", "dash", "great_expectations", "ibis", "rich.progress"}}
    sys.exit(", ".join(sorted(slow & set(sys.modules))) or 0)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()


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


def test_a_wrong_call_ends_with_2(run: Run) -> None:
    code, _, err = run("unbekannt")
    assert code == 2
    assert "unbekannt" in err


def test_init_makes_an_instance_and_can_be_repeated(run: Run, instance: Settings) -> None:
    assert run("init")[0] == 0
    (instance.content / "amt.toml").write_text("# geändert", encoding="utf-8")
    code, out, _ = run("init")
    assert code == 0
    assert "content/amt.toml" in out
    assert (instance.content / "amt.toml").read_text(encoding="utf-8") == "# geändert"


def test_home_may_be_given_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    assert run("--home", str(tmp_path / "a"), "init")[0] == 0
    assert run("init", "--home", str(tmp_path / "b"))[0] == 0
    assert (tmp_path / "a" / "content").is_dir()
    assert (tmp_path / "b" / "content").is_dir()


def test_a_folder_below_the_working_directory_is_named_as_it_was_given(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "in amt angelegt" in run("init", "--home", "amt")[1]
    assert "Instanz       amt\n" in run("status", "--home", "amt")[1]
    _, _, err = run("status", "--home", "nichts")
    assert "Fehler: nichts ist keine Instanz" in err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "Instanz       ../amt\n" in run("status", "--home", "../amt")[1]


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
    assert "noch keiner" in told
    assert "genaue Zahlen vom" in told


def test_check_says_what_is_in_order(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    code, out, _ = run("check", "--snapshots")
    assert code == 0
    assert "Codelisten" in out
    assert "0 Stände unversehrt" in out


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


def test_ingest_reads_master_data_then_the_inbox(run: Run, ready: FakePipeline) -> None:
    code, out, _ = run("ingest")
    assert code == 0
    (master, _), (files, hints) = ready.calls
    assert master == ["dim_sozialraum.csv", "dim_traeger.csv", "dim_kita.csv"]
    assert files == ["TR01_2024-Q3.csv"]
    assert hints == Hints()
    assert "TR01_2024-Q3.csv" in out
    assert "4 geladen" in out


def test_ingest_passes_what_it_is_told(run: Run, ready: FakePipeline, instance: Settings) -> None:
    run(
        "ingest",
        str(instance.inbox / "TR01_2024-Q3.csv"),
        "--traeger=TR01",
        "--quartal=2024-Q3",
        "--eingang=2024-10-08",
        "--ergaenzung",
    )
    hints = ready.calls[-1][1]
    assert (hints.traeger, hints.quartal, hints.art) == ("TR01", "2024-Q3", "ERGAENZUNG")
    assert hints.eingang == dt.date(2024, 10, 8)


def test_known_master_data_are_not_reported_again(run: Run, ready: FakePipeline) -> None:
    del ready
    run("ingest")
    reports = json.loads(run("ingest", "--json")[1])
    assert [(report["datei"], report["ergebnis"]) for report in reports] == [
        ("TR01_2024-Q3.csv", "BEKANNT")
    ]


def test_a_refusal_is_a_result_with_its_reason(
    run: Run, ready: FakePipeline, instance: Settings
) -> None:
    del ready
    (instance.inbox / "kaputt.doc").write_text("x", encoding="utf-8")
    code, out, _ = run("ingest")
    assert code == 0
    assert "kaputt.doc: Bitte als CSV." in out
    assert current_id(instance.quality) is not None


def test_a_missing_path_is_told(run: Run, ready: FakePipeline, tmp_path: Path) -> None:
    code, _, err = run("ingest", str(tmp_path / "fehlt.csv"))
    assert code == 5
    assert "fehlt.csv" in err
    assert ready.calls == []


def test_quality_is_told_even_if_the_run_breaks(
    run: Run, ready: FakePipeline, instance: Settings
) -> None:
    ready.failure = ValidationError("Die Prüfung brach ab.")
    code, _, err = run("ingest")
    assert code == 6
    assert "Die Prüfung brach ab." in err
    assert current_id(instance.quality) is not None


def test_a_fault_of_ours_is_one_sentence_and_no_value(
    run: Run, ready: FakePipeline, instance: Settings
) -> None:
    ready.failure = RuntimeError("Frau Muster, 0261 12345")
    code, out, err = run("ingest")
    assert code == 70
    log = (instance.home / "log" / "monitor.log").read_text(encoding="utf-8")
    assert str(instance.home / "log" / "monitor.log") in err.replace("\n", "")
    assert "RuntimeError" in log
    assert "ingest" in log
    for text in (out, err, log):
        assert "Muster" not in text
        assert "Traceback" not in text


def test_ctrl_c_ends_cleanly(run: Run, ready: FakePipeline) -> None:
    ready.failure = KeyboardInterrupt()  # type: ignore[assignment]  # raised just the same
    code, _, err = run("ingest")
    assert code == 130
    assert "Abgebrochen" in err


def test_release_needs_deliveries(run: Run, ready: FakePipeline) -> None:
    del ready
    code, _, err = run("release")
    assert code == 8
    assert "monitor ingest" in err


@pytest.mark.usefixtures("ready")
def test_real_data_are_published_or_stay_a_draft(run: Run, instance: Settings) -> None:
    run("ingest")
    assert run("release", "--draft")[0] == 0
    (draft,) = snapshot_ids(instance.releases)
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    assert run("release")[0] == 0
    newest = list_releases(instance.releases)[0]
    assert newest.state is ReleaseState.VEROEFFENTLICHT
    # the draft does not know what was published meanwhile
    code, _, err = run("publish", draft)
    assert code == 7
    assert "bleibt ein Entwurf" in err


@pytest.mark.usefixtures("ready", "generated")
def test_releases_are_listed_shown_rolled_back_withdrawn_and_pruned(
    run: Run, instance: Settings
) -> None:
    run("demo", "--no-serve")
    assert run("release")[0] == 0
    newest, oldest = (info.release_id for info in list_releases(instance.releases))
    assert newest in run("releases")[1]
    assert [info["release_id"] for info in json.loads(run("releases", "--json")[1])] == [
        newest,
        oldest,
    ]
    shown = json.loads(run("releases", "--show", oldest)[1])
    assert shown["manifest"]["tables"]["wert"] == 3
    assert "nichts geändert" in run("compare", oldest, newest)[1]
    assert run("compare", oldest, "unsinn")[0] == 7
    assert run("rollback", oldest)[0] == 0
    assert current_id(instance.releases) == oldest
    assert run("rollback", newest)[0] == 0
    assert run("withdraw", newest, "--reason", "falsch")[0] == 0
    assert current_id(instance.releases) == oldest
    assert json.loads(run("releases", "--prune", "--json")[1]) == [newest]
    assert run("check", "--snapshots")[1].endswith("1 Stände unversehrt.\n")
    assert run("rollback", "unsinn")[0] == 7


def test_what_changed_between_two_releases_is_told(
    run: Run, make_release: Callable[..., str], release_frames: dict[str, pl.DataFrame]
) -> None:
    before = make_release()
    later = release_frames["wert"].with_columns(pl.col("wert") * 2)
    after = make_release(frames=release_frames | {"wert": later})
    told = run("compare", before, after)[1]
    assert "Werte geändert" in told
    assert "Z1.1, Z1.2" in told
    listed = json.loads(run("compare", before, after, "--json")[1])
    assert listed["counts"]["values"] == 2
    assert listed["values"][0]["wert_nachher"] == 163.0


def _logged(instance: Settings) -> list[dict[str, Any]]:
    lines = (instance.home / "log" / "monitor.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.usefixtures("ready", "generated")
def test_what_becomes_of_releases_is_logged(run: Run, instance: Settings) -> None:
    run("demo", "--no-serve")
    run("release")
    newest, oldest = (info.release_id for info in list_releases(instance.releases))
    run("rollback", oldest)
    run("withdraw", newest, "--reason", "Frau Muster")
    run("publish", newest)
    run("releases", "--prune")
    told = [
        entry
        for entry in _logged(instance)
        if not entry["event"].startswith(("quality", "steering"))
    ]
    assert [(entry["event"], entry.get("release")) for entry in told] == [
        ("release built", oldest),
        ("release published", oldest),
        ("release built", newest),
        ("release published", newest),
        ("release rolled back", oldest),
        ("release withdrawn", newest),
        ("command refused", None),
        ("releases pruned", None),
    ]
    assert (told[0]["deliveries"], told[0]["figures"], told[0]["is_demo"]) == (2, 3, True)
    assert told[0]["seconds"] > 0
    assert told[5]["served"] == oldest
    assert (told[6]["command"], told[6]["about"], told[6]["code"]) == ("publish", newest, 7)
    assert told[6]["places"][-1].startswith("monitor/releases/lifecycle.py:")
    assert told[7]["releases"] == [newest]
    assert "Muster" not in json.dumps(told)


@pytest.mark.usefixtures("ready")
def test_a_retraction_is_logged(run: Run, instance: Settings) -> None:
    run("ingest")
    run("retract", "L-TR01_2024-Q3")
    (entry,) = [one for one in _logged(instance) if one["event"] == "delivery retracted"]
    assert (entry["delivery"], entry["months"]) == ("L-TR01_2024-Q3", 0)


@pytest.mark.usefixtures("pipeline")
def test_a_release_that_cannot_be_made_is_logged(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    with open_warehouse(instance.warehouse):
        pass
    assert run("release")[0] == 7
    refused = _logged(instance)[0]
    assert (refused["event"], refused["kind"]) == ("release refused", "ReleaseError")
    assert refused["places"][-1].startswith("monitor/assembly/build.py:")


@pytest.mark.usefixtures("served")
def test_the_server_logs_its_start_and_its_end(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    port = _free_port()
    run("serve", "--port", str(port))
    started, stopped = _logged(instance)
    assert (started["event"], started["port"], started["release"]) == ("server started", port, None)
    assert stopped["event"] == "server stopped"


def _damage(snapshot: Path) -> None:
    path = next(snapshot.rglob("*.duckdb"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_status_releases_and_serve_tell_of_a_damaged_release(
    run: Run, instance: Settings, make_release: Callable[..., str], served: list[Settings]
) -> None:
    prepare_instance(instance)
    good, bad = make_release(), make_release()
    _damage(instance.releases / bad)
    told = f"Der Stand {bad} ist beschädigt"
    out = run("status")[1]
    assert told in out
    assert f"Stand         {good}" in out
    facts = json.loads(run("status", "--json")[1])
    assert facts["release"]["release_id"] == good
    assert told in facts["faults"][0]
    out = run("releases")[1]
    assert told in out
    assert f"Gezeigt wird: {good}." in out
    entries = {entry["release_id"]: entry for entry in json.loads(run("releases", "--json")[1])}
    assert told in entries[bad]["fault"]
    assert entries[good]["fault"] is None
    out = run("serve", "--port", str(_free_port()))[1]
    assert told in out
    assert f"Gezeigt wird stattdessen: {good}." in out
    assert len(served) == 1


def test_what_is_damaged_does_not_get_between_the_lines_of_json(
    instance: Settings, make_release: Callable[..., str]
) -> None:
    prepare_instance(instance)
    _damage(instance.releases / make_release())
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
    assert "keiner zu zeigen" in out
    assert f"Der Stand {only} ist unvollständig" in out
    assert json.loads(run("releases", "--json")[1])[0]["release_id"] == only


@pytest.mark.parametrize("command", ["compare", "publish", "rollback"])
def test_a_damaged_release_is_no_work_for_commands(
    run: Run, instance: Settings, make_release: Callable[..., str], command: str
) -> None:
    bad = make_release()
    _damage(instance.releases / bad)
    code, _, err = run(command, *[bad] * (2 if command == "compare" else 1))
    assert code == 7
    assert "beschädigt" in err


@pytest.mark.usefixtures("computed")
def test_the_demo_is_built_once_and_then_served_by_a_process_of_its_own(
    run: Run,
    pipeline: FakePipeline,
    generated: list[int | None],
    replaced_by: list[list[str]],
    instance: Settings,
) -> None:
    port = str(_free_port())
    code, out, _ = run("demo", "--port", port)
    assert code == 0
    assert "frei erfunden" in out
    (release,) = list_releases(instance.releases)
    assert release.is_demo
    assert release.is_current
    assert (generated, len(pipeline.calls)) == ([None], 2)
    served = ["monitor.cli", "serve", "--home", str(instance.home), "--port", port]
    assert [command[-6:] for command in replaced_by] == [served]

    run("demo", "--port", port)
    assert (generated, len(pipeline.calls)) == ([None], 2)
    assert [command[-6:] for command in replaced_by] == [served] * 2


@pytest.mark.usefixtures("computed", "pipeline")
def test_an_interrupted_demo_is_taken_up(
    run: Run, generated: list[int | None], instance: Settings
) -> None:
    run("demo", "--no-serve", "--rows", "10")
    (instance.home / "demo.json").unlink()
    assert run("demo", "--no-serve", "--rows", "10")[0] == 0
    assert generated == [10, 10]


@pytest.mark.usefixtures("computed", "pipeline", "generated")
def test_a_demo_of_another_scale_wants_another_folder(run: Run) -> None:
    run("demo", "--no-serve", "--rows", "10")
    code, _, err = run("demo", "--no-serve", "--rows", "20")
    assert code == 3
    assert "--home" in err


def test_the_demo_does_not_mix_with_real_data(
    run: Run, ready: FakePipeline, generated: list[int | None]
) -> None:
    del ready
    run("ingest")
    code, _, err = run("demo", "--no-serve")
    assert code == 3
    assert "echte Lieferungen" in err
    assert generated == []


def test_retracting_where_nothing_is_loaded_is_told(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    with open_warehouse(instance.warehouse):
        pass
    code, _, err = run("retract", "L-0123456789ab")
    assert code == SourceError.exit_code
    assert "Eine geladene Lieferung L-0123456789ab gibt es nicht" in err
    assert "veröffentlichen" not in err


@pytest.mark.parametrize(
    "case",
    [
        ("releases", errno.ENOSPC, "kein Platz", "release"),
        ("releases", errno.EROFS, "nur lesen", "release"),
        ("quality", errno.EACCES, "nicht erlaubt", "ingest"),
        ("geheim", errno.EDQUOT, "aufgebraucht", "release"),
        ("monitor.toml", errno.EACCES, "nicht erlaubt", "status"),
        ("content", errno.EIO, "meldet einen Fehler", "check"),
        ("neu", errno.EROFS, "nur lesen", "init --home neu"),
    ],
)
def test_a_fault_of_the_disk_is_told_by_name(
    run: Run, ready: FakePipeline, refusing: Callable[..., Any], case: tuple[str, int, str, str]
) -> None:
    del ready
    place, number, words, command = case
    run("ingest")
    with refusing(place, number):
        code, _, err = run(*command.split())
    assert code == StorageError.exit_code
    assert words in err
    assert place in err
    assert "anderen Vorgang" not in err


def test_retracting_an_unknown_delivery_is_told(run: Run, ready: FakePipeline) -> None:
    del ready
    run("ingest")
    code, _, err = run("retract", "L-unbekannt")
    assert code == 5
    assert "L-unbekannt" in err


def test_a_retracted_delivery_leaves_and_quality_says_so(run: Run, ready: FakePipeline) -> None:
    del ready
    run("ingest")
    assert run("retract", "L-TR01_2024-Q3")[0] == 0
    facts = json.loads(run("status", "--json")[1])
    assert facts["deliveries"] == {"GELADEN": 3, "ZURUECKGEZOGEN": 1}


@pytest.mark.parametrize(("quarter", "is_left"), [("2024-Q3", True), ("2024-Q2", False)])
def test_an_addition_left_over_is_told_when_its_base_is_retracted(
    *, run: Run, ready: FakePipeline, instance: Settings, quarter: str, is_left: bool
) -> None:
    del ready
    run("ingest")
    belongs = (
        "UPDATE lieferung SET traeger_id = 'TR01', quartal = ?, art = ? WHERE lieferung_id = ?"
    )
    with open_warehouse(instance.warehouse) as connection:
        connection.execute(_REGISTER, ["L-mehr", "aktivitaet", "mehr.csv", "mehr.csv", False])
        connection.execute(belongs, ["2024-Q3", "ERSATZ", "L-TR01_2024-Q3"])
        connection.execute(belongs, [quarter, "ERGAENZUNG", "L-mehr"])
    code, out, _ = run("retract", "L-TR01_2024-Q3")
    assert code == 0
    assert ("Die Ergänzung L-mehr bleibt" in out) is is_left
    assert ("zählt als fehlend" in out) is is_left


def test_serve_says_where(run: Run, served: list[Settings]) -> None:
    port = _free_port()
    code, out, _ = run("serve", "--port", str(port))
    assert code == 0
    assert f"läuft auf http://127.0.0.1:{port}/" in out
    assert "Beendet." in out
    assert [settings.port for settings in served] == [port]


def test_a_taken_port_is_told_before_the_work(run: Run, generated: list[int | None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = run("demo", "--port", str(taken.getsockname()[1]))
    assert code == 3
    assert "--port" in err
    assert generated == []


def test_every_kind_of_error_has_its_exit_code() -> None:
    kinds = UserError.__subclasses__()
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert not {0, 1, 2, 70, 130} & set(codes)


def test_a_wrong_setting_is_told(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    (instance.home / "monitor.toml").write_text("port = 0", encoding="utf-8")
    code, _, err = run("status")
    assert code == 3
    assert "„port“" in err


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
