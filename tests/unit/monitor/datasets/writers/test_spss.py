from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from monitor.datasets.model import Dataset
from monitor.datasets.writers.spss import write_sav


@pytest.fixture
def sav(dataset: Dataset, out: Path) -> Path:
    write_sav(dataset, out, is_demo=True)
    return out


def test_reasons_are_user_missing_values_with_labels(sav: Path) -> None:
    rows, meta = pyreadstat.read_sav(str(sav), user_missing=True, output_format="polars")
    assert rows["wert"].to_list() == [81.5, -9997, -9998, -9999]
    assert rows["anzahl"].to_list() == [12, -9997, 3, 0]
    assert [r["lo"] for r in meta.missing_ranges["wert"]] == [-9997, -9998, -9999]
    assert [r["lo"] for r in meta.missing_ranges["anzahl"]] == [-9997]
    assert meta.variable_value_labels["wert"][-9997] == "weggelassen zum Schutz von Personen"


def test_whoever_reads_without_caring_gets_no_code_for_a_value(sav: Path) -> None:
    rows, _ = pyreadstat.read_sav(str(sav), output_format="polars")
    assert rows["wert"].to_list() == [81.5, None, None, None]


def test_codes_are_labelled_numbers_and_ids_stay_text(sav: Path) -> None:
    rows, meta = pyreadstat.read_sav(str(sav), user_missing=True, output_format="polars")
    assert rows["status"].to_list() == [1, 2, -9997, -9999]
    assert meta.variable_value_labels["status"][1] == "erreicht [JA]"
    assert meta.variable_value_labels["gueltig"] == {0: "nein", 1: "ja"}
    assert rows["gebiet_id"][0] == "071370203"


def test_dates_and_text_have_their_reason_beside_them(sav: Path) -> None:
    rows, meta = pyreadstat.read_sav(str(sav), output_format="polars")
    assert rows["stand"].to_list()[:2] == [dt.date(2024, 1, 1), None]
    assert rows["stand__fehlt"].to_list() == [None, 3, None, None]
    assert meta.variable_value_labels["stand__fehlt"][3].endswith("[KEINE_ANGABE]")
    assert rows["hinweis"][2] == "Grüße & <mehr>"


def test_labels_title_and_header_without_a_clock(sav: Path) -> None:
    _, meta = pyreadstat.read_sav(str(sav))
    assert meta.column_names_to_labels["wert"] == "Wert (%)"
    assert meta.file_label == "DEMODATEN: Probe"
    assert meta.creation_time == dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the file knows no zone


def test_a_code_that_no_list_knows_is_not_lost(dataset: Dataset, out: Path) -> None:
    rows = dataset.rows.with_columns(status=pl.lit("NEU"), status__fehlt=pl.lit(None, pl.String))
    write_sav(replace(dataset, rows=rows), out, is_demo=False)
    read, meta = pyreadstat.read_sav(str(out), output_format="polars")
    assert meta.variable_value_labels["status"][read["status"][0]] == "NEU [NEU]"


def test_no_rows_are_a_file_as_well(dataset: Dataset, out: Path) -> None:
    write_sav(replace(dataset, rows=dataset.rows.head(0)), out, is_demo=True)
    rows, meta = pyreadstat.read_sav(str(out), output_format="polars")
    assert rows.height == 0
    assert "wert" in meta.column_names
