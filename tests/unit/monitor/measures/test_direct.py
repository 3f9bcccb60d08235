"""Every kind of indicator, in every kind of period and place, is what its rows give directly.

From the tables of the warehouse to table ``wert``, with deliveries missing at random.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import data
from monitor.assembly.compute import compute
from monitor.content.folder import load_content
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import (
    FIRST,
    FIRST_CONTACTS,
    IN_TIME,
    KITAS,
    TEXT,
    Row,
    activities,
    activity,
    concept,
    declare,
    delivery,
    equal,
    insert,
    quantity,
    share,
)
from tests.unit.monitor.measures import direct

CONTENT: Final = load_content(Path(str(data.__file__)).parent / "content")
#: Shares of a single case are shown, to be compared.
SHOWING_ALL: Final = CONTENT.confidentiality.model_copy(
    update={"anzeige": CONTENT.confidentiality.anzeige.model_copy(update={"mindestnenner": 1})}
)
LAST: Final = dt.date(2025, 12, 31)
QUARTERS: Final = [f"{year}-Q{number}" for year in (2024, 2025) for number in range(1, 5)]
TRAEGER: Final = ("TR01", "TR02", "TR03")
WAVES: Final = {"W2024": dt.date(2024, 10, 15), "W2025": dt.date(2025, 5, 31)}
GROUPS: Final = ("ELTERN", "KSA")

CHILDREN: Final = (100, 80, 60, 40, 120, 50)
STATES: Final = [
    {"kita_id": kita, "traeger_id": traeger, "sozialraum_ars": area,
     "betreute_kinder": CHILDREN[number], "belastungsstufe": 1 + number % 3,
     "hat_ksa": kita != "K006"}
    for number, (kita, (traeger, area)) in enumerate(KITAS.items())
]  # fmt: skip

OFFERS: Final = quantity(equal("aktivitaet_art", "ELTCAFE"))
SCORED: Final = {"gueltig": [{"feld": "gas_wert", "vorhanden": True}]}
PARTNERS: Final = quantity({"feld": "kooperationspartner", "vorhanden": True})


def of(table: str, *columns: str, **given: Any) -> dict[str, Any]:
    """Return the declaration of a sum over another table."""
    return {"text": TEXT, "quelle": table, "summe": list(columns), **given}


POSTS: Final = of("stellen", "vzae_ist", wo=[{"feld": "kita_id", "vorhanden": True}])
IN_WAVE: Final = {"periode": "WELLE"}
OF_YEAR: Final = {"periode": "JAHR", "ebene": "KREIS"}

#: Each kind, and those of its forms that missing deliveries treat differently.
INDICATORS: Final = (
    declare("anzahl", id="Z1.1", zaehler=quantity(equal("erstkontakt", True))),
    declare("anzahl", id="Z1.2", zaehler=quantity(summe=["dauer_min"])),
    share(id="Z1.3"),
    declare("anteil", id="Z1.4", nenner=quantity(summe=["dauer_min"]),
            zaehler={**IN_TIME, "summe": ["dauer_min"]}, intervall="CLUSTER_KITA"),
    declare("rate", id="Z2.1", zaehler=quantity(equal("erstkontakt", True))),
    declare("rate", id="Z2.2", zaehler=of("stellen", "vzae_ist"), ebene="KREIS"),
    declare("mittelwert", id="Z3.1", wert=quantity(summe=["gas_wert"], **SCORED), faktor=10,
            plus=50),
    declare("quantil", id="Z3.2", nenner=FIRST_CONTACTS, feld="wartezeit_werktage", quantil=0.5),
    declare("einheiten_anteil", id="Z4.1", zaehler=OFFERS, thema="EINHEITEN"),
    declare("je_einheit", id="Z4.2", zaehler=OFFERS, bezug="KITA", thema="TERMINE"),
    declare("je_einheit", id="Z4.3", zaehler=OFFERS, bezug="SOZIALRAUM", thema="TERMINE"),
    declare("vielfalt", id="Z5.1", zaehler=PARTNERS, feld="kooperationspartner", ohne=["EB"],
            thema="TERMINE"),
    declare("verhaeltnis", id="Z6.1", zaehler=quantity(), mindestens_kitas=1, ebene="KREIS"),
    declare("verhaeltnis", id="Z6.2", zaehler=POSTS, mindestens_kitas=2, ebene="KREIS",
            intervall="KEINES"),
    declare("differenz", id="Z7.1", nenner=quantity(**SCORED), feld="bedarfsmerkmal",
            zaehler=quantity({"feld": "gas_wert", "mindestens": 0}), gruppe="KEINES",
            vergleichsgruppe="MIND_1"),
    declare("quote", id="Z8.1", zaehler=of("stellen", "vzae_ist"),
            nenner=of("stellen", "vzae_soll"), ebene="KREIS"),
    declare("quote", id="Z8.2", zaehler=of("finanzen", "personalkosten_eur"), faktor=60,
            nenner=quantity(summe=["dauer_min"]), thema="GELD_STELLEN", **OF_YEAR),
    declare("vollstaendige_einheiten", id="Z9.1", feld="akteursgruppe", gruppen=list(GROUPS),
            zaehler=of("befragung", wo=[{"feld": "teilgenommen", "mindestens": 1}]),
            thema="EINHEITEN", **IN_WAVE),
    declare("aktualitaet", id="Z9.2", monate=6, zaehler=of("befragung"), thema="EINHEITEN",
            **OF_YEAR),
    declare("quote", id="Z9.3", zaehler=of("befragung", "teilgenommen"),
            nenner=of("befragung", "eingeladen"), **IN_WAVE),
)  # fmt: skip

posts = st.lists(
    st.fixed_dictionaries({
        "kita": st.sampled_from([*KITAS]), "quartal": st.sampled_from(QUARTERS),
        "vzae_ist": st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    }),
    max_size=8, unique_by=lambda row: (row["kita"], row["quartal"]),
)  # fmt: skip
costs = st.lists(
    st.fixed_dictionaries({
        "jahr": st.sampled_from([2024, 2025]), "traeger_id": st.sampled_from(TRAEGER),
        "personalkosten_eur": st.integers(0, 5000),
    }),
    max_size=6, unique_by=lambda row: (row["jahr"], row["traeger_id"]),
)  # fmt: skip
answers = st.lists(
    st.fixed_dictionaries({
        "welle": st.sampled_from([*WAVES]), "kita_id": st.sampled_from([*KITAS]),
        "akteursgruppe": st.sampled_from(GROUPS), "teilgenommen": st.integers(0, 3),
    }),
    max_size=8, unique_by=lambda row: (row["welle"], row["kita_id"], row["akteursgruppe"]),
)  # fmt: skip
deliveries = st.sets(st.tuples(st.sampled_from(TRAEGER), st.sampled_from(QUARTERS)), max_size=12)


def completed(table: str, row: Row) -> Row:
    """Return a row of a side table with what its other columns must hold."""
    match table:
        case "stellen":
            kita = row["kita"]
            return {"kita_id": kita, "traeger_id": KITAS[kita][0], "quartal": row["quartal"],
                    "vzae_soll": 1.0, "vzae_ist": row["vzae_ist"]}  # fmt: skip
        case "finanzen":
            return row | {"bewilligt_eur": 1, "sachkosten_eur": 0, "landesanteil_eur": 1,
                          "kreisanteil_eur": 0}  # fmt: skip
        case _:
            return row | {"eingeladen": 5, "sozialraum_ars": KITAS[row["kita_id"]][1]}


def furnish(connection: Any, district: direct.District) -> None:
    """Write a district into a warehouse."""
    insert(connection, "dim_kita", [
        {**{key: kita[key] for key in ("kita_id", "traeger_id", "sozialraum_ars")},
         "aktiv_von": FIRST} for kita in district.kitas
    ])  # fmt: skip
    insert(connection, "kita_stand", [
        {**{key: kita[key] for key in ("kita_id", "betreute_kinder", "belastungsstufe",
                                       "hat_ksa")}, "ab": FIRST} for kita in district.kitas
    ])  # fmt: skip
    expected = list(itertools.product(TRAEGER, QUARTERS))
    insert(connection, "erwartete_lieferung", [
        {"traeger_id": traeger, "quartal": quarter, "frist": dt.date(2026, 1, 31)}
        for traeger, quarter in expected
    ])  # fmt: skip
    insert(connection, "lieferung", [
        delivery(*one) for one in expected if one not in district.missing
    ])  # fmt: skip
    insert(connection, "welle", [
        {"welle": wave, "von": end - dt.timedelta(days=30), "bis": end}
        for wave, end in district.waves.items()
    ])  # fmt: skip
    for table, rows in district.tables.items():
        insert(connection, table, rows)


def quarter_of(day: dt.date) -> str:
    """Return the quarter of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def district_of(tables: Mapping[str, list[Row]], missing: set[tuple[str, str]],
                areas: list[str]) -> direct.District:  # fmt: skip
    """Return a district: of a delivery that is missing there are no rows."""
    facts = [
        row for row in tables["aktivitaet"]
        if (row["traeger_id"], quarter_of(row["datum"])) not in missing
    ]  # fmt: skip
    side = {name: [completed(name, row) for row in rows]
            for name, rows in tables.items() if name != "aktivitaet"}  # fmt: skip
    return direct.District(areas, STATES, {"aktivitaet": facts, **side}, WAVES, frozenset(missing))


