from __future__ import annotations

import polars as pl
import pytest

from dashboards.figures.series_table import CSV_COLUMNS, shown_cells, with_units
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)


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
