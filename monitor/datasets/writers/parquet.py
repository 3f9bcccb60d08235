"""Parquet with the types of the rows, streamed; titles and labels in its key-value metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from monitor.datasets.model import Dataset

#: Rows per group: fixed, so that equal rows give equal files however many threads wrote them.
_GROUP_ROWS: Final = 100_000


def write_parquet(dataset: Dataset, path: Path) -> None:
    """Write Parquet."""
    labels = {variable.name: variable.label_de for variable in dataset.variables}
    dataset.rows.sink_parquet(
        path,
        compression="zstd",
        row_group_size=_GROUP_ROWS,
        metadata={
            "titel": dataset.title_de,
            "variablen": json.dumps(labels, ensure_ascii=False),
        },
    )
