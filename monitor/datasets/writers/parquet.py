"""Parquet with the types of the rows, streamed; titles and labels in its key-value metadata."""

from __future__ import annotations

import json
from pathlib import Path

from monitor.datasets.model import Dataset
from monitor.datasets.slices import ROWS_PER_SLICE


def write_parquet(dataset: Dataset, path: Path) -> None:
    """Write Parquet."""
    labels = {variable.name: variable.label_de for variable in dataset.variables}
    dataset.rows.sink_parquet(
        path,
        compression="zstd",
        row_group_size=ROWS_PER_SLICE,  # equal rows give equal files however many threads write
        metadata={
            "titel": dataset.title_de,
            "variablen": json.dumps(labels, ensure_ascii=False),
        },
    )
