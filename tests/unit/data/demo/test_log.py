"""The big log for benchmarks, in small."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from data.demo import log
from data.demo.activities import COLUMNS


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory, stammdaten: Path) -> pl.DataFrame:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "CHUNK_ROWS", 2_000)
        log.write_log(path, 5_000, stammdaten=stammdaten, seed=1)
    return pl.read_csv(path, separator=";", try_parse_dates=True, infer_schema_length=None)


def test_log_is_canonical_and_complete(rows: pl.DataFrame) -> None:
    assert tuple(rows.columns) == COLUMNS
    assert rows.height == 5_000
    assert rows["aktivitaet_id"].is_unique().all()
    assert rows["aktivitaet_id"].str.contains(r"^[A-Z0-9]{3,8}-\d{4}-\d{6}$").all()


def test_log_lies_in_one_quarter_but_for_faults(rows: pl.DataFrame) -> None:
    inside = rows["datum"].is_between(dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    assert 0.99 < inside.mean() <= 1.0  # type: ignore[operator] - a share
    assert set(rows["traeger_id"]) == {"TR01"}
