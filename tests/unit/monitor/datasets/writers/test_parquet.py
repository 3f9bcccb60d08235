from __future__ import annotations

import json
from pathlib import Path

import duckdb
import polars as pl

from monitor.datasets.model import Dataset
from monitor.datasets.writers.parquet import write_parquet


def test_types_values_and_reasons_are_kept(dataset: Dataset, out: Path) -> None:
    write_parquet(dataset, out)
    assert pl.read_parquet(out).equals(dataset.rows.collect())


def test_duckdb_reads_it(dataset: Dataset, out: Path) -> None:
    write_parquet(dataset, out)
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT wert, wert__fehlt, stand FROM read_parquet(?) WHERE wert IS NOT NULL",
            [str(out)],
        ).fetchall()
    assert [(row[0], row[1], str(row[2])) for row in found] == [(81.5, None, "2024-01-01")]


def test_labels_stand_in_its_metadata(dataset: Dataset, out: Path) -> None:
    write_parquet(dataset, out)
    metadata = pl.read_parquet_metadata(out)
    assert metadata["titel"] == "Probe"
    assert json.loads(metadata["variablen"])["wert"] == "Wert"


def test_many_rows_are_streamed_in_their_order(dataset: Dataset, out: Path) -> None:
    many = pl.LazyFrame({"zahl": pl.int_range(250_000, eager=True)})
    write_parquet(Dataset(**{**vars(dataset), "rows": many}), out)
    assert pl.read_parquet(out)["zahl"].to_list() == list(range(250_000))
