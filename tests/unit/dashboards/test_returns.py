from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from dashboards.returns import by_traeger, open_deliveries, with_sender


def _delivery(key: str, status: str, held: int = 0, hour: int = 8, **more: Any) -> dict[str, Any]:
    return {
        "lieferung_id": key, "tabelle": "aktivitaet", "traeger_id": "TR01", "traeger": "Träger 01",
        "quartal": "2026-Q3", "datei": f"{key}.csv", "status": status, "ersetzt_durch": None,
        "zeilen_quarantaene": held, "geladen_am": dt.datetime(2026, 10, 1, hour),  # noqa: DTZ001
    } | more  # fmt: skip


def _frame(*rows: dict[str, Any]) -> pl.DataFrame:
    texts = ("ersetzt_durch", "traeger_id", "traeger", "quartal")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(texts, pl.String))


EXPECTED = pl.DataFrame(
    {
        "traeger_id": ["TR01", "TR02"],
        "traeger": ["Träger 01", "Träger 02"],
        "quartal": ["2026-Q3", "2026-Q2"],
        "status": ["PUENKTLICH", "FEHLT"],
    }
)


def test_what_is_in_order_is_not_owed() -> None:
    owed = by_traeger(_frame(_delivery("L-1", "GELADEN")), EXPECTED)
    assert owed.select("traeger_id", "fehlt", "abgelehnt", "quarantaene").rows() == [
        ("TR02", ["2026-Q2"], [], 0)
    ]


def test_quarantine_and_refusals_are_counted_per_traeger() -> None:
    rows = _frame(_delivery("L-1", "MIT_QUARANTAENE", 4), _delivery("L-2", "ABGELEHNT", hour=9))
    owed = by_traeger(rows, EXPECTED).filter(pl.col("traeger_id") == "TR01")
    assert owed.select("abgelehnt", "quarantaene").rows() == [(["L-2.csv"], 4)]


def test_a_replaced_delivery_is_settled() -> None:
    rows = _frame(
        _delivery("L-1", "MIT_QUARANTAENE", 4, ersetzt_durch="L-2"), _delivery("L-2", "GELADEN")
    )
    assert open_deliveries(rows).is_empty()


def test_a_refusal_is_settled_by_a_later_delivery_of_the_same_quarter() -> None:
    refused, later = _delivery("L-1", "ABGELEHNT"), _delivery("L-2", "GELADEN", hour=9)
    assert open_deliveries(_frame(refused, later)).is_empty()
    earlier = _delivery("L-0", "GELADEN", hour=7)
    assert open_deliveries(_frame(refused, earlier))["lieferung_id"].to_list() == ["L-1"]


def test_what_has_no_traeger_is_the_offices_or_cannot_be_told() -> None:
    nobody = {"traeger_id": None, "traeger": None, "quartal": None}
    own = _delivery("L-1", "ABGELEHNT", **nobody, tabelle="stellen")
    unclear = _delivery("L-2", "ABGELEHNT", **nobody, tabelle=None)
    rows = with_sender(_frame(own, unclear), office="Jugendamt", unknown="unklar")
    owed = by_traeger(rows, EXPECTED.clear())
    assert owed.select("traeger", "abgelehnt").rows() == [
        ("Jugendamt", ["L-1.csv"]),
        ("unklar", ["L-2.csv"]),
    ]
