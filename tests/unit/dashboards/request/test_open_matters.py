"""Open matters of a Träger: what, by when, why, in the order of urgency."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from dashboards.request.corrections import Matter, open_matters
from monitor.snapshots.tables import QUALITY_TABLES
from tests.builders.quality_tables import quality_frames

TODAY = dt.date(2026, 11, 20)


def matters_of(traeger: str, *further: dict[str, Any]) -> pl.DataFrame:
    frames = quality_frames()
    own = pl.col("traeger_id") == traeger
    deliveries = frames["lieferung"].filter(own).with_columns(pl.col("grund").cast(pl.String))
    first = deliveries.row(0, named=True)
    added = [{**first, **row} for row in further]
    if added:
        more = pl.DataFrame(added, schema=deliveries.schema)
        deliveries = pl.concat([deliveries, more])
    return open_matters(deliveries, frames["erwartung"].filter(own), TODAY)


def test_a_missing_quarter_has_its_deadline() -> None:
    missing = matters_of("TR05").filter(pl.col("matter") == Matter.FEHLT.value)
    assert missing.select("quartal", "frist", "datei").rows() == [
        ("2026-Q3", dt.date(2026, 10, 15), None)
    ]


def test_a_refused_file_has_its_reason_and_rows() -> None:
    refused = matters_of("TR03").filter(pl.col("matter") == Matter.ABGELEHNT.value)
    assert refused.select("datei", "grund", "zeilen").rows() == [
        ("TR03_2026-Q3.csv", "PERSONENBEZUG", 310 + 7 * 32)
    ]


def test_a_refused_file_is_settled_by_a_later_one() -> None:
    later = {
        "lieferung_id": "L-x", "reihenfolge": 99, "quartal": "2026-Q3", "status": "GELADEN",
        "eingang_am": TODAY, "zeilen_quarantaene": 0, "grund": None,
    }  # fmt: skip
    found = matters_of("TR03", later)
    assert Matter.ABGELEHNT.value not in set(found["matter"])


def test_a_waiting_file_is_the_offices_turn() -> None:
    waiting = {
        "lieferung_id": "L-w", "reihenfolge": 99, "status": "WARTET", "grund": "MONATE_FEHLEN",
        "zeilen_wartend": 12, "zeilen_quarantaene": 0,
    }  # fmt: skip
    found = matters_of("TR02", waiting).filter(pl.col("matter") == Matter.WARTET.value)
    assert found.select("lieferung_id", "grund", "zeilen").rows() == [("L-w", "MONATE_FEHLEN", 12)]


def test_quarantined_rows_come_by_quarter_and_all_earlier_ones_together() -> None:
    held = matters_of("TR04").filter(pl.col("matter") == Matter.QUARANTAENE.value)
    quarters = held["quartal"].to_list()
    named = [quarter for quarter in quarters if quarter is not None]
    assert named == sorted(named, reverse=True)
    assert min(named) >= "2025-Q4"
    live = quality_frames()["lieferung"].filter(
        (pl.col("traeger_id") == "TR04") & (pl.col("status") == "MIT_QUARANTAENE")
    )
    assert held["zeilen"].sum() == live["zeilen_quarantaene"].sum()  # no row is lost
    assert quarters.count(None) <= 1


def test_matters_are_in_the_order_of_urgency_and_none_where_nothing_is() -> None:
    order = [matter.value for matter in Matter]
    found = [order.index(matter) for matter in matters_of("TR03")["matter"]]
    assert found == sorted(found)
    empty = {
        name: pl.DataFrame(schema={c: quality_frames()[name].schema[c] for c in columns})
        for name in ("lieferung", "erwartung")
        for columns in [QUALITY_TABLES[name].column_names]
    }
    assert open_matters(empty["lieferung"], empty["erwartung"], TODAY).is_empty()
