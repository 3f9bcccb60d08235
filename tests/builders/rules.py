"""Examples of the rules about rows: a row per table that violates none, and changes per rule.

Shared by the tests of the rules alone and by those that send files.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from data.schema import TABLES
from expectations.rules.catalogue import RULES
from expectations.rules.rule import FindingLevel, Rule
from expectations.rules.violations import (
    MissingValue,
    NoMatch,
    NotInList,
    NotValidAt,
    OutOfRange,
    SomeNotInList,
    Unreadable,
)
from monitor.content.folder import Content

Changes = Mapping[str, Any]

SUNDAY = dt.date(2024, 9, 1)
#: A recommendation that is not done yet.
_OPEN: Changes = {"erledigt_am": None, "stand": "IN_ARBEIT"}

#: One row per table that violates no rule of that table.
GOOD_ROWS: Mapping[str, Changes] = {
    "aktivitaet": {
        "traeger_id": "TR01",
        "kita_id": "K001",
        "sozialraum_ars": "071375002",
        "datum": dt.date(2024, 9, 3),
        "aktivitaet_art": "BER_FAM",
        "setting": "EINZEL",
        "ort": "KITA",
        "zielgruppe": "ELTERN",
        "anlass": "ERZIEHUNG",
        "dauer_min": 45,
        "tn_erwachsene": 1,
        "tn_kinder": 0,
        "erstkontakt": False,
        "weitervermittlung": "KEINE",
        "abschluss": False,
    },
    "dim_sozialraum": {
        "ars": "071375002",
        "name": "Maifeld",
        "kinder_u7": 1600,
        "kinder_u7_sgb2_quote": 8.1,
        "stand": dt.date(2024, 1, 1),
    },
    "dim_traeger": {"traeger_id": "TR09", "art": "KOMMUNE", "kurzname": "Träger 09 (fiktiv)"},
    "dim_kita": {
        "kita_id": "K009",
        "traeger_id": "TR01",
        "sozialraum_ars": "071375002",
        "plaetze": 60,
        "aktiv_von": dt.date(2020, 8, 1),
        "aktiv_bis": dt.date(2030, 7, 31),
    },
    "kita_stand": {
        "kita_id": "K001",
        "ab": dt.date(2024, 8, 1),
        "betreute_kinder": 60,
        "belastungsstufe": 2,
        "hat_ksa": True,
    },
    "stellen": {
        "traeger_id": "TR01",
        "kita_id": "K001",
        "quartal": "2024-Q3",
        "vzae_soll": 1.0,
        "vzae_ist": 0.8,
    },
    "finanzen": {
        "jahr": 2024,
        "traeger_id": "TR01",
        "bewilligt_eur": 100_000,
        "personalkosten_eur": 90_000,
        "sachkosten_eur": 8_000,
        "landesanteil_eur": 60_000,
        "kreisanteil_eur": 40_000,
    },
    "welle": {"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)},
    "befragung": {
        "welle": "W2023",
        "sozialraum_ars": "071375002",
        "kita_id": "K001",
        "akteursgruppe": "ELTERN",
        "eingeladen": 50,
        "teilgenommen": 20,
    },
    "befragung_item": {
        "welle": "W2023",
        "akteursgruppe": "ELTERN",
        "item_id": "E01",
        "n": 20,
        "mittel": 3.2,
        "top2": 15,
    },
    "empfehlung": {
        "empfehlung_id": "E1",
        "welle": "W2023",
        "beschlossen_am": dt.date(2023, 9, 14),
        "faellig_am": dt.date(2024, 6, 30),
        "erledigt_am": dt.date(2024, 5, 2),
        "stand": "UMGESETZT",
    },
    "koordination": {
        "datum": dt.date(2024, 9, 3),
        "art": "ARBEITSKREIS",
        "eingeladen": 20,
        "teilgenommen": 15,
        "dauer_min": 120,
    },
    "erwartete_lieferung": {
        "traeger_id": "TR01",
        "quartal": "2024-Q3",
        "frist": dt.date(2024, 10, 15),
    },
}

#: What the examples refer to.
MASTER_DATA = """
INSERT INTO dim_traeger BY NAME
    SELECT * FROM (VALUES ('TR01', 'KOMMUNE'), ('TR02', 'EV')) AS t (traeger_id, art);
