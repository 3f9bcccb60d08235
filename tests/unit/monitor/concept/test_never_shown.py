"""What no level shows, as a table: declaration → finest areas and kinds of periods."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.concept.never_shown import allowed_kinds, highest_level, is_sensitive
from monitor.concept.vocabulary import AreaLevel, Subject
from monitor.content.folder import Content
from monitor.periods import PeriodKind
from tests.builders.worlds import TEXT, declare, equal, quantity

AREA, DISTRICT = AreaLevel.SOZIALRAUM, AreaLevel.KREIS
EVERY, YEARS = frozenset(PeriodKind), frozenset({PeriodKind.JAHR})


def of(table: str, *conditions: Any, **given: Any) -> dict[str, Any]:
    return {"text": TEXT, "quelle": table, "wo": list(conditions), **given}


def named(column: str, operator: str, *codes: str) -> dict[str, Any]:
    return {"feld": column, operator: list(codes)}


def among(group: str) -> dict[str, Any]:
    return of("befragung", equal("akteursgruppe", group), summe=["teilgenommen"])


CASES = {
    "rows": (declare("anzahl", zaehler=quantity()), AREA, EVERY),
    "waiting times": (
        declare("quantil", nenner=quantity(), feld="wartezeit_werktage", quantil=0.5), AREA, EVERY,
    ),
    "minutes": (declare("anzahl", zaehler=quantity(summe=["dauer_min"])), DISTRICT, EVERY),
    "share of minutes": (
        declare("anteil", nenner=quantity(summe=["dauer_min"]),
                zaehler=quantity(summe=["dauer_min"])), DISTRICT, EVERY,
    ),
    "quantile of minutes": (
        declare("quantil", nenner=quantity(), feld="dauer_min", quantil=0.5), DISTRICT, EVERY,
    ),
    "rows of an hour and more": (
        declare("anzahl", zaehler=quantity({"feld": "dauer_min", "mindestens": 60})), AREA, EVERY,
    ),
    "posts": (
        declare("anzahl", zaehler=of("stellen", summe=["vzae_ist"]), thema="TERMINE"),
        DISTRICT, EVERY,
    ),
    "money": (
        declare("quote", zaehler=of("finanzen", summe=["personalkosten_eur"]),
                nenner=quantity(summe=["tn_kinder"]), periode="JAHR"), DISTRICT, EVERY,
    ),
    "answers of parents": (
        declare("anzahl", zaehler=among("ELTERN"), periode="WELLE"), AREA, EVERY,
    ),
    "answers of social workers": (
        declare("anzahl", zaehler=among("KSA"), periode="WELLE"), DISTRICT, EVERY,
    ),
    "Kitas where social workers answered, too": (
        declare("vollstaendige_einheiten", feld="akteursgruppe", gruppen=["ELTERN", "KSA"],
                zaehler=of("befragung"), periode="WELLE"), DISTRICT, EVERY,
    ),
    "sensitive subject": (
        declare("anzahl", zaehler=quantity(), thema=Subject.SENSIBEL), DISTRICT, YEARS,
    ),
    "sensitive column": (
        declare("anzahl", zaehler=quantity(equal("kinderschutz", "VERFAHREN_8A"))),
        DISTRICT, YEARS,
    ),
    "told apart by a sensitive column": (
        declare("differenz", nenner=quantity(), zaehler=quantity(), feld="bedarfsmerkmal",
                gruppe="KEINES", vergleichsgruppe="MIND_1"), DISTRICT, YEARS,
    ),
    **{
        f"{operator} {code}": (
            declare("anzahl", zaehler=quantity(named(column, operator, code))), DISTRICT, YEARS,
        )
        for operator in ("in", "nicht_in")
        for column, code in (
            ("anlass", "KINDERSCHUTZ"), ("anlass", "GEWALT"), ("anlass_neben", "ELTBELASTUNG"),
            ("ergebnis", "ESKALATION"), ("weitervermittlung", "FRAUENSCHUTZ"),
            ("kooperationspartner", "SUCHTBERATUNG"),
        )
    },
    "another code of the same list": (
        declare("anzahl", zaehler=quantity(named("anlass", "in", "FINANZEN"))), AREA, EVERY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_finest_areas_and_periods(case: str, packaged_content: Content) -> None:
    indicator, level, kinds = CASES[case]
    sensitive = packaged_content.confidentiality.sensibel
    assert highest_level(indicator, sensitive) is level
    assert allowed_kinds(indicator, sensitive) == kinds


def test_what_the_concept_gives_for_the_district_stays_there(packaged_content: Content) -> None:
    sensitive = packaged_content.confidentiality.sensibel
    own = declare("anzahl", zaehler=quantity(), ebene="KREIS")
    assert highest_level(own, sensitive) is DISTRICT


def test_the_packaged_concept_declares_nothing_that_is_not_shown(packaged_content: Content) -> None:
    rules = packaged_content.confidentiality.sensibel
    indicators = [one for concept in packaged_content.concepts for one in concept.indikator]
    assert {one.id for one in indicators if is_sensitive(one, rules)} == {"Z7.3"}
    assert all(highest_level(one, rules) is one.ebene for one in indicators)
    assert all(one.periode in allowed_kinds(one, rules) for one in indicators)
