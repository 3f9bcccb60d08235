"""Items about deliveries, from the newest quality snapshot: missing, waiting, refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from monitor.releases.approval.items import CheckKey, ChecklistItem, passed, warning
from monitor.releases.open_deliveries import (
    missing_deliveries,
    refused_deliveries,
    waiting_deliveries,
)
from monitor.releases.published_releases import CurrentSnapshot, current_quality
from monitor.snapshots.layout import QUALITY, made_at, open_database


def delivery_items(root: Path, *, until: str, today: dt.date) -> Iterator[ChecklistItem]:
    """Yield what is known of deliveries, and how old that is.

    Args:
        root: the folder of the quality snapshots.
        until: the last quarter of the draft; a delivery missing later is no matter of the draft.
        today: the day that deadlines are compared with.
    """
    current = current_quality(root)
    yield quality_item(current)
    if current.snapshot_id is None:
        return
    with open_database(root / current.snapshot_id / QUALITY.database) as connection:
        expected, deliveries = (
            connection.sql(f"FROM {name}").pl() for name in ("erwartung", "lieferung")
        )
    yield missing_item(missing_deliveries(expected, today), until)
    for key, found in (
        (CheckKey.WAITING, waiting_deliveries(deliveries)),
        (CheckKey.REFUSED, refused_deliveries(deliveries, today)),
    ):
        yield warning(key, "open", count=found.height) if found.height else passed(key)


def quality_item(current: CurrentSnapshot) -> ChecklistItem:
    """Return whether the newest quality snapshot can be read."""
    if current.fault is not None:
        return warning(CheckKey.QUALITY, "damaged", fault=str(current.fault))
    if current.snapshot_id is None:
        return warning(CheckKey.QUALITY, "none")
    return passed(CheckKey.QUALITY, day=made_at(current.snapshot_id).date())


def missing_item(missing: pl.DataFrame, until: str) -> ChecklistItem:
    """Return the deliveries missing in the quarters of a draft."""
    found = missing.filter(pl.col("quartal") <= until)
    if found.is_empty():
        return passed(CheckKey.MISSING, until=until)
    by_quarter = found.group_by("quartal").len().sort("quartal")
    quarters = dict(by_quarter.iter_rows())
    return warning(CheckKey.MISSING, "open", count=found.height, quarters=quarters)
