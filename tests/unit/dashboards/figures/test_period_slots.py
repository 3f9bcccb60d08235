"""Periods along an axis: equal slots, gaps kept, names where there is room."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from dashboards.figures.period_slots import Slots, slots_of
from dashboards.words.language import Language
from monitor.periods import PeriodKind, period_of


def _slots(kind: PeriodKind, *starts: dt.date) -> Slots:
    rows = [{"periode": period_of(day, kind).name, "von": day} for day in starts]
    return slots_of(kind, rows)


def _quarters(count: int) -> list[dt.date]:
    return [dt.date(2021 + n // 4, 1 + 3 * (n % 4), 1) for n in range(2, count + 2)]


def _labels(slots: Slots, step: float) -> tuple[list[str], list[str]]:
    found = slots.labels(step, Language.DE)
    return [one.text for one in found if not one.line], [one.text for one in found if one.line]


def test_a_period_without_a_row_leaves_its_slot_empty() -> None:
    slots = _slots(PeriodKind.QUARTAL, dt.date(2024, 1, 1), dt.date(2024, 10, 1))
    assert (slots.places, slots.count) == ((0, 3), 4)


def test_quarters_are_named_as_there_is_room() -> None:
    slots = _slots(PeriodKind.QUARTAL, *_quarters(6))
    assert _labels(slots, 40) == (["Q3", "Q4", "Q1", "Q2", "Q3", "Q4"], ["2021", "2022"])
    assert _labels(slots, 12) == (["Q3", "Q1", "Q3"], ["2022"])
    assert _labels(slots, 8) == ([], ["2022"])
    assert slots.year_starts() == [2]


def test_half_years_years_and_kita_years() -> None:
    halves = _slots(PeriodKind.HALBJAHR, dt.date(2024, 7, 1), dt.date(2025, 1, 1))
    assert _labels(halves, 60) == (["H2", "H1"], ["2024", "2025"])
    years = _slots(PeriodKind.JAHR, *(dt.date(year, 1, 1) for year in (2022, 2023, 2025)))
    assert (years.places, _labels(years, 60)[0]) == ((0, 1, 3), ["2022", "2023", "2025"])
    assert years.year_starts() == []
    kita = _slots(PeriodKind.KITAJAHR, dt.date(2023, 8, 1), dt.date(2024, 8, 1))
    assert _labels(kita, 60)[0] == ["2023/24", "2024/25"]


def test_waves_stand_side_by_side_under_their_year() -> None:
    rows = [{"periode": f"W{year}", "von": dt.date(year, 3, 1)} for year in (2020, 2023, 2026)]
    slots = slots_of(PeriodKind.WELLE, rows)
    assert (slots.places, _labels(slots, 60)[0]) == ((0, 1, 2), ["2020", "2023", "2026"])


def test_without_rows_there_is_one_empty_slot() -> None:
    slots = slots_of(PeriodKind.QUARTAL, [])
    assert (slots.count, slots.labels(40, Language.DE), slots.year_starts()) == (1, [], [])


@pytest.mark.parametrize("step", [4, 7, 11, 16, 22, 40, 90])
@pytest.mark.parametrize("count", [1, 2, 5, 21, 44])
def test_names_never_overlap(count: int, step: float) -> None:
    labels = _slots(PeriodKind.QUARTAL, *_quarters(count)).labels(step, Language.DE)
    for line in (0, 1):
        named = sorted((one.middle * step, len(one.text)) for one in labels if one.line == line)
        for (x1, n1), (x2, n2) in itertools.pairwise(named):
            assert x1 + 3.3 * n1 <= x2 - 3.3 * n2
