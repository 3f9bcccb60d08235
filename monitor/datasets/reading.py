"""Reads the rows and the profile of a dataset from the folder of a release; for the web.

Who may ask is decided in ``monitor.reading.store``; names of files come from the manifest alone.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.datasets.formats import FileFormat
from monitor.datasets.manifest import ManifestDataset
from monitor.datasets.profile import Profile, read_profile


def read_rows(folder: Path, dataset: ManifestDataset, *, limit: int, offset: int) -> pl.DataFrame:
    """Return some rows with the reasons of their missing values, in the order of the file.

    Parquet keeps rows in groups: only those that the rows lie in are read, however many there are.
    """
    file = dataset.file(FileFormat.PARQUET)
    if file is None:  # every dataset is written as Parquet
        return pl.DataFrame()
    rows = pl.scan_parquet(folder / file.file_name, glob=False, hive_partitioning=False)
    return rows.slice(offset, limit).collect()


def read_variables(folder: Path, dataset: ManifestDataset) -> Profile:
    """Return the profile of each variable; none in releases made without profiles."""
    return () if dataset.profile is None else read_profile((folder / dataset.profile).read_bytes())
