"""Every rule about deliveries or keys can fire: a file that just violates it, and one that is fine.

The files go the whole way; the fine one lies at the limit that the other has crossed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from data.schema import AKTIVITAET
from expectations.rules.catalogue import RULES
from expectations.rules.rule import FindingLevel, Rule
from expectations.rules.violations import ShareTooHigh
from tests.builders import rules

Cells = Mapping[str, str]
Rows = list[dict[str, str]]

#: Rule → cells that put a row into the part that is too large, where it is not an empty field;
#: and cells of all rows, where the rule speaks of some only.
_CLOSURE: Cells = {"abschluss": "ja", "ergebnis": "GEKLAERT"}
SHARES: Mapping[str, tuple[Cells, Cells]] = {
    "anfrage_datum_selten": ({"anfrage_datum": ""}, {}),
    "anteil_sonst_ort": ({"ort": "SONST"}, {}),
    "anteil_sonst_anlass": ({"anlass": "SONST"}, {}),
    "anteil_sonst_anlass_neben": ({"anlass_neben": "SONST"}, {"anlass_neben": "FINANZEN"}),
    "anteil_sonst_zugang": ({"zugang": "SONST"}, {}),
    "anteil_sonst_weitervermittlung": (
        {"weitervermittlung": "SONST"},
        {"weitervermittlung": "EB", "weitervermittlung_ergebnis": "OFFEN"},
    ),
    "anteil_sonst_kooperationspartner": (
        {"kooperationspartner": "EB|SONST"},
        {"kooperationspartner": "EB"},
    ),
    "anteil_leer_aktivitaet_id": ({"aktivitaet_id": ""}, {}),
    "anteil_leer_erstkontakt": ({"erstkontakt": "k. A."}, {}),
    "anteil_leer_abschluss": ({"abschluss": "k. A."}, {}),
    "anteil_leer_weitervermittlung_ergebnis": (
        {"weitervermittlung_ergebnis": ""},
        {"weitervermittlung": "EB", "weitervermittlung_ergebnis": "OFFEN"},
    ),
    "anteil_leer_ergebnis": ({"ergebnis": "KA"}, _CLOSURE),
    "anteil_leer_gas_perspektive": (
        {"gas_perspektive": ""},
        _CLOSURE | {"gas_wert": "1", "gas_perspektive": "FAMILIE"},
    ),
}
DELIVERY_RULES = tuple(rule for rule in RULES.values() if rule.level is FindingLevel.LIEFERUNG)


def rules_named(ending: str) -> list[Rule]:
    """Return the rules about keys: ``_mehrfach`` in a delivery, ``_vergeben`` by another."""
    return [rule for rule in RULES.values() if rule.name.endswith(ending)]


def share_example(rule: Rule) -> tuple[Cells, Cells]:
    """Return the cells of the part, and those of all rows; an empty field needs no example."""
    if rule.name.startswith("anteil_leer_") and rule.name not in SHARES:
        assert rule.field is not None
        return {rule.field: ""}, {}
    return SHARES[rule.name]


def shares(rule: Rule, activities: Any) -> tuple[Rows, Rows]:
    """Return the rows of a share that is too large, and of the largest or next that is not."""
    share = rule.violation
    assert isinstance(share, ShareTooHigh)
    changes, everywhere = share_example(rule)
    part = share.fewest + share.limit_is_fine
    at_limit = round(part / share.limit)
    too_large, fine = (at_limit - 1, at_limit) if share.limit_is_fine else (at_limit, at_limit + 1)

    def rows(number: int) -> Rows:
        made = activities(number, **{"anlass_neben": "", "kooperationspartner": ""} | everywhere)
        return [row | changes for row in made[:part]] + made[part:]

    return rows(too_large), rows(fine)


def repeated(send: Any, activities: Any) -> tuple[Rows, Rows]:
    del send
    rows = activities(3)
    return [*rows, rows[0]], rows


def weeks(send: Any, activities: Any) -> tuple[Rows, Rows]:
    """Return a week of 285 and one of 280 minutes: 0.1 posts are 0.1 × 39 × 60 × 1.2 = 280.8."""
    posts = {"traeger_id": "TR01", "kita_id": "K001", "vzae_soll": "0,1", "vzae_ist": "0,1"}
    send([posts], "stellen", quartal="2024-Q3")
    monday, tuesday = activities(2, dauer_min="140")
    return [monday, tuesday | {"dauer_min": "145"}], [monday, tuesday]


def volumes(send: Any, activities: Any) -> tuple[Rows, Rows]:
    """Return 16 and 15 rows after four quarters with 10 each."""
    for number, month in enumerate(("2023-07", "2023-10", "2024-01", "2024-04"), 1):
        rows = activities(10, first=100 * number)
        for row in rows:
            row |= {"datum": f"{month}-1{row['datum'][-1]}", "anfrage_datum": f"{month}-02"}
        quarter = f"{month[:4]}-Q{(int(month[-2:]) + 2) // 3}"
        send(rows, AKTIVITAET.name, traeger="TR01", quartal=quarter)
    return activities(16), activities(15)


OTHERS: Mapping[str, Callable[[Any, Any], tuple[Rows, Rows]]] = {
    "zeilen_doppelt": repeated,
    "minuten_je_woche": weeks,
    "zeilenzahl_auffaellig": volumes,
}


@pytest.fixture
def send(instance: Any, as_csv: Any) -> Callable[..., set[str]]:
    """Return a way to deliver rows to an office with the master data of the examples.

    Returns the rules that found something.
    """
    for table in ("dim_sozialraum", "dim_traeger", "dim_kita"):
        instance.connection.execute(f"DELETE FROM {table}")
    instance.connection.execute("UPDATE lieferung SET status = 'ZURUECKGEZOGEN'")
    instance.connection.execute(rules.MASTER_DATA)

    def deliver(rows: Rows, table: str, received: int = 8, **said: Any) -> set[str]:
        day = dt.date(2024, 10, received)
        report = instance.deliver(
            f"{table}-{day}.csv", as_csv(rows), tabelle=table, eingang=day, **said
        )
        assert report.outcome in {"GELADEN", "MIT_QUARANTAENE"}, report.message
        lieferung = report.delivery.lieferung_id
        found = instance.rows(f"SELECT regel FROM befund WHERE lieferung_id = '{lieferung}'")
        return {name for (name,) in found}

    return deliver


@pytest.mark.parametrize("rule", DELIVERY_RULES, ids=lambda rule: rule.name)
def test_a_rule_about_a_delivery_fires_beyond_its_limit_alone(
    rule: Rule, send: Any, activities: Any
) -> None:
    make = OTHERS.get(rule.name)
    bad, fine = make(send, activities) if make else shares(rule, activities)
    said = {"traeger": "TR01", "quartal": "2024-Q3"}
    found = send(bad, rule.table, received=8, **said), send(fine, rule.table, received=9, **said)
    of_rows = {f"{rule.field}_fehlt"}  # an empty field that is required is one in its row, too
    assert [names - of_rows for names in found] == [{rule.name}, set()]


#: Table → cells of a good row that make it another row of the same key.
OTHER_CONTENT: Mapping[str, Cells] = {
    "aktivitaet": {"dauer_min": "50"},
    "dim_sozialraum": {"name": "Pellenz"},
    "dim_traeger": {"art": "EV"},
    "dim_kita": {"plaetze": "61"},
    "kita_stand": {"betreute_kinder": "61"},
    "stellen": {"vzae_ist": "0,7"},
    "finanzen": {"sachkosten_eur": "8001"},
    "welle": {"bis": "2024-04-29"},
    "befragung": {"teilgenommen": "21"},
    "befragung_item": {"top2": "16"},
    "koordination": {"teilgenommen": "16"},
    "empfehlung": {"faellig_am": "2024-11-30"},
    "erwartete_lieferung": {"frist": "2024-10-16"},
}
ID: Cells = {"aktivitaet_id": "TR01-2024-000001"}
#: Table → cells that give a row another key, which nobody has taken.
OTHER_KEY: Mapping[str, Cells] = {
    "aktivitaet": {"aktivitaet_id": "TR01-2024-000002"},
    "stellen": {"kita_id": "K003"},
    "erwartete_lieferung": {"traeger_id": "TR02"},
}


def same_key(table: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return two different rows with the same key that violate nothing alone."""
    row = rules.cells_of(rules.GOOD_ROWS[table], table)
    if table == AKTIVITAET.name:
        row |= ID
    return row, row | OTHER_CONTENT[table]


