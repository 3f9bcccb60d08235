"""What goes back to whom: missing, refused and quarantined, a row per Träger. Pure functions."""

from __future__ import annotations

import polars as pl

from data.schema import TABLES, Owner

_OFFICE_TABLES = [name for name, table in TABLES.items() if table.owner is Owner.AMT]
_DEFECT = ("ABGELEHNT", "MIT_QUARANTAENE")


def with_sender(deliveries: pl.DataFrame, *, office: str, unknown: str) -> pl.DataFrame:
    """Fill in ``traeger`` where there is none: the office itself, or it could not be told."""
    is_own = pl.col("tabelle").is_in(_OFFICE_TABLES).fill_null(value=False)
    sender = pl.when(is_own).then(pl.lit(office)).otherwise(pl.lit(unknown))
    return deliveries.with_columns(traeger=pl.col("traeger").fill_null(sender))


def open_deliveries(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Return the deliveries that still need a correction: refused or with rows in quarantine.

    A refused one is settled as soon as a later delivery of the same table, Träger and quarter
    came in.
    """
    standing = deliveries.filter(pl.col("ersetzt_durch").is_null())
    loaded = standing.filter(pl.col("status") != "ABGELEHNT").select(
        "tabelle", "traeger_id", "quartal", geladen_zuletzt="geladen_am"
    )
    latest = loaded.group_by("tabelle", "traeger_id", "quartal").agg(
        pl.col("geladen_zuletzt").max()
    )
    known = standing.join(
        latest, on=["tabelle", "traeger_id", "quartal"], how="left", nulls_equal=True
    )
    settled = (pl.col("status") == "ABGELEHNT") & (
        pl.col("geladen_zuletzt") > pl.col("geladen_am")
    ).fill_null(value=False)
    return known.filter(pl.col("status").is_in(_DEFECT), ~settled).drop("geladen_zuletzt")


def by_traeger(deliveries: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    """Return what each Träger owes: traeger_id, traeger, fehlt, abgelehnt, quarantaene.

    Args:
        deliveries: table ``lieferung`` of a quality snapshot.
        expected: table ``erwartung`` of the same snapshot.

    ``fehlt`` lists quarters, ``abgelehnt`` file names, ``quarantaene`` counts rows. Träger who owe
    nothing are left out. What has no Träger is told apart by ``traeger``, see ``with_sender``.
    """
    keys = ["traeger_id", "traeger"]
    missing = (
        expected.filter(pl.col("status") == "FEHLT")
        .group_by(keys)
        .agg(fehlt=pl.col("quartal").sort())
    )
    defects = (
        open_deliveries(deliveries)
        .group_by(keys)
        .agg(
            abgelehnt=pl.col("datei").filter(pl.col("status") == "ABGELEHNT").sort(),
            quarantaene=pl.col("zeilen_quarantaene").sum(),
        )
    )
    joined = missing.join(defects, on=keys, how="full", coalesce=True, nulls_equal=True)
    return joined.with_columns(
        pl.col("fehlt", "abgelehnt").fill_null([]), pl.col("quarantaene").fill_null(0)
    ).sort("traeger_id", "traeger", nulls_last=True)
