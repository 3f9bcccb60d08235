from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from monitor.datasets.codebook_entries import make_codebook_entries
from monitor.datasets.model import Dataset
from monitor.datasets.summary import summarise
from monitor.datasets.writers.workbook import write_workbook


@pytest.fixture
def workbook(dataset: Dataset, out: Path) -> Path:
    write_workbook(dataset, pl.DataFrame(make_codebook_entries(dataset, summarise(dataset))), out)
    return out


def _sheet(workbook: Path, name: str) -> pl.DataFrame:
    read: pl.DataFrame = fastexcel.read_excel(workbook).load_sheet(name).to_polars()
    return read


def test_calamine_reads_typed_cells(workbook: Path) -> None:
    rows = _sheet(workbook, "Daten")
    assert rows["wert"].to_list() == [81.5, None, None, None]
    assert rows["anzahl"].to_list() == [12, None, 3, 0]
    assert rows["gueltig"].to_list() == [True, False, True, True]
    assert rows["stand"][0].date() == dt.date(2024, 1, 1)
    assert rows["gebiet_id"].to_list() == ["071370203", "KREIS", "KREIS", "KREIS"]
    assert rows["wert__fehlt"].to_list() == [None, "GEHEIM", "NICHT_ERHOBEN", "KEINE_ANGABE"]
    assert rows["hinweis"][2] == "Grüße & <mehr>"


def test_the_codebook_is_on_a_sheet_of_its_own(workbook: Path) -> None:
    assert fastexcel.read_excel(workbook).sheet_names == ["Daten", "Codebuch"]
    entries = _sheet(workbook, "Codebuch")
    wert = entries.filter(pl.col("variable") == "wert", pl.col("eintrag") == "VARIABLE")
    assert (wert["minimum"][0], wert["beschriftung"][0]) == ("81.5", "Wert")
    codes = entries.filter(pl.col("variable") == "status", pl.col("eintrag") == "WERT")
    assert codes["wert"].to_list() == ["JA", "NEIN"]


def test_header_is_frozen_and_filtered_and_no_text_is_a_formula(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert 'ySplit="1"' in sheet
    assert '<autoFilter ref="A1:L5"/>' in sheet
    assert "<f>" not in sheet
    cell = re.search(r'<c r="K2" s="(\d)" t="inlineStr"><is><t>=1\+1</t>', sheet)
    assert cell
    formats = re.findall("<xf .*?>", styles.partition("<cellXfs")[2])
    assert 'quotePrefix="1"' in formats[int(cell[1])]


def test_equal_rows_are_equal_bytes(dataset: Dataset, out: Path) -> None:
    codebook = pl.DataFrame(make_codebook_entries(dataset, summarise(dataset)))
    made = []
    for _ in range(2):
        write_workbook(dataset, codebook, out)
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_what_a_cell_cannot_hold_is_cut_or_left_empty(dataset: Dataset, out: Path) -> None:
    rows = pl.LazyFrame({"a": ["z" * 40_000, "x\x01y", "b"], "n": [float("nan"), None, 1.5]})
    write_workbook(replace(dataset, rows=rows), pl.DataFrame({"variable": ["a"]}), out)
    read = _sheet(out, "Daten")
    assert read["a"][0] == "z" * 32_767
    assert read["a"][2] == "b"
    assert read["n"].to_list() == [None, None, 1.5]


def test_a_dataset_without_rows_keeps_its_header(dataset: Dataset, out: Path) -> None:
    write_workbook(replace(dataset, rows=dataset.rows.head(0)), pl.DataFrame({"a": [1]}), out)
    assert _sheet(out, "Daten").columns == dataset.rows.collect_schema().names()
