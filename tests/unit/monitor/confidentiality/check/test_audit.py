"""The check of a release: what is too exact is named, whatever it is that makes it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import sqrt

import pytest

from monitor.confidentiality.check import audit as check
from monitor.confidentiality.check import least_squares
from monitor.confidentiality.check.audit import Counted, LeastError, least_errors, messages

YEAR, QUARTER = ("JAHR", "2025"), ("QUARTAL", "2025-Q1")
AREAS = tuple(f"S{number}" for number in range(1, 9))
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
DISTRICT_WAITS = (("0-1",), ("2-3",), ("4-5",), ("6-10",), ("11-",))
AREA_WAITS = (*DISTRICT_WAITS[:3], ("6-10", "11-"))
PLACES = (*((area,) for area in AREAS), AREAS)


def counted(
    table: str, period: tuple[str, str], version: int = 0, **parts: Iterable[str]
) -> Counted:
    sets = {dimension: frozenset(values) for dimension, values in parts.items()}
    return Counted("familien", period, version, table, sets)


def waits(period: tuple[str, str], version: int = 0, **more: Iterable[str]) -> Iterator[Counted]:
    for place in PLACES:
        for wait in DISTRICT_WAITS if place == AREAS else AREA_WAITS:
            yield counted("Z1.1", period, version, gebiet=place, wartezeit=wait, **more)


def reach() -> list[Counted]:
    return [counted("Z7.1", YEAR, gebiet=place) for place in PLACES]


def by_level(*levels: str, period: tuple[str, str] = YEAR) -> list[Counted]:
    return [counted("Z7.2", period, gebiet=AREAS, belastungsstufe=[level]) for level in levels]


def waits_of_quarters() -> list[Counted]:
    return [count for quarter in QUARTERS for count in waits(YEAR, quartal=[quarter])]


LEVELS_REST = {("familien", "belastungsstufe")}
#: Of the district's count: itself, the sum of 8 areas, the sum of three levels.
ONE, AREAS_SUM, LEVELS_SUM = 2, 16, 6
#: A quarter's district count: itself and the sum of 8 areas.
CLASS = 1 / (1 / ONE + 1 / AREAS_SUM)


class TestLeastErrors:
    def test_one_count_has_the_noise_of_the_method(self) -> None:
        (least,) = least_errors([counted("Z2.1", YEAR, gebiet=AREAS)])
        assert least == LeastError("familien", YEAR, pytest.approx(sqrt(2)), ("Z2.1",))

    @pytest.mark.parametrize("counts", [list(waits(QUARTER)), reach()])
    def test_district_beside_8_areas(self, counts: list[Counted]) -> None:
        assert _least(counts) == pytest.approx(sqrt(1 / (1 / ONE + 1 / AREAS_SUM)))  # 1.333

    def test_district_beside_areas_and_levels(self) -> None:
        expected = sqrt(1 / (1 / ONE + 1 / AREAS_SUM + 1 / LEVELS_SUM))
        assert _least(reach() + by_level("1", "2", "3")) == pytest.approx(expected)
        assert expected == pytest.approx(1.171, abs=1e-3)

    def test_levels_per_area_beside_all(self) -> None:
        """Tables with all margins: variance 2 · 8/9 · 3/4."""
        levels = [
            counted("Z7.2", YEAR, gebiet=place, belastungsstufe=[level])
            for place in PLACES
            for level in "123"
        ]
        assert _least(reach() + levels) == pytest.approx(sqrt(2 * 8 / 9 * 3 / 4))  # 1.155

    def test_two_levels_with_a_rest(self) -> None:
        counts = reach() + by_level("1", "3")
        assert _least(counts, LEVELS_REST) == pytest.approx(sqrt(16 / 9))
        assert messages(least_errors(counts, rests=LEVELS_REST)) == ()

    def test_two_levels_taken_as_all_there_are(self) -> None:
        expected = sqrt(1 / (1 / ONE + 1 / AREAS_SUM + 1 / 4))
        assert _least(reach() + by_level("1", "3")) == pytest.approx(expected)

    def test_rest_of_another_base(self) -> None:
        counts = reach() + by_level("1", "3")
        assert _least(counts, {("andere", "belastungsstufe")}) == _least(counts)

    def test_year_beside_its_quarters(self) -> None:
        """Each quarter follows from the year and the three others once more."""
        year = counted("Z2.1", YEAR, gebiet=AREAS)
        quarters = [
            counted("Z1.1", YEAR, gebiet=place, quartal=[quarter])
            for place in PLACES
            for quarter in QUARTERS
        ]
        expected = sqrt(1 / (1 / CLASS + 1 / (ONE + 3 * CLASS)))
        assert _least([year, *quarters]) == pytest.approx(expected)  # 1.196
        (finding,) = messages(least_errors([year, *quarters]))
        assert "Zeitraum 2025), Tabellen Z2.1, Z1.1;" in finding

    def test_year_beside_its_quarters_and_levels(self) -> None:
        counts = reach() + waits_of_quarters() + by_level("1", "2", "3")
        assert _least(counts) == pytest.approx(1.148, abs=1e-3)
        two = reach() + waits_of_quarters() + by_level("1", "3")
        assert messages(least_errors(two, rests=LEVELS_REST)) == ()

    def test_one_count_of_a_year_beside_four(self) -> None:
        quarters = [counted("Z1.1", YEAR, quartal=[quarter]) for quarter in QUARTERS]
        year = counted("Z7.1", YEAR)
        assert _least([*quarters, year]) == pytest.approx(sqrt(2 * 4 / 5))

    def test_cell_that_no_table_shows(self) -> None:
        """Half of (a + b) + (a + c) − (b + c) has the variance 6 ÷ 4, less than each count."""
        counts = [counted(pair, YEAR, wert=pair) for pair in ("ab", "ac", "bc")]
        assert _least(counts) == pytest.approx(sqrt(6 / 4))

    def test_equal_rows_are_one_observation(self) -> None:
        again = [
            counted("Z7.1", YEAR, gebiet=AREAS),
            counted("Z2.1", YEAR),
            counted("Z3.3", YEAR, gebiet=AREAS, wartezeit=("0", "1")),
            counted("Z6.4", YEAR, gebiet=AREAS),
        ]
        assert _least(again) == pytest.approx(sqrt(2))

    def test_revision_is_a_new_unknown(self) -> None:
        first, revised = list(waits(QUARTER)), list(waits(QUARTER, version=1))
        assert _least(first + revised) == _least(first)

    def test_least_of_all_versions(self) -> None:
        revised = [counted("Z2.1", YEAR, 1), counted("Z7.1", YEAR, 1, gebiet=AREAS[:1])]
        least = least_errors([*reach(), *by_level("1", "2", "3"), *revised])
        assert [error.standard_error for error in least] == [pytest.approx(1.171, abs=1e-3)]

    def test_bases_and_periods_stand_alone(self) -> None:
        other = Counted("andere", YEAR, 0, "Z7.2", {"belastungsstufe": frozenset("1")})
        counts = [*reach(), other, *by_level("1", "2", "3", period=QUARTER)]
        found = {(error.base, error.period) for error in least_errors(counts)}
        assert found == {("familien", YEAR), ("andere", YEAR), ("familien", QUARTER)}
        assert messages(least_errors(counts)) == ()

    def test_no_counts(self) -> None:
        assert least_errors([]) == ()

    def test_count_of_nothing(self) -> None:
        with pytest.raises(ValueError, match="at least one value"):
            least_errors([counted("Z7.1", YEAR, gebiet=())])


class TestFindings:
    def test_names_base_tables_and_number(self) -> None:
        (finding,) = messages(least_errors(reach() + by_level("1", "2", "3")))
        assert finding == (
            "Die Zahlen zu „familien“ lassen sich zu genau zurückrechnen (Standardfehler 1,17 "
            "statt mindestens 1,25; Zeitraum 2025), Tabellen Z7.1, Z7.2; die Grundmenge ist "
            "mehrfach aufgeteilt."
        )

    def test_tables_without_a_part_in_it_are_not_named(self) -> None:
        beside = counted("Z5.1", YEAR, gebiet=["S1"], teilnahme=["ja"])
        rests = {("familien", "teilnahme")}
        (finding,) = messages(
            least_errors([*reach(), beside, *by_level("1", "2", "3")], rests=rests)
        )
        assert "Tabellen Z7.1, Z7.2;" in finding

    def test_many_periods_are_one_message(self) -> None:
        counts = [
            Counted(count.base, ("JAHR", str(year)), 0, count.table, count.parts)
            for year in range(2020, 2026)
            for count in reach() + by_level("1", "2", "3")
        ]
        (finding,) = messages(least_errors(counts))
        assert "Zeitraum 2020, 2021, 2022 und 3 weitere)" in finding

    def test_just_below_the_limit_does_not_read_as_the_limit(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check, "LEAST_STANDARD_ERROR", sqrt(2) + 1e-3)  # reads as 1,41, too
        (finding,) = messages(least_errors([counted("Z7.1", YEAR)]))
        assert "Standardfehler 1,41 statt mindestens 1,41" in finding


def test_each_structure_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 releases of up to 27 quarters cost no more computing than a quarter."""
    asked = []

    def counting(*structure: object, open_dimensions: object) -> least_squares.Estimate:
        asked.append((structure, open_dimensions))
        return least_squares.Estimate(1.3, frozenset())

    monkeypatch.setattr(check, "most_exact", counting)
    releases = (
        count
        for release in range(20)
        for quarter in range(8 + release)
        for count in waits(("QUARTAL", f"{quarter}"))
    )
    assert len(least_errors(releases)) == 27
    assert len(asked) == 1


