"""Shares: numerator within denominator, and bounds by what is missing."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from monitor.concept.vocabulary import DISTRICT
from monitor.measures.kinds.registry import plan
from tests.builders.worlds import AREAS, activity, furnish, insert, share
from tests.unit.monitor.measures.computed import SHARE, waits


def test_numerator_lies_within_the_denominator() -> None:
    needed = plan(share())
    assert set(needed["n"].where) < set(needed["z"].where)


def test_missing_rows_are_those_of_the_base_without_a_usable_value() -> None:
    missing = plan(share())["fehlend"]
    assert [c.feld for c in missing.where] == ["erstkontakt"]
    assert [c.feld for c in missing.lacking] == ["wartezeit_werktage"]


def test_immature_rows_are_missing() -> None:
    needed = plan(share(reif=[{"feld": "tage_bis_eingang", "mindestens": 56}]))
    for role in ("z", "n"):
        assert "tage_bis_eingang" in [c.feld for c in needed[role].where]
    for role in ("fehlend", "q"):
        assert [c.feld for c in needed[role].where] == ["erstkontakt"]
    lacking = [c.feld for c in needed["fehlend"].lacking]
    assert lacking == ["tage_bis_eingang", "wartezeit_werktage"]


def test_share_with_what_is_missing(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    furnish(warehouse)
    insert(warehouse, "aktivitaet", waits(1, 5, 6, None))
    maybe = [activity(erstkontakt=None), activity(erstkontakt=False), activity(kita=None)]
    insert(warehouse, "quarantaene_aktivitaet", maybe)
    row = compute().one(SHARE)
    assert (row["zaehler"], row["nenner"], row["fallzahl"]) == (2, 3, 3)
    assert row["wert"] == pytest.approx(200 / 3)
    assert (row["fehlend"], row["quarantaene"]) == (1, 2)
    assert row["grenze_unten"] == pytest.approx(100 * 2 / 6)
    assert row["grenze_oben"] == pytest.approx(100 * 5 / 6)


def test_quarantined_row_of_a_foreign_area_widens_that_of_its_kita(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    furnish(warehouse)
    insert(warehouse, "aktivitaet", waits(1, 5, 6, 9))
    insert(warehouse, "quarantaene_aktivitaet", waits(None, sozialraum_ars="071370003"))
    computed = compute()
    for area in (DISTRICT, AREAS[0]):
        row = computed.one(SHARE, area=area)
        assert row["quarantaene"] == 1
        assert (row["grenze_unten"], row["grenze_oben"]) == (40, 60)
