from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from monitor.datasets import FORMATS, NAMES, ORIGIN_COLUMN, listed_datasets, write_datasets
from monitor.snapshots import file_entries

Frames = dict[str, pl.DataFrame]


def test_csv_is_what_german_excel_reads(tmp_path: Path, release_frames: Frames) -> None:
    write_datasets(tmp_path / "d", release_frames, is_demo=True)
    content = (tmp_path / "d" / "wert_demodaten.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + ORIGIN_COLUMN.encode() + b";indikator_id;")
    assert ";81,5;" in content.decode("utf-8-sig")
    assert ";2024-01-01;" in content.decode("utf-8-sig")


def test_every_file_says_that_it_is_demo(tmp_path: Path, release_frames: Frames) -> None:
    write_datasets(tmp_path / "d", release_frames, is_demo=True)
    files = sorted((tmp_path / "d").iterdir())
    assert len(files) == len(NAMES) * len(FORMATS)
    for file in files:
        assert "demodaten" in file.name
        assert b"DEMODATEN" in file.read_bytes()


def test_real_data_are_not_called_demo(tmp_path: Path, release_frames: Frames) -> None:
    write_datasets(tmp_path / "d", release_frames, is_demo=False)
    values = pl.read_parquet(tmp_path / "d" / "wert.parquet")
    assert values[ORIGIN_COLUMN].unique().to_list() == ["Daten des Jugendamts"]
    assert not list((tmp_path / "d").glob("*demo*"))


def test_parquet_keeps_types_and_missing_values(tmp_path: Path, release_frames: Frames) -> None:
    write_datasets(tmp_path / "d", release_frames, is_demo=True)
    values = pl.read_parquet(tmp_path / "d" / "wert_demodaten.parquet").drop(ORIGIN_COLUMN)
    assert values.equals(release_frames["wert"])


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("+49", "'+49"), ("-x", "'-x"), ("a=b", "a=b")],
)
def test_text_that_a_spreadsheet_would_run_is_neutralised(
    tmp_path: Path,
    release_frames: Frames,
    frame_of: Callable[..., pl.DataFrame],
    text: str,
    written: str,
) -> None:
    frames = release_frames | {"gebiet": frame_of("gebiet", name=[text])}
    write_datasets(tmp_path / "d", frames, is_demo=True)
    read = pl.read_csv(tmp_path / "d" / "gebiet_demodaten.csv", separator=";")
    assert read["name"].to_list() == [written]


def test_what_is_listed_has_size_checksum_and_rows(tmp_path: Path, release_frames: Frames) -> None:
    write_datasets(tmp_path / "datasets", release_frames, is_demo=True)
    rows = {name: frame.height for name, frame in release_frames.items()}
    manifest = {"files": file_entries(tmp_path), "tables": rows, "is_demo": True}
    listed = listed_datasets(manifest)
    assert [(file.name, file.format) for file in listed] == [
        (name, file_format) for name in NAMES for file_format in FORMATS
    ]
    values = next(file for file in listed if file.name == "wert")
    assert values.rows == 3
    assert values.bytes == (tmp_path / "datasets" / values.file_name).stat().st_size
    assert len(values.sha256) == 64