def quarter_of(rule: Rule) -> dict[str, str]:
    return {"quartal": "2024-Q3"} if rule.table in rules.QUARTERLY else {}


@pytest.mark.parametrize("rule", rules_named("_mehrfach"), ids=lambda rule: rule.name)
def test_a_key_with_two_contents_is_found_and_the_same_row_twice_is_not(
    rule: Rule, send: Any
) -> None:
    row, other = same_key(rule.table)
    said = quarter_of(rule)
    assert send([row, other], rule.table, received=8, **said) == {rule.name}
    assert send([row, row], rule.table, received=9, **said) == {"zeilen_doppelt"}


@pytest.mark.parametrize("rule", rules_named("_vergeben"), ids=lambda rule: rule.name)
def test_a_key_of_a_delivery_that_stays_is_taken_and_another_is_not(rule: Rule, send: Any) -> None:
    row, other = same_key(rule.table)
    if "quartal" in row:  # with rows of two quarters the first delivery is of neither
        stays = [row, row | {"quartal": "2024-Q2"}]
        send(stays, rule.table, received=7)
    else:
        send([row | {"datum": "2024-05-07"}], rule.table, received=7, quartal="2024-Q2")
    said = quarter_of(rule)
    assert send([other], rule.table, received=8, **said) == {rule.name}
    assert send([other | OTHER_KEY[rule.table]], rule.table, received=9, **said) == set()
