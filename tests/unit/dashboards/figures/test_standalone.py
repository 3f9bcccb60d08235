"""A chart as a file: complete, in light colours, with where its figures come from."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from dashboards.figures.picture import WIDE
from dashboards.figures.series_chart import SeriesChart, describe_series, draw_at
from dashboards.figures.standalone import standalone
from dashboards.words.language import Language
from dashboards.words.messages import Messages

_SVG = "{http://www.w3.org/2000/svg}"
ABOUT = ["Kreis <&> · 3. Quartal 2026", "Intern, genaue Zahlen vom 30. November 2026 " * 4]


@pytest.fixture
def chart(indicator: dict[str, Any], row: Any) -> SeriesChart:
    long = {**indicator, "richtung": "NIEDRIGER", "name": "Anteil der Abbrüche " * 5}
    rows = pl.DataFrame([row(vorlaeufig=True)], infer_schema_length=None)
    limits = pl.DataFrame(schema={"periode": pl.String})
    return describe_series(long, rows, limits, Messages(Language.DE), area="Kreis")


def test_a_file_has_title_words_drawing_and_origin(chart: SeriesChart) -> None:
    tree = ET.fromstring(standalone(chart, draw_at(chart, WIDE), ABOUT))  # noqa: S314  # our own
    assert tree.tag == f"{_SVG}svg"
    assert [tree[0].text, tree[1].text] == [chart.title, chart.summary]
    said = " ".join(one.text or "" for one in tree.iter(f"{_SVG}text"))
    assert "Kreis <&> · 3. Quartal 2026" in said
    assert "Hohl: vorläufig." in said
    inner = tree.find(f"{_SVG}svg")
    assert inner is not None
    assert inner.attrib["width"] == str(WIDE)


def test_lines_stay_within_the_file(chart: SeriesChart) -> None:
    tree = ET.fromstring(standalone(chart, draw_at(chart, WIDE), ABOUT))  # noqa: S314  # our own
    height = float(tree.attrib["height"])
    rows = [float(one.attrib["y"]) for group in tree.findall(f"{_SVG}g") for one in group]
    assert rows == sorted(rows)
    assert rows[-1] < height
    assert all(len(one.text or "") <= 90 for group in tree.findall(f"{_SVG}g") for one in group)


def test_no_colour_is_left_to_a_style_sheet(chart: SeriesChart) -> None:
    text = standalone(chart, draw_at(chart, WIDE), ABOUT)
    assert "var(" not in text
    assert "#b03a06" in text  # missed, in the light scheme


def test_a_drawing_without_a_size_is_no_drawing(chart: SeriesChart) -> None:
    with pytest.raises(ValueError, match="size"):
        standalone(chart, "<svg/>", [])
