"""One number everywhere: all that leadership can fetch says what the protected tables say.

The tables of the served release are read with DuckDB alone and are the truth. What charts, tips,
sparklines, tables, files and answers carry is collected as (table, key, column, value) and compared
with them; where a cell is hidden, nothing may be carried.
"""

from __future__ import annotations

import pytest

from dashboards.components.sparkline import draw
from tests.browser.one_number.charts import read_series_chart, read_sparkline
from tests.browser.one_number.files import read_rows
from tests.browser.one_number.grids import read_preview, read_table
from tests.browser.one_number.texts import ENGLISH, GERMAN
from tests.browser.one_number.truth import (
    HIDDEN,
    KEYS,
    PELLENZ,
    SECRETS,
    VALLENDAR,
    Key,
    Seen,
    Truth,
    differences,
    hidden_keys,
)

#: Channel → how many values, and values of hidden cells, must have been compared at least.
CHANNELS = {
    "Übersicht": (300, 20), "Sparkline": (3000, 50), "Tafel": (1500, 50), "Stand": (150, 10),
    "Diagramm": (20_000, 500), "Diagramm, Tipp": (8000, 100), "Diagramm Gebiete": (4000, 20),
    "Diagramm Gebiete, Tipp": (5000, 0), "Tabelle": (20_000, 800), "Satz": (1500, 0),
    "Seite": (2000, 100), "Seite, Tipp": (700, 10), "Seite Gebiete": (500, 5),
    "Seite Gebiete, Tipp": (400, 0), "Vorschau": (100_000, 1000), "CSV des Verlaufs": (50_000, 500),
    "API csv": (100_000, 1000), "API csv-excel": (100_000, 1000), "API parquet": (100_000, 1000),
    "API xlsx": (100_000, 1000), "API sav": (100_000, 1000), "API dta": (100_000, 1000),
    "API Beschreibung": (50, 0), "Zelle": (2000, 100), "Vorschau, Zelle": (2500, 20),
    "Übersicht, englisch": (60, 10), "Sparkline, englisch": (600, 50),
    "Tafel, englisch": (250, 15), "Stand, englisch": (20, 4), "Diagramm, englisch": (4000, 100),
    "Diagramm, Tipp, englisch": (1200, 20), "Diagramm Gebiete, englisch": (800, 20),
    "Diagramm Gebiete, Tipp, englisch": (800, 0), "Tabelle, englisch": (3000, 150),
    "Satz, englisch": (200, 0), "Seite, englisch": (1000, 30), "Seite, Tipp, englisch": (400, 5),
    "Seite Gebiete, englisch": (250, 5), "Seite Gebiete, Tipp, englisch": (250, 0),
    "Zelle, englisch": (800, 50), "Vorschau, Zelle, englisch": (600, 0),
}  # fmt: skip


def _hides(one: Seen, truth: Truth) -> bool:
    row = truth.tables[one.table].get(one.key, {})
    return row.get("status") == "GEHEIM"


def test_the_release_hides_cells_in_areas_and_the_district(truth: Truth) -> None:
    hidden = hidden_keys(truth)
    assert hidden >= HIDDEN
    assert {key[1] for key in hidden} >= {"KREIS", VALLENDAR, PELLENZ}
    rows = [truth.tables["wert"][key] for key in hidden]
    assert {row[column] for row in rows for column in SECRETS} == {None}
    goals = [truth.tables["ziel_stand"][key] for key in hidden_keys(truth, "ziel_stand")]
    assert {row["gebiet_id"] for row in goals} >= {"KREIS", VALLENDAR, PELLENZ}
    assert {row["zielerreichung"] for row in goals} == {None}


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_a_channel_carries_what_the_protected_tables_say(
    channel: str, seen: list[Seen], truth: Truth
) -> None:
    carried = [one for one in seen if one.channel == channel]
    assert differences(carried, truth)[:20] == []
    least, least_hidden = CHANNELS[channel]
    assert len(carried) >= least
    assert sum(_hides(one, truth) for one in carried) >= least_hidden


def test_every_channel_is_compared(seen: list[Seen]) -> None:
    assert {one.channel for one in seen} == set(CHANNELS)


def test_every_cell_was_seen_and_every_hidden_one_on_a_chart(
    seen: list[Seen], truth: Truth
) -> None:
    by_channel: dict[str, set[Key]] = {}
    for one in seen:
        if one.table == "wert":
            by_channel.setdefault(one.channel, set()).add(one.key)
    for channel in ("Vorschau", "CSV des Verlaufs", "API parquet", "API csv", "API xlsx"):
        assert by_channel[channel] == set(truth.tables["wert"])
    assert by_channel["Diagramm"] | by_channel["Diagramm Gebiete"] >= hidden_keys(truth)


#: Channel of exact figures → how many values must have been compared at least.
EXACT = {
    "Übersicht": 300, "Sparkline": 3000, "Tafel": 1500, "Stand": 150, "Diagramm": 20_000,
    "Diagramm, Tipp": 8000, "Diagramm Gebiete": 4000, "Diagramm Gebiete, Tipp": 5000,
    "Tabelle": 20_000, "Satz": 1500, "Seite": 400, "CSV des Verlaufs": 50_000, "Zelle": 300,
    "Übersicht, englisch": 40, "Diagramm, englisch": 4000, "Tabelle, englisch": 3000,
}  # fmt: skip