NO_SIDE_TABLES: Final[dict[str, list[Row]]] = {"stellen": [], "finanzen": [], "befragung": []}
#: The partners of one area, and nothing of the others, in one month.
PARTNERS_OF_A_MONTH: Final = {
    "aktivitaet": [
        activity("K001", datum=dt.date(2024, 5, 2), kooperationspartner="ASD|VEREIN"),
        activity("K003", datum=dt.date(2024, 5, 3), kooperationspartner="VEREIN"),
    ],
    **NO_SIDE_TABLES,
}
TABLES: Final = st.fixed_dictionaries({
    "aktivitaet": activities(40, last=LAST), "stellen": posts, "finanzen": costs,
    "befragung": answers,
})  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(tables=TABLES, missing=deliveries)
@example(tables=PARTNERS_OF_A_MONTH, missing=set())
@example(tables=PARTNERS_OF_A_MONTH, missing={("TR02", "2024-Q2"), ("TR03", "2024-Q2")})
@example(tables=PARTNERS_OF_A_MONTH, missing=set(itertools.product(TRAEGER, QUARTERS)))
def test_every_figure_is_what_its_rows_give(
    tables: dict[str, list[Row]], missing: set[tuple[str, str]]
) -> None:
    content = replace(CONTENT, concepts=(concept(*INDICATORS),), confidentiality=SHOWING_ALL)
    district = district_of(tables, missing, [area.ars for area in content.served_areas])
    with open_warehouse(None) as connection:
        furnish(connection, district)
        day = dt.date(2026, 3, 1)
        wert = compute(connection, content, as_of=day)["wert"]
    wrong = [line for row in wert.to_dicts() for line in differences(row, district)]
    assert not wrong, "\n".join(wrong[:20])
    assert_covers_every_kind_of_period(wert)


