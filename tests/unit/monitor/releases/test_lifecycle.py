from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import ReleaseError, SnapshotDamagedError
from monitor.releases import lifecycle as releases
from monitor.releases.lifecycle import prune, record_draft, roll_back, withdraw
from monitor.releases.log import (
    ReleaseState,
    StateEntry,
    find_faults,
    find_release,
    last_published,
    list_releases,
    read_states,
    state_of,
    state_path,
)
from monitor.releases.published_releases import current_release
from monitor.settings import Settings
from monitor.snapshots.layout import MANIFEST, RELEASE, current_id, read_manifest, snapshot_ids
from tests.builders.approvals import APPROVAL, fill_in_contact

NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
MakeRelease = Callable[..., str]
Publish = Callable[[str], None]


@pytest.fixture
def root(instance: Settings) -> Path:
    return instance.releases


@pytest.fixture
def publish(instance: Settings) -> Publish:
    """Return a function that lets a release pass, as the leadership does."""
    fill_in_contact(instance.content)

    def let_pass(release_id: str) -> None:
        releases.publish(instance, release_id, APPROVAL, now=NOW)

    return let_pass


def _damage(root: Path, release_id: str) -> None:
    with (root / release_id / RELEASE.database).open("ab") as stream:
        stream.write(b"x")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_release_is_a_draft_and_not_served(root: Path, make_release: MakeRelease) -> None:
    release = find_release(root, make_release(published=False))
    assert release.state is ReleaseState.ENTWURF
    assert not release.is_current
    assert release.is_demo
    assert release.data_until == "2026-Q3"
    assert release.concepts == ("2021", "2024")
    assert release.size_bytes > 0
    assert current_id(root) is None