INSERT INTO dim_kita BY NAME SELECT * FROM (VALUES
    ('K001', 'TR01', '071375002', 70, DATE '2015-08-01', NULL),
    ('K002', 'TR02', '071375001', 50, DATE '2015-08-01', DATE '2024-07-31'),
    ('K003', 'TR01', '071375002', 70, DATE '2015-08-01', DATE '2024-07-31')
) AS k (kita_id, traeger_id, sozialraum_ars, plaetze, aktiv_von, aktiv_bis);
INSERT INTO welle BY NAME SELECT 'W2023' AS welle;
"""


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
    "weitervermittlung_ergebnis_ohne_weitervermittlung": (
        {"weitervermittlung_ergebnis": "OFFEN"},
        {"weitervermittlung_ergebnis": "UNBEKANNT"},
    ),
    "ergebnis_nur_bei_abschluss": ({"ergebnis": "GEKLAERT"}, {"ergebnis": "KA"}),
    "gas_gewicht_nur_mit_gas_wert": (
        {"gas_gewicht": 2},
        {"gas_gewicht": 2, "gas_wert": 1},
    ),
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
    "empfehlung_welle_bekannt": ({"welle": "W1999"}, {"welle": "W2023"}),
    "empfehlung_beschlossen_vor_eingang": (
        {"beschlossen_am": dt.date(2024, 10, 9), "faellig_am": dt.date(2025, 6, 30), **_OPEN},
        {"beschlossen_am": dt.date(2024, 10, 8), "faellig_am": dt.date(2025, 6, 30), **_OPEN},
    ),
    "empfehlung_faellig_ab_beschluss": (
        {"faellig_am": dt.date(2023, 9, 13)},
        {"faellig_am": dt.date(2023, 9, 14)},
    ),
    "empfehlung_erledigt_ab_beschluss": (
        {"erledigt_am": dt.date(2023, 9, 13)},
        {"erledigt_am": dt.date(2023, 9, 14)},
    ),
    "empfehlung_erledigt_vor_eingang": (
        {"erledigt_am": dt.date(2024, 10, 9)},
        {"erledigt_am": dt.date(2024, 10, 8)},
    ),
    "empfehlung_erledigt_wenn_umgesetzt": (
        {"stand": "AUFGEGEBEN"},
        {"stand": "AUFGEGEBEN", "erledigt_am": None},
    ),
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


def derived_example(rule: Rule, content: Content) -> tuple[Changes, Changes] | None:
    """Return (violating, passing) changes for a rule that follows from the schema."""
    found: tuple[Changes, Changes] | None = None
    match rule.violation:
        case Unreadable():
            found = {"unlesbar": TABLES[rule.table].delivered[0].name}, {"unlesbar": None}
        case MissingValue(column, None):
            found = {column: None}, {}
        case OutOfRange(column, minimum, None):
            found = {column: (minimum or 0) - 1}, {column: minimum}
        case OutOfRange(column, _, int(maximum)):
            found = {column: maximum + 1}, {column: maximum}
        case NoMatch(column):
            found = {column: "X/Y"}, {}
        case NotInList(column, name) | SomeNotInList(column, name) if name in content.codes:
            found = {column: "UNBEKANNT_X"}, {column: content.codes[name].codes[0].code}
        case NotValidAt(column, name):
            unlimited, *_, ended = content.codes[name].codes
            found = {column: ended.code}, {column: unlimited.code}
    return found


def example(rule: Rule, content: Content) -> tuple[Changes, Changes]:
    found = EXAMPLES.get(rule.name) or derived_example(rule, content)
    assert found is not None, f"{rule.name} has no example"
    return found


#: Rules about keys need several rows: ``test_conflicts``.
ABOUT_KEYS = {
    rule.name for rule in RULES.values() if rule.name.endswith(("_mehrfach", "_vergeben"))
}
#: The rules about rows that have an example.
ROW_RULES = tuple(
    rule
    for rule in RULES.values()
    if rule.level is FindingLevel.ZEILE and rule.name not in ABOUT_KEYS
)
#: The tables whose rules look at the quarter of the delivery.
QUARTERLY = {"aktivitaet", "stellen", "erwartete_lieferung"}


def ending(content: Content) -> Content:
    """Return the content with the last code of every list not valid any more in 2024."""

    def lists() -> Iterator[tuple[str, Any]]:
        for name, listed in content.codes.items():
            last = dataclasses.replace(listed.codes[-1], gueltig_bis=dt.date(2023, 12, 31))
            yield name, dataclasses.replace(listed, codes=(*listed.codes[:-1], last))

    return dataclasses.replace(content, codes=dict(lists()))


def text_of(value: Any) -> str:
    """Return a cell as a Träger would write it."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case dt.date():
            return value.isoformat()
        case float():
            return str(value).replace(".", ",")
        case _:
            return str(value)


def cells_of(row: Mapping[str, Any], table: str) -> dict[str, str]:
    """Return a row as a file carries it; what could not be read is a word that means nothing."""
    unreadable = row.get("unlesbar")
    known = {column.name: text_of(row.get(column.name)) for column in TABLES[table].delivered}
    return known | {name: "?!?" for name in (unreadable,) if name}
