from __future__ import annotations

import datetime as dt
from dataclasses import replace

from monitor.datasets.model import Dataset, MissingReason
from monitor.datasets.summary import summarise


def test_rows_ranges_and_reasons_are_counted(dataset: Dataset) -> None:
    summary = summarise(dataset)
    assert summary.rows == 4
    wert, stand = summary.variables["wert"], summary.variables["stand"]
    assert (wert.valid, wert.minimum, wert.maximum) == (1, 81.5, 81.5)
    assert dict(wert.missing) == dict.fromkeys(MissingReason, 1)
    assert (stand.minimum, stand.maximum) == (dt.date(1850, 1, 1), dt.date(2025, 2, 3))
    assert summary.variables["gebiet_id"].minimum is None


def test_no_rows_have_no_range(dataset: Dataset) -> None:
    summary = summarise(replace(dataset, rows=dataset.rows.head(0)))
    assert summary.rows == 0
    assert summary.variables["wert"].maximum is None
    assert summary.variables["wert"].missing[MissingReason.GEHEIM] == 0
