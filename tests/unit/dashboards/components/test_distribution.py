from __future__ import annotations

from xml.etree import ElementTree

from dashboards.components.distribution import distribution, draw
from monitor.datasets.profile import Bar

SVG = "{http://www.w3.org/2000/svg}"


def _rectangles(svg: str) -> list[dict[str, float]]:
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves
    keys = ("x", "width", "height")
    return [{key: float(bar.attrib[key]) for key in keys} for bar in root.iter(f"{SVG}rect")]


def test_the_highest_bar_fills_the_picture_and_the_least_can_be_seen() -> None:
    first, last = _rectangles(draw([Bar("A", "A", 1000), Bar("B", "B", 1)], "", ordered=False))
    assert first["height"] == 32
    assert last["height"] == 1.5
    assert last["x"] == 74


def test_numbers_and_days_stand_where_they_lie() -> None:
    bars = [Bar(0, 0, 3), Bar(9, 9, 1)]
    assert [bar["x"] for bar in _rectangles(draw(bars, "", ordered=True))] == [0, 133.2]
    days = [Bar("2024-01-01", "2024-01-31", 3), Bar("2024-03-01", "2024-03-31", 1)]
    first, last = _rectangles(draw(days, "", ordered=True))
    assert first["width"] < last["x"]
    assert _rectangles(draw([Bar(2.5, 2.5, 4)], "", ordered=True))[0]["width"] > 100


def test_a_distribution_says_what_it_shows() -> None:
    picture = distribution([Bar("A", "A", 5)], 'wert "n": 1 Balken', ordered=False)
    root = ElementTree.fromstring(picture.markup)  # noqa: S314 - drawn by ourselves
    assert (root.get("role"), root.get("aria-label")) == ("img", 'wert "n": 1 Balken')
