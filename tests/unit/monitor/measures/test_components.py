"""Which components an indicator needs, and that equal ones are one and the same."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.concept.vocabulary import Condition
from monitor.content.folder import Content
from monitor.measures.cells import components_by_source
from monitor.measures.components import Component, Measure, plan
from tests.builders.worlds import (
    FIRST_CONTACTS,
    IN_TIME,
    TEXT,
    concept,
    declare,
    equal,
    quantity,
    share,
)

ROWS = quantity(equal("erstkontakt", True))
SUMMED = quantity(summe=["tn_erwachsene"])
GROUPS = {"feld": "bedarfsmerkmal", "gruppe": "KEINES", "vergleichsgruppe": "MIND_1"}
ANSWERS = quantity(quelle="befragung")


@pytest.mark.parametrize(
    ("indicator", "roles"),
    [
        (declare("anzahl", zaehler=ROWS), {"z"}),
        (share(), {"z", "n", "fehlend"}),
        (share(reif=[{"feld": "tage_bis_eingang", "mindestens": 56}]), {"z", "n", "fehlend"}),
        (declare("anzahl", zaehler=ROWS, reif=[{"feld": "tage_bis_eingang", "mindestens": 56}]),
         {"z", "fehlend"}),
        (share(intervall="CLUSTER_TERMIN"), {"z", "n", "fehlend", "xx", "xy", "yy", "k"}),
        (declare("rate", zaehler=ROWS), {"z"}),
        (declare("rate", zaehler=SUMMED, intervall="CLUSTER_TERMIN"), {"z", "yy"}),
        (declare("mittelwert", wert=SUMMED), {"n", "z", "yy"}),
        (declare("quantil", nenner=FIRST_CONTACTS, feld="wartezeit_werktage", quantil=0.5),
         {"n", "h", "fehlend"}),
        (declare("einheiten_anteil", zaehler=ROWS), {"z"}),
        (declare("je_einheit", zaehler=ROWS, bezug="KITA"), {"z"}),
        (declare("vielfalt", zaehler=ROWS, feld="kooperationspartner"), {"z", "v"}),
        (declare("verhaeltnis", zaehler=ROWS), {"z"}),
        (declare("differenz", nenner=FIRST_CONTACTS, zaehler=IN_TIME, **GROUPS),
         {"z_KEINES", "n_KEINES", "z_MIND_1", "n_MIND_1", "fehlend"}),
        (declare("quote", zaehler=SUMMED, nenner=ROWS), {"z", "n"}),
        (declare("vollstaendige_einheiten", zaehler=ANSWERS, feld="akteursgruppe",
                 gruppen=["ELTERN", "KSA"], periode="WELLE"), {"z_ELTERN", "z_KSA"}),
        (declare("aktualitaet", zaehler=ANSWERS, monate=36, periode="JAHR"), {"z"}),
    ],
)  # fmt: skip
def test_roles(indicator: Any, roles: set[str]) -> None:
    assert set(plan(indicator)) == roles | {"q"}


def test_numerator_lies_within_the_denominator() -> None:
    needed = plan(share())
    assert set(needed["n"].where) < set(needed["z"].where)


def test_missing_rows_are_those_of_the_base_without_a_usable_value() -> None:
    missing = plan(share())["fehlend"]
    assert [c.feld for c in missing.where] == ["erstkontakt"]
    assert [c.feld for c in missing.lacking] == ["wartezeit_werktage"]


def test_rows_of_no_group_lack_what_a_gap_compares() -> None:
    needed = plan(declare("differenz", nenner=FIRST_CONTACTS, zaehler=IN_TIME, **GROUPS))
    assert [c.feld for c in needed["fehlend"].lacking] == ["wartezeit_werktage", "bedarfsmerkmal"]
    assert [c.feld for c in needed["q"].where] == ["erstkontakt", "bedarfsmerkmal"]


def test_codes_that_do_not_count_are_no_part_of_the_base() -> None:
    named = declare("vielfalt", zaehler=ROWS, feld="kooperationspartner", ohne=["KEINE"])
    assert [c.feld for c in plan(named)["q"].where] == ["erstkontakt", "kooperationspartner"]


def test_immature_rows_are_missing() -> None:
    needed = plan(share(reif=[{"feld": "tage_bis_eingang", "mindestens": 56}]))
    for role in ("z", "n"):
        assert "tage_bis_eingang" in [c.feld for c in needed[role].where]
    for role in ("fehlend", "q"):
        assert [c.feld for c in needed[role].where] == ["erstkontakt"]
    lacking = [c.feld for c in needed["fehlend"].lacking]
    assert lacking == ["tage_bis_eingang", "wartezeit_werktage"]


def test_equal_components_of_different_indicators_are_one() -> None:
    median = declare(
        "quantil", id="Z1.2", nenner=FIRST_CONTACTS, feld="wartezeit_werktage", quantil=0.5
    )
    assert plan(share())["n"] == plan(median)["n"]
    assert plan(share())["n"].name == plan(median)["n"].name
    found = components_by_source([concept(share(), median)])["aktivitaet"]
    assert len(found) == len({c.name for c in found}) == 4  # z, n, fehlend; h


def test_versions_share_their_components(packaged_content: Content) -> None:
    first, second = packaged_content.concepts
    assert components_by_source([first, second]) == components_by_source([first])


def test_packaged_concept_needs_far_fewer_components_than_roles(packaged_content: Content) -> None:
    concepts = packaged_content.concepts[:1]
    roles = sum(len(plan(indicator)) for indicator in concepts[0].indikator)
    distinct = sum(len(found) for found in components_by_source(concepts).values())
    assert distinct < 0.7 * roles


@pytest.mark.parametrize(
    "other",
    [
        {"source": "koordination"},
        {"measure": Measure.SUM},
        {"where": ()},
        {"lacking": (Condition.model_validate(equal("abschluss", True)),)},
        {"columns": ("dauer_min",)},
        {"others": ("dauer_min",)},
    ],
)
def test_different_components_have_different_names(other: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "source": "aktivitaet",
        "measure": Measure.COUNT,
        "where": (Condition.model_validate(equal("erstkontakt", True)),),
    }
    assert Component(**given).name == Component(**given).name
    assert Component(**given).name != Component(**(given | other)).name


def test_name_is_a_column_name() -> None:
    assert all(c.name.isidentifier() for c in plan(share()).values())
    assert TEXT["de"] not in repr(plan(share())["n"])  # a reworded text changes no column
