"""One number everywhere: all that leadership can fetch says what the tables of its level say.

The tables of the served release, and those of exact figures, are read with DuckDB alone and are the
truth. What charts, tips, strips, tables, files and answers carry is collected as (table, key,
column, value) and compared with them. Beside that, nothing of a release carries a number that only
exact figures have, in whatever place.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from dashboards.figures.status_strip import status_strip
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from tests.browser.one_number.charts import read_series_chart, read_strip
from tests.browser.one_number.collecting import Collected
from tests.browser.one_number.files import read_rows
from tests.browser.one_number.grids import read_preview, read_table
from tests.browser.one_number.leaks import numbers_of_file, numbers_of_text, only_exact
from tests.browser.one_number.markup import parse
from tests.browser.one_number.texts import ENGLISH, GERMAN
from tests.browser.one_number.truth import (
    BY_RIGHT,
    FIGURES,
    KEYS,
    Key,
    Seen,
    Truth,
    differences,
)

_T = Messages(Language.DE)

#: Channel → how many values must have been compared at least.
CHANNELS = {
    "Übersicht": 60, "Übersicht, Balken": 200, "Streifen": 3000, "Tafel": 1500, "Stand": 100,
    "Blick": 500, "Blick, Balken": 800, "Satz": 800, "Tabelle": 15_000, "Tabelle Gebiete": 10_000,
    "Diagramm": 5000, "Diagramm, Tipp": 4000, "Diagramm Gebiete": 1500,
    "Diagramm Gebiete, Tipp": 1500, "Zelle": 2000, "Vorschau": 100_000,
    "CSV des Verlaufs": 50_000, "API csv": 100_000, "API csv-excel": 100_000,
    "API parquet": 100_000, "API xlsx": 100_000, "API sav": 100_000, "API dta": 100_000,
    "API Beschreibung": 50,
    "Übersicht, englisch": 5, "Übersicht, Balken, englisch": 20, "Streifen, englisch": 300,
    "Tafel, englisch": 150, "Stand, englisch": 15, "Blick, englisch": 60,
    "Blick, Balken, englisch": 100, "Satz, englisch": 100, "Tabelle, englisch": 2000,
    "Tabelle Gebiete, englisch": 1500, "Diagramm, englisch": 1000,
    "Diagramm, Tipp, englisch": 600, "Diagramm Gebiete, englisch": 200,
    "Diagramm Gebiete, Tipp, englisch": 200, "Zelle, englisch": 300,
    "Vorschau, englisch": 600,
}  # fmt: skip


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_a_channel_carries_what_the_published_tables_say(
    channel: str, published: Collected, truth: Truth
) -> None:
    carried = [one for one in published.seen if one.channel == channel]
    assert differences(carried, truth)[:20] == []
    assert len(carried) >= CHANNELS[channel]


def test_every_channel_is_compared(published: Collected) -> None:
    assert {one.channel for one in published.seen} == set(CHANNELS)


def test_every_cell_was_seen(published: Collected, truth: Truth) -> None:
    by_channel: dict[str, set[Key]] = {}
    for one in published.seen:
        if one.table == "wert":
            by_channel.setdefault(one.channel, set()).add(one.key)
    for channel in ("Vorschau", "CSV des Verlaufs", "API parquet", "API csv", "API xlsx"):
        assert by_channel[channel] == set(truth.tables["wert"])


#: Channel of exact figures → how many values must have been compared at least.
EXACT = {
    "Übersicht": 60, "Übersicht, Balken": 200, "Streifen": 3000, "Tafel": 1500, "Stand": 100,
    "Blick": 500, "Blick, Balken": 800, "Satz": 800, "Tabelle": 15_000, "Tabelle Gebiete": 10_000,
    "Diagramm": 5000, "Diagramm, Tipp": 4000, "Diagramm Gebiete": 1500,
    "Diagramm Gebiete, Tipp": 1500, "Zelle": 300, "CSV des Verlaufs": 50_000,
    "Übersicht, englisch": 5, "Diagramm, englisch": 1000, "Tabelle, englisch": 2000,
}  # fmt: skip


@pytest.mark.parametrize("channel", list(EXACT))
def test_exact_figures_are_the_same_everywhere(
    channel: str, internal: Collected, exact: Truth
) -> None:
    carried = [one for one in internal.seen if one.channel == channel]
    assert differences(carried, exact)[:20] == []
    assert len(carried) >= EXACT[channel]


def test_of_exact_figures_all_is_seen(internal: Collected, exact: Truth) -> None:
    assert differences(internal.seen, exact)[:20] == []
    files = {one.key for one in internal.seen if one.channel == "CSV des Verlaufs"}
    months_and_kita_years = {key for key in exact.tables["wert"] if key[2] in {"MONAT", "KITAJAHR"}}
    assert files == set(exact.tables["wert"]) - months_and_kita_years


def test_both_levels_agree_where_they_may_and_nowhere_else(
    truth: Truth, exact: Truth, fake: ModuleType
) -> None:
    """Else a figure of one level in the place of the other would not show."""
    same_by_right = {one.key for one in fake.FAKES if one.exact}
    assert 0 < len(same_by_right) < len(fake.FAKES)
    both = truth.tables["wert"].keys() & exact.tables["wert"].keys()
    known = [key for key in both if exact.tables["wert"][key]["wert"] is not None]
    equal = [k for k in known if truth.tables["wert"][k]["wert"] == exact.tables["wert"][k]["wert"]]
    assert {key for key in known if key[0] in same_by_right} <= set(equal)
    others = [key for key in known if key[0] not in same_by_right]
    assert sum(key[0] not in same_by_right for key in equal) < len(others) / 10  # both stop at 100
    for column in BY_RIGHT:
        for key in both:
            assert truth.tables["wert"][key][column] == exact.tables["wert"][key][column]


def test_nothing_of_a_release_carries_a_figure_of_those_who_steer(
    published: Collected, truth: Truth, exact: Truth
) -> None:
    secret = only_exact(exact, truth)
    assert len(secret) > 10_000
    assert published.numbers & secret == set()
    assert len(published.numbers & only_exact(truth, exact)) > 5000  # its own figures were read


def test_a_figure_of_those_who_steer_would_be_found(
    internal: Collected, truth: Truth, exact: Truth, tmp_path: Path
) -> None:
    secret = only_exact(exact, truth)
    assert len(internal.numbers & secret) > 10_000
    key = ("Z1.1", "KREIS", "MONAT", "2026-09")
    value = exact.tables["wert"][key]["wert"]
    rows = pl.DataFrame({"gebiet_id": ["KREIS"], "wert": [value]})
    rows.write_parquet(tmp_path / "a.parquet")
    rows.write_csv(tmp_path / "b.csv", separator=";", decimal_comma=True)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.write(tmp_path / "a.parquet", "datasets/a.parquet")
    for name in ("a.parquet", "b.csv", "c.zip"):
        assert len(numbers_of_file(tmp_path / name) & secret) == 1
    assert len(numbers_of_text(f'{{"y": [1, {value}, 2.5]}}') & secret) == 1
    assert numbers_of_text("12,5 % von 1.234 am 30.11.2026") == set()


@pytest.mark.parametrize("column", FIGURES)
def test_another_figure_in_the_place_of_a_cell_is_found(column: str, truth: Truth) -> None:
    for key in list(truth.tables["wert"])[::997]:
        row = {**truth.tables["wert"][key], column: 4711.5}
        found = differences(read_rows("Probe", "wert", [row], truth), truth)
        assert found == [f"Probe: wert {' '.join(key)} {column}: 4711.5"]


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


def test_another_figure_in_a_chart_a_tip_and_a_sentence_is_found(truth: Truth) -> None:
    row = truth.tables["wert"]["Z1.1", "KREIS", "QUARTAL", "2026-Q3"]
    tip = "3. Quartal 2026: 177,7 % (170,1 bis 180,2 %), verfehlt"
    error = {"array": [5.0], "arrayminus": [5.0]}
    trace = {"name": "wert", "x": [0], "y": [177.7], "hovertext": [tip], "error_y": error}
    found = differences(read_series_chart({"data": [trace]}, [row], "Probe", GERMAN), truth)
    numbers = [text.rpartition(" ")[2] for text in found]
    assert numbers == ["177.7", "182.7", "172.7", "177.7", "170.1", "180.2"]
    german = GERMAN.read_sentence("Probe", "3. Quartal 2026: 177,7 %", row)
    english = ENGLISH.read_sentence("Probe", "3rd quarter 2026: 177.7 %", row)
    assert len(differences([*german, *english], truth)) == 2


def test_another_figure_in_a_cell_of_a_table_or_preview_is_found(truth: Truth) -> None:
    key = ("Z1.1", "KREIS", "QUARTAL", "2026-Q3")
    row = truth.tables["wert"][key]
    cell = {"periode": "3. Quartal 2026", "abdeckung": "93 %", "zielwert": "80,0"}
    cells = [cell | dict.fromkeys(("wert", "unten", "oben", "fallzahl"), "mehr als 1.234,5")]
    assert len(differences(read_table("Probe", cells, [row], GERMAN), truth)) == 5
    preview = [dict(zip(KEYS["wert"], key, strict=True)) | {"wert": "1.234,5", "unten": "–"}]
    found = differences(read_preview("Probe", "wert", preview, truth, GERMAN), truth)
    assert sorted(found) == [
        "Probe: wert Z1.1 KREIS QUARTAL 2026-Q3 unten: None",
        "Probe: wert Z1.1 KREIS QUARTAL 2026-Q3 wert: 1234.5",
    ]


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


def test_another_status_in_a_strip_is_found(truth: Truth) -> None:
    rows = truth.standings("KREIS", "Z1")
    quarters = [row["quartal"] for row in rows]
    statuses = [row["status"] for row in rows]
    other = "ERREICHT" if statuses[3] != "ERREICHT" else "VERFEHLT"
    for drawn, found in ((statuses, 0), ([*statuses[:3], other, *statuses[4:]], 1)):
        strip = parse(status_strip(quarters, drawn, _T, label="Z1")).of_class("strip")[0]
        seen = list(read_strip(strip, rows, quarters))
        assert len(seen) == len(rows)
        assert len(differences(seen, truth)) == found
