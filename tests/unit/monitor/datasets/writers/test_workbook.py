from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from monitor.datasets.codebook_entries import describe
from monitor.datasets.model import Dataset
from monitor.datasets.summary import summarise
from monitor.datasets.writers.sheet import sheet_xml
from monitor.datasets.writers.workbook import write_workbook


@pytest.fixture
def workbook(dataset: Dataset, out: Path) -> Path:
    write_workbook(dataset, pl.DataFrame(describe(dataset, summarise(dataset))), out)
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
    assert 'ySplit="1"' in sheet
    assert '<autoFilter ref="A1:L5"/>' in sheet
    assert "<f>" not in sheet
    assert re.search(r'<c t="inlineStr" s="3"><is><t xml:space="preserve">=1\+1</t>', sheet)


def test_what_xml_or_a_cell_cannot_hold_is_cut() -> None:
    sheet = "".join(sheet_xml(pl.DataFrame({"a": ["x\x01y", "z" * 40_000, None]})))
    assert "xy</t>" in sheet
    assert "z" * 32_767 + "</t>" in sheet
    assert "<c/>" in sheet


@pytest.mark.parametrize(("width", "last"), [(1, "A2"), (26, "Z2"), (27, "AA2"), (703, "AAA2")])
def test_columns_beyond_z_are_named_as_excel_does(width: int, last: str) -> None:
    rows = pl.DataFrame({f"c{number}": [1] for number in range(width)})
    assert f'ref="A1:{last}"' in "".join(sheet_xml(rows))
