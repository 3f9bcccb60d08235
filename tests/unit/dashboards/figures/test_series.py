"""A series as plotly.js gets it: what is drawn and what is a gap."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboards.figures.series import series_figure
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)


def _series(frames: dict[str, pl.DataFrame], indicator: str, area: str, kind: str) -> pl.DataFrame:
    return frames["wert"].filter(indikator_id=indicator, gebiet_id=area, periode_art=kind)


def _limits(frames: dict[str, pl.DataFrame], area: str) -> pl.DataFrame:
    return frames["regelkarte"].filter(indikator_id="Z1.1", gebiet_id=area)


def _named(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["name"] == name]


def test_a_new_version_of_the_concept_breaks_the_series(
    frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    values = _series(frames, "Z1.1", "KREIS", "QUARTAL")
    figure = series_figure(indicator, values, _limits(frames, "KREIS"), T)
    lines = _named(figure, "wert")
    assert [len(line["x"]) for line in lines] == [10, 11]
    assert [set(line["y"]) for line in _named(figure, "zielwert")] == [{75.0}, {80.0}]
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == ["2024-01-01"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["Konzept 2024"]


def test_missing_values_are_gaps_and_the_band_breaks_with_them(
    frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    values = _series(frames, "Z1.1", "071375003", "QUARTAL")
    figure = series_figure(indicator, values, _limits(frames, "071375003"), T)
    first = _named(figure, "wert")[0]
    assert first["y"][3:5] == [None, None]
    assert first["connectgaps"] is False
    assert _named(figure, "intervall")[0]["x"].count(None) == 2  # two polygons, each closed


def test_without_limits_the_series_is_drawn(
    frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    values = _series(frames, "Z1.1", "071375007", "QUARTAL")
    figure = series_figure(indicator, values, frames["regelkarte"].clear(), T)
    assert sum(len(line["y"]) for line in _named(figure, "wert")) == values.height
    names = {trace["name"] for trace in figure["data"]}
    assert not names & {"mittel", "untere_grenze", "obere_grenze"}
    sizes = {size for line in _named(figure, "wert") for size in line["marker"]["size"]}
    assert sizes == {7}  # no signal


def test_provisional_values_are_hollow_and_coverage_is_drawn(
    frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    values = _series(frames, "Z1.1", "KREIS", "QUARTAL")
    figure = series_figure(indicator, values, _limits(frames, "KREIS"), T)
    assert _named(figure, "wert")[-1]["marker"]["symbol"][-2:] == ["circle", "circle-open"]
    (coverage,) = _named(figure, "abdeckung")
    assert coverage["y"] == values["abdeckung"].to_list()
    assert coverage["hovertext"][-1].endswith("93\u202f% der erwarteten Lieferungen")


@pytest.mark.parametrize("area", ["KREIS", "071375003"])
def test_plotly_knows_every_property(
    area: str, frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    values = _series(frames, "Z1.1", area, "QUARTAL")
    assert go.Figure(series_figure(indicator, values, _limits(frames, area), T)).data
