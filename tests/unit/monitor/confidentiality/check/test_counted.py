"""The published counts as the check sees them: a year with its quarters, rows without a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from monitor.confidentiality.check.audit import Counted, least_errors, messages
from monitor.confidentiality.check.counted import open_dimensions, published_counts
from monitor.confidentiality.plan.published import published
from monitor.confidentiality.revisions.units import Change, Unit, UnitPublication
from monitor.content.folder import Content
from monitor.periods import PeriodKind, period_of, periods_between

AREAS = tuple(f"0713{number:05}" for number in range(8))


def units(
    *years: int, concept: str = "2024", again: Iterable[str] = (), waves: Iterable[str] = ()
) -> dict[str, Unit]:
    """Return published quarters of whole years, some of them published twice, and waves."""
    found, twice = {}, set(again)
    for year in years:
        span = period_of(dt.date(year, 1, 1), PeriodKind.JAHR)
        for one in periods_between(span.start, span.end, PeriodKind.QUARTAL):
            found[one.name] = _unit(one.name, one.kind, (one.start, one.end), concept, twice)
    for name in waves:
        day = dt.date(int(name[-4:]), 4, 30)
        found[name] = _unit(name, PeriodKind.WELLE, (day, day), concept, twice)
    return found


def _unit(
    name: str, kind: PeriodKind, span: tuple[dt.date, dt.date], concept: str, again: set[str]
) -> Unit:
    changes = [Change.ERST, *([Change.KORREKTUR] if name in again else [])]
    return Unit(
        name=name, kind=kind, start=span[0], end=span[1], concept=concept, deliveries=(),
        definitions={}, history=tuple(UnitPublication(change=one, on=span[1]) for one in changes),
    )  # fmt: skip


@pytest.fixture
def counts(packaged_content: Content) -> list[Counted]:
    plan = published(packaged_content.concepts[-1])
    return list(published_counts(plan, "2024", units(2024, waves=["W2024"]), AREAS))


def test_a_year_is_seen_with_its_quarters(counts: list[Counted]) -> None:
    families = [one for one in counts if "familien_wartezeit" in one.base]
    assert {one.base for one in families} == {"familien_wartezeit und familien"}
    assert {one.period for one in families} == {("JAHR", "2024")}
    covered = [one.parts["quartal"] for one in families if "quartal" in one.parts]
    assert set(covered) == {frozenset({f"2024-Q{number}"}) for number in range(1, 5)}
    assert any("quartal" not in one.parts for one in families)


def test_one_area_and_the_sum_of_the_others(counts: list[Counted]) -> None:
    places = {(len(one.parts["gebiet"]), one.times) for one in counts}
    assert places == {(8, 1), (1, 1), (7, 7)}


def test_the_open_class_of_areas_holds_the_last_two(counts: list[Counted]) -> None:
    waits = [one.parts for one in counts if "wartezeit_werktage" in one.parts
             and one.base.startswith("familien") and len(one.parts["gebiet"]) == 1]  # fmt: skip
    last = max((one["wartezeit_werktage"] for one in waits), key=len)
    assert last == frozenset(map(str, range(6, 12)))


def test_what_is_published_anew_is_a_new_unknown(packaged_content: Content) -> None:
    plan = published(packaged_content.concepts[-1])
    again = units(2024, again=["2024-Q1"])
    versions = {one.version for one in published_counts(plan, "2024", again, AREAS)
                if "familien" in one.base}  # fmt: skip
    assert versions == {0, 1}


def test_a_period_belongs_to_the_version_that_it_begins_in(packaged_content: Content) -> None:
    older, newer = (published(concept) for concept in packaged_content.concepts)
    both = units(2023, concept="2021") | units(2024)
    for plan, concept, year in ((older, "2021", "2023"), (newer, "2024", "2024")):
        periods = {one.period[1][:4] for one in published_counts(plan, concept, both, AREAS)}
        assert periods == {year}


def test_the_packaged_versions_pass(packaged_content: Content) -> None:
    for concept in packaged_content.concepts:
        plan, name = published(concept), concept.id
        known = units(2024, 2025, concept=name, again=["2024-Q2"], waves=["W2024"])
        counts = list(published_counts(plan, name, known, AREAS))
        rests = open_dimensions(plan)
        assert messages(least_errors(counts, rests=rests)) == ()
        assert min(one.standard_error for one in least_errors(counts, rests=rests)) >= 1.29


def test_all_three_levels_of_strain_would_not(packaged_content: Content) -> None:
    """Stufe 2 beside 3 and 1 gives the families of the district once more."""
    plan = published(packaged_content.concepts[-1])
    counts = list(published_counts(plan, "2024", units(2024), AREAS))
    third = next(one for one in counts if one.parts.get("belastungsstufe") == frozenset({"3"}))
    parts = {**third.parts, "belastungsstufe": frozenset({"2"})}
    more = [*counts, Counted(third.base, third.period, third.version, "Z7.2", parts)]
    rests = {one for one in open_dimensions(plan) if one[1] != "belastungsstufe"}
    (message,) = messages(least_errors(more, rests=rests))
    assert "familien" in message
    assert "Z7.2" in message
