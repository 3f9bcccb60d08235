"""The package of the ONS for the same method: same counts, same keys, same table, same results.

The package works with a table of every cell key, so that keys are compared at 12 bits: record keys
are multiples of 2²⁰ here and the same ÷ 2²⁰ there, which their sums modulo 2³² and 2¹² are, too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table

from monitor.confidentiality.perturbation.keys import KEY_RANGE, cell_key
from monitor.confidentiality.perturbation.noise import perturb
from monitor.confidentiality.perturbation.p_table import COMMITTED, LAST_ORIGINAL, PTable

KEYS, STEP = 2**12, 2**20
MOST = 30
CELLS_PER_COUNT = 150


@pytest.fixture(scope="module")
def tabulated() -> pd.DataFrame:
    """Return the committed table as the package wants it: a line per count and cell key."""
    limits = pl.read_csv(COMMITTED)
    lines = []
    for count in range(1, MOST + 1):
        row = limits.filter(pl.col("original") == min(count, LAST_ORIGINAL))
        above = -(-row["limit"].to_numpy() // STEP)  # the first of the 12-bit keys not below
        noise = np.repeat(row["target"] - row["original"], np.diff(above, prepend=0))
        lines.append(pd.DataFrame({"pcv": count, "ckey": np.arange(KEYS), "pvalue": noise}))
    return pd.concat(lines, ignore_index=True)


def _records() -> pd.DataFrame:
    """Return rows of cells of 1 to 30 rows, of random keys; the first cell has no rows of "b"."""
    random = np.random.default_rng(2023)
    counts = np.repeat(np.arange(1, MOST + 1), CELLS_PER_COUNT)
    cells = np.repeat(np.arange(counts.size), counts)
    keys = random.integers(0, KEYS, cells.size)
    keys[0] = KEYS - 1  # the package warns where the largest key does not occur
    groups = np.where(np.arange(cells.size) == 0, "b", "a")
    return pd.DataFrame({"cell": cells, "group": groups, "key": keys})


def test_the_same_counts_keys_and_table_give_the_same_results(
    table: PTable, tabulated: pd.DataFrame
) -> None:
    records = _records()
    theirs = create_perturbed_table(
        records, tabulated, ["cell"], ["group"], "key", use_existing_ons_id=False, threshold=0
    )
    ours = (
        pl.from_pandas(records)
        .with_columns(key=(pl.col("key") * STEP).cast(pl.UInt32))
        .group_by("cell", "group")
        .agg(pl.len().cast(pl.Int64), cell_key(pl.col("key").cast(pl.Int64).sum()))
    )
    both = pl.from_pandas(theirs).join(ours, on=["cell", "group"], how="left")
    both = both.with_columns(pl.col("len", "key").fill_null(0))
    assert both["pre_sdc_count"].equals(both["len"])
    assert (both["ckey"] == both["key"].cast(pl.Int64) // STEP).all()
    assert set(both["len"]) == set(range(MOST + 1))
    assert both["ckey"].n_unique() > KEYS // 2
    assert perturb(table, both["len"], both["key"]).tolist() == both["count"].to_list()


def test_every_count_and_twelve_bit_key(table: PTable, tabulated: pd.DataFrame) -> None:
    known = pl.from_pandas(tabulated)
    keys = (known["ckey"] * STEP).cast(pl.UInt32)
    assert len(known) == MOST * KEYS
    assert keys.max() == KEY_RANGE - STEP
    assert (perturb(table, known["pcv"], keys) == (known["pcv"] + known["pvalue"]).to_numpy()).all()
