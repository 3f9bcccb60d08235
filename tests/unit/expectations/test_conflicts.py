"""Keys: taken twice in a delivery, taken by another delivery, replaced, completed, repeated."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.rules.catalogue import RULES
from monitor.warehouse.deliveries import DeliveryKind

TWICE = "aktivitaet_id_mehrfach"
TAKEN = "aktivitaet_id_vergeben"
ID = "TR01-2024-000007"


def _live(warehouse: Any, **delivery: Any) -> None:
    """Put one live row with ``ID`` into the warehouse, and the delivery it came with."""
    known = {"traeger_id": "TR01", "quartal": "2024-Q3", "status": "GELADEN", **delivery}
    warehouse.execute(
        """INSERT INTO lieferung BY NAME SELECT 'L-alt' AS lieferung_id, 'aktivitaet' AS tabelle,
        $traeger_id AS traeger_id, $quartal AS quartal, 'x' AS datei, 'x' AS sha256, 1 AS bytes,
        DATE '2024-10-01' AS eingang_am, 'ERSATZ' AS art, $status AS status, 1 AS zeilen_roh,
        1 AS zeilen_gueltig, 0 AS zeilen_quarantaene, 0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt,
        true AS ist_demo, TIMESTAMP '2024-10-01' AS geladen_am""",
        known,
    )
    warehouse.execute(
        "INSERT INTO aktivitaet BY NAME SELECT ? AS aktivitaet_id, 'alt' AS zeilen_hash, "
        "'L-alt' AS lieferung_id",
        [ID],
    )


def test_same_id_with_other_content_is_an_error_of_both_rows(check: Any, make_row: Any) -> None:
    rows = [make_row("aktivitaet", aktivitaet_id=ID, dauer_min=n) for n in (30, 45)]
    assert check("aktivitaet", rows).findings == {(1, TWICE), (2, TWICE)}


def test_the_same_row_again_is_no_error(check: Any, make_row: Any) -> None:
    row = make_row("aktivitaet", aktivitaet_id=ID, zeilen_hash="gleich")
    assert check("aktivitaet", [row, row]).findings == frozenset()


def test_an_empty_id_is_missing_and_not_in_conflict(check: Any, make_row: Any) -> None:
    rows = [make_row("aktivitaet", aktivitaet_id=None)] * 2
    assert check("aktivitaet", rows).findings == {
        (1, "aktivitaet_id_fehlt"),
        (2, "aktivitaet_id_fehlt"),
    }


@pytest.mark.parametrize("live", [{"quartal": "2024-Q2"}, {"traeger_id": "TR02"}])
def test_an_id_of_a_delivery_that_stays_is_taken(
    live: dict[str, str], check: Any, make_row: Any, warehouse: Any
) -> None:
    _live(warehouse, **live)
    assert check("aktivitaet", [make_row("aktivitaet", aktivitaet_id=ID)]).findings == {(1, TAKEN)}


@pytest.mark.parametrize("kind", DeliveryKind)
def test_a_replaced_or_completed_delivery_gives_its_ids_free(
    kind: DeliveryKind, check: Any, make_row: Any, make_delivery: Any, warehouse: Any
) -> None:
    _live(warehouse)
    rows = [make_row("aktivitaet", aktivitaet_id=ID)]
    delivery = make_delivery("aktivitaet", art=kind)
    assert check("aktivitaet", rows, delivery=delivery).findings == frozenset()


def test_the_same_row_in_another_delivery_is_left_to_the_load(
    check: Any, make_row: Any, warehouse: Any
) -> None:
    _live(warehouse, quartal="2024-Q2")
    row = make_row("aktivitaet", aktivitaet_id=ID, zeilen_hash="alt")
    assert check("aktivitaet", [row]).findings == frozenset()


def test_an_empty_part_of_a_key_counts_as_a_value(check: Any, make_row: Any) -> None:
    rows = [make_row("stellen", kita_id=None, vzae_ist=share) for share in (0.5, 0.6)]
    name = "stellen_schluessel_mehrfach"
    assert check("stellen", rows).findings == {(1, name), (2, name)}


def test_a_side_table_replaces_its_quarter_as_a_whole(
    check: Any, make_row: Any, make_delivery: Any, warehouse: Any
) -> None:
    warehouse.execute(
        "INSERT INTO stellen BY NAME SELECT 'TR01' AS traeger_id, 'K001' AS kita_id, "
        "'2024-Q3' AS quartal, 'alt' AS zeilen_hash, 'L-alt' AS lieferung_id"
    )
    rows, delivery = [make_row("stellen")], make_delivery("stellen", quartal="2024-Q3")
    taken = {(1, "stellen_schluessel_vergeben")}
    assert check("stellen", rows, delivery=delivery).findings == taken
    warehouse.execute(
        """INSERT INTO lieferung BY NAME SELECT 'L-alt' AS lieferung_id, 'stellen' AS tabelle,
        '2024-Q3' AS quartal, 'x' AS datei, 'x' AS sha256, 1 AS bytes,
        DATE '2024-10-01' AS eingang_am, 'ERSATZ' AS art, 'GELADEN' AS status, 1 AS zeilen_roh,
        1 AS zeilen_gueltig, 0 AS zeilen_quarantaene, 0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt,
        true AS ist_demo, TIMESTAMP '2024-10-01' AS geladen_am"""
    )
    assert check("stellen", rows, delivery=delivery).findings == frozenset()


def test_a_side_table_without_quarters_cannot_be_in_conflict_with_itself() -> None:
    tables = {rule.table for rule in RULES.values() if rule.name.endswith("schluessel_vergeben")}
    assert tables == {"stellen", "erwartete_lieferung"}
