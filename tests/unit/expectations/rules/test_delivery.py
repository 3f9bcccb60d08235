"""Rules about a delivery as a whole: shares at their limit, minutes per week, number of rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from data.schema import AKTIVITAET
from expectations.rules.catalogue import rules_of
from expectations.rules.rule import FindingLevel, Rule
from expectations.rules.violations import ShareTooHigh
from monitor.content.folder import Content
from monitor.warehouse.deliveries import DeliveryKind

SHARES = [rule for rule in rules_of("aktivitaet") if isinstance(rule.violation, ShareTooHigh)]

#: Rule → changes that put a row into the part, and changes of a row in the rest of the whole.
SHARE_EXAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "anfrage_datum_selten": (
        {"erstkontakt": True, "wartezeit_werktage": None},
        {"erstkontakt": True, "wartezeit_werktage": 3},
    ),
    "anteil_sonst_ort": ({"ort": "SONST"}, {"ort": "BUERO"}),
    "anteil_sonst_anlass": ({"anlass": "SONST"}, {"anlass": "FINANZEN"}),
    "anteil_sonst_anlass_neben": ({"anlass_neben": "SONST"}, {"anlass_neben": "FINANZEN"}),
    "anteil_sonst_zugang": ({"zugang": "SONST"}, {"zugang": "SELBST"}),
    "anteil_sonst_weitervermittlung": ({"weitervermittlung": "SONST"}, {"weitervermittlung": "EB"}),
    "anteil_sonst_kooperationspartner": (
        {"kooperationspartner": "EB|SONST"},
        {"kooperationspartner": "EB"},
    ),
    "anteil_leer_kita_id": ({"kita_id": None}, {}),
    "anteil_leer_anlass": ({"anlass": None}, {}),
    "anteil_leer_zugang": ({"erstkontakt": True}, {"erstkontakt": True, "zugang": "SELBST"}),
    "anteil_leer_dringlichkeit": (
        {"erstkontakt": True},
        {"erstkontakt": True, "dringlichkeit": "AKUT"},
    ),
    "anteil_leer_weitervermittlung_ergebnis": (
        {"weitervermittlung": "EB"},
        {"weitervermittlung": "EB", "weitervermittlung_ergebnis": "OFFEN"},
    ),
    "anteil_leer_ergebnis": (
        {"abschluss": True, "ergebnis": "KA"},
        {"abschluss": True, "ergebnis": "GEKLAERT"},
    ),
    "anteil_leer_gas_perspektive": (
        {"gas_wert": 1},
        {"gas_wert": 1, "gas_perspektive": "FAMILIE"},
    ),
    **{
        f"anteil_leer_{column.name}": ({column.name: None}, {})
        for column in AKTIVITAET
        if column.required
    },
}


@pytest.mark.parametrize("rule", SHARES, ids=lambda rule: rule.name)
def test_a_share_is_judged_at_its_limit(rule: Rule) -> None:
    share = rule.violation
    assert isinstance(share, ShareTooHigh)
    at_limit = round(share.limit * 100)
    assert share.is_violated(at_limit + 1, 100)
    assert share.is_violated(at_limit, 100) is not share.limit_is_fine
    assert not share.is_violated(0, 100)
    assert not share.is_violated(0, 0)


@pytest.mark.parametrize("rule", SHARES, ids=lambda rule: rule.name)
def test_few_rows_of_a_small_delivery_are_no_share(rule: Rule) -> None:
    assert isinstance(rule.violation, ShareTooHigh)
    fewest = 1 if rule.name == "zeilen_doppelt" else 3
    found = [part for part in range(5) if rule.violation.is_violated(part, 5)]
    assert found[0] == fewest
    assert (f"mindestens {fewest} Zeilen" in rule.text_de) is (fewest > 1)
    assert (f"at least {fewest} rows" in rule.text_en) is (fewest > 1)


def test_shares_are_counted_over_the_rows_they_speak_of(check: Any, make_row: Any) -> None:
    rows = []
    for part, whole in SHARE_EXAMPLES.values():
        rows += [make_row("aktivitaet", **part), make_row("aktivitaet", **whole)]
    counted = {
        name: (part, whole)
        for name, part, whole in check("aktivitaet", rows)
        .result.results.select("regel", "verletzt", "geprueft")
        .iter_rows()
    }
    assert counted["anteil_leer_datum"] == (1, len(rows))
    assert counted["anteil_sonst_kooperationspartner"] == (1, 2)
    assert counted["anteil_leer_ergebnis"] == (1, 2)
    assert counted["anteil_leer_gas_perspektive"] == (1, 2)


@pytest.mark.parametrize("name", SHARE_EXAMPLES)
def test_every_share_has_an_example_that_is_found(name: str, check: Any, make_row: Any) -> None:
    part, whole = SHARE_EXAMPLES[name]
    found = check("aktivitaet", [make_row("aktivitaet", **part)] * 3)
    few = check("aktivitaet", [make_row("aktivitaet", **part)] * 2)
    clean = check("aktivitaet", [make_row("aktivitaet", **whole)] * 3)
    assert name in found.about_delivery
    assert name not in few.about_delivery
    assert name not in clean.about_delivery


def test_the_examples_cover_all_shares() -> None:
    assert {rule.name for rule in SHARES} == {*SHARE_EXAMPLES, "zeilen_doppelt"}


def test_fields_with_other_are_those_whose_list_knows_it(content: Content) -> None:
    with_other = {
        column.name
        for column in AKTIVITAET
        if column.codes and "SONST" in {code.code for code in content.codes[column.codes].codes}
    }
    assert with_other == {rule.field for rule in SHARES if rule.name.startswith("anteil_sonst_")}


def test_findings_about_a_delivery_lower_its_grade(check: Any, make_row: Any) -> None:
    checked = check("aktivitaet", [make_row("aktivitaet", ort="SONST")] * 3)
    assert checked.about_delivery == {"anteil_sonst_ort"}
    assert checked.row_errors == 0
    assert checked.result.grade == "B"


@pytest.mark.parametrize(("minutes", "too_many"), [(280, False), (285, True)])
def test_minutes_of_a_week_are_compared_with_the_filled_posts(
    minutes: int, too_many: bool, check: Any, make_row: Any, warehouse: Any
) -> None:
    # 0.1 posts × 39 h × 60 × 1.2 = 280.8 minutes
    warehouse.execute(
        "INSERT INTO stellen BY NAME "
        "SELECT 'TR01' AS traeger_id, '2024-Q3' AS quartal, 0.1 AS vzae_ist"
    )
    days = (dt.date(2024, 9, 2), dt.date(2024, 9, 7))  # Monday and Saturday of one week
    rows = [
        make_row("aktivitaet", datum=days[0], dauer_min=200),
        make_row("aktivitaet", datum=days[1], dauer_min=minutes - 200),
        make_row("aktivitaet", datum=dt.date(2024, 9, 9), dauer_min=280),
    ]
    checked = check("aktivitaet", rows)
    assert ("minuten_je_woche" in checked.about_delivery) is too_many


def test_a_repeated_row_does_not_count_twice(check: Any, make_row: Any, warehouse: Any) -> None:
    warehouse.execute(
        "INSERT INTO stellen BY NAME "
        "SELECT 'TR01' AS traeger_id, '2024-Q3' AS quartal, 0.1 AS vzae_ist"
    )
    same = make_row("aktivitaet", aktivitaet_id="TR01-2024-000001", zeilen_hash="x", dauer_min=200)
    checked = check("aktivitaet", [same, same])
    assert checked.about_delivery == {"zeilen_doppelt"}
    assert checked.findings == frozenset()


def _register(warehouse: Any, rows_by_quarter: dict[str, int]) -> None:
    for quarter, rows in rows_by_quarter.items():
        warehouse.execute(
            """INSERT INTO lieferung BY NAME
            SELECT 'L-' || $q AS lieferung_id, 'aktivitaet' AS tabelle, 'TR01' AS traeger_id,
            $q AS quartal, 'x' AS datei, 'x' AS sha256, 1 AS bytes,
            DATE '2024-01-01' AS eingang_am, 'ERSATZ' AS art, 'GELADEN' AS status,
            $n AS zeilen_roh, $n AS zeilen_gueltig, 0 AS zeilen_quarantaene, 0 AS zeilen_duplikat,
            0 AS zeilen_abgelehnt, true AS ist_demo, TIMESTAMP '2024-01-01' AS geladen_am""",
            {"q": quarter, "n": rows},
        )


@pytest.mark.parametrize(("rows", "unusual"), [(5, False), (4, True), (15, False), (16, True)])
def test_number_of_rows_is_compared_with_four_quarters_before(
    rows: int, unusual: bool, check: Any, make_row: Any, warehouse: Any
) -> None:
    _register(warehouse, {"2024-Q2": 10, "2024-Q1": 8, "2023-Q4": 12, "2023-Q3": 10, "2022-Q1": 99})
    checked = check("aktivitaet", [make_row("aktivitaet")] * rows)
    assert ("zeilenzahl_auffaellig" in checked.about_delivery) is unusual


def test_rows_that_an_addition_replaced_are_no_usual_volume(
    check: Any, make_row: Any, warehouse: Any
) -> None:
    """Each quarter before: 8 rows, of which an addition of 8 replaced all; 4 rows are half."""
    _register(warehouse, dict.fromkeys(("2024-Q2", "2024-Q1", "2023-Q4", "2023-Q3"), 8))
    warehouse.execute(
        "INSERT INTO lieferung BY NAME SELECT * REPLACE "
        "(lieferung_id || '+' AS lieferung_id, 'ERGAENZUNG' AS art) FROM lieferung"
    )
    warehouse.execute(
        "INSERT INTO aktivitaet BY NAME SELECT lieferung_id FROM lieferung, range(8) "
        "WHERE art = 'ERGAENZUNG'"
    )
    checked = check("aktivitaet", [make_row("aktivitaet")] * 4)
    assert "zeilenzahl_auffaellig" not in checked.about_delivery


def test_fewer_than_four_quarters_say_nothing(check: Any, make_row: Any, warehouse: Any) -> None:
    _register(warehouse, {"2024-Q2": 100, "2024-Q1": 100, "2023-Q4": 100})
    assert check("aktivitaet", [make_row("aktivitaet")]).about_delivery == set()


def test_an_addition_is_compared_together_with_what_remains(
    check: Any, make_row: Any, make_delivery: Any, warehouse: Any
) -> None:
    _register(warehouse, {"2024-Q2": 2, "2024-Q1": 2, "2023-Q4": 2, "2023-Q3": 2})
    warehouse.execute(
        """INSERT INTO aktivitaet BY NAME SELECT * FROM (VALUES
        ('TR01-2024-000001', 'TR01', DATE '2024-09-03', 45, 'h1', 'L-alt'),
        ('TR01-2024-000009', 'TR01', DATE '2024-09-03', 45, 'h9', 'L-alt')
        ) AS a (aktivitaet_id, traeger_id, datum, dauer_min, zeilen_hash, lieferung_id)"""
    )
    delivery = make_delivery("aktivitaet", art=DeliveryKind.ERGAENZUNG)
    checked = check("aktivitaet", [make_row("aktivitaet")] * 2, delivery=delivery)
    # two delivered rows, one of which replaces a live one, and one that remains: 3 against 2
    assert "zeilenzahl_auffaellig" not in checked.about_delivery
    checked = check("aktivitaet", [make_row("aktivitaet")] * 3, delivery=delivery)
    assert "zeilenzahl_auffaellig" in checked.about_delivery


def test_only_activities_have_rules_about_deliveries() -> None:
    levels = {rule.level for rule in rules_of("stellen")}
    assert levels == {FindingLevel.ZEILE}
