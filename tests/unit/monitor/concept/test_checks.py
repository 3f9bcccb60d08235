"""Columns, codes, periods and areas of a declaration, checked against schema and code lists."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import pytest

from data.schema import CODE_LISTS
from monitor.concept.checks import check_concept
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import Subject
from monitor.content.folder import Content
from monitor.errors import ContentError

TEXT = {"de": "etwas", "en": "something"}
NOTHING: Mapping[str, frozenset[str]] = dict.fromkeys(CODE_LISTS, frozenset())


def told(table: str, item: str | None, key: str | None, message: str) -> ContentError:
    """Return an error that says where it is, in place of a line."""
    return ContentError(f"{table}/{item}/{key}: {message}")


def quantity(*conditions: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    return {"text": TEXT, "wo": list(conditions), **given}


def concept(art: str, **declared: Any) -> Concept:
    """Return a concept of one indicator."""
    indicator = {
        **{"id": "Z1.1", "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": art},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "QUARTAL", "wirkungstreppe": "2"},
        **({"thema": "FAELLE"} | declared),
    }
    return Concept.model_validate(
        {
            "konzept": {"id": "2024", "name": TEXT, "gueltig_von": "2024-01-01"},
            "ziel": [{"id": "Z1", "name": TEXT, "beschreibung": TEXT}],
            "indikator": [indicator],
            **_published(indicator["thema"]),
        }
    )


def _published(subject: str) -> dict[str, Any]:
    """Return the declaration of how the indicator is published: persons with noise."""
    if Subject(subject).is_of_persons:
        return {"summe": [{"id": "alle", "indikatoren": ["Z1.1"], "einheit": 5}]}
    return {"veroeffentlichung": {"exakt": ["Z1.1"]}}


count = functools.partial(concept, "anzahl")
share = functools.partial(concept, "anteil")

GOOD = {"feld": "erstkontakt", "gleich": True}
UNKNOWN_COLUMN = {"feld": "erstkontakte", "gleich": True}
UNKNOWN_CODE = {"feld": "anlass", "in": ["SONST", "ALLES"]}
COORDINATION = quantity(quelle="koordination", summe=["teilgenommen"])
GROUPS = {"nenner": quantity(GOOD), "zaehler": quantity(), "feld": "bedarfsmerkmal"}
YEAR_OF_DISTRICT = {"periode": "JAHR", "ebene": "KREIS"}

MISTAKES = [
    (count(zaehler=quantity(UNKNOWN_COLUMN)), "zaehler", "Spalte „erstkontakte“"),
    (count(zaehler=quantity(UNKNOWN_CODE)), "zaehler", "Code „ALLES“ steht nicht in codes/anlass"),
    (count(zaehler=quantity(gueltig=[UNKNOWN_CODE])), "zaehler", "Code „ALLES“"),
    (share(nenner=quantity(UNKNOWN_COLUMN), zaehler=quantity()), "nenner", "Spalte"),
    (share(nenner=quantity(), zaehler=quantity(UNKNOWN_COLUMN)), "zaehler", "Spalte"),
    (count(zaehler=quantity(), reif=[UNKNOWN_COLUMN]), "reif", "Spalte"),
    (count(zaehler=quantity(summe=["anlass"])), "zaehler", "lässt sich nicht addieren"),
    (count(zaehler=quantity(summe=["dauer"])), "zaehler", "Spalte „dauer“"),
    (count(zaehler=quantity(quelle="akten")), "zaehler", "Quelle „akten“ gibt es nicht"),
    (share(nenner=quantity(quelle="akten"), zaehler=quantity()), "nenner", "Quelle"),
    (count(zaehler=quantity(quelle="finanzen")), "periode", "kein Wert je QUARTAL"),
    (count(zaehler=quantity(quelle="befragung")), "periode", "möglich: WELLE"),
    (count(zaehler=COORDINATION), "ebene", "In koordination stehen keine Sozialräume"),
    (count(zaehler=quantity(), thema="GELD_STELLEN"), "ebene", "nur Werte für den Kreis"),
    (count(zaehler=quantity(), thema="SENSIBEL", periode="JAHR"), "ebene", "nur Werte"),
    (count(zaehler=quantity(), thema="SENSIBEL", ebene="KREIS"), "periode", "nur Jahre"),
    (count(zaehler=quantity({"feld": "erstkontakt", "gleich": "ja"})), "zaehler", "true oder"),
    (count(zaehler=quantity({"feld": "erstkontakt", "gleich": 1})), "zaehler", "true oder"),
    (count(zaehler=quantity({"feld": "dauer_min", "gleich": "60"})), "zaehler", "ganzen Zahl"),
    (count(zaehler=quantity({"feld": "dauer_min", "gleich": True})), "zaehler", "ganzen Zahl"),
    (count(zaehler=quantity({"feld": "dauer_min", "in": ["60"]})), "zaehler", "ganzen Zahl"),
    (count(zaehler=quantity({"feld": "anlass", "gleich": 5})), "zaehler", "Anführungszeichen"),
    (count(zaehler=quantity({"feld": "anlass", "mindestens": 5})), "zaehler", "nur mit Zahlen"),
    (count(zaehler=quantity({"feld": "datum", "hoechstens": 5})), "zaehler", "nur mit Zahlen"),
    (concept("quantil", nenner=quantity(), feld="warten", quantil=0.5), "feld", "„warten“"),
    (concept("quantil", nenner=quantity(), feld="anlass", quantil=0.5), "feld", "ganzen Zahlen"),
    (
        concept("vielfalt", zaehler=quantity(), feld="kooperationspartner", ohne=["NICHTS"],
                nenner_text=TEXT),
        "ohne", "Code „NICHTS“ steht nicht in codes/stelle.csv",
    ),
    (
        concept("differenz", **GROUPS, gruppe="KEIN", vergleichsgruppe="MIND_1"),
        "gruppe", "Code „KEIN“",
    ),
    (
        concept("differenz", **GROUPS, gruppe="KEINES", vergleichsgruppe="MIND_2"),
        "vergleichsgruppe", "Code „MIND_2“",
    ),
    (
        concept("vollstaendige_einheiten", feld="akteursgruppe", gruppen=["ELTERN", "OMAS"],
                zaehler=quantity(quelle="befragung"), nenner_text=TEXT, periode="WELLE"),
        "gruppen", "Code „OMAS“",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "key", "said"), MISTAKES, ids=[f"{key} {said}" for _, key, said in MISTAKES]
)
def test_mistake_is_told_at_its_key(
    packaged_content: Content, declared: Concept, key: str, said: str
) -> None:
    with pytest.raises(ContentError, match=said) as caught:
        check_concept(declared, packaged_content.code_names, told)
    assert str(caught.value).startswith(f"indikator/Z1.1/{key}: Z1.1: ")


@pytest.mark.parametrize(
    "declared",
    [
        count(zaehler=quantity(GOOD)),
        count(zaehler=quantity({"feld": "wartezeit_werktage", "hoechstens": 5})),
        count(zaehler=COORDINATION, ebene="KREIS"),
        count(zaehler=quantity(), thema="SENSIBEL", **YEAR_OF_DISTRICT),
        count(zaehler=quantity(quelle="finanzen"), thema="GELD_STELLEN", **YEAR_OF_DISTRICT),
        count(zaehler=quantity({"feld": "puenktlich", "gleich": True}, quelle="lieferstand"),
              ebene="KREIS"),
        concept("aktualitaet", zaehler=quantity(quelle="befragung"), monate=36, nenner_text=TEXT,
                periode="JAHR", thema="EINHEITEN"),
    ],
)  # fmt: skip
def test_declaration_without_mistake(packaged_content: Content, declared: Concept) -> None:
    check_concept(declared, packaged_content.code_names, told)


def test_packaged_concepts_are_checked_against_the_codes(packaged_content: Content) -> None:
    for packaged in packaged_content.concepts:
        check_concept(packaged, packaged_content.code_names, told)
        with pytest.raises(ContentError, match="Der Code"):
            check_concept(packaged, NOTHING, told)
