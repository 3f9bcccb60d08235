"""The commands about releases: made, audited, corrected, published, listed, compared, withdrawn."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from monitor.assembly import run as release_making
from monitor.cli import runs
from monitor.confidentiality.check.audit import LeastError
from monitor.confidentiality.revisions.due import Candidate
from monitor.errors import (
    ReleaseError,
    SettingsError,
)
from monitor.instance import prepare_instance
from monitor.periods import PeriodKind, parse_quarter
from monitor.releases.log import ReleaseState, list_releases, state_of
from monitor.secret import NAME as SECRET
from monitor.settings import Settings
from monitor.snapshots.layout import current_id, read_manifest, snapshot_ids
from monitor.warehouse.database import open_warehouse
from tests.builders.approvals import APPROVAL, APPROVED
from tests.builders.commands import FakeNumbers, FakePipeline, Run, made_up_unit

RELEASE = ("release", *APPROVED)


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
    run(*RELEASE)
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
    code, _, err = run(*RELEASE)
    assert code == ReleaseError.exit_code
    assert "Die Ausgabe wird nicht erstellt" in err
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
    code, out, _ = run(*RELEASE, "--until", "2026-Q2")
    assert code == 0
    assert "2026-Q3 wartet bis zum 03.01.2027 auf fehlende Lieferungen" in out
    assert computed.asked[-1]["until"] == "2026-Q2"
    told = json.loads(run(*RELEASE, "--json")[1])
    assert told["waiting"] == [{"period": "2026-Q3", "until": "2027-01-03"}]
    assert computed.asked[-1]["until"] is None


def test_a_release_goes_on_from_what_was_published(
    run: Run, ready: FakePipeline, computed: FakeNumbers, instance: Settings
) -> None:
    del ready
    run("ingest")
    run("release", "--draft")
    run(*RELEASE)
    assert not computed.asked[-1]["frozen"].units  # a draft told nobody anything
    computed.units = {"2024-Q4": made_up_unit("2024-Q4")}
    run(*RELEASE)
    assert list(computed.asked[-1]["frozen"].units) == ["2024-Q3"]
    newest, before, _ = list_releases(instance.releases)
    told = read_manifest(instance.releases / newest.release_id)
    assert told["confidentiality"]["after"] == before.release_id
    assert told["deliveries"] == [
        {"lieferung_id": "L-1", "sha256": "a"}, {"lieferung_id": "L-2", "sha256": "b"},
    ]  # fmt: skip
    run("withdraw", newest.release_id, "--reason", "x")
    run(*RELEASE)  # what was withdrawn was told all the same
    assert list(computed.asked[-1]["frozen"].units) == ["2024-Q3", "2024-Q4"]


def test_a_correction_is_asked_for_with_a_reason(
    run: Run, ready: FakePipeline, computed: FakeNumbers
) -> None:
    del ready
    run("ingest")
    code, _, err = run("correct", "2024-Q3", "--reason", "Doppelt")
    assert code == ReleaseError.exit_code
    assert "Veröffentlicht sind: keine" in err
    run(*RELEASE)
    assert run("correct", "2024-Q3", "--reason", " ")[0] == ReleaseError.exit_code
    code, _, err = run("correct", "2024-Q2", "--reason", "Doppelt")
    assert code == ReleaseError.exit_code
    assert "„2024-Q2“ ist kein veröffentlichtes Quartal" in err
    assert run("correct", "2024-Q3")[0] == 2
    code, out, _ = run("correct", "2024-Q3", "--reason", "Doppelt")
    assert code == 0
    assert "2024-Q3 wird mit der nächsten Ausgabe neu veröffentlicht" in out
    run(*RELEASE)
    (request,) = computed.asked[-1]["corrections"]
    assert (request.id, request.period, request.reason, request.by) == (
        "K1", "2024-Q3", "Doppelt", "tester",
    )  # fmt: skip


@pytest.mark.usefixtures("ready")
def test_without_its_secret_an_instance_releases_nothing(run: Run, instance: Settings) -> None:
    run("ingest")
    run(*RELEASE)
    published = snapshot_ids(instance.releases)
    secret = instance.private / SECRET
    kept = secret.read_bytes()
    secret.unlink()
    code, _, err = run(*RELEASE)
    assert code == SettingsError.exit_code
    assert "Sicherung" in err
    run("init")  # makes another one
    code, _, err = run(*RELEASE)
    assert code == SettingsError.exit_code
    assert "ein anderer als der" in err
    assert snapshot_ids(instance.releases) == published
    secret.write_bytes(kept)
    assert run(*RELEASE)[0] == 0


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
    for option in ("--check", "--json"):
        code, _, err = run("publish", draft, option, *APPROVED)
        assert code == ReleaseError.exit_code
        assert "fehlt oder ist beschädigt" in err
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    assert run(*RELEASE)[0] == 0


@pytest.mark.usefixtures("ready")
def test_without_a_note_nothing_is_computed(
    run: Run, computed: FakeNumbers, instance: Settings
) -> None:
    run("ingest")
    code, _, err = run("release")
    assert code == ReleaseError.exit_code
    assert "Der Freigabevermerk fehlt (--note)" in err
    assert "--draft" in err
    code, _, err = run("release", "--draft", "--by", " ")
    assert (code, "--by NAME" in err) == (ReleaseError.exit_code, True)
    assert (computed.asked, snapshot_ids(instance.releases)) == ([], [])


@pytest.mark.usefixtures("ready")
def test_a_release_that_wants_a_reason_stays_a_draft(run: Run, instance: Settings) -> None:
    run("ingest")
    code, _, err = run("release", "--by", "Anna", "--note", "Neu ist ein Quartal.")
    assert code == ReleaseError.exit_code
    assert "bis begründet ist" in err
    (draft,) = snapshot_ids(instance.releases)
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    code, out, _ = run("publish", draft, "--json", *APPROVED)
    assert (code, json.loads(out)["state"]) == (0, "VEROEFFENTLICHT")
    history = json.loads(run("releases", "--show", draft)[1])["history"]
    assert [(entry["state"], entry["by"], entry["note"]) for entry in history] == [
        ("ENTWURF", "Anna", ""),
        ("VEROEFFENTLICHT", APPROVAL.by, APPROVAL.note),
    ]
    assert history[-1]["reason"] == APPROVAL.reason


@pytest.mark.usefixtures("ready")
def test_a_checklist_is_shown_without_publishing(run: Run, instance: Settings) -> None:
    run("ingest")
    run("release", "--draft")
    (draft,) = snapshot_ids(instance.releases)
    code, out, _ = run("publish", draft, "--check")
    assert code == 1
    assert "Der Freigabevermerk fehlt" in out
    assert "Abdeckung neuer Quartale unter 100 %" in out
    assert "Freigabe durch tester" in out
    assert "Fehler (verhindern die Freigabe): 1. Warnungen (zu begründen): 1." in out
    code, out, _ = run("publish", draft, "--check", "--json", "--note", APPROVAL.note)
    told = {item["key"]: item["severity"] for item in json.loads(out)["items"]}
    assert code == 0
    assert {told["note"], told["coverage"]} == {"BESTANDEN", "WARNUNG"}
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    assert run("publish", "unsinn", "--check")[0] == ReleaseError.exit_code


@pytest.mark.usefixtures("ready")
def test_with_a_second_person_a_release_is_a_draft(
    run: Run, instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_FREIGABE_ZWEITE_PERSON", "true")
    run("ingest")
    code, out, _ = run(*RELEASE)
    (draft,) = snapshot_ids(instance.releases)
    assert (code, f"monitor publish {draft} --by" in out) == (0, True)
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    code, _, err = run("publish", draft, *APPROVED)
    assert (code, "Leitung hat die Ausgabe erstellt" in err) == (ReleaseError.exit_code, True)
    assert run("publish", draft, *APPROVED, "--by", "Zweite")[0] == 0
    assert current_id(instance.releases) == draft


@pytest.mark.usefixtures("ready")
def test_who_takes_a_release_back_is_kept(run: Run, instance: Settings) -> None:
    run("ingest")
    run(*RELEASE)
    run(*RELEASE)
    newest, oldest = (info.release_id for info in list_releases(instance.releases))
    assert run("rollback", oldest, "--by", "Anna")[0] == 0
    assert run("withdraw", newest, "--reason", "falsch", "--by", "Berta")[0] == 0
    last = {info.release_id: info.history[-1] for info in list_releases(instance.releases)}
    assert (last[oldest].by, last[newest].by, last[newest].reason) == ("Anna", "Berta", "falsch")


def test_release_needs_deliveries(run: Run, ready: FakePipeline) -> None:
    del ready
    code, _, err = run(*RELEASE)
    assert code == 8
    assert "monitor ingest" in err


@pytest.mark.usefixtures("ready")
def test_real_data_are_published_or_stay_a_draft(run: Run, instance: Settings) -> None:
    run("ingest")
    assert run("release", "--draft")[0] == 0
    (draft,) = snapshot_ids(instance.releases)
    assert state_of(instance.releases, draft) is ReleaseState.ENTWURF
    assert run(*RELEASE)[0] == 0
    newest = list_releases(instance.releases)[0]
    assert newest.state is ReleaseState.VEROEFFENTLICHT
    # the draft does not know what was published meanwhile
    code, _, err = run("publish", draft, *APPROVED)
    assert code == 7
    assert "bleibt ein Entwurf" in err


@pytest.mark.usefixtures("ready", "generated")
def test_releases_are_listed_shown_rolled_back_withdrawn_and_pruned(
    run: Run, instance: Settings
) -> None:
    run("demo", "--no-serve")
    assert run(*RELEASE)[0] == 0
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
    assert run("check", "--snapshots")[1].endswith("1 Ausgaben unversehrt.\n")
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


@pytest.mark.usefixtures("ready", "generated")
def test_what_becomes_of_releases_is_logged(
    run: Run, instance: Settings, log_entries: Callable[[], list[dict[str, Any]]]
) -> None:
    run("demo", "--no-serve")
    run(*RELEASE)
    newest, oldest = (info.release_id for info in list_releases(instance.releases))
    run("rollback", oldest)
    run("withdraw", newest, "--reason", "Frau Muster")
    run("publish", newest, *APPROVED)
    run("releases", "--prune")
    told = [
        entry for entry in log_entries() if not entry["event"].startswith(("quality", "steering"))
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


@pytest.mark.usefixtures("pipeline")
def test_a_release_that_cannot_be_made_is_logged(
    run: Run, instance: Settings, log_entries: Callable[[], list[dict[str, Any]]]
) -> None:
    prepare_instance(instance)
    with open_warehouse(instance.warehouse):
        pass
    assert run(*RELEASE)[0] == 7
    refused = log_entries()[0]
    assert (refused["event"], refused["kind"]) == ("release refused", "ReleaseError")
    assert refused["places"][-1].startswith("monitor/assembly/build.py:")


@pytest.mark.parametrize("command", ["compare", "publish", "rollback"])
def test_a_damaged_release_is_no_work_for_commands(
    run: Run,
    instance: Settings,
    make_release: Callable[..., str],
    command: str,
    damage: Callable[[Path], None],
) -> None:
    bad = make_release()
    damage(instance.releases / bad)
    code, _, err = run(command, *[bad] * (2 if command == "compare" else 1))
    assert code == 7
    assert "beschädigt" in err
