"""Corrections that each Träger owes: missing, refused and quarantined deliveries. Pure functions.

Settled deliveries are left out. Of two deliveries the later has the later day of receipt and, on
the same day, the later place in the register; one run loads many files at the same time.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from data.schema import TABLES, Owner
from monitor.warehouse.deliveries import LIVE, DeliveryStatus

#: Days for which a refused file of unknown origin is listed; later nobody will correct the file.
LISTED_DAYS: Final = 365

#: Quarters for which quarantined rows are told one by one; earlier quarters are added up.
RECENT_QUARTERS: Final = 4

_OFFICE_TABLES: Final = [name for name, table in TABLES.items() if table.owner is Owner.AMT]
_LIVE: Final = [status.value for status in LIVE]
_SENDER: Final = ["traeger_id", "traeger"]

#: What a delivery must share with a refused one to take its place: the same matter, or, where
#: nobody can say what the file was, its name.
_SAME: Final = (["tabelle", "traeger_id", "quartal"], ["datei"])


def with_sender(deliveries: pl.DataFrame, *, office: str, unknown: str) -> pl.DataFrame:
    """Fill in ``traeger`` where empty: the office itself for its own tables, else ``unknown``."""
    is_own = pl.col("tabelle").is_in(_OFFICE_TABLES).fill_null(value=False)
    sender = pl.when(is_own).then(pl.lit(office)).otherwise(pl.lit(unknown))
    return deliveries.with_columns(traeger=pl.col("traeger").fill_null(sender))


def open_deliveries(deliveries: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Return the deliveries that still need a correction: refused, or live with quarantined rows.

    A refused delivery is settled by a later live delivery of the same table, Träger and quarter, or
    of the same file name; a refused delivery of an unknown table also by the end of a year.
    """
    placed = deliveries.sort("eingang_am", "reihenfolge").with_row_index("platz")
    live = placed.filter(pl.col("status").is_in(_LIVE))
    refused = placed.filter(pl.col("status") == DeliveryStatus.ABGELEHNT.value)
    settled = pl.concat([_settled(refused, live, keys) for keys in _SAME])
    since = today - dt.timedelta(days=LISTED_DAYS)
    is_listed = pl.col("tabelle").is_not_null() | (pl.col("eingang_am") >= since)
    still_refused = refused.join(settled, on="lieferung_id", how="anti").filter(is_listed)
    quarantined = live.filter(pl.col("zeilen_quarantaene") > 0)
    return pl.concat([still_refused, quarantined]).sort("platz").drop("platz")


def _settled(refused: pl.DataFrame, live: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return the ids of refused deliveries with a later live delivery of the same keys."""
    known = refused.filter(pl.col(keys[0]).is_not_null())
    later = live.group_by(keys).agg(spaeter=pl.col("platz").max())
    both = known.join(later, on=keys, nulls_equal=True)
    return both.filter(pl.col("spaeter") > pl.col("platz")).select("lieferung_id")


def waiting_deliveries(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Return the deliveries on which somebody has to decide, the oldest first."""
    waiting = deliveries.filter(pl.col("status") == DeliveryStatus.WARTET.value)
    return waiting.sort("eingang_am", "reihenfolge")


def corrections_by_traeger(
    deliveries: pl.DataFrame, expected: pl.DataFrame, today: dt.date
) -> pl.DataFrame:
    """Return the corrections owed: traeger_id, traeger, fehlt, abgelehnt, quarantaene, davor.

    Args:
        deliveries: table ``lieferung`` of a quality snapshot.
        expected: table ``erwartung`` of the same snapshot.
        today: the day of the snapshot.

    ``fehlt`` lists quarters, ``abgelehnt`` files with their receipt, ``quarantaene`` rows by
    quarter, the latest first and rows without a quarter last; ``davor`` counts the rows of earlier
    quarters. Träger who owe nothing are left out. Deliveries without a Träger are told apart by
    ``traeger``, see ``with_sender``.
    """
    still_open = open_deliveries(deliveries, today)
    owed = _missing(expected)
    for part in (_refused(still_open), _quarantined(still_open, _recent(deliveries))):
        owed = owed.join(part, on=_SENDER, how="full", coalesce=True, nulls_equal=True)
    return owed.with_columns(
        pl.col("fehlt", "abgelehnt", "quarantaene").fill_null([]), pl.col("davor").fill_null(0)
    ).sort("traeger_id", "traeger", nulls_last=True)


def _missing(expected: pl.DataFrame) -> pl.DataFrame:
    missing = expected.filter(pl.col("status") == "FEHLT")
    return missing.group_by(_SENDER).agg(fehlt=pl.col("quartal").sort())


def _refused(still_open: pl.DataFrame) -> pl.DataFrame:
    refused = still_open.filter(pl.col("status") == DeliveryStatus.ABGELEHNT.value)
    return refused.group_by(_SENDER, maintain_order=True).agg(
        abgelehnt=pl.struct("datei", "eingang_am")
    )


def _recent(deliveries: pl.DataFrame) -> list[str]:
    return deliveries["quartal"].drop_nulls().unique().sort().tail(RECENT_QUARTERS).to_list()


def _quarantined(still_open: pl.DataFrame, recent: list[str]) -> pl.DataFrame:
    live = still_open.filter(pl.col("status").is_in(_LIVE))
    by_quarter = live.group_by(*_SENDER, "quartal").agg(zeilen=pl.col("zeilen_quarantaene").sum())
    is_old = (pl.col("quartal") < min(recent, default="")).fill_null(value=False)
    ordered = by_quarter.sort("quartal", descending=True, nulls_last=True)
    return ordered.group_by(_SENDER, maintain_order=True).agg(
        quarantaene=pl.struct("quartal", "zeilen").filter(~is_old),
        davor=pl.col("zeilen").filter(is_old).sum(),
    )