@pytest.mark.parametrize("channel", list(EXACT))
def test_exact_figures_are_the_same_everywhere(
    channel: str, seen_exact: list[Seen], exact: Truth
) -> None:
    carried = [one for one in seen_exact if one.channel == channel]
    assert differences(carried, exact)[:20] == []
    assert len(carried) >= EXACT[channel]


def test_of_exact_figures_nothing_is_hidden_and_all_is_seen(
    seen_exact: list[Seen], exact: Truth
) -> None:
    assert differences(seen_exact, exact)[:20] == []
    assert hidden_keys(exact) == set()
    files = {one.key for one in seen_exact if one.channel == "CSV des Verlaufs"}
    assert files == set(exact.tables["wert"])


def test_no_file_and_no_answer_of_a_release_carries_an_exact_figure(
    seen: list[Seen], truth: Truth, exact: Truth
) -> None:
    """Both levels differ in nearly every figure, so that one in the place of the other shows."""
    keys = [key for key, row in exact.tables["wert"].items() if row["wert"] is not None]
    assert set(keys) >= HIDDEN
    assert sum(exact.tables["wert"][k]["wert"] == truth.tables["wert"][k]["wert"] for k in keys) < (
        len(keys) / 10  # at 100 % both stop
    )
    told = {"API", "Vorschau", "CSV"}
    published = [one for one in seen if one.channel.split()[0].rstrip(",") in told]
    carried = [one for one in published if one.key in HIDDEN and one.column in SECRETS]
    assert len(carried) > 500
    assert {one.value for one in carried} <= {None, ""}


@pytest.mark.parametrize("column", SECRETS)
def test_a_leaked_figure_of_a_hidden_cell_is_found(column: str, truth: Truth) -> None:
    for key in sorted(HIDDEN):
        row = {**truth.tables["wert"][key], column: 41.5}
        found = differences(read_rows("Probe", "wert", [row], truth), truth)
        assert found == [f"Probe: wert {' '.join(key)} {column}: 41.5"]


def test_a_changed_a_missing_and_an_unknown_figure_are_found(truth: Truth) -> None:
    key, row = next((k, r) for k, r in truth.tables["wert"].items() if r["wert"] is not None)
    right = Seen("Probe", "wert", key, "wert", round(row["wert"], 1), 0.05)
    assert differences([right], truth) == []
    nowhere = ("Z1.1", "nirgends", "QUARTAL", "2026-Q3")
    wrong = [
        Seen("Probe", "wert", key, "wert", row["wert"] + 0.1, 0.05),
        Seen("Probe", "wert", key, "wert", None),
        Seen("Probe", "wert", nowhere, "wert", row["wert"]),
    ]
    assert len(differences(wrong, truth)) == len(wrong)


def test_a_leak_in_a_chart_a_tip_and_a_sentence_is_found(truth: Truth) -> None:
    key = ("Z1.1", "KREIS", "QUARTAL", "2026-Q3")
    row = truth.tables["wert"][key]
    trace = {
        "name": "wert", "x": [str(row["von"])], "y": [77.7],
        "hovertext": ["<b>3. Quartal 2026</b><br>77,7 %<br>95-%-Intervall 70,1 bis 80,2<br>geheim"],
    }  # fmt: skip
    figure = {"data": [trace], "layout": {"annotations": []}}
    found = differences(read_series_chart(figure, [row], "Probe", GERMAN), truth)
    assert [text.rpartition(" ")[2] for text in found] == ["77.7", "77.7", "70.1", "80.2"]
    german = GERMAN.read_sentence("Probe", "3. Quartal 2026: 77,7 %", row)
    english = ENGLISH.read_sentence("Probe", "3rd quarter 2026: 77.7 %", row)
    assert len(differences([*german, *english], truth)) == 2


def test_a_leak_in_a_cell_of_a_table_or_preview_is_found(truth: Truth) -> None:
    key = ("Z1.1", "KREIS", "QUARTAL", "2026-Q3")
    row = truth.tables["wert"][key]
    cell = {"periode": "3. Quartal 2026", "abdeckung": "93 %", "zielwert": "80,0"}
    cells = [cell | dict.fromkeys(("wert", "unten", "oben", "fallzahl"), "1.234,5")]
    assert len(differences(read_table("Probe", cells, [row], GERMAN), truth)) == 4
    preview = [dict(zip(KEYS["wert"], key, strict=True)) | {"wert": "1.234,5", "unten": "•"}]
    found = differences(read_preview("Probe", "wert", preview, truth, GERMAN), truth)
    assert found == ["Probe: wert Z1.1 KREIS QUARTAL 2026-Q3 wert: 1234.5"]


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("1.234,5 Tage", (1234.5, 0.05), (1.234, 0.0005)),
        ("1,234.5 days", (1.234, 0.0005), (1234.5, 0.05)),
        ("−3", (-3.0, 0.5), (-3.0, 0.5)),
        ("–", (None, 0.0), (None, 0.0)),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(
    text: str, german: tuple[float, float], english: tuple[float, float]
) -> None:
    assert GERMAN.read_number(text) == german
    assert ENGLISH.read_number(text) == english


def test_a_leak_in_a_sparkline_is_found(truth: Truth) -> None:
    rows = truth.standings("KREIS", "Z1")
    assert rows[-1]["status"] == "GEHEIM"
    shares = [row["zielerreichung"] for row in rows]
    for last, leaks in ((None, 0), (0.9, 1)):
        source = "," + draw([*shares[:-1], last], "#000000", 0.5)
        assert len(differences(read_sparkline(source, 0.5, rows), truth)) == leaks
