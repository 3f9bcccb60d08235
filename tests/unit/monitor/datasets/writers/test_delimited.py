from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from monitor.datasets.model import Dataset
from monitor.datasets.writers.delimited import write_csv, write_csv_for_excel


def _read(path: Path, encoding: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding)), delimiter=delimiter))


def test_csv_is_what_german_excel_reads(dataset: Dataset, out: Path) -> None:
    write_csv_for_excel(dataset, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbfgebiet_id;status;status__fehlt;")
    rows = _read(out, "utf-8-sig", ";")
    assert [row["wert"] for row in rows] == ["81,5", "", "", ""]
    assert [row["wert__fehlt"] for row in rows] == ["", "GEHEIM", "NICHT_ERHOBEN", "KEINE_ANGABE"]
    assert [row["gueltig"] for row in rows] == ["ja", "nein", "ja", "ja"]
    assert rows[0]["stand"] == "2024-01-01"


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("+49", "'+49"), ("-x", "'-x"), ("a=b", "a=b")],
)
def test_text_that_a_spreadsheet_would_run_is_neutralised(
    dataset: Dataset, out: Path, text: str, written: str
) -> None:
    rows = pl.LazyFrame({"hinweis": [text]})
    write_csv_for_excel(Dataset(**{**vars(dataset), "rows": rows}), out)
    assert _read(out, "utf-8-sig", ";")[0]["hinweis"] == written


def test_csv_for_programs_has_points_commas_and_plain_text(dataset: Dataset, out: Path) -> None:
    write_csv(dataset, out)
    rows = _read(out, "utf-8", ",")
    assert rows[0]["gebiet_id"] == "071370203"
    assert rows[0]["wert"] == "81.5"
    assert rows[0]["hinweis"] == "=1+1"
    assert [row["gueltig"] for row in rows] == ["true", "false", "true", "true"]
