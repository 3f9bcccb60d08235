"""Which quarters and waves a release takes, keeps, revises, corrects, and which ones wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.confidentiality.revisions.due import (
    Candidate,
    DueUnits,
    read_candidates,
    select,
    why_waiting,
)
from monitor.confidentiality.revisions.units import (
    Change,
    Correction,
    FrozenDelivery,
    Unit,
    UnitPublication,
)
from monitor.errors import ReleaseError
from monitor.measures.calendar import calendar
from monitor.periods import PeriodKind, parse_quarter
from tests.builders.worlds import delivery, furnish, insert

TODAY = dt.date(2025, 3, 1)


def deliveries(*traeger: str, again: Iterable[str] = ()) -> tuple[FrozenDelivery, ...]:
    """Return a delivery of each Träger; some delivered another one since."""
    redelivered = set(again)
    return tuple(
        FrozenDelivery(f"L-{name}-2" if name in redelivered else f"L-{name}", "0", name)
        for name in traeger
    )


ALL = tuple(f"TR{number:02}" for number in range(1, 6))


def candidate(name: str, **given: Any) -> Candidate:
    quarter = parse_quarter(name)
    told = {"due_on": dt.date(2025, 12, 31), "is_complete": True, "deliveries": deliveries(*ALL)}
    return Candidate(name, PeriodKind.QUARTAL, quarter.start, quarter.end, **(told | given))


def unit(name: str, *changes: Change, requests: Iterable[str] = ()) -> Unit:
    """Return a published quarter, with what became of it after its first publication."""
    quarter, numbers = parse_quarter(name), iter(requests)
    history = [UnitPublication(change=Change.ERST, on=TODAY)]
    history += [
        UnitPublication(change=one, on=TODAY, request=next(numbers, None)) for one in changes
    ]
    return Unit(
        name=name, kind=PeriodKind.QUARTAL, start=quarter.start, end=quarter.end, concept="2024",
        deliveries=deliveries(*ALL), definitions={}, history=tuple(history),
    )  # fmt: skip


WAVE = Candidate("W2024", PeriodKind.WELLE, dt.date(2024, 3, 1), dt.date(2024, 4, 30),
                 dt.date(2024, 6, 25), is_complete=False)  # fmt: skip


def unit_of_wave() -> Unit:
    return unit("2024-Q1").model_copy(
        update={"name": WAVE.name, "kind": WAVE.kind, "start": WAVE.start, "end": WAVE.end}
    )


def frozen(*units: Unit) -> Mapping[str, Unit]:
    return {one.name: one for one in units}


def changes(selection: DueUnits) -> dict[str, Change]:
    return {name: why for name, (why, _) in selection.taken.items()}


def test_due_when_complete_or_when_the_wait_is_over() -> None:
    quarters = [
        candidate("2024-Q1"),
        candidate("2024-Q2", is_complete=False, due_on=TODAY),
        candidate("2024-Q3", is_complete=False, due_on=TODAY + dt.timedelta(days=1)),
    ]
    found = select(quarters, {}, [], as_of=TODAY)
    assert changes(found) == {"2024-Q1": Change.ERST, "2024-Q2": Change.ERST}
    assert [one.name for one in found.waiting] == ["2024-Q3"]


def test_what_is_published_stays_whatever_comes_late() -> None:
    late = candidate("2024-Q1", deliveries=deliveries(*ALL, again=ALL))
    found = select([late, candidate("2024-Q2")], frozen(unit("2024-Q1")), [], as_of=TODAY)
    assert (changes(found), found.kept) == ({"2024-Q2": Change.ERST}, ("2024-Q1",))


@pytest.mark.parametrize(("again", "is_revised"), [(ALL[:2], False), (ALL[:3], True)])
def test_the_year_s_last_quarter_revises_what_three_traeger_changed(
    again: tuple[str, ...], is_revised: bool
) -> None:
    late = candidate("2024-Q1", deliveries=deliveries(*ALL, again=again))
    found = select([late, candidate("2024-Q4")], frozen(unit("2024-Q1")), [], as_of=TODAY)
    expected = {"2024-Q4": Change.ERST} | ({"2024-Q1": Change.REVISION} if is_revised else {})
    assert changes(found) == expected


def test_a_missing_and_a_retracted_delivery_are_changes_too() -> None:
    without = candidate("2024-Q1", deliveries=deliveries(*ALL[:2]))
    found = select([without, candidate("2024-Q4")], frozen(unit("2024-Q1")), [], as_of=TODAY)
    assert changes(found)["2024-Q1"] is Change.REVISION


def test_a_period_is_revised_once() -> None:
    late = candidate("2024-Q1", deliveries=deliveries(*ALL, again=ALL))
    before = frozen(unit("2024-Q1", Change.REVISION))
    assert "2024-Q1" in select([late, candidate("2024-Q4")], before, [], as_of=TODAY).kept


def test_a_correction_is_made_once() -> None:
    at = dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
    request = Correction(id="K1", period="2024-Q1", reason="Doppelt", by="wir", at=at)
    quarters = [candidate("2024-Q1"), candidate("2024-Q2")]
    found = select(quarters, frozen(unit("2024-Q1")), [request], as_of=TODAY)
    assert found.taken["2024-Q1"] == (Change.KORREKTUR, request)
    after = frozen(unit("2024-Q1", Change.KORREKTUR, requests=["K1"]), unit("2024-Q2"))
    assert changes(select(quarters, after, [request], as_of=TODAY)) == {}


def test_no_further_than_asked() -> None:
    quarters = [candidate("2024-Q1"), candidate("2024-Q2")]
    found = select(quarters, {}, [], as_of=TODAY, until="2024-Q1")
    assert (changes(found), [one.name for one in found.waiting]) == (
        {"2024-Q1": Change.ERST},
        ["2024-Q2"],
    )


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2024-Q2", r"2024-Q2 ist noch nicht fällig.*bis zum 31\.12\.2025"),
        ("2031-Q1", "kein abgeschlossenes Quartal"),
        ("Herbst", "kein abgeschlossenes Quartal"),
        ("W2024", "W2024.* ist kein abgeschlossenes Quartal"),
    ],
)
@pytest.mark.parametrize("is_published", [False, True])
def test_asked_for_what_is_not_due(until: str, words: str, *, is_published: bool) -> None:
    quarters = [candidate("2024-Q1"), WAVE, candidate("2024-Q2", is_complete=False)]
    before = frozen(unit_of_wave()) if is_published else {}
    with pytest.raises(ReleaseError, match=words):
        select(quarters, before, [], as_of=dt.date(2025, 1, 1), until=until)


def test_nothing_is_due() -> None:
    waiting = [candidate("2024-Q1", is_complete=False)]
    with pytest.raises(ReleaseError, match=r"2024-Q1 wartet bis zum 31\.12\.2025 auf fehlende L"):
        select(waiting, {}, [], as_of=TODAY)


def test_a_wave_waits_for_no_delivery() -> None:
    early = WAVE.due_on - dt.timedelta(days=1)
    assert why_waiting(WAVE, early) == "W2024 wartet nach der Befragung noch bis zum 25.06.2024."
    with pytest.raises(ReleaseError, match=r"W2024 wartet nach der Befragung noch bis zum 25\.06"):
        select([WAVE], {}, [], as_of=early)


def test_what_is_due_was_put_off() -> None:
    assert why_waiting(candidate("2024-Q2"), TODAY) == (
        "2024-Q2 ist fällig und bleibt für eine spätere Ausgabe."
    )


def test_candidates_of_a_warehouse(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Due eight weeks after the deadline of 31 January 2025, or when all are in."""
    furnish(warehouse, missing=[("TR01", "2024-Q3")])
    insert(warehouse, "lieferung", [
        delivery("TR01", "2024-Q3", status="ABGELEHNT"),
        delivery("TR02", "2024-Q1", lieferung_id="alt", status="ERSETZT"),
    ])  # fmt: skip
    waves = pl.DataFrame({"welle": ["W2024"], "von": [dt.date(2024, 3, 1)],
                          "bis": [dt.date(2024, 4, 30)]})  # fmt: skip
    periods = calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31), waves)
    found = {one.name: one for one in read_candidates(warehouse, periods, 8)}
    assert list(found) == ["2024-Q1", "W2024", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert [found[f"2024-Q{n}"].is_complete for n in range(1, 5)] == [True, True, False, True]
    assert found["2024-Q3"].due_on == dt.date(2025, 3, 28)
    assert found["W2024"].due_on == dt.date(2024, 6, 25)
    assert {one.traeger_id for one in found["2024-Q1"].deliveries} == {"TR01", "TR02", "TR03"}
    assert "alt" not in {one.lieferung_id for one in found["2024-Q1"].deliveries}


def test_a_correction_of_what_is_gone() -> None:
    at = dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
    request = Correction(id="K1", period="2024-Q1", reason="Doppelt", by="wir", at=at)
    with pytest.raises(ReleaseError, match=r"2024-Q1 soll berichtigt werden, aber"):
        select([candidate("2024-Q2")], frozen(unit("2024-Q1")), [request], as_of=TODAY)
