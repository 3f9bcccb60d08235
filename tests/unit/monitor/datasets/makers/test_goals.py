from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import polars as pl
import pytest

from monitor.concept.vocabulary import Assurance, ChangeWay, ComparedWith, Trend, Variation
from monitor.content.folder import Content
from monitor.datasets.labels import (
    ASSURANCE,
    CHANGE_WAY,
    COMPARED_WITH,
    TREND,
    VARIATION,
    Labels,
)
from monitor.datasets.makers.changes import changes
from monitor.datasets.makers.charts import charts
from monitor.datasets.makers.goals import contributions, goals

Frame = Callable[..., pl.DataFrame]


def _frames(frame_of: Frame) -> dict[str, pl.DataFrame]:
    quarters = {"quartal": ["2024-Q1", "2024-Q2"], "konzept_id": ["2024", "2024"]}
    return {
        "ziel": frame_of("ziel", konzept_id=["2024"], ziel_id=["Z1"], name_de=["Das Ziel"]),
        "indikator": frame_of(
            "indikator", konzept_id=["2024"], indikator_id=["Z1.1"], name_de=["Der Indikator"]
        ),
        "ziel_stand": frame_of(
            "ziel_stand", ziel_id=["Z1", "Z1"], gebiet_id=["KREIS", "071370203"], **quarters,
            zielerreichung=[None, 0.5], status=["KEINE_ANGABE", "VERFEHLT"],
        ),
        "ziel_beitrag": frame_of(
            "ziel_beitrag", ziel_id=["Z1"], indikator_id=["Z1.1"], gebiet_id=["KREIS"],
            quartal=["2024-Q1"], zielerreichung=[None], status=["KEINE_ANGABE"],
        ),
        "regelkarte": frame_of(
            "regelkarte", indikator_id=["Z1.1", "Z1.1"], gebiet_id=["KREIS", "KREIS"],
            konzept_id=["2021", "2024"], mittel=[None, 5.0], signal=[None, "SIEBEN_TREND"],
        ),
        "regelkarte_stand": frame_of(
            "regelkarte_stand", indikator_id=["Z1.1"], gebiet_id=["KREIS"], konzept_id=["2024"],
            variation=["ZUFALL"], zusicherung=["NIE"],
        ),
    }  # fmt: skip


def test_attainment_without_a_grade_says_so(frame_of: Frame, packaged_content: Content) -> None:
    rows = goals(_frames(frame_of), packaged_content).rows.collect()
    told = dict(rows.select("gebiet_id", "zielerreichung__fehlt").iter_rows())
    assert told == {"KREIS": "KEINE_ANGABE", "071370203": None}
    assert rows["ziel"].to_list() == ["Das Ziel", "Das Ziel"]
    assert set(rows["gebiet"]) == {"Bendorf", "Landkreis Mayen-Koblenz"}


def test_a_contribution_names_the_version_of_its_quarter(
    frame_of: Frame, packaged_content: Content
) -> None:
    found = contributions(_frames(frame_of), packaged_content).rows.collect().row(0, named=True)
    assert (found["konzept_id"], found["ziel"], found["indikator"]) == (
        "2024", "Das Ziel", "Der Indikator",
    )  # fmt: skip
    assert found["zielerreichung__fehlt"] == "KEINE_ANGABE"


def test_signs_stand_beside_the_latest_version_of_a_series(
    frame_of: Frame, packaged_content: Content
) -> None:
    rows = charts(_frames(frame_of), packaged_content).rows.collect().sort("konzept_id")
    assert rows["variation"].to_list() == [None, "ZUFALL"]
    assert rows["variation__fehlt"].to_list() == ["NICHT_ERHOBEN", None]
    assert rows["signal__fehlt"].to_list() == ["NICHT_ERHOBEN", None]
    assert rows["mittel__fehlt"].to_list() == ["KEINE_ANGABE", None]


def test_a_change_names_the_version_of_its_figure(
    frame_of: Frame, packaged_content: Content
) -> None:
    frames = _frames(frame_of) | {
        "wert": frame_of("wert", indikator_id=["Z1.1"] * 2, periode=["2024-Q1", "2024-Q2"],
                         konzept_id=["2024"] * 2),
        "veraenderung": frame_of(
            "veraenderung", indikator_id=["Z1.1"] * 2, periode=["2024-Q1", "2024-Q2"],
            unten=[None, 1.0], oben=[None, 2.0],
        ),
    }  # fmt: skip
    rows = changes(frames, packaged_content).rows.collect()
    assert rows["indikator"].to_list() == ["Der Indikator"] * 2
    assert rows["konzept_id"].to_list() == ["2024"] * 2
    assert rows["unten__fehlt"].to_list() == ["NICHT_ERHOBEN", None]


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (ASSURANCE, Assurance), (VARIATION, Variation), (TREND, Trend),
        (COMPARED_WITH, ComparedWith), (CHANGE_WAY, ChangeWay),
    ],
)  # fmt: skip
def test_every_sign_is_explained(labels: Labels, codes: type[StrEnum]) -> None:
    assert set(labels) == set(codes)
