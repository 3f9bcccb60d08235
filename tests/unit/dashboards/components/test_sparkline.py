from __future__ import annotations

from urllib.parse import unquote
from xml.etree import ElementTree

from dashboards.components.sparkline import common_floor, draw, sparkline

SVG = "{http://www.w3.org/2000/svg}"


def _paths(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves
    return [path.attrib["d"] for path in root.iter(f"{SVG}path")]


def test_a_gap_parts_the_line() -> None:
    reference, *runs = _paths(draw([0.5, 0.6, None, 0.7, 0.8], "#000000"))
    assert reference.startswith("M4 4H")
    assert len(runs) == 2


def test_only_a_known_last_value_gets_a_dot() -> None:
    assert "<circle" in draw([0.5, 1.0], "#123456")
    assert "<circle" not in draw([0.5, None], "#123456")
    assert "<circle" not in draw([], "#123456")


def test_pictures_side_by_side_share_their_foot() -> None:
    assert common_floor([0.93, 0.41, None]) == 0.4
    assert common_floor([0.99]) == 0.8
    assert common_floor([]) == 0.0


def test_a_sparkline_says_what_it_shows() -> None:
    picture = sparkline([0.5, 0.6], "reached", "Zielerreichung von Z1")
    assert picture.alt == "Zielerreichung von Z1"
    assert unquote(picture.src).startswith("data:image/svg+xml,<svg")
