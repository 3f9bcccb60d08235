"""Every status can be told apart by shape alone, and by colour on every ground in figures."""

from __future__ import annotations

import itertools

import pytest

from dashboards.figures.points import SHAPES, SYMBOLS, outline, point
from dashboards.figures.status_marks import status_mark
from dashboards.figures.status_strip import status_strip
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Status
from tests.builders.drawings import numbers, parsed, paths

T = Messages(Language.DE)
QUARTERS = [f"{year}-Q{part}" for year in (2024, 2025, 2026) for part in (1, 2, 3, 4)]
GRADES = (Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER)


def test_every_status_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Status) == set(SYMBOLS)
    drawn = [outline(status, 50, 50, 5) for status in Status]
    assert len(set(drawn)) == len(drawn)
    assert len({SYMBOLS[grade] for grade in GRADES}) == len(GRADES)


@pytest.mark.parametrize("status", list(Status))
def test_points_can_be_hollow_and_say_what_they_are(status: Status) -> None:
    full, hollow = (point(status, 9, 9, 4, is_hollow=one, title="a < b") for one in (False, True))
    assert full != hollow
    assert [one.text for one in parsed(full).iter("title")] == ["a < b"]


def test_every_grade_has_a_mark_and_nothing_else_has() -> None:
    drawn = {status: status_mark(status, 5, 5) for status in Status}
    assert {status for status in Status if drawn[status]} == set(GRADES)
    for one, other in itertools.combinations(GRADES, 2):
        assert drawn[one] != drawn[other]


def test_a_strip_has_a_cell_per_quarter_at_the_height_of_its_status() -> None:
    told = [None, "VERFEHLT", "UNSICHER", "AUF_KURS", *["ERREICHT"] * 8]
    drawn = status_strip(QUARTERS, told, T, label="Ziel Z1")
    tops = [numbers(paths(drawn, name)[0])[1] for name in ("reached", "uncertain", "missed")]
    assert tops == sorted(tops)  # the higher in the strip, the better
    assert paths(drawn, "reached")[0].count("z") == 8
    assert "Ziel Z1: erreicht seit dem 1. Quartal 2025" in drawn


@pytest.mark.parametrize("count", [0, 1, 3, 12, 40, 120])
def test_a_strip_stays_narrow_and_its_years_apart(count: int) -> None:
    quarters = [f"{1990 + n // 4}-Q{n % 4 + 1}" for n in range(2, count + 2)]
    drawn = parsed(status_strip(quarters, ["UNSICHER"] * count, T, label="Z1"))[0]
    assert float(drawn.attrib["width"]) <= 270
    places = [(float(one.attrib["x"]), one.text or "") for one in drawn.iter("text")]
    for (left, name), (right, _) in itertools.pairwise(places):
        assert left + 6 * len(name) <= right
