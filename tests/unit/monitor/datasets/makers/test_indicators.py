from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from monitor.content.folder import Content
from monitor.datasets.makers.definedness import CONDITIONAL, undefined
from monitor.datasets.makers.indicators import VARIABLES, indicators
from monitor.datasets.variables import columns_of

Frame = Callable[..., pl.DataFrame]
EMPTY: dict[str, Any] = dict.fromkeys(
    ("wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "zielwert", "zielwert_oben",
     "pfadwert", "zielerreichung", "abdeckung", "fehlend", "quarantaene", "grenze_unten",
     "grenze_oben", "revidiert_am")
)  # fmt: skip


@pytest.fixture
def row(frame_of: Frame, packaged_content: Content) -> Callable[..., dict[str, Any]]:
    """Return a function: what is given of a row of ``wert`` → the row of the dataset."""

    def make(indicator: str, **given: Any) -> dict[str, Any]:
        cells = {"indikator_id": indicator, "konzept_id": "2024", "gebiet_id": "KREIS", **given}
        frames = {
            "wert": frame_of("wert", **{name: [value] for name, value in cells.items()}),
            "indikator": frame_of(
                "indikator", konzept_id=["2024"], indikator_id=[indicator], ziel_id=["Z1"],
                name_de=["Der Indikator"], einheit_de=["%"],
            ),
            "ziel": frame_of("ziel", konzept_id=["2024"], ziel_id=["Z1"], name_de=["Das Ziel"]),
        }  # fmt: skip
        return indicators(frames, packaged_content).rows.collect().row(0, named=True)

    return make


def test_names_stand_beside_ids(row: Callable[..., dict[str, Any]]) -> None:
    found = row("Z1.1", wert=81.5, status="ERREICHT")
    assert list(found) == columns_of(VARIABLES)
    named = [found[name] for name in ("indikator", "ziel_id", "ziel", "gebiet", "einheit")]
    assert named == ["Der Indikator", "Z1", "Das Ziel", "Landkreis Mayen-Koblenz", "%"]
    assert found["wert__fehlt"] is None


@pytest.mark.parametrize(
    ("indicator", "column"),
    [("Z1.2", "zaehler"), ("Z4.1", "unten"), ("Z1.1", "zielwert_oben"), ("Z7.3", "nenner")],
)
def test_what_a_kind_does_not_have_was_not_asked(
    row: Callable[..., dict[str, Any]], indicator: str, column: str
) -> None:
    for status in ("KEINE_ANGABE", "ERREICHT"):
        assert row(indicator, **EMPTY, status=status)[f"{column}__fehlt"] == "NICHT_ERHOBEN"


def test_without_data_it_says_so(row: Callable[..., dict[str, Any]]) -> None:
    found = row("Z1.1", **EMPTY, status="KEINE_ANGABE")
    for name in ("wert", "unten", "zielerreichung", "fallzahl"):
        assert found[f"{name}__fehlt"] == "KEINE_ANGABE"


def test_the_publication_of_a_period_anew_is_told(row: Callable[..., dict[str, Any]]) -> None:
    never = row("Z1.1", revidiert_am=None, korrektur=None)
    assert (never["revidiert_am__fehlt"], never["korrektur"]) == ("NICHT_ERHOBEN", "")
    day = dt.date(2025, 3, 1)
    corrected = row("Z1.1", revidiert_am=day, korrektur="Doppelte Lieferung")
    assert (corrected["revidiert_am"], corrected["korrektur"]) == (day, "Doppelte Lieferung")


def test_an_open_class_says_that_the_value_is_larger(row: Callable[..., dict[str, Any]]) -> None:
    assert row("Z1.2", wert=10.0, mehr_als=True)["mehr_als"]


def test_periods_without_a_grade_have_no_attainment_to_ask_for(
    row: Callable[..., dict[str, Any]],
) -> None:
    found = row("Z1.1", zielerreichung=None, status="NICHT_BEWERTET")
    assert found["zielerreichung__fehlt"] == "NICHT_ERHOBEN"


def test_bounds_that_lack_deliveries_are_not_known(row: Callable[..., dict[str, Any]]) -> None:
    found = row("Z1.1", grenze_unten=None, abdeckung=0.5, status="ERREICHT")
    assert found["grenze_unten__fehlt"] == "KEINE_ANGABE"


def test_every_null_has_a_reason_and_every_value_none(
    row: Callable[..., dict[str, Any]], packaged_content: Content
) -> None:
    for indicator in packaged_content.concepts[-1].indikator:
        for status in ("KEINE_ANGABE", "BEOBACHTUNG", "ERREICHT"):
            found = row(indicator.id, **EMPTY, status=status)
            told = {name for name in found if name.endswith("__fehlt")}
            assert all(found[name] is not None for name in told), (indicator.id, status)


def test_conditional_columns_of_each_kind_are_known(packaged_content: Content) -> None:
    kinds = {i.art: undefined(i) for i in packaged_content.concepts[-1].indikator}
    assert "nenner" not in kinds["anteil"]
    assert {"zaehler"} <= kinds["quantil"]
    assert {"zaehler", "nenner"} <= kinds["differenz"] & kinds["vielfalt"]
    assert all(absent <= set(CONDITIONAL) for absent in kinds.values())
