"""Corrections that each Träger owes: missing, refused and quarantined deliveries. Pure functions.

Settled deliveries are left out (``monitor.releases.open_deliveries``).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final

import polars as pl

from data.schema import TABLES, Owner
from monitor.releases.open_deliveries import refused_deliveries, waiting_deliveries
from monitor.warehouse.deliveries import LIVE, DeliveryStatus

#: Quarters for which quarantined rows are told one by one; earlier quarters are added up.
RECENT_QUARTERS: Final = 4

_OFFICE_TABLES: Final = [name for name, table in TABLES.items() if table.owner is Owner.AMT]
_LIVE: Final = [status.value for status in LIVE]
_SENDER: Final = ["traeger_id", "traeger"]

_OF_MATTER: Final = (
    *("traeger_id", "traeger", "quartal", "frist", "datei", "eingang_am", "grund", "zeilen"),
    "lieferung_id",
)


def with_sender(deliveries: pl.DataFrame, *, office: str, unknown: str) -> pl.DataFrame:
    """Fill in ``traeger`` where empty: the office itself for its own tables, else ``unknown``."""
    is_own = pl.col("tabelle").is_in(_OFFICE_TABLES).fill_null(value=False)
    sender = pl.when(is_own).then(pl.lit(office)).otherwise(pl.lit(unknown))
    return deliveries.with_columns(traeger=pl.col("traeger").fill_null(sender))


def open_deliveries(deliveries: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Return the deliveries that still need a correction: refused, or live with quarantined rows.

    Refused deliveries: `monitor.releases.open_deliveries.refused_deliveries`.
    """
    is_quarantined = pl.col("status").is_in(_LIVE) & (pl.col("zeilen_quarantaene") > 0)
    both = [refused_deliveries(deliveries, today), deliveries.filter(is_quarantined)]
    return pl.concat(both).sort("eingang_am", "reihenfolge")


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


class Matter(StrEnum):
    """What is still owed, or waits, in the order of urgency."""

    FEHLT = "FEHLT"
    ABGELEHNT = "ABGELEHNT"
    WARTET = "WARTET"
    QUARANTAENE = "QUARANTAENE"


def open_matters(deliveries: pl.DataFrame, expected: pl.DataFrame, today: dt.date) -> pl.DataFrame:
    """Return each matter that is still open, as a Träger goes through them.

    Columns: matter, traeger_id, traeger, quartal, frist, datei, eingang_am, grund, zeilen,
    lieferung_id. Missing quarters come with the oldest deadline first, quarantined rows with the
    latest quarter first, those of quarters before the last `RECENT_QUARTERS` as one row per Träger
    without quarter and delivery. (Args as in ``corrections_by_traeger``.)
    """
    still_open = open_deliveries(deliveries, today)
    is_refused = pl.col("status") == DeliveryStatus.ABGELEHNT.value
    parts = {
        Matter.FEHLT: expected.filter(pl.col("status") == "FEHLT").sort("frist", "traeger_id"),
        Matter.ABGELEHNT: still_open.filter(is_refused).with_columns(zeilen="zeilen_abgelehnt"),
        Matter.WARTET: waiting_deliveries(deliveries).with_columns(zeilen="zeilen_wartend"),
        Matter.QUARANTAENE: _held_rows(still_open.filter(~is_refused), _recent(deliveries)),
    }
    return pl.concat(
        [
            part.select(
                *(pl.col(name) if name in part.columns else pl.lit(None).alias(name)
                  for name in _OF_MATTER),
                matter=pl.lit(matter.value),
            )
            for matter, part in parts.items()
        ],
        how="vertical_relaxed",
    )  # fmt: skip


def _held_rows(quarantined: pl.DataFrame, recent: list[str]) -> pl.DataFrame:
    is_old = (pl.col("quartal") < min(recent, default="")).fill_null(value=False)
    rows = quarantined.with_columns(zeilen="zeilen_quarantaene")
    of_late = rows.filter(~is_old).sort("quartal", descending=True, nulls_last=True)
    before = rows.filter(is_old).group_by(_SENDER).agg(pl.col("zeilen").sum()).sort(_SENDER)
    return pl.concat([of_late, before], how="diagonal_relaxed")
