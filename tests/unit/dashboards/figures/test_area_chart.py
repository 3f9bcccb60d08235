"""Areas on one scale: fixed order, never a ranking; an area without a value says why."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.figures.area_chart import WIDTH, AreaChart, describe_areas, draw, draw_at
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import DISTRICT, Status
from tests.builders.drawings import numbers, parsed, paths, texts

T = Messages(Language.DE)
AREAS = ["Landkreis", "Bendorf", "Pellenz", "Maifeld", "Vordereifel", "Mendig", "Vallendar",
         "Weißenthurm", "Rhein-Mosel"]  # fmt: skip


@pytest.fixture
def chart(frames: dict[str, pl.DataFrame], indicator: dict[str, Any]) -> Any:
    """Return a function: period, order of the rows → chart of Z1.1."""

    def make(period: str = "2022-Q2", *, by: str = "gebiet_id", **options: Any) -> AreaChart:
        areas = frames["gebiet"].filter(pl.col("art") != "AUSSERHALB").sort("reihenfolge")
        rows = (
            frames["wert"]
            .filter(indikator_id="Z1.1", periode_art="QUARTAL", periode=period)
            .sort(by)
        )
        return describe_areas(indicator, rows, areas, T, **options)

    return make


def _names(described: AreaChart) -> list[str]:
    return [text for text in texts(draw_at(described, WIDTH)) if text in AREAS]


@pytest.mark.parametrize("by", ["gebiet_id", "wert", "nenner"])
def test_areas_keep_their_order_whatever_their_values(chart: Any, by: str) -> None:
    described = chart(by=by)
    assert _names(described) == AREAS
    assert [row[0] for row in described.table().rows][1:] == AREAS[1:]
    assert described.summary.index("Bendorf:") < described.summary.index("Rhein-Mosel:")


def test_every_value_stands_beside_its_line_with_a_mark(chart: Any) -> None:
    described = chart("2026-Q3")
    drawn = draw_at(described, WIDTH)
    known = [row for row in described.rows.values() if row["wert"] is not None]
    written = [text for text in texts(drawn) if "," in text]
    assert len(written) == len(known)
    tipped = [one.text or "" for one in parsed(drawn).iter("title")]
    assert len(tipped) == len(known)


def test_an_area_without_a_value_says_why(chart: Any) -> None:
    described = chart()
    assert "keine Angabe" in texts(draw_at(described, WIDTH))
    assert "Vordereifel: keine Angabe." in described.summary
    few = {area: {**row, "fallzahl": 7} for area, row in described.rows.items()}
    told = AreaChart(described.indicator, described.places, few, "2022-Q2", None, False, T)
    assert told.why_empty("071375003") == "weniger als 10 Fälle"
    assert told.why_empty("nirgends") == "keine Angabe"
    published = AreaChart(described.indicator, described.places, few, "2022-Q2", None, True, T)
    assert published.why_empty("nirgends") == "geschützt"


def test_the_target_line_runs_through_areas_with_values_only(chart: Any) -> None:
    (line,) = paths(draw_at(chart(), WIDTH), "ink", "stroke")
    assert line.count("M") == 1 + sum(row["wert"] is not None for row in chart().rows.values())


def test_the_area_of_the_page_and_the_district_are_set_off(chart: Any) -> None:
    tree = parsed(draw_at(chart(marked="071375004"), WIDTH))
    bold = [one.text for one in tree.iter("text") if one.get("font-weight") and one.text in AREAS]
    assert bold == ["Landkreis", "Mendig"]


def test_the_picture_explains_its_bars(chart: Any) -> None:
    assert any("Unsicherheitsbereich" in note for note in chart().notes)
    parsed(draw(chart()))
    assert len(draw_at(chart("2026-Q3"), WIDTH)) <= 6_000


def test_the_explored_figure_keeps_the_order(chart: Any) -> None:
    figure = chart().explored()
    assert figure["layout"]["yaxis"]["ticktext"] == AREAS
    assert figure["layout"]["yaxis"]["range"] == [8.5, -0.5]  # downwards
    assert figure["data"][0]["x"][4] is None


@given(
    st.lists(st.none() | st.floats(-1e4, 1e4, allow_nan=False), min_size=1, max_size=12),
    st.sampled_from(list(Status)),
    st.none() | st.floats(-1e4, 1e4, allow_nan=False),
)
def test_any_values_can_be_drawn_within_the_drawing(
    found: list[float | None], status: str, target: float | None
) -> None:
    indicator = {"name": "A", "einheit": "Tage", "nachkommastellen": 1, "richtung": "BAND",
                 "intervall": "KEINES", "zielwert": target, "zielwert_oben": None}  # fmt: skip
    rows = {
        f"G{n}": {"gebiet_id": f"G{n}", "periode": "2024", "wert": value, "unten": value,
                  "oben": value, "zielwert": target, "zielwert_oben": target, "pfadwert": None,
                  "status": status, "vorlaeufig": n == 1, "mehr_als": n == 2, "fallzahl": n,
                  "abdeckung": 1.0, "revidiert_am": None, "korrektur": None}
        for n, value in enumerate(found)
    }  # fmt: skip
    places = ((DISTRICT, "Kreis"), *((area, f"Verbandsgemeinde {area} <&>") for area in rows))
    described = AreaChart(indicator, places, rows, "2024", "G0", False, T)
    tree = parsed(draw(described))
    described.table()
    described.explored()
    for one in tree.iter("path"):
        assert -6 <= numbers(one.attrib["d"])[0] <= WIDTH + 6
