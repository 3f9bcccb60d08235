"""An office with sparse random facts of 2024: many small cells, one delivery missing."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import duckdb

from tests.builders.worlds import KITAS, LAST, Row, activity, furnish, insert, quarters

#: What a random activity may be; few enough of each for many small cells.
CHOICES: dict[str, list[Any]] = {
    "aktivitaet_art": ["BER_FAM", "BER_TEAM", "BEGL", "ELTCAFE", "KIND_GRUPPE", "SRANG"],
    "zielgruppe": ["ELTERN", "FAMILIE", "FACHKRAFT"],
    "erstkontakt": [True, False],
    "dringlichkeit": ["REGULAER", "REGULAER", "AKUT", None],
    "wartezeit_werktage": [*range(10), None],
    "weitervermittlung": ["KEINE", "EB"],
    "weitervermittlung_ergebnis": ["ANGEKOMMEN", "KEINE_KAPAZITAET", "UNBEKANNT", None],
    "abschluss": [True, False],
    "ergebnis": ["GEKLAERT", "ABBRUCH", "WEGGANG"],
    "gas_wert": [-2, -1, 0, 1, 2, None],
    "bedarfsmerkmal": ["KEINES", "MIND_1", None],
    "kooperationspartner": ["KEINE", "EB", "EB|VEREIN", None],
    "tn_erstmalig": [0, 1, None],
    "tage_bis_eingang": [20, 60, 90],
}


def random_facts(number: int, seed: int) -> list[Row]:
    """Return activities of 2024, more of them in some Kitas than in others."""
    chance = random.Random(seed)  # noqa: S311 - facts, not secrets
    days = (LAST - dt.date(2024, 1, 1)).days
    return [
        activity(
            chance.choices(list(KITAS), weights=[1, 2, 4, 8, 12, 16])[0],
            datum=LAST - dt.timedelta(days=chance.randint(0, days)),
            dauer_min=chance.randrange(15, 120, 15),
            tn_erwachsene=chance.randint(0, 3),
            tn_kinder=chance.randint(0, 3),
            **{name: chance.choice(values) for name, values in CHOICES.items()},
        )
        for _ in range(number)
    ]


def furnish_office(connection: duckdb.DuckDBPyConnection) -> None:
    """Write posts, money, a wave with answers, and working groups."""
    insert(connection, "stellen", [
        {"traeger_id": traeger, "kita_id": kita, "quartal": quarter, "vzae_soll": 1.0,
         "vzae_ist": 0.5}
        for kita, (traeger, _) in KITAS.items() for quarter in quarters()
    ])  # fmt: skip
    euros = {"bewilligt_eur": 100, "personalkosten_eur": 80, "sachkosten_eur": 15,
             "landesanteil_eur": 60, "kreisanteil_eur": 40}  # fmt: skip
    insert(connection, "finanzen", [
        {"jahr": 2024, "traeger_id": name, **euros} for name in ("TR01", "TR02", "TR03")
    ])  # fmt: skip
    insert(connection, "welle", [
        {"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)}
    ])  # fmt: skip
    insert(connection, "befragung", [
        {"welle": "W2024", "sozialraum_ars": area, "kita_id": kita, "akteursgruppe": group,
         "eingeladen": 4, "teilgenommen": number % 4}
        for number, (kita, (_, area)) in enumerate(KITAS.items())
        for group in ("ELTERN", "FACHKRAFT", "KSA")
    ])  # fmt: skip
    insert(connection, "befragung_item", [
        {"welle": "W2024", "akteursgruppe": "ELTERN", "item_id": "PASSUNG", "n": 20, "top2": 18}
    ])  # fmt: skip
    insert(connection, "koordination", [
        {"datum": dt.date(2024, 5, 1), "art": "ARBEITSKREIS", "eingeladen": 10, "teilgenommen": 9}
    ])  # fmt: skip


def sparse_office(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill a warehouse: 600 random facts, 40 quarantined ones, one delivery of Q4 missing."""
    furnish(connection, missing=[("TR03", "2024-Q4")])
    furnish_office(connection)
    insert(connection, "aktivitaet", random_facts(600, seed=1))
    insert(connection, "quarantaene_aktivitaet", random_facts(40, seed=2))