def _least(counts: Iterable[Counted], rests: Iterable[tuple[str, str]] = ()) -> float:
    (least,) = least_errors(counts, rests=set(rests))
    return least.standard_error


@pytest.mark.parametrize("areas", [2, 3, 8])
@pytest.mark.parametrize("levels", [(), ("1", "3"), ("1", "2", "3")])
def test_one_area_and_the_sum_of_the_others_stand_for_all(
    areas: int, levels: tuple[str, ...]
) -> None:
    """Areas that are told alike are as exact as one of them beside the sum of the others."""
    names = [str(number) for number in range(areas)]
    waits = [{"wait": frozenset({name})} for name in "abc"]
    district = [
        *({"area": frozenset(names), **wait} for wait in waits),
        *({"area": frozenset(names), "level": frozenset({level})} for level in levels),
    ]

    def counted(parts: Mapping[str, frozenset[str]], times: int = 1) -> Counted:
        return Counted("rows", ("JAHR", "2024"), 0, "Z1.1", parts, times)

    each = [counted({"area": frozenset({name}), **wait}) for name in names for wait in waits]
    summed = [
        counted({"area": place, **wait}, len(place))
        for place in (frozenset(names[:1]), frozenset(names[1:]))
        for wait in waits
    ]
    whole = [counted(parts) for parts in district]
    (of_each,), (of_sum,) = least_errors([*each, *whole]), least_errors([*summed, *whole])
    assert of_sum.standard_error == pytest.approx(of_each.standard_error)
