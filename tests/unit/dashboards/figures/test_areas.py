"""The chart of areas as plotly.js gets it."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.figures.areas import areas_figure
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)


def test_areas_keep_their_order_whatever_their_values(
    frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    areas = frames["gebiet"].filter(pl.col("art") != "AUSSERHALB")
    values = frames["wert"].filter(indikator_id="Z1.1", periode_art="QUARTAL", periode="2022-Q2")
    figure = areas_figure(indicator, values.sort("wert"), areas, T)
    assert figure["layout"]["yaxis"]["ticktext"] == [
        "<b>Landkreis</b>", "Bendorf", "Pellenz", "Maifeld", "Vordereifel", "Mendig", "Vallendar",
        "Weißenthurm", "Rhein-Mosel",
    ]  # fmt: skip
    (word,) = figure["layout"]["annotations"]
    (wert,) = (trace for trace in figure["data"] if trace["name"] == "wert")
    assert (word["y"], word["text"]) == (4, "keine Angabe")
    assert 4 not in wert["y"]


def test_plotly_knows_every_property_of_it(
    frames: dict[str, pl.DataFrame], indicator: dict[str, Any]
) -> None:
    at = frames["wert"].filter(indikator_id="Z1.1", periode_art="QUARTAL", periode="2026-Q3")
    assert go.Figure(areas_figure(indicator, at, frames["gebiet"], T)).data
