"""What goes back to whom: only what is still open, and of old things not for ever."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import polars as pl
import pytest

from dashboards.request.corrections import corrections_by_traeger, open_deliveries, with_sender

TODAY = dt.date(2026, 11, 20)
_NUMBERS = count(1)


def _delivery(key: str, status: str, held: int = 0, day: int = 5, **more: Any) -> dict[str, Any]:
    """Return a row of the register; the later one made comes later in it."""
    return {
        "lieferung_id": key, "tabelle": "aktivitaet", "traeger_id": "TR01", "traeger": "Träger 01",
        "quartal": "2026-Q3", "datei": f"{key}.csv", "status": status, "ersetzt_durch": None,
        "zeilen_quarantaene": held, "eingang_am": dt.date(2026, 10, day),
        # one run loads many files: they all carry its time
        "geladen_am": dt.datetime(2026, 10, 30, 8), "reihenfolge": next(_NUMBERS),  # noqa: DTZ001
    } | more  # fmt: skip


def _frame(*rows: dict[str, Any]) -> pl.DataFrame:
    texts = ("ersetzt_durch", "tabelle", "traeger_id", "traeger", "quartal")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(texts, pl.String))


EXPECTED = pl.DataFrame(
    {
        "traeger_id": ["TR01", "TR02"],
        "traeger": ["Träger 01", "Träger 02"],
        "quartal": ["2026-Q3", "2026-Q2"],
        "status": ["PUENKTLICH", "FEHLT"],
    }
)


def _open(*rows: dict[str, Any]) -> list[str]:
    return open_deliveries(_frame(*rows), TODAY)["lieferung_id"].to_list()


def _owed(*rows: dict[str, Any]) -> dict[str, Any]:
    """Return what TR01 owes."""
    owed = corrections_by_traeger(_frame(*rows), EXPECTED, TODAY).filter(
        pl.col("traeger_id") == "TR01"
    )
    return owed.row(0, named=True)


def test_what_is_in_order_is_not_owed() -> None:
    owed = corrections_by_traeger(_frame(_delivery("L-1", "GELADEN")), EXPECTED, TODAY)
    assert owed.select("traeger_id", "fehlt", "abgelehnt", "quarantaene", "davor").rows() == [
        ("TR02", ["2026-Q2"], [], [], 0)
    ]


def test_a_refusal_is_named_with_the_day_of_its_receipt() -> None:
    owed = _owed(_delivery("L-1", "MIT_QUARANTAENE", 4), _delivery("L-2", "ABGELEHNT", day=9))
    assert owed["abgelehnt"] == [{"datei": "L-2.csv", "eingang_am": dt.date(2026, 10, 9)}]
    assert owed["quarantaene"] == [{"quartal": "2026-Q3", "zeilen": 4}]


def test_a_replaced_delivery_is_settled() -> None:
    replaced = _delivery("L-1", "ERSETZT", 4, ersetzt_durch="L-2")
    assert _open(replaced, _delivery("L-2", "GELADEN", day=9)) == []


@pytest.mark.parametrize("status", ["GELADEN", "MIT_QUARANTAENE"])
def test_a_refusal_is_settled_by_a_delivery_received_later(status: str) -> None:
    later = _delivery("L-2", status, day=12)  # read in the same run, so with the same load time
    refused = _delivery("L-1", "ABGELEHNT", day=5)
    assert "L-1" not in _open(refused, later)
    assert "L-1" not in _open(later, refused)


def test_what_came_before_settles_nothing() -> None:
    assert _open(_delivery("L-0", "GELADEN", day=3), _delivery("L-1", "ABGELEHNT")) == ["L-1"]


def test_on_the_same_day_the_register_says_which_came_later() -> None:
    refused, accepted = _delivery("L-1", "ABGELEHNT"), _delivery("L-2", "GELADEN")
    assert _open(accepted, refused) == []
    accepted, refused = _delivery("L-2", "GELADEN"), _delivery("L-1", "ABGELEHNT")
    assert _open(accepted, refused) == ["L-1"]


@pytest.mark.parametrize("more", [{"quartal": "2026-Q2"}, {"traeger_id": "TR02"}])
def test_a_delivery_of_something_else_settles_nothing(more: dict[str, str]) -> None:
    assert _open(_delivery("L-1", "ABGELEHNT"), _delivery("L-2", "GELADEN", day=9, **more)) == [
        "L-1"
    ]


def test_what_was_withdrawn_settles_nothing() -> None:
    refused = _delivery("L-1", "ABGELEHNT")
    assert _open(refused, _delivery("L-2", "ZURUECKGEZOGEN", day=9)) == ["L-1"]


NOBODY: dict[str, Any] = {"traeger_id": None, "traeger": None, "quartal": None}


def test_a_refusal_of_the_office_is_settled_by_the_table_that_came_later() -> None:
    refused = _delivery("L-1", "ABGELEHNT", tabelle="finanzen", **NOBODY)
    assert _open(refused, _delivery("L-2", "GELADEN", day=9, tabelle="finanzen", **NOBODY)) == []
    assert _open(refused, _delivery("L-3", "GELADEN", day=9, tabelle="welle", **NOBODY)) == ["L-1"]


def test_a_file_of_nobody_is_settled_by_one_of_the_same_name() -> None:
    refused = _delivery("L-1", "ABGELEHNT", tabelle=None, datei="Bericht.xlsx", **NOBODY)
    assert _open(refused, _delivery("L-2", "GELADEN", day=9, datei="Bericht.xlsx")) == []
    assert _open(refused, _delivery("L-3", "GELADEN", day=9, datei="anders.xlsx")) == ["L-1"]


def test_a_file_of_nobody_is_listed_for_a_year() -> None:
    def listed(received: dt.date) -> bool:
        row = _delivery("L-1", "ABGELEHNT", tabelle=None, **NOBODY) | {"eingang_am": received}
        return bool(_open(row))

    assert listed(dt.date(2025, 11, 20))
    assert not listed(dt.date(2025, 11, 19))
    known = _delivery("L-1", "ABGELEHNT") | {"eingang_am": dt.date(2024, 1, 1)}
    assert _open(known) == ["L-1"]  # its Träger can still send it


def test_what_has_no_traeger_is_the_offices_or_cannot_be_told() -> None:
    own = _delivery("L-1", "ABGELEHNT", **NOBODY, tabelle="stellen")
    unclear = _delivery("L-2", "ABGELEHNT", **NOBODY, tabelle=None)
    rows = with_sender(_frame(own, unclear), office="Jugendamt", unknown="unklar")
    owed = corrections_by_traeger(rows, EXPECTED.clear(), TODAY)
    files = [(name, [one["datei"] for one in refused]) for name, refused in
             owed.select("traeger", "abgelehnt").iter_rows()]  # fmt: skip
    assert files == [("Jugendamt", ["L-1.csv"]), ("unklar", ["L-2.csv"])]


def test_quarantine_is_told_by_quarter_the_latest_first_and_older_ones_in_one() -> None:
    held = {"2024-Q1": 50, "2025-Q1": 7, "2025-Q4": 1, "2026-Q1": 2, "2026-Q2": 0, "2026-Q3": 4}
    rows = [
        _delivery(f"L-{quarter}", "MIT_QUARANTAENE" if rows else "GELADEN", rows, quartal=quarter)
        for quarter, rows in held.items()
    ]
    owed = _owed(*rows, _delivery("L-9", "ERSETZT", 99, ersetzt_durch="L-2026-Q3"))
    assert [(one["quartal"], one["zeilen"]) for one in owed["quarantaene"]] == [
        ("2026-Q3", 4), ("2026-Q1", 2), ("2025-Q4", 1),
    ]  # fmt: skip
    assert owed["davor"] == 57


def test_quarantine_of_a_table_without_quarters_is_told_last() -> None:
    rows = [_delivery("L-1", "MIT_QUARANTAENE", 3, quartal=None), _delivery("L-2", "GELADEN")]
    assert _owed(*rows)["quarantaene"] == [{"quartal": None, "zeilen": 3}]
