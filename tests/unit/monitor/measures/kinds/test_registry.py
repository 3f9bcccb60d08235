"""Every kind says which components it needs, and a kind that nobody knows is refused."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.concept.indicators import CountIndicator
from monitor.measures.kinds.registry import kind_of, plan
from tests.builders.worlds import (
    FIRST_CONTACTS,
    IN_TIME,
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


class _NewIndicator(CountIndicator):
    """A kind that is declared and nothing more."""


def test_a_kind_without_a_module_is_not_computed() -> None:
    declared = declare("anzahl", zaehler=ROWS)
    with pytest.raises(KeyError):
        kind_of(_NewIndicator.model_validate(declared.model_dump(by_alias=True)))