def test_publishing_serves_it_and_keeps_who_when_and_why(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    release_id = make_release(published=False)
    publish(release_id)
    assert current_id(root) == release_id
    made, published = read_states(root, release_id)
    assert (made.state, made.by) == (ReleaseState.ENTWURF, "Erstellerin")
    assert published == StateEntry(
        ReleaseState.VEROEFFENTLICHT,
        NOW.isoformat(),
        APPROVAL.by,
        APPROVAL.reason,
        APPROVAL.note,
    )


def test_a_release_never_changes(root: Path, make_release: MakeRelease, publish: Publish) -> None:
    release_id = make_release(published=False)
    before = _bytes(root / release_id)
    publish(release_id)
    withdraw(root, release_id, by="x", reason="Fehler", now=NOW)
    assert _bytes(root / release_id) == before


def test_publishing_twice_logs_once(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    release_id = make_release()
    publish(release_id)
    assert len(read_states(root, release_id)) == 2


def test_what_is_warned_of_wants_a_reason(
    root: Path, instance: Settings, make_release: MakeRelease, publish: Publish
) -> None:
    release_id = make_release(published=False)
    silent = replace(APPROVAL, reason=" ")
    with pytest.raises(ReleaseError, match=r"(?s)bis begründet ist.*--reason.*2026-Q3: 90 %"):
        releases.publish(instance, release_id, silent, now=NOW)
    assert state_of(root, release_id) is ReleaseState.ENTWURF
    assert current_id(root) is None
    endless = replace(APPROVAL, reason="x" * 1001)
    with pytest.raises(ReleaseError, match="Begründung hat 1001 Zeichen"):
        releases.publish(instance, release_id, endless, now=NOW)
    publish(release_id)
    assert current_id(root) == release_id


@pytest.mark.usefixtures("publish")
def test_all_errors_of_the_checklist_are_told_at_once(
    root: Path, instance: Settings, make_release: MakeRelease
) -> None:
    release_id = make_release(published=False, passed=False)
    nobody = replace(APPROVAL, by="", note="")
    with pytest.raises(ReleaseError) as refused:
        releases.publish(instance, release_id, nobody, now=NOW)
    heading, *errors = str(refused.value).splitlines()
    assert heading == f"Die Ausgabe {release_id} bleibt ein Entwurf:"
    assert [error.split()[2] for error in errors] == ["Geheimhaltungsprüfung", *(
        "Freigabevermerk", "fehlt,",
    )]  # fmt: skip
    assert state_of(root, release_id) is ReleaseState.ENTWURF


@pytest.mark.usefixtures("publish")
def test_by_setting_a_second_person_publishes(
    root: Path, instance: Settings, make_release: MakeRelease
) -> None:
    release_id = make_release(published=False)
    settings = instance.model_copy(update={"freigabe_zweite_person": True})
    with pytest.raises(ReleaseError, match="Erstellerin hat die Ausgabe erstellt"):
        releases.publish(settings, release_id, replace(APPROVAL, by="Erstellerin"), now=NOW)
    releases.publish(settings, release_id, APPROVAL, now=NOW)
    assert current_id(root) == release_id


def test_who_made_a_draft_is_recorded_once(root: Path, make_release: MakeRelease) -> None:
    release_id = make_release()
    record_draft(root, release_id, by="andere", now=NOW)  # the same content, built once more
    assert state_of(root, release_id) is ReleaseState.VEROEFFENTLICHT
    assert find_release(root, release_id).draft == read_states(root, release_id)[0]
    nameless = make_release(published=False)
    state_path(root, nameless).unlink()
    with pytest.raises(ReleaseError, match="--by"):
        record_draft(root, nameless, by=" ", now=NOW)


def test_releases_from_before_makers_and_notes_stay_readable(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    release_id, draft = make_release(), make_release(published=False)
    entry = {"state": "VEROEFFENTLICHT", "at": NOW.isoformat(), "by": "x", "reason": "Freigabe"}
    state_path(root, release_id).write_text(json.dumps([entry]), encoding="utf-8")
    state_path(root, draft).unlink()
    info = find_release(root, release_id)
    assert (info.draft, info.publication) == (None, StateEntry(**entry))
    assert last_published(root, is_demo=True) == info
    publish(draft)
    assert [entry.note for entry in read_states(root, draft)] == [APPROVAL.note]


def test_the_time_of_a_release_is_that_of_its_publication(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    first = make_release(published=False, now=NOW - dt.timedelta(days=9))
    publish(first)
    (root / make_release(published=False, now=NOW) / MANIFEST).unlink()
    found = last_published(root, is_demo=True)
    assert found is not None
    assert (found.release_id, found.published_at) == (first, NOW.isoformat())


def test_real_data_that_were_not_checked_stay_a_draft(
    root: Path, make_release: MakeRelease, deliver: Callable[..., None], publish: Publish
) -> None:
    deliver("L-echt", ist_demo=False)
    release_id = make_release(published=False, passed=False)
    with pytest.raises(ReleaseError, match=r"bleibt ein Entwurf:\n– Die Geheimhaltung"):
        publish(release_id)
    assert state_of(root, release_id) is ReleaseState.ENTWURF
    assert current_id(root) is None


def test_real_data_are_published_once_the_check_let_them_pass(
    root: Path, make_release: MakeRelease, deliver: Callable[..., None], publish: Publish
) -> None:
    deliver("L-echt", ist_demo=False)
    release_id = make_release(published=False)
    publish(release_id)
    assert current_id(root) == release_id


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_draft_is_not_published_after_a_release_that_it_does_not_know(
    *,
    is_demo: bool,
    root: Path,
    make_release: MakeRelease,
    deliver: Callable[..., None],
    publish: Publish,
) -> None:
    deliver("L-1", ist_demo=is_demo)
    stale, newer = (make_release(published=False) for _ in range(2))
    publish(newer)
    with pytest.raises(ReleaseError, match=rf"(?s)bleibt ein Entwurf.*{newer}.*nicht kennt"):
        publish(stale)
    assert state_of(root, stale) is ReleaseState.ENTWURF
    fresh = make_release(published=False)
    publish(fresh)
    assert current_id(root) == fresh
    publish(newer)  # what is published stays so
    assert current_id(root) == newer


def test_a_withdrawn_release_counts_among_those_that_a_draft_must_know(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    stale, newer = (make_release(published=False) for _ in range(2))
    publish(newer)
    withdraw(root, newer, by="x", reason="y", now=NOW)  # its periods were told all the same
    with pytest.raises(ReleaseError, match="bleibt ein Entwurf"):
        publish(stale)


@pytest.mark.parametrize(
    "lose",
    [
        shutil.rmtree,
        lambda kept: (kept / "einheiten.json").unlink(),
        lambda kept: (kept / "einheiten.json").write_text('{"units": [', "utf-8"),
        lambda kept: (kept / "einheiten.json").write_text(
            '{"units": [], "files": {"kitas.parquet": "0"}}', "utf-8"
        ),
    ],
)
def test_a_draft_is_not_published_without_what_it_rests_on(
    root: Path,
    instance: Settings,
    make_release: MakeRelease,
    publish: Publish,
    lose: Callable[[Path], object],
) -> None:
    release_id = make_release(published=False)
    lose(instance.private / release_id)
    with pytest.raises(ReleaseError, match=r"fehlt oder ist beschädigt.*monitor release"):
        publish(release_id)
    assert state_of(root, release_id) is ReleaseState.ENTWURF
    assert current_id(root) is None


def test_real_data_are_not_published_among_demo_data(
    make_release: MakeRelease, deliver: Callable[..., None], publish: Publish
) -> None:
    deliver("L-echt", ist_demo=False)
    deliver("L-demo")
    release_id = make_release(published=False)
    with pytest.raises(ReleaseError, match="mischt echte mit erfundenen Daten"):
        publish(release_id)


def test_a_damaged_release_is_not_published(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    good, bad = make_release(), make_release(published=False)
    _damage(root, bad)
    with pytest.raises(ReleaseError, match="beschädigt"):
        publish(bad)
    assert current_id(root) == good
    assert state_of(root, bad) is ReleaseState.ENTWURF


@pytest.mark.parametrize("name", ["../x", "20261122T120000Z-0123456789ab", ""])
def test_unknown_releases_are_not_found(name: str, publish: Publish) -> None:
    with pytest.raises(ReleaseError, match="monitor releases"):
        publish(name)


def test_withdrawing_the_current_serves_the_one_before(
    root: Path, make_release: MakeRelease
) -> None:
    first, _draft, third = make_release(), make_release(published=False), make_release()
    assert withdraw(root, third, by="x", reason="Fehler im Nenner", now=NOW) == first
    assert current_id(root) == first
    assert read_states(root, third)[-1].reason == "Fehler im Nenner"


def test_withdrawing_passes_over_damaged_ones(root: Path, make_release: MakeRelease) -> None:
    first, second, third = make_release(), make_release(), make_release()
    _damage(root, second)
    assert withdraw(root, third, by="x", reason="y", now=NOW) == first


def test_withdrawing_the_only_one_serves_none(root: Path, make_release: MakeRelease) -> None:
    assert withdraw(root, make_release(), by="x", reason="y", now=NOW) is None
    assert current_id(root) is None


def test_nobody_withdraws_nothing(root: Path, make_release: MakeRelease) -> None:
    _, second = make_release(), make_release()
    with pytest.raises(ReleaseError, match="--by"):
        withdraw(root, second, by=" ", reason="y", now=NOW)
    assert current_id(root) == second
    assert state_of(root, second) is ReleaseState.VEROEFFENTLICHT


def test_withdrawing_another_leaves_the_current(root: Path, make_release: MakeRelease) -> None:
    first, second = make_release(), make_release()
    assert withdraw(root, first, by="x", reason="y", now=NOW) == second


def test_what_was_withdrawn_stays_so(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    release_id = make_release()
    withdraw(root, release_id, by="x", reason="y", now=NOW)
    with pytest.raises(ReleaseError, match="zurückgezogen"):
        publish(release_id)
    with pytest.raises(ReleaseError, match="nicht veröffentlicht"):
        withdraw(root, release_id, by="x", reason="y", now=NOW)
    with pytest.raises(ReleaseError, match="nicht veröffentlicht"):
        roll_back(root, release_id, by="x", now=NOW)


def test_rolling_back_moves_the_pointer_only(root: Path, make_release: MakeRelease) -> None:
    first, second = make_release(), make_release()
    roll_back(root, first, by="x", now=NOW)
    assert current_id(root) == first
    assert state_of(root, second) is ReleaseState.VEROEFFENTLICHT
    roll_back(root, second, by="x", now=NOW)
    assert current_id(root) == second


def test_showing_a_release_again_keeps_who_wanted_it(
    root: Path, make_release: MakeRelease, publish: Publish
) -> None:
    first, second = make_release(), make_release()
    published = find_release(root, first).publication
    with pytest.raises(ReleaseError, match="--by"):
        roll_back(root, first, by="", now=NOW)
    assert current_id(root) == second
    roll_back(root, first, by="Leitung", now=NOW)
    again = read_states(root, first)[-1]
    assert again == StateEntry(
        ReleaseState.VEROEFFENTLICHT, NOW.isoformat(), "Leitung", "wieder gezeigt"
    )
    roll_back(root, first, by="Leitung", now=NOW)  # is shown already
    assert len(read_states(root, first)) == 3
    publish(second)  # published before: shown again, too
    assert [entry.reason for entry in read_states(root, second)][-1] == "wieder gezeigt"
    assert find_release(root, first).publication == published
    assert last_published(root, is_demo=True).release_id == second  # type: ignore[union-attr]


def test_rolling_back_to_drafts_and_damaged_ones_is_refused(
    root: Path, make_release: MakeRelease
) -> None:
    damaged, draft, current = make_release(), make_release(published=False), make_release()
    _damage(root, damaged)
    for release_id in (damaged, draft):
        with pytest.raises(ReleaseError):
            roll_back(root, release_id, by="x", now=NOW)
    assert current_id(root) == current


def test_pruning_keeps_the_current(root: Path, make_release: MakeRelease) -> None:
    old, draft, current = make_release(), make_release(published=False), make_release()
    (root / ".build-killed").mkdir()
    assert set(prune(root)) == {old, draft}
    assert snapshot_ids(root) == [current]
    assert {path.name for path in root.iterdir()} == {
        current,
        f"{current}.states.json",
        "current",
        "order.log",
        ".lock",
    }


def test_pruning_keeps_published_real_releases(root: Path, make_release: MakeRelease) -> None:
    real, _current = make_release(), make_release()
    manifest = root / real / MANIFEST
    assert read_manifest(root / real)["is_demo"]
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"is_demo": true', '"is_demo": false'), encoding="utf-8")
    assert prune(root) == []


def test_the_list_is_newest_first_and_survives_a_damaged_one(
    root: Path, make_release: MakeRelease
) -> None:
    first, second, third = make_release(), make_release(), make_release()
    (root / second / MANIFEST).unlink()
    assert [release.release_id for release in list_releases(root)] == [third, first]
    assert list(find_faults(root)) == [second]


def test_a_clock_that_was_set_back_changes_no_order(root: Path, make_release: MakeRelease) -> None:
    first, second = make_release(now=NOW), make_release(now=NOW - dt.timedelta(days=400))
    assert second < first
    assert [release.release_id for release in list_releases(root)] == [second, first]
    third = make_release(now=NOW - dt.timedelta(days=800))
    assert withdraw(root, third, by="x", reason="y", now=NOW) == second


def test_a_damaged_release_can_be_withdrawn(root: Path, make_release: MakeRelease) -> None:
    first, second = make_release(), make_release()
    (root / second / MANIFEST).unlink()
    assert withdraw(root, second, by="x", reason="y", now=NOW) == first
    assert state_of(root, second) is ReleaseState.ZURUECKGEZOGEN


def test_pruning_keeps_what_is_served_in_the_place_of_a_damaged_one(
    root: Path, make_release: MakeRelease
) -> None:
    first, second, third = make_release(), make_release(), make_release()
    _damage(root, third)
    assert prune(root) == [first]
    assert current_release(root).snapshot_id == second


def test_unreadable_states_are_told(root: Path, make_release: MakeRelease) -> None:
    first, second = make_release(), make_release()
    state_path(root, second).write_text("[{", encoding="utf-8")
    with pytest.raises(SnapshotDamagedError, match=r"states\.json ist unlesbar"):
        state_of(root, second)
    assert [release.release_id for release in list_releases(root)] == [first]
