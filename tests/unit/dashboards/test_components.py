from __future__ import annotations

from urllib.parse import unquote
from xml.etree import ElementTree

import polars as pl
import pytest

from dashboards.components.distribution import distribution
from dashboards.components.distribution import draw as draw_bars
from dashboards.components.marks import icon, status
from dashboards.components.sparkline import common_floor, draw, sparkline
from dashboards.figures.series_table import CSV_COLUMNS, shown_cells, with_units
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.datasets.profile import Bar

T = Messages(Language.DE)
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


def test_a_status_is_symbol_and_word() -> None:
    mark = status("VERFEHLT", T)
    symbol, word = mark.children
    assert "icon-verfehlt" in symbol.className
    assert word.children == "verfehlt"


def test_a_symbol_alone_has_a_name() -> None:
    assert getattr(icon("fehlt", label="fehlt"), "aria-label") == "fehlt"
    assert getattr(icon("fehlt"), "aria-hidden") == "true"


def test_missing_cells_are_dashes_and_open_ones_say_so(fake: object) -> None:
    frames = fake.release_frames()  # type: ignore[attr-defined]
    of_area = frames["wert"].filter(indikator_id="Z1.2", periode_art="QUARTAL")
    missing = of_area.filter(gebiet_id="071375003", periode="2022-Q2")
    larger = of_area.filter(gebiet_id="071375002", periode="2025-Q1")
    cells = shown_cells({"nachkommastellen": 0}, pl.concat([missing, larger]), T)
    assert cells["wert"].to_list() == ["–", "mehr als 5"]
    assert cells["oben"].to_list() == ["–", "–"]
    assert cells["status"][0] == "keine Angabe"


@pytest.mark.parametrize("has_units", [True, False])
def test_units_stand_beside_numerator_and_denominator(fake: object, has_units: bool) -> None:
    frames = fake.release_frames()  # type: ignore[attr-defined]
    rows = frames["wert"].filter(indikator_id="Z1.1", gebiet_id="KREIS", periode_art="QUARTAL")
    declared = frames["indikator"].filter(indikator_id="Z1.1")
    if not has_units:  # as in releases that were made before
        declared = declared.drop(pl.col("^(zaehler|nenner)_einheit_..$"))
    found = with_units(rows, declared)
    assert set(CSV_COLUMNS) <= set(found.columns)
    assert found.height == rows.height
    units = ("Fälle", "Fälle") if has_units else ("", "")
    assert set(found.select("zaehler_einheit", "nenner_einheit").rows()) == {units}


def _rectangles(svg: str) -> list[dict[str, float]]:
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves
    keys = ("x", "width", "height")
    return [{key: float(bar.attrib[key]) for key in keys} for bar in root.iter(f"{SVG}rect")]


def test_the_highest_bar_fills_the_picture_and_the_least_can_be_seen() -> None:
    first, last = _rectangles(draw_bars([Bar("A", "A", 1000), Bar("B", "B", 1)], ordered=False))
    assert first["height"] == 32
    assert last["height"] == 1.5
    assert last["x"] == 74


def test_numbers_and_days_stand_where_they_lie() -> None:
    bars = [Bar(0, 0, 3), Bar(9, 9, 1)]
    assert [bar["x"] for bar in _rectangles(draw_bars(bars, ordered=True))] == [0, 133.2]
    days = [Bar("2024-01-01", "2024-01-31", 3), Bar("2024-03-01", "2024-03-31", 1)]
    first, last = _rectangles(draw_bars(days, ordered=True))
    assert first["width"] < last["x"]
    assert _rectangles(draw_bars([Bar(2.5, 2.5, 4)], ordered=True))[0]["width"] > 100


def test_a_distribution_says_what_it_shows() -> None:
    picture = distribution([Bar("A", "A", 5)], "wert: 1 Balken", ordered=False)
    assert picture.alt == "wert: 1 Balken"
    assert unquote(picture.src).startswith("data:image/svg+xml,<svg")