def differences(row: Row, district: direct.District) -> list[str]:
    """Return a line if a figure is not what its rows give."""
    (indicator,) = (one for one in INDICATORS if one.id == row["indikator_id"])
    span = direct.Span(row["periode_art"], row["periode"], row["von"], row["bis"])
    place = direct.Place(district, row["gebiet_id"], span)
    expected = direct.figure(indicator, place)
    is_of_activities = direct.ACTIVITIES in indicator.sources
    if is_of_activities and not district.coverage(row["gebiet_id"], span):
        expected = None
    if row["wert"] == (None if expected is None else pytest.approx(expected)):
        return []
    where = (indicator.art, indicator.id, row["gebiet_id"], span.name)
    return [f"{where}: {row['wert']}, erwartet {expected}"]


def assert_covers_every_kind_of_period(wert: pl.DataFrame) -> None:
    """Assert that nothing was left out that a kind of indicator is given for."""
    kinds = set(wert["periode_art"])
    assert kinds == {"MONAT", "QUARTAL", "HALBJAHR", "JAHR", "KITAJAHR", "WELLE"}
    assert set(wert["indikator_id"]) == {indicator.id for indicator in INDICATORS}
    assert {indicator.art for indicator in INDICATORS} == {
        "anzahl", "anteil", "rate", "mittelwert", "quantil", "einheiten_anteil", "je_einheit",
        "vielfalt", "verhaeltnis", "differenz", "quote", "vollstaendige_einheiten", "aktualitaet",
    }  # fmt: skip
