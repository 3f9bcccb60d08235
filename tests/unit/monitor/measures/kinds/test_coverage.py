"""Bounds of a share of Kitas: a Kita opens once, and a nameless row opens one more."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.builders.worlds import AREAS, activity, furnish, insert
from tests.unit.monitor.measures.computed import COVERAGE


def test_quarantined_row_opens_a_kita_only_once(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    """A Kita that has an offer does not gain by another one in quarantine."""
    furnish(warehouse)
    offers = [activity(kita, aktivitaet_art="ELTCAFE") for kita in ("K001", "K002")]
    insert(warehouse, "aktivitaet", offers)
    insert(warehouse, "quarantaene_aktivitaet", [*offers, activity("K003", aktivitaet_art=None)])
    row = compute().one(COVERAGE)
    assert (row["grenze_unten"], row["grenze_oben"]) == (pytest.approx(100 / 3), 50)


def test_row_of_an_unknown_kita_opens_one_kita_more(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    """Two Kitas in each area: three rows cannot open more than both."""
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [activity("K001", aktivitaet_art="ELTCAFE")])
    unknown = [activity("K999", aktivitaet_art="ELTCAFE", sozialraum_ars=AREAS[1])] * 3
    elsewhere = activity(None, aktivitaet_art="ELTCAFE", sozialraum_ars=AREAS[2])
    insert(warehouse, "quarantaene_aktivitaet", [*unknown, elsewhere])
    computed = compute()
    row = computed.one(COVERAGE)
    assert (row["grenze_unten"], row["grenze_oben"]) == (
        pytest.approx(100 / 6),
        pytest.approx(500 / 6),
    )
    tops = [computed.one(COVERAGE, area=area)["grenze_oben"] for area in AREAS]
    assert tops == [50, 100, 50]
