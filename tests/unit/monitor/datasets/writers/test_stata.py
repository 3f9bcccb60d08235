from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pyreadstat
import pytest

from monitor.datasets.model import Dataset
from monitor.datasets.writers.stata import write_dta


@pytest.fixture
def dta(dataset: Dataset, out: Path) -> Path:
    write_dta(dataset, out, is_demo=True)
    return out


def test_reasons_are_extended_missing_values_with_labels(dta: Path) -> None:
    rows, meta = pyreadstat.read_dta(str(dta), user_missing=True)
    assert rows["wert"].to_list() == [81.5, "a", "b", "c"]
    assert rows["status"].to_list() == [1, 2, "a", "c"]
    assert meta.variable_value_labels["wert"]["a"] == "weggelassen zum Schutz von Personen"
    assert meta.variable_value_labels["status"][2] == "verfehlt [NEIN]"


def test_values_labels_and_dates_come_back(dta: Path) -> None:
    rows, meta = pyreadstat.read_dta(str(dta))
    assert rows["gebiet_id"][0] == "071370203"
    assert rows["hinweis"][2] == "Grüße & <mehr>"
    assert rows["stand"][0] == dt.date(2024, 1, 1)
    assert rows["stand__fehlt"].to_list()[1] == 3
    assert meta.column_names_to_labels["wert"] == "Wert (%)"
    assert meta.file_label == "DEMODATEN: Probe"


def test_the_file_is_of_stata_14_and_knows_no_clock(dta: Path) -> None:
    header = dta.read_bytes()[:200]
    assert b"<release>118</release>" in header
    assert b"01 Jan 1980 00:00" in header


def test_no_rows_are_a_file_as_well(dataset: Dataset, out: Path) -> None:
    write_dta(replace(dataset, rows=dataset.rows.head(0)), out, is_demo=True)
    rows, meta = pyreadstat.read_dta(str(out))
    assert len(rows) == 0
    assert "wert" in meta.column_names
