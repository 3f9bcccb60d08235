"""A series: what is drawn and where, and that words, table and explored figure say the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.figures.picture import NARROW, WIDE
from dashboards.figures.series_chart import SeriesChart, describe_series, draw, draw_at
from dashboards.figures.series_plan import plan
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Direction, Status
from tests.builders.drawings import boxes, numbers, parsed, paths, texts

T = Messages(Language.DE)


@pytest.fixture
def chart(frames: dict[str, pl.DataFrame], indicator: dict[str, Any]) -> Any:
    """Return a function: area, with the usual range → chart of Z1.1 by quarters."""

    def make(area: str = "KREIS", *, with_limits: bool = False) -> SeriesChart:
        of_series = {"indikator_id": "Z1.1", "gebiet_id": area}
        rows = frames["wert"].filter(**of_series, periode_art="QUARTAL")
        limits = frames["regelkarte"].filter(**of_series)
        return describe_series(indicator, rows, limits, T, area=area, with_limits=with_limits)

    return make


@pytest.fixture
def made(indicator: dict[str, Any], row: Any) -> Any:
    """Return a function: values by half-year, columns of all rows → chart."""

    def make(values: list[float | None], **columns: Any) -> SeriesChart:
        rows = [_half_year(row, n) | columns | {"wert": value} for n, value in enumerate(values)]
        told = {**indicator, "richtung": "NIEDRIGER", "name": "Abbruchquote"}
        limits = pl.DataFrame(schema={"periode": pl.String})
        frame = pl.DataFrame(rows, infer_schema_length=None)
        return describe_series(told, frame, limits, T, area="Kreis")

    return make


def _half_year(row: Any, n: int) -> dict[str, Any]:
    year, part = 2020 + n // 2, n % 2
    made: dict[str, Any] = row(
        periode=f"{year}-H{part + 1}", von=dt.date(year, 1 + 6 * part, 1),
        bis=dt.date(year, 6 + 6 * part, 30), unten=None, oben=None,
    )  # fmt: skip
    return made


def test_the_zone_steps_where_a_new_version_changes_the_target(chart: Any) -> None:
    drawn = draw_at(chart(), WIDE)
    zones = boxes(drawn, "zone-ground")
    assert len(zones) == 2
    assert zones[0][0] + zones[0][2] == pytest.approx(zones[1][0], abs=0.2)
    assert zones[0][3] > zones[1][3]  # from at least 75 to at least 80
    assert "Fassung 2024" in texts(drawn)
    assert "Ziel mind. 80\u202f%" in texts(drawn)


def test_a_new_version_and_a_gap_break_the_line(chart: Any) -> None:
    (line,) = paths(draw_at(chart(), WIDE), "soft", "stroke")
    assert line.count("M") == 2
    (broken,) = paths(draw_at(chart("071375003"), WIDE), "soft", "stroke")
    assert broken.count("M") == 3


def test_a_value_on_the_target_lies_on_the_line_and_error_bars_reach_their_ends(made: Any) -> None:
    described = made([10.0, 14.0], unten=9.0, oben=16.0)
    drawn, plot = draw_at(described, WIDE), plan(described, WIDE)
    assert plot.y.at(10.0) == pytest.approx(plot.y.at(described.rows[0]["zielwert"]))
    (target,) = paths(drawn, "reached", "stroke")
    assert numbers(target)[1] == pytest.approx(plot.y.at(10.0), abs=0.1)
    (bars,) = paths(drawn, "missed", "stroke") or [""]
    assert numbers(bars)[1:3] == pytest.approx([plot.y.at(9.0), plot.y.at(16.0)], abs=0.1)


def test_the_latest_value_and_the_target_are_named_apart_from_each_other(made: Any) -> None:
    drawn = parsed(draw_at(made([12.0, 10.2]), WIDE))
    places = {one.text: float(one.attrib["y"]) for one in drawn.iter("text")}
    assert abs(places["10,2\u202f%"] - places["Ziel höchst. 10\u202f%"]) >= 13


def test_missing_values_are_gaps_and_the_last_known_one_is_named(made: Any) -> None:
    described = made([12.0, None, 14.0, None])
    drawn = draw_at(described, WIDE)
    assert not paths(drawn, "soft", "stroke")  # no two values follow each other
    assert "14,0\u202f%" in texts(drawn)
    assert "2 Werte" in described.summary


def test_coverage_is_marked_only_where_it_is_not_full(made: Any) -> None:
    assert not boxes(draw_at(made([12.0, 13.0]), WIDE), "line")
    described = made([12.0, 13.0], abdeckung=0.5)
    grounds = boxes(draw_at(described, WIDE), "line")
    assert len(grounds) == 2
    assert "50\u202f%" in described.notes[0]


def test_provisional_values_are_hollow_and_the_note_says_so(chart: Any) -> None:
    described = chart()
    assert len(paths(draw_at(described, WIDE), "ground")) == 1
    assert any(note.startswith("Hohl") for note in described.notes)


def test_the_usual_range_is_drawn_when_asked_for(chart: Any) -> None:
    plain, limited = chart(), chart(with_limits=True)
    assert not paths(draw_at(plain, WIDE), "neutral")
    assert paths(draw_at(limited, WIDE), "neutral")
    assert (plain.name, limited.name) == ("verlauf", "schwankung")
    assert any("übliche Schwankung" in note for note in limited.notes)


def test_the_path_to_a_later_target_is_dashed_and_explained(made: Any) -> None:
    assert not paths(draw_at(made([12.0, 11.0]), WIDE), "on-course", "stroke")
    described = made([12.0, 11.0], pfadwert=11.5)
    (path,) = paths(draw_at(described, WIDE), "on-course", "stroke")
    assert numbers(path)[1] == pytest.approx(plan(described, WIDE).y.at(11.5), abs=0.1)
    assert described.notes[0].startswith("Blau gestrichelt")


def test_phases_have_limits_of_their_own_and_provisional_ones_are_dashed(made: Any) -> None:
    described = made([12.0, 13.0, 14.0, 15.0])
    limits = {
        row["periode"]: {"periode": row["periode"], "mittel": 10.0 + phase, "untere_grenze": 5.0,
                         "obere_grenze": 15.0, "signal": "PUNKT_AUSSERHALB" if n == 3 else None,
                         "phase": phase, "grenzen_vorlaeufig": phase == 2}
        for n, (row, phase) in enumerate(zip(described.rows, (1, 1, 2, 2), strict=True))
    }  # fmt: skip
    told = SeriesChart(described.indicator, described.rows, limits, "Kreis", True, T)
    drawn = draw_at(told, WIDE)
    assert len(paths(drawn, "neutral")) == 2
    dashes = [one.get("stroke-dasharray") for one in parsed(drawn).iter("path")]
    assert dashes.count("3 3") == 1
    assert [note.split(":")[0] for note in told.notes] == ["Graues Band", "Gestrichelt", "Mit Ring"]


def test_limits_that_no_value_can_reach_are_not_drawn(made: Any) -> None:
    described = made([1.0, 2.0])
    limits = pl.DataFrame([
        {"periode": row["periode"], "mittel": 1.5, "untere_grenze": -4.0, "obere_grenze": 7.0,
         "signal": None, "phase": 1, "grenzen_vorlaeufig": False} for row in described.rows
    ])  # fmt: skip
    rows = pl.DataFrame(list(described.rows), infer_schema_length=None)
    for unit, lowest in {"%": 0.0, "Werktage": 0.0, "T": -4.0}.items():
        told = {**described.indicator, "einheit": unit}
        limited = describe_series(told, rows, limits, T, area="Kreis", with_limits=True)
        assert min(row["untere_grenze"] for row in limited.limits.values()) == lowest
        assert (plan(limited, WIDE).y.low >= 0) is (lowest == 0)


def test_without_limits_there_is_no_range(chart: Any) -> None:
    assert chart("071375007", with_limits=True).shows_limits is False


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("area", ["KREIS", "071375003", "071375007"])
def test_everything_stays_within_the_drawing(chart: Any, area: str, width: int) -> None:
    tree = parsed(draw_at(chart(area, with_limits=True), width))[0]
    assert tree.attrib["viewBox"].startswith(f"0 0 {width} ")
    for one in tree.iter("text"):
        is_end, is_middle = (
            any(one is child for child in group) and group.get("text-anchor") == anchor
            for anchor in ("end", "middle")
            for group in [next(g for g in tree.iter() if any(one is c for c in g))]
        )
        wide = 7.2 * len(one.text or "")
        left = float(one.attrib["x"]) - (wide if is_end else wide / 2 if is_middle else 0)
        assert left >= -6
        assert left + wide <= width + 6


def test_the_words_say_latest_value_target_status_and_extremes(made: Any) -> None:
    described = made([12.0, 5.0, 15.9], unten=3.0, oben=19.8)
    assert described.title == "Abbruchquote im Verlauf, Kreis"
    assert described.summary == (
        "3 Werte: 1. Halbjahr 2020 bis 1. Halbjahr 2021. Zuletzt, 1. Halbjahr 2021: 15,9\u202f% "
        "(3,0 bis 19,8\u202f%); Ziel höchstens 10\u00a0%; verfehlt. Höchster Wert: 15,9\u202f% "
        "(1. Halbjahr 2021), niedrigster: 5,0\u202f% (2. Halbjahr 2020)."
    )


def test_the_table_has_the_numbers_newest_first(made: Any) -> None:
    table = made([12.0, None]).table()
    assert table.head[:2] == ("Zeitraum", "Wert")
    assert [row[:2] for row in table.rows] == [
        ("2. Halbjahr 2020", "–"), ("1. Halbjahr 2020", "12,0"),
    ]  # fmt: skip


def test_the_picture_is_one_image_with_both_drawings(chart: Any) -> None:
    drawn = parsed(draw(chart()))
    assert drawn[0].attrib["role"] == "img"
    assert drawn[0].attrib["aria-label"].startswith("Erstkontakt im Verlauf, KREIS. 21 Werte")
    assert [one.attrib["aria-hidden"] for one in drawn.iter("svg")] == ["true", "true"]


def test_a_series_of_two_years_and_quarters_stays_small(chart: Any) -> None:
    assert len(draw_at(chart(with_limits=True), WIDE)) <= 8_000


@pytest.mark.parametrize("area", ["KREIS", "071375003"])
def test_plotly_knows_every_property_of_the_explored_figure(chart: Any, area: str) -> None:
    described = chart(area, with_limits=True)
    figure = described.explored()
    assert "var(--" in str(figure)
    assert go.Figure(_coloured(figure)).data
    known = [row["wert"] for row in described.rows if row["wert"] is not None]
    drawn = [y for trace in figure["data"] if trace["name"] == "wert" for y in trace["y"]]
    assert [y for y in drawn if y is not None] == known


def _coloured(value: Any) -> Any:
    """Put a colour in place of every variable, as the script of the page does."""
    if isinstance(value, str):
        return "#123456" if value.startswith("var(") else value
    if isinstance(value, list):
        return [_coloured(one) for one in value]
    if isinstance(value, dict):
        return {key: _coloured(one) for key, one in value.items()}
    return value


value = st.none() | st.floats(-1e4, 1e4, allow_nan=False)


@given(
    values=st.lists(value, max_size=30), target=value, upper=value,
    direction=st.sampled_from(list(Direction)), status=st.sampled_from(list(Status)),
    unit=st.sampled_from(["%", "Werktage"]), width=st.sampled_from([WIDE, NARROW]),
)  # fmt: skip
def test_any_values_can_be_drawn_and_lie_on_the_plot(
    *,     values: list[float | None], target: float | None, upper: float | None, direction: str,
    status: str, unit: str, width: int,
) -> None:  # fmt: skip
    rows: tuple[dict[str, Any], ...] = tuple(
        {"periode": f"{2000 + n}", "periode_art": "JAHR", "von": dt.date(2000 + n, 1, 1),
         "bis": dt.date(2000 + n, 12, 31), "konzept_id": "2024" if n > 3 else "2021", "wert": one,
         "unten": None if one is None else one - 1, "oben": None if one is None else one + 1,
         "zielwert": target, "zielwert_oben": upper, "pfadwert": target, "status": status,
         "vorlaeufig": n % 2 == 0, "abdeckung": 0.4, "mehr_als": n % 3 == 0, "fallzahl": n,
         "revidiert_am": None, "korrektur": None}
        for n, one in enumerate(values)
    )  # fmt: skip
    indicator = {"name": "A & B", "einheit": unit, "nachkommastellen": 1, "richtung": direction,
                 "zielwert": target, "zielwert_oben": upper}  # fmt: skip
    described = SeriesChart(indicator, rows, {}, "<Kreis>", True, T)
    parsed(draw(described))
    plot = plan(described, width)
    for row in rows:
        if row["wert"] is not None:
            ends = [plot.y.at(row[name]) for name in ("oben", "wert", "unten")]
            assert plot.top <= ends[0] <= ends[1] <= ends[2] <= plot.bottom
    described.explored()
    described.table()
