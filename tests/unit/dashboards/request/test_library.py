from __future__ import annotations

from typing import Any

import pytest

from dashboards.request.library import Library, RecentlyUsed
from monitor.access import Viewer
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind
from monitor.reading.store import Store
from monitor.settings import load_settings
from tests.builders.sign_in import EVALUATOR, LEADER


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[tuple[Viewer, str]] = []

    def current(self, viewer: Viewer) -> Any:
        return self._store.current(viewer)

    def steering(self, viewer: Viewer) -> Any:
        return self._store.steering(viewer)

    def table(self, viewer: Viewer, name: str, **selection: Any) -> Any:
        self.asked.append((viewer, name))
        return self._store.table(viewer, name, **selection)


def test_a_release_is_read_once_per_question_and_viewer(store: Store) -> None:
    counting = Counting(store)
    library = Library(counting)  # type: ignore[arg-type]  # the methods it uses
    for viewer in (LEADER, LEADER, EVALUATOR):
        library.open(viewer).areas()
    assert counting.asked == [(LEADER, "gebiet"), (EVALUATOR, "gebiet")]


def test_without_a_release_there_is_nothing_to_open(tmp_path: Any) -> None:
    with pytest.raises(ReleaseError):
        Library(Store(load_settings(tmp_path))).open(LEADER)


def test_frames_come_in_order(library: Library) -> None:
    numbers = library.open(LEADER)
    assert numbers.areas()["name"][0] == "Landkreis Mayen-Koblenz"
    assert numbers.goals("2024")["ziel_id"].to_list() == [f"Z{n}" for n in range(1, 12)]
    assert numbers.quarters()[-1] == "2026-Q3"
    assert numbers.series("Z1.1", "KREIS", PeriodKind.QUARTAL)["von"].is_sorted()


def test_what_is_kept_is_made_once_and_forgotten_in_turn() -> None:
    kept, made = RecentlyUsed(3), []

    def make(number: int) -> int:
        made.append(number)
        return number

    for number in (1, 1, 2, 3, 4, 1):
        assert kept.get(number, lambda n=number: make(n)) == number
    assert made == [1, 2, 3, 4, 1]


def test_asking_again_keeps_from_being_forgotten() -> None:
    kept = RecentlyUsed(2)
    for number in (1, 2, 1, 3):
        kept.get(number, lambda n=number: n)
    assert kept.get(1, lambda: 0) == 1
    assert kept.get(2, lambda: 0) == 0
