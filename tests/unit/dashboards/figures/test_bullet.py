"""A value against its target in one line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.figures.bullet import WIDTH, bullet
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Direction, Status
from tests.builders.drawings import boxes, numbers, parsed, paths

T = Messages(Language.DE)
RATE = {"name": "Abbruchquote", "einheit": "%", "nachkommastellen": 1, "richtung": "NIEDRIGER",
        "zielwert": 10.0, "zielwert_oben": None, "pfadwert": None}  # fmt: skip
finite = st.floats(-1e5, 1e5, allow_nan=False)


def _zone(drawn: str) -> tuple[float, float]:
    ((left, _, width, _),) = boxes(drawn, "zone-ground")
    return left, left + width


def test_value_interval_target_and_zone_stand_in_their_order(row: Any) -> None:
    drawn = bullet(RATE, row(), "VERFEHLT", T)
    (line,) = paths(drawn, "ink", "stroke")
    (bar,) = paths(drawn, "missed", "stroke")
    (point,) = paths(drawn, "missed")
    target, (low, _, high) = numbers(line)[0], numbers(bar)
    assert 4 < target < low < numbers(point)[0] < high < WIDTH - 4
    assert _zone(drawn) == pytest.approx((4, target), abs=0.2)


def test_a_value_on_the_target_lies_on_its_line(row: Any) -> None:
    drawn = bullet(RATE, row(wert=10.0, unten=7.0, oben=14.0), "UNSICHER", T)
    (line,) = paths(drawn, "ink", "stroke")
    (square,) = paths(drawn, "uncertain")
    assert numbers(square)[0] + 4.4 == pytest.approx(numbers(line)[0], abs=0.11)


def test_a_value_just_beside_the_target_does_not_look_far(row: Any) -> None:
    near = row(wert=89.74, unten=None, oben=None, zielwert=90.0)
    drawn = bullet(RATE | {"richtung": "HOEHER"}, near, "VERFEHLT", T)
    (line,), (point,) = paths(drawn, "ink", "stroke"), paths(drawn, "missed")
    assert 3 < numbers(line)[0] - numbers(point)[0] < 12


def test_a_band_has_two_lines_and_a_zone_between(row: Any) -> None:
    band = row(wert=101.0, unten=None, oben=None, zielwert=95.0, zielwert_oben=100.0)
    drawn = bullet(RATE | {"richtung": "BAND"}, band, "VERFEHLT", T)
    (lines,) = paths(drawn, "ink", "stroke")
    left, right = numbers(lines)[0], numbers(lines)[3]
    assert _zone(drawn) == pytest.approx((left, right), abs=0.2)
    assert numbers(paths(drawn, "missed")[0])[0] > right


def test_without_a_value_the_target_stands_alone(row: Any) -> None:
    for value in (None, row(wert=None, unten=None, oben=None)):
        drawn = bullet(RATE, value, "KEINE_ANGABE", T)
        assert paths(drawn, "ink", "stroke")
        assert not paths(drawn, "neutral")
        assert "Abbruchquote: keine Angabe; Ziel höchstens 10" in drawn


def test_of_an_open_class_an_arrow_leads_on(row: Any) -> None:
    drawn = bullet(RATE, row(mehr_als=True, unten=None, oben=None), "VERFEHLT", T)
    (arrow,) = paths(drawn, "missed", "stroke")
    assert numbers(arrow)[2] == WIDTH - 4
    assert "mehr als 15,9" in drawn


def test_a_provisional_value_is_hollow(row: Any) -> None:
    drawn = bullet(RATE, row(vorlaeufig=True), "VERFEHLT", T)
    assert len(paths(drawn, "ground")) == 1


def test_the_label_says_it_in_words(row: Any) -> None:
    label = parsed(bullet(RATE, row(), "VERFEHLT", T))[0].attrib["aria-label"]
    assert label == (
        "Abbruchquote: 15,9\u202f% (12,6 bis 19,8\u202f%); Ziel höchstens 10\u00a0%; verfehlt"
    )


def test_names_cannot_break_out_of_their_label(row: Any) -> None:
    drawn = bullet(RATE | {"name": '"><script>'}, row(), "VERFEHLT", T)
    assert "<script>" not in drawn
    assert parsed(drawn)[0].attrib["aria-label"].startswith('"><script>')


@given(
    value=finite, half=st.floats(0, 1e4) | st.none(), target=finite | st.none(),
    direction=st.sampled_from(list(Direction)), status=st.sampled_from(list(Status)),
)  # fmt: skip
def test_everything_lies_on_the_track(
    value: float, half: float | None, target: float | None, direction: str, status: str
) -> None:
    row = {"wert": value, "unten": None if half is None else value - half,
           "oben": None if half is None else value + half, "zielwert": target,
           "zielwert_oben": None if target is None else target + 1, "pfadwert": None,
           "mehr_als": False, "vorlaeufig": False}  # fmt: skip
    drawn = bullet(RATE | {"richtung": direction}, row, status, T)
    for element in parsed(drawn).iter("rect"):
        left, width = float(element.attrib["x"]), float(element.attrib["width"])
        assert 4 <= left <= left + width <= WIDTH - 4 + 0.2
    for element in parsed(drawn).iter("path"):
        start = numbers(element.attrib["d"])[0]
        assert -3 <= start <= WIDTH + 3
