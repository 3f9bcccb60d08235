"""Marks of days in a series: where they stand, in which order, and that all words know of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboards.figures.chart_marks import ChartMark, MarkKind
from dashboards.figures.picture import WIDE
from dashboards.figures.series_chart import SeriesChart, describe_series, draw, draw_at
from dashboards.figures.series_plan import plan
from dashboards.figures.standalone import standalone
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from tests.builders.drawings import numbers, parsed, paths, texts

T = Messages(Language.DE)
DECIDED = ChartMark(dt.date(2025, 4, 1), "Zweite Stelle <Nord>", MarkKind.MASSNAHME)
MOVED = ChartMark(dt.date(2024, 7, 1), "Personalwechsel", MarkKind.EREIGNIS)


@pytest.fixture
def marked(frames: dict[str, pl.DataFrame], indicator: dict[str, Any]) -> Any:
    """Return a function: marks → chart of Z1.1 by quarters."""

    def make(*marks: ChartMark) -> SeriesChart:
        rows = frames["wert"].filter(indikator_id="Z1.1", gebiet_id="KREIS", periode_art="QUARTAL")
        limits = pl.DataFrame(schema={"periode": pl.String})
        return describe_series(indicator, rows, limits, T, area="Kreis", marks=marks)

    return make


def _edges(chart: SeriesChart, periods: Sequence[str]) -> list[float]:
    """Return the left edges of the slots of periods in the drawing."""
    plot = plan(chart, WIDE)
    found = {row["periode"]: slot for slot, row in chart.slots.pairs()}
    return [plot.x(found[period] - 0.5) for period in periods]


def test_lines_stand_at_their_days_and_are_numbered_in_time_order(marked: Any) -> None:
    chart = marked(DECIDED, MOVED)
    drawn = draw_at(chart, WIDE)
    lines = [path for path in paths(drawn, "accent", "stroke") if path.startswith("M")]
    assert sorted(numbers(path)[0] for path in lines) == pytest.approx(
        _edges(chart, ["2024-Q3", "2025-Q2"]), abs=0.1
    )
    assert {"1", "2"} <= set(texts(drawn))
    assert [one.mark for one in chart.placed_marks] == [MOVED, DECIDED]


def test_numbers_close_to_each_other_do_not_cover_each_other(marked: Any) -> None:
    marks = [ChartMark(DECIDED.day + dt.timedelta(days=n), "x", MarkKind.MASSNAHME) for n in (0, 1)]
    discs = list(parsed(draw_at(marked(*marks), WIDE)).iter("circle"))
    first, second = (float(one.attrib["cx"]) for one in discs)
    assert second - first >= 16


def test_a_day_outside_the_series_has_no_line(marked: Any) -> None:
    chart = marked(
        ChartMark(dt.date(1999, 1, 1), "früh", MarkKind.EREIGNIS),
        ChartMark(dt.date(2099, 1, 1), "spät", MarkKind.EREIGNIS),
    )
    assert chart.placed_marks == []
    assert draw_at(chart, WIDE) == draw_at(marked(), WIDE)


def test_alternative_text_table_and_file_say_the_marks_in_words(marked: Any) -> None:
    chart = marked(DECIDED)
    said = "1 · Maßnahme, beschlossen am 01.04.2025: Zweite Stelle <Nord>"
    assert f"{said}." in chart.summary
    table = chart.table()
    assert table.head[-1] == "Maßnahmen und Ereignisse"
    assert {row[0]: row[-1] for row in table.rows}["2. Quartal 2025"] == said
    file = standalone(chart, draw_at(chart, WIDE), ["Quelle"])
    assert "Zweite Stelle &lt;Nord&gt;" in file


def test_the_page_lists_the_words_itself(marked: Any) -> None:
    notes = "".join(
        "".join(one.itertext())
        for one in parsed(draw(marked(DECIDED))).iter("span")
        if one.get("class") == "chart-notes"
    )
    assert "Nummerierte Linien" in notes
    assert "Zweite Stelle" not in notes


def test_a_series_without_marks_has_the_table_of_before(marked: Any) -> None:
    assert "Maßnahmen und Ereignisse" not in marked().table().head


def test_the_explored_figure_has_the_same_lines_and_says_their_words(marked: Any) -> None:
    chart = marked(DECIDED, MOVED)
    figure = go.Figure(chart.explored())  # plotly knows every property
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert [line.x0 for line in lines] == [one.place for one in chart.placed_marks]
    (numbered,) = [trace for trace in figure.data if trace.name == "marken"]
    assert list(numbered.hovertext) == chart.legend
    assert not [trace for trace in go.Figure(marked().explored()).data if trace.name == "marken"]
