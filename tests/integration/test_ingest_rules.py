"""Every rule about rows can fire: a file with one bad row per rule, and exactly that rule says so.

The files go the whole way, since a rule may be right and yet never see what reading hides.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from data.schema import AKTIVITAET, TABLES
from expectations.rules.rule import Rule
from tests.builders import rules

RECEIVED = dt.date(2024, 10, 8)
_CLOSURE = {"abschluss": "ja", "dringlichkeit": "DRINGEND", "ergebnis": "GEKLAERT"}
_OUTSIDE_KITAS = {"kita_id": "", "aktivitaet_art": "NETZ"}

#: What a file says besides, so that nothing else is wrong with the row; also where the example
#: speaks of what reading derives, and where an empty cell of a yes/no field means no.
AS_DELIVERED: Mapping[str, Mapping[str, str]] = {
    "abschluss_fehlt": {"abschluss": "k. A."},
    "anfrage_vor_datum": {"anfrage_datum": "2024-09-04"},
    "dauer_min_bereich": {"dauer_min": "605"},
    "dringlichkeit_fehlt": {"ergebnis": "GEKLAERT"},
    "ergebnis_code": {"abschluss": "ja", "dringlichkeit": "DRINGEND"},
    "ergebnis_fehlt": {"dringlichkeit": "DRINGEND"},
    "erstkontakt_fehlt": {"erstkontakt": "k. A."},
    "erstkontakt_nur_bei_beratung": {"zugang": "SELBST", "dringlichkeit": "DRINGEND"},
    "gas_gewicht_bereich": _CLOSURE | {"gas_wert": "1", "gas_perspektive": "FAMILIE"},
    "gas_perspektive_fehlt": _CLOSURE,
    "gas_wert_bereich": _CLOSURE | {"gas_perspektive": "FAMILIE"},
    "gas_wert_nur_bei_abschluss": {"gas_perspektive": "FAMILIE"},
    "kita_des_traegers": {"sozialraum_ars": "071375001", "datum": "2024-07-30"},
    "sozialraum_bekannt": _OUTSIDE_KITAS,
    "tn_erstmalig_bereich": {"tn_erstmalig": "-1"},
    "tn_erwachsene_bereich": {"setting": "GRUPPE"},
    "tn_kinder_bereich": {"setting": "GRUPPE"},
    "traeger_bekannt": _OUTSIDE_KITAS | {"aktivitaet_id": "TR77-2024-000001"},
    "traeger_der_lieferung": _OUTSIDE_KITAS | {"aktivitaet_id": "TR02-2024-000001"},
    "wartezeit_sehr_lang": {"anfrage_datum": "2024-03-01"},
    "weitervermittlung_code": {"weitervermittlung_ergebnis": "OFFEN"},
    "weitervermittlung_code_gueltig": {"weitervermittlung_ergebnis": "OFFEN"},
    "weitervermittlung_ergebnis_code": {"weitervermittlung": "EB"},
    "zugang_fehlt": {"dringlichkeit": "DRINGEND"},
    "befragung_teilgenommen_bereich": {"teilgenommen": "-1"},
    "kita_stand_betreute_kinder_bereich": {"betreute_kinder": "-1"},
    "kita_stand_hat_ksa_fehlt": {"hat_ksa": "k. A."},
    "koordination_teilgenommen_bereich": {"teilgenommen": "-1"},
    "stellen_traeger_bekannt": {"kita_id": ""},
    "stellen_vzae_ist_bereich": {"vzae_ist": "-1"},
}
#: What cannot be wrong alone.
ALSO: Mapping[str, set[str]] = {
    "befragung_item_n_bereich": {"befragung_item_top2_hoechstens_n"},
    "datum_ab_beginn": {"datum_im_quartal"},
    "datum_vor_eingang": {"datum_im_quartal"},
    "traeger_bekannt": {"traeger_der_lieferung"},
    "befragung_sozialraum_bekannt": {"befragung_sozialraum_der_kita"},
    "finanzen_bewilligt_eur_bereich": {"finanzen_ausgaben_ueber_bewilligung"},
    "finanzen_kreisanteil_eur_bereich": {"finanzen_landesanteil_sechzig_prozent"},
    "finanzen_landesanteil_eur_bereich": {"finanzen_landesanteil_sechzig_prozent"},
}


def file_of(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def bad_rows(table: str, content: Any) -> Iterator[tuple[Rule, dict[str, str]]]:
    for number, rule in enumerate(rules.ROW_RULES):
        if rule.table == table:
            own = {"aktivitaet_id": f"TR01-2024-{number:06d}"} if table == AKTIVITAET.name else {}
            violating, _ = rules.example(rule, content)
            row = {**rules.GOOD_ROWS[table], **own, **violating}
            yield rule, rules.cells_of(row, table) | AS_DELIVERED.get(rule.name, {})


@pytest.fixture
def office(instance: Any) -> Any:
    """Return an instance with the master data and the ended codes of the examples."""
    for table in ("dim_sozialraum", "dim_traeger", "dim_kita"):
        instance.connection.execute(f"DELETE FROM {table}")
    instance.connection.execute("UPDATE lieferung SET eingang_am = DATE '2024-01-01'")
    instance.connection.execute(rules.MASTER_DATA)
    return replace(instance, content=rules.ending(instance.content))


def fired_rules(office: Any, lieferung_id: str) -> dict[int, set[str]]:
    """Return the rules that fired by line of the file."""
    fired: dict[int, set[str]] = defaultdict(set)
    query = f"SELECT quelle_zeile, regel FROM befund WHERE lieferung_id = '{lieferung_id}'"
    for line, rule in office.rows(f"{query} AND zeile_nr IS NOT NULL"):
        fired[line].add(rule)
    return fired


def test_exactly_the_violated_rule_of_activities_fires(office: Any) -> None:
    bad = list(bad_rows(AKTIVITAET.name, office.content))
    report = office.deliver("TR01_2024-Q3_2024-10-08.csv", file_of([cells for _, cells in bad]))
    fired = fired_rules(office, report.delivery.lieferung_id)
    expected = {rule.name: {rule.name} | ALSO.get(rule.name, set()) for rule, _ in bad}
    assert {rule.name: fired[line] for line, (rule, _) in enumerate(bad, 2)} == expected


@pytest.mark.parametrize("table", [name for name in TABLES if name != AKTIVITAET.name])
def test_exactly_the_violated_rule_of_a_side_table_fires(table: str, office: Any) -> None:
    quarter = "2024-Q3" if table in rules.QUARTERLY else None
    fired, expected = {}, {}
    for rule, cells in bad_rows(table, office.content):
        report = office.deliver(
            f"{rule.name}.csv", file_of([cells]), tabelle=table, quartal=quarter, eingang=RECEIVED
        )
        fired[rule.name] = fired_rules(office, report.delivery.lieferung_id)[2]
        expected[rule.name] = {rule.name} | ALSO.get(rule.name, set())
    assert fired == expected
