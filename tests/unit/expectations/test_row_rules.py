"""Every rule about rows: a row that violates it, a row that does not, and what both ways count."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from data.schema import TABLES
from expectations.catalogue import RULES, rules_of
from expectations.rules import Level, Rule
from expectations.violations import (
    Missing,
    NoMatch,
    NotInList,
    NotValidAt,
    OutOfRange,
    SomeNotInList,
    Unreadable,
)
from monitor.content import Content

Changes = dict[str, Any]

SUNDAY = dt.date(2024, 9, 1)

#: Rule → changes to a good row that violate it, and changes that come close but do not.
EXAMPLES: dict[str, tuple[Changes, Changes]] = {
    # who and where
    "aktivitaet_id_traeger": (
        {"aktivitaet_id": "TR02-2024-900001"},
        {"aktivitaet_id": "TR01-2024-900002"},
    ),
    "traeger_bekannt": ({"traeger_id": "TR77"}, {"traeger_id": "TR02"}),
    "traeger_der_lieferung": ({"traeger_id": "TR02"}, {"traeger_id": "TR01"}),
    "kita_bekannt": ({"kita_id": "K999"}, {"kita_id": "K002"}),
    "kita_des_traegers": ({"kita_id": "K002"}, {"kita_id": "K003"}),
    "kita_in_betrieb": ({"kita_id": "K003"}, {"kita_id": "K003", "datum": dt.date(2024, 7, 31)}),
    "sozialraum_bekannt": ({"sozialraum_ars": "071370003"}, {"sozialraum_ars": "071375001"}),
    "sozialraum_der_kita": (
        {"sozialraum_ars": "071375001"},
        {"sozialraum_ars": "071375001", "kita_id": None, "aktivitaet_art": "NETZ"},
    ),
    "kita_id_fehlt": ({"kita_id": None}, {"kita_id": None, "aktivitaet_art": "SRANG"}),
    # when
    "datum_ab_beginn": ({"datum": dt.date(2021, 6, 30)}, {"datum": dt.date(2021, 7, 1)}),
    "datum_vor_eingang": ({"datum": dt.date(2024, 10, 9)}, {"datum": dt.date(2024, 10, 8)}),
    "datum_im_quartal": ({"datum": dt.date(2024, 10, 1)}, {"datum": dt.date(2024, 9, 30)}),
    "datum_sonn_oder_feiertag": ({"datum": SUNDAY}, {"datum": dt.date(2024, 8, 31)}),
    "anfrage_vor_datum": ({"wartezeit_werktage": -1}, {"wartezeit_werktage": 0}),
    "wartezeit_sehr_lang": ({"wartezeit_werktage": 61}, {"wartezeit_werktage": 60}),
    # how long and with whom
    "dauer_min_fuenferschritte": ({"dauer_min": 47}, {"dauer_min": 50}),
    "tn_mindestens_eine_person": (
        {"tn_erwachsene": 0},
        {"tn_erwachsene": 0, "setting": "OHNE_KONTAKT"},
    ),
    "tn_einzel_hoechstens_zwei": ({"tn_erwachsene": 3}, {"tn_erwachsene": 1, "tn_kinder": 1}),
    "tn_erstmalig_hoechstens_alle": (
        {"setting": "GRUPPE", "tn_erwachsene": 4, "tn_kinder": 1, "tn_erstmalig": 6},
        {"setting": "GRUPPE", "tn_erwachsene": 4, "tn_kinder": 1, "tn_erstmalig": 5},
    ),
    "tn_erstmalig_nur_gruppen": ({"tn_erstmalig": 1}, {"tn_erstmalig": 1, "setting": "OFFEN"}),
    "gruppenart_setting": (
        {"aktivitaet_art": "ELTCAFE"},
        {"aktivitaet_art": "ELTCAFE", "setting": "OFFEN"},
    ),
    # the case
    "begleitung_ort": ({"aktivitaet_art": "BEGL"}, {"aktivitaet_art": "BEGL", "ort": "SONST"}),
    "hausbesuch_zielgruppe": (
        {"ort": "HAUSBESUCH", "zielgruppe": "TEAM"},
        {"ort": "HAUSBESUCH", "zielgruppe": "KIND"},
    ),
    "anlass_neben_verschieden": ({"anlass_neben": "ERZIEHUNG"}, {"anlass_neben": "FINANZEN"}),
    "erstkontakt_nur_bei_beratung": (
        {"aktivitaet_art": "NETZ", "erstkontakt": True},
        {"aktivitaet_art": "SPRECH", "erstkontakt": True},
    ),
    "ziel_id_bekannt": ({"ziel_id": "Z12"}, {"ziel_id": "Z11"}),
    "anlass_fehlt": ({"anlass": None}, {"anlass": None, "aktivitaet_art": "SPRECH"}),
    "zugang_fehlt": ({"erstkontakt": True}, {"erstkontakt": True, "zugang": "SELBST"}),
    "dringlichkeit_fehlt": ({"abschluss": True}, {"abschluss": True, "dringlichkeit": "AKUT"}),
    "weitervermittlung_ergebnis_fehlt": (
        {"weitervermittlung": "EB"},
        {"weitervermittlung": "EB", "weitervermittlung_ergebnis": "OFFEN"},
    ),
    "ergebnis_fehlt": ({"abschluss": True}, {"abschluss": True, "ergebnis": "GEKLAERT"}),
    "gas_wert_nur_bei_abschluss": ({"gas_wert": 0}, {"gas_wert": 0, "abschluss": True}),
    "gas_perspektive_fehlt": ({"gas_wert": 1}, {"gas_wert": 1, "gas_perspektive": "FAMILIE"}),
    # side tables
    "dim_sozialraum_ars_bekannt": ({"ars": "071370009"}, {"ars": "071370003"}),
    "dim_sozialraum_quote_als_anteil": (
        {"kinder_u7_sgb2_quote": 0.081},
        {"kinder_u7_sgb2_quote": 1.0},
    ),
    "dim_sozialraum_stand_vor_eingang": (
        {"stand": dt.date(2024, 10, 9)},
        {"stand": dt.date(2024, 10, 8)},
    ),
    "dim_kita_traeger_bekannt": ({"traeger_id": "TR77"}, {"traeger_id": "TR02"}),
    "dim_kita_sozialraum_bekannt": (
        {"sozialraum_ars": "071370003"},
        {"sozialraum_ars": "071375001"},
    ),
    "dim_kita_aktiv_von_vor_bis": (
        {"aktiv_bis": dt.date(2020, 7, 31)},
        {"aktiv_bis": dt.date(2020, 8, 1)},
    ),
    "kita_stand_kita_bekannt": ({"kita_id": "K999"}, {"kita_id": "K002"}),
    "kita_stand_betreute_kinder_ueber_plaetze": (
        {"betreute_kinder": 71},
        {"betreute_kinder": 70},
    ),
    "stellen_traeger_bekannt": ({"traeger_id": "TR77"}, {"traeger_id": "TR02"}),
    "stellen_kita_bekannt": ({"kita_id": "K999"}, {"kita_id": None}),
    "stellen_kita_des_traegers": ({"kita_id": "K002"}, {"kita_id": "K003"}),
    "stellen_quartal_der_lieferung": ({"quartal": "2024-Q2"}, {"quartal": "2024-Q3"}),
    "stellen_vzae_ist_ueber_soll": ({"vzae_ist": 1.1}, {"vzae_ist": 1.0}),
    "finanzen_traeger_bekannt": ({"traeger_id": "TR77"}, {"traeger_id": "TR02"}),
    "finanzen_landesanteil_sechzig_prozent": (
        {"landesanteil_eur": 60_600, "kreisanteil_eur": 39_400},
        {"landesanteil_eur": 60_500, "kreisanteil_eur": 39_500},
    ),
    "finanzen_ausgaben_ueber_bewilligung": (
        {"sachkosten_eur": 10_001},
        {"sachkosten_eur": 10_000},
    ),
    "welle_von_vor_bis": ({"bis": dt.date(2024, 2, 29)}, {"bis": dt.date(2024, 3, 1)}),
    "befragung_welle_bekannt": ({"welle": "W1999"}, {"welle": "W2023"}),
    "befragung_kita_bekannt": ({"kita_id": "K999"}, {"kita_id": "K003"}),
    "befragung_sozialraum_bekannt": (
        {"sozialraum_ars": "071370003"},
        {"sozialraum_ars": "071375001"},
    ),
    "befragung_sozialraum_der_kita": (
        {"sozialraum_ars": "071375001"},
        {"sozialraum_ars": "071375001", "kita_id": "K002"},
    ),
    "befragung_teilgenommen_hoechstens_eingeladen": (
        {"teilgenommen": 51},
        {"teilgenommen": 50},
    ),
    "befragung_item_welle_bekannt": ({"welle": "W1999"}, {"welle": "W2023"}),
    "befragung_item_top2_hoechstens_n": ({"top2": 21}, {"top2": 20}),
    "koordination_datum_ab_beginn": (
        {"datum": dt.date(2021, 6, 30)},
        {"datum": dt.date(2021, 7, 1)},
    ),
    "koordination_datum_vor_eingang": (
        {"datum": dt.date(2024, 10, 9)},
        {"datum": dt.date(2024, 10, 8)},
    ),
    "koordination_teilgenommen_hoechstens_eingeladen": (
        {"teilgenommen": 21},
        {"teilgenommen": 20},
    ),
    "erwartete_lieferung_traeger_bekannt": ({"traeger_id": "TR77"}, {"traeger_id": "TR02"}),
    "erwartete_lieferung_quartal_der_lieferung": (
        {"quartal": "2024-Q2"},
        {"quartal": "2024-Q3"},
    ),
    "erwartete_lieferung_frist_nach_quartal": (
        {"frist": dt.date(2024, 9, 30)},
        {"frist": dt.date(2024, 10, 1)},
    ),
}

#: Rules about keys need several rows: ``test_conflicts``.
ABOUT_KEYS = {
    rule.name for rule in RULES.values() if rule.name.endswith(("_mehrfach", "_vergeben"))
}
ROW_RULES = tuple(rule for rule in RULES.values() if rule.level is Level.ZEILE)
#: The tables whose rules look at the quarter of the delivery.
QUARTERLY = {"aktivitaet", "stellen", "erwartete_lieferung"}


def derived_example(rule: Rule, content: Content) -> tuple[Changes, Changes] | None:
    """Return (violating, passing) changes for a rule that follows from the schema."""
    found: tuple[Changes, Changes] | None = None
    match rule.violation:
        case Unreadable():
            found = {"unlesbar": TABLES[rule.table].delivered[0].name}, {"unlesbar": None}
        case Missing(column, None):
            found = {column: None}, {}
        case OutOfRange(column, minimum, None):
            found = {column: (minimum or 0) - 1}, {column: minimum}
        case OutOfRange(column, _, int(maximum)):
            found = {column: maximum + 1}, {column: maximum}
        case NoMatch(column):
            found = {column: "!"}, {}
        case NotInList(column, name) | SomeNotInList(column, name) if name in content.codes:
            found = {column: "UNBEKANNT_X"}, {column: content.codes[name].codes[0].code}
        case NotValidAt(column, name):
            ended, unlimited, *_ = content.codes[name].codes
            found = {column: ended.code}, {column: unlimited.code}
    return found


def example(rule: Rule, content: Content) -> tuple[Changes, Changes]:
    found = EXAMPLES.get(rule.name) or derived_example(rule, content)
    assert found is not None, f"{rule.name} has no example"
    return found


@pytest.fixture(scope="module")
def ending_content(content: Content) -> Content:
    """Return the content with the first code of every list not valid any more in 2024."""

    def ending() -> Iterator[tuple[str, Any]]:
        for name, listed in content.codes.items():
            first = dataclasses.replace(listed.codes[0], gueltig_bis=dt.date(2023, 12, 31))
            yield name, dataclasses.replace(listed, codes=(first, *listed.codes[1:]))

    return dataclasses.replace(content, codes=dict(ending()))


def test_every_rule_about_rows_has_an_example(content: Content) -> None:
    for rule in ROW_RULES:
        if rule.name not in ABOUT_KEYS:
            example(rule, content)
    assert set(EXAMPLES) <= set(RULES)


@pytest.mark.parametrize("table", TABLES)
def test_a_good_row_has_no_findings(table: str, check: Any, make_row: Any) -> None:
    checked = check(table, [make_row(table)])
    assert checked.findings == frozenset()
    assert checked.result.grade == "A"
    assert checked.result.row_errors == 0


@pytest.mark.parametrize("table", TABLES)
def test_violating_rows_are_found_and_passing_rows_are_not(
    table: str,
    check: Any,
    make_row: Any,
    make_delivery: Any,
    ending_content: Content,
) -> None:
    rules = [rule for rule in rules_of(table) if rule in ROW_RULES and rule.name not in ABOUT_KEYS]
    rows = [
        make_row(table, **changes) for rule in rules for changes in example(rule, ending_content)
    ]
    delivery = make_delivery(table, quartal="2024-Q3" if table in QUARTERLY else None)
    # check_delivery itself compares the counts of expectation and quarantine, rule by rule
    checked = check(table, rows, delivery=delivery, content=ending_content)
    for place, rule in enumerate(rules):
        assert rule.name in checked.rules_of(2 * place + 1), f"{rule.name} was not found"
        assert rule.name not in checked.rules_of(2 * place + 2), f"{rule.name} found wrongly"


@pytest.mark.parametrize("table", TABLES)
def test_results_count_what_the_quarantine_holds(
    table: str, check: Any, make_row: Any, ending_content: Content
) -> None:
    rules = [rule for rule in rules_of(table) if rule in ROW_RULES and rule.name not in ABOUT_KEYS]
    rows = [make_row(table, **example(rule, ending_content)[0]) for rule in rules]
    checked = check(table, rows, content=ending_content)
    counted = dict(checked.result.results.select("regel", "verletzt").iter_rows())
    for rule in rules:
        found = {number for number, name in checked.findings if name == rule.name}
        assert counted[rule.name] == len(found), rule.name
    assert set(checked.result.results["geprueft"]) <= set(range(len(rows) + 1))


def test_a_public_holiday_of_the_state_is_a_warning(
    check: Any, make_row: Any, make_delivery: Any
) -> None:
    rows = [make_row("aktivitaet", datum=dt.date(2024, 11, day)) for day in (1, 4)]
    delivery = make_delivery("aktivitaet", quartal="2024-Q4", eingang_am=dt.date(2025, 1, 8))
    checked = check("aktivitaet", rows, delivery=delivery)
    assert checked.findings == {(1, "datum_sonn_oder_feiertag")}
    assert checked.result.row_errors == 0


def test_an_unreadable_cell_is_not_called_missing_too(
    check: Any, make_row: Any, warehouse: Any
) -> None:
    row = make_row("aktivitaet", datum=None, dauer_min=None, unlesbar="datum|dauer_min")
    check("aktivitaet", [row])
    found = warehouse.execute("SELECT feld, regel FROM eingang.befund ORDER BY feld").fetchall()
    assert found == [("datum", "zelle_unlesbar"), ("dauer_min", "zelle_unlesbar")]


@pytest.mark.parametrize("table", TABLES)
def test_rows_without_any_value_can_be_checked(table: str, check: Any) -> None:
    checked = check(table, [{}, {}])
    required = {f"{column.name}_fehlt" for column in TABLES[table] if column.required}
    prefix = "" if table == "aktivitaet" else f"{table}_"
    found = {rule.removeprefix(prefix) for rule in checked.rules_of(1)}
    assert found >= required - {"aktivitaet_id_fehlt"}  # ids are made up by the fixture


@pytest.mark.parametrize("missing", ["traeger_id", "datum", "setting", "abschluss"])
def test_an_empty_required_field_causes_no_second_finding(
    missing: str, check: Any, make_row: Any
) -> None:
    checked = check("aktivitaet", [make_row("aktivitaet", **{missing: None})])
    assert checked.findings == {(1, f"{missing}_fehlt")}


def test_several_partners_are_looked_up_one_by_one(
    check: Callable[..., Any], make_row: Any
) -> None:
    good, bad = "EB|ASD", "EB|UNBEKANNT|ASD"
    rows = [make_row("aktivitaet", kooperationspartner=partners) for partners in (good, bad)]
    assert check("aktivitaet", rows).findings == {(2, "kooperationspartner_code")}


@pytest.mark.parametrize("table", ["aktivitaet", "koordination"])
def test_no_activity_is_older_than_the_first_version_of_the_concept(
    table: str, check: Any, make_row: Any, content: Content
) -> None:
    first = content.concepts[0]
    head = first.konzept.model_copy(update={"gueltig_von": dt.date(2024, 9, 1)})
    later = dataclasses.replace(content, concepts=(first.model_copy(update={"konzept": head}),))
    rows = [make_row(table, datum=day) for day in (dt.date(2024, 8, 30), dt.date(2024, 9, 2))]
    checked = check(table, rows, content=later)
    prefix = "" if table == "aktivitaet" else f"{table}_"
    assert {(n, rule) for n, rule in checked.findings if "beginn" in rule} == {
        (1, f"{prefix}datum_ab_beginn")
    }
