"""Deliveries that somebody still has to act on: missing, refused, waiting. Pure functions.

Frames are tables of a quality snapshot. Of two deliveries the later has the later day of receipt
and, on the same day, the later place in the register; one run loads many files at the same time.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from monitor.warehouse.deliveries import LIVE, DeliveryStatus

#: Days for which a refused file of unknown origin is listed; later nobody will correct the file.
LISTED_DAYS: Final = 365

_LIVE: Final = [status.value for status in LIVE]
_ORDER: Final = ("eingang_am", "reihenfolge")
#: Expectations without a delivery; which of them are missing is a matter of the day.
_NOT_IN: Final = ("FEHLT", "OFFEN")

#: What a delivery must share with a refused one to take its place: the same matter, or, where
#: nobody can say what the file was, its name.
_SAME: Final = (["tabelle", "traeger_id", "quartal"], ["datei"])


def refused_deliveries(deliveries: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Return the refused deliveries that nothing has settled yet, the oldest first.

    A refused delivery is settled by a later live delivery of the same table, Träger and quarter, or
    of the same file name; a refused delivery of an unknown table also by the end of a year.
    """
    placed = deliveries.sort(_ORDER).with_row_index("platz")
    live = placed.filter(pl.col("status").is_in(_LIVE))
    refused = placed.filter(pl.col("status") == DeliveryStatus.ABGELEHNT.value)
    settled = pl.concat([_settled(refused, live, keys) for keys in _SAME])
    since = today - dt.timedelta(days=LISTED_DAYS)
    is_listed = pl.col("tabelle").is_not_null() | (pl.col("eingang_am") >= since)
    unsettled = refused.join(settled, on="lieferung_id", how="anti").filter(is_listed)
    return unsettled.sort("platz").drop("platz")


def _settled(refused: pl.DataFrame, live: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return the ids of refused deliveries with a later live delivery of the same keys."""
    known = refused.filter(pl.col(keys[0]).is_not_null())
    later = live.group_by(keys).agg(spaeter=pl.col("platz").max())
    both = known.join(later, on=keys, nulls_equal=True)
    return both.filter(pl.col("spaeter") > pl.col("platz")).select("lieferung_id")


def waiting_deliveries(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Return the deliveries on which somebody has to decide, the oldest first."""
    waiting = deliveries.filter(pl.col("status") == DeliveryStatus.WARTET.value)
    return waiting.sort(_ORDER)


def missing_deliveries(expected: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Return the expected deliveries whose deadline is over, also since the snapshot was made."""
    is_missing = pl.col("status").is_in(_NOT_IN) & (pl.col("frist") < today)
    return expected.filter(is_missing).sort("quartal", "traeger_id")
