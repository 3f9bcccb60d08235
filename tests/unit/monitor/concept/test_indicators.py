"""What a declaration must look like, and what it says of itself."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import Condition, Quantity
from monitor.content.folder import Content

TEXT = {"de": "etwas", "en": "something"}
ROWS = {"text": TEXT, "wo": [{"feld": "erstkontakt", "gleich": True}]}
DECLARED: dict[str, Any] = {
    "id": "Z1.1",
    "name": TEXT,
    "beschreibung": TEXT,
    "einheit": TEXT,
    "richtung": "HOEHER",
    "zielwert": 80,
    "periode": "QUARTAL",
    "wirkungstreppe": "2",
    "thema": "FAELLE",
    "art": "anteil",
    "nenner": ROWS,
    "zaehler": {"text": TEXT, "wo": [{"feld": "wartezeit_werktage", "hoechstens": 5}]},
}
CONCEPT = {
    "konzept": {"id": "2024", "name": TEXT, "gueltig_von": "2024-01-01"},
    "ziel": [{"id": "Z1", "name": TEXT, "beschreibung": TEXT}],
    "indikator": [DECLARED],
}


def declare(**changes: Any) -> Any:
    """Return the indicator above with some keys changed (``None``: left out)."""
    given = {key: value for key, value in (DECLARED | changes).items() if value is not None}
    return TypeAdapter(Indicator).validate_python(given)


def condition(**given: Any) -> Condition:
    return Condition.model_validate({"feld": "anlass", **given})


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("gleich", "SONST"),
        ("gleich", False),
        ("ungleich", 0),
        ("in", ["SONST"]),
        ("nicht_in", ["SONST"]),
        ("mindestens", 0),
        ("hoechstens", 5),
        ("vorhanden", False),
    ],
)
def test_condition_has_one_operator(operator: str, value: object) -> None:
    ((name, given),) = condition(**{operator: value}).operator.items()
    assert name.removesuffix("_") == operator
    assert given == (tuple(value) if isinstance(value, list) else value)


@pytest.mark.parametrize("given", [{}, {"gleich": 1, "mindestens": 0}, {"gleich": None}])
def test_condition_without_exactly_one_operator(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="genau einen Vergleich"):
        condition(**given)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"gleich": "SONST"}, ("SONST",)),
        ({"ungleich": "SONST"}, ("SONST",)),
        ({"in": ["A", "B"]}, ("A", "B")),
        ({"nicht_in": ["A"]}, ("A",)),
        ({"gleich": True}, ()),
        ({"gleich": 3}, ()),
        ({"vorhanden": True}, ()),
    ],
)
def test_codes_of_a_condition(given: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert condition(**given).codes == codes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zielwert": None}, "zielwert fehlt"),
        ({"richtung": "BEOBACHTEN"}, "nicht erlaubt"),
        ({"richtung": "BAND"}, "zielwert_oben"),
        ({"zielwert_oben": 90}, "zielwert_oben"),
        ({"zielpfad": {"bald": 70}}, "Jahre als Schlüssel"),
        ({"id": "1.1"}, "pattern"),
        ({"gewicht": 0}, "greater than 0"),
        ({"art": "anteilig"}, "anteilig"),
        ({"zielwerte": 80}, "Extra inputs"),
    ],
)
def test_declaration_that_does_not_fit(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        declare(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"richtung": "BEOBACHTEN", "zielwert": None},
        {"richtung": "BAND", "zielwert_oben": 100},
        {"richtung": "NIEDRIGER", "ausgangswert": 100},
        {"zielpfad": {"2025": 70, "2027": 80}},
    ],
)
def test_declaration_that_fits(changes: dict[str, Any]) -> None:
    assert declare(**changes).ziel_id == "Z1"


def test_validity_that_ends_before_it_starts() -> None:
    head = CONCEPT["konzept"] | {"gueltig_bis": "2023-12-31"}  # type: ignore[operator]  # a dict
    with pytest.raises(ValidationError, match="gueltig_bis liegt vor gueltig_von"):
        Concept.model_validate(CONCEPT | {"konzept": head})


def test_numerator_carries_the_conditions_of_the_denominator() -> None:
    share = declare(nenner=ROWS | {"gueltig": [{"feld": "dringlichkeit", "vorhanden": True}]})
    numerator, denominator = share.quantities
    assert [c.feld for c in numerator.wo] == ["erstkontakt", "wartezeit_werktage"]
    assert numerator.gueltig == denominator.gueltig
    assert [key for key, _ in share.declared] == ["zaehler", "nenner"]


def test_numerator_lies_in_the_table_of_the_denominator() -> None:
    outer = Quantity.model_validate({"text": TEXT, "quelle": "befragung_item"})
    inner = Quantity.model_validate({"text": TEXT, "summe": ["top2"]})
    assert inner.within(outer).quelle == "befragung_item"


def test_every_indicator_names_the_key_of_its_quantities(packaged_content: Content) -> None:
    for indicator in packaged_content.concepts[0].indikator:
        for key, quantity in indicator.declared:
            assert getattr(indicator, key).summe == quantity.summe
        assert len(indicator.declared) == len(indicator.quantities)


TOLD = {
    "name": {"de": "neu", "en": "new"},
    "beschreibung": {"de": "neu", "en": "new"},
    "einheit": {"de": "Prozent", "en": "percent"},
    "zielwert": 90,
    "ausgangswert": 10,
    "zielpfad": {"2025": 70},
    "gewicht": 2,
    "wirkungstreppe": "3",
    "nachkommastellen": 0,
    "nenner": ROWS | {"text": {"de": "neu gesagt", "en": "said anew"}},
}


@pytest.mark.parametrize("key", TOLD)
def test_series_runs_on_over_what_is_only_told(key: str) -> None:
    assert declare(**{key: TOLD[key]}).fingerprint == declare().fingerprint


HOURS = {"einheit": {"de": "Stunden", "en": "hours"}, "teiler": 60}


def test_series_runs_on_over_another_unit() -> None:
    quotient = {"art": "quote", "intervall": "KEINES", "nenner": ROWS}
    assert declare(**quotient, zaehler=ROWS | HOURS).fingerprint == (
        declare(**quotient, zaehler=ROWS).fingerprint
    )


@pytest.mark.parametrize(
    ("art", "unit", "reason"),
    [("quote", {"teiler": 60}, "braucht eine einheit"), ("anteil", HOURS, "nur bei art = quote")],
)
def test_another_unit_is_refused_where_nothing_would_follow(
    art: str, unit: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        declare(art=art, intervall="KEINES", nenner=ROWS, zaehler=ROWS | unit)


@pytest.mark.parametrize(
    "changes",
    [
        {"nenner": ROWS | {"wo": [{"feld": "erstkontakt", "gleich": False}]}},
        {"zaehler": {"text": TEXT, "wo": [{"feld": "wartezeit_werktage", "hoechstens": 6}]}},
        {"reif": [{"feld": "tage_bis_eingang", "mindestens": 56}]},
        {"periode": "HALBJAHR"},
        {"intervall": "KEINES"},
    ],
)
def test_series_breaks_where_something_else_is_computed(changes: dict[str, Any]) -> None:
    assert declare(**changes).fingerprint != declare().fingerprint


def test_definition_can_be_read_back(packaged_content: Content) -> None:
    """The executed definition names every condition, by the keys of the file."""
    for indicator in packaged_content.concepts[0].indikator:
        told = indicator.definition()
        for _, quantity in indicator.declared:
            assert all(condition.feld in told for condition in quantity.wo)
        assert '"in_"' not in told


def test_every_indicator_has_both_texts(packaged_content: Content) -> None:
    for concept in packaged_content.concepts:
        for indicator in concept.indikator:
            assert indicator.numerator_text.de
            assert indicator.denominator_text.en


def test_how_a_figure_is_judged_is_no_part_of_its_definition() -> None:
    told = declare(saison=True, volumen=True)
    assert told.fingerprint == declare().fingerprint
    assert "saison" not in told.definition()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"saison": True, "periode": "JAHR"}, "saison gibt es nur bei periode = MONAT, QUARTAL"),
        ({"volumen": True, "periode": "HALBJAHR"}, "volumen gibt es nur bei periode = QUARTAL"),
    ],
)
def test_season_and_volume_need_parts_of_a_year(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        declare(**given)
