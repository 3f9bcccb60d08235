"""The primary rules of docs/methoden.md#geheimhaltung as tables of boundary values."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from monitor.concept import Indicator
from monitor.content import Confidentiality, Content, DisplayRules, Thresholds
from monitor.declaration import Subject
from monitor.primary_rules import SMALL, WHOLE, blank_figures, blank_too_few, flag_figures
from monitor.sensitive import Sensitive
from monitor.tables import DISTRICT, PeriodKind

TEXT = {"de": "etwas", "en": "something"}
ROWS = {"text": TEXT}
RULES = Confidentiality(
    schwellen=Thresholds(faelle=3, sensibel=5, kitas=3, traeger=4, dominanz=0.8),
    anzeige=DisplayRules(mindestnenner=10, mindestabdeckung=0.5),
    sensibel=Sensitive(spalten=(), codes=()),
)
AREA = "071370203"

#: What a reader could turn back into counts.
TELLING = (
    "wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "fehlend", "quarantaene",
    "grenze_unten", "grenze_oben",
)  # fmt: skip

#: A cell that may be shown whatever it is about.
OPEN: dict[str, Any] = {
    "gebiet_id": DISTRICT, "periode_art": PeriodKind.JAHR.value, "periode": "2024",
    "wert": 50.0, "unten": 40.0, "oben": 60.0, "zaehler": 20.0, "nenner": 40.0, "fallzahl": 40.0,
    "fehlend": 0.0, "quarantaene": 0.0, "grenze_unten": 50.0, "grenze_oben": 50.0,
    "kleinster_teil": 20.0, "hat_nullteil": False, "beitragende": 10.0, "groesster_anteil": 0.2,
    "abdeckung": 1.0, "vorlaeufig": False,
}  # fmt: skip


def indicator(subject: Subject, **given: Any) -> Any:
    declared = {
        **{"id": "Z1.1", "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": "anteil"},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "JAHR", "wirkungstreppe": "2"},
        **({"thema": subject, "nenner": ROWS, "zaehler": ROWS} | given),
    }
    return TypeAdapter(Indicator).validate_python(declared)


def protected(
    subject: Subject, given: dict[str, Any], hidden_beside: tuple[str, ...] = (), **declared: Any
) -> dict[str, Any]:
    """Return the cell above with some values changed, as it would be published by itself."""
    figures = pl.DataFrame([OPEN | given], schema_overrides={"groesster_anteil": pl.Float64})
    declaration = indicator(subject, **declared)
    flagged = flag_figures(declaration, figures, RULES).with_columns(
        geheim=pl.col(SMALL) | pl.col(WHOLE),
        fehlend_geheim=pl.lit("fehlend" in hidden_beside),
        quarantaene_geheim=pl.lit("quarantaene" in hidden_beside),
    )
    return blank_figures(declaration, flagged).to_dicts()[0]


def parts(numerator: int, rest: int) -> dict[str, Any]:
    """Return a share of cases; no part is infinitely large, as in the figures."""
    told = [part for part in (numerator, rest) if part > 0]
    return {
        "zaehler": float(numerator), "nenner": float(numerator + rest),
        "fallzahl": float(numerator + rest),
        "kleinster_teil": float(min(told, default=float("inf"))),
        "hat_nullteil": 0 in (numerator, rest),
    }  # fmt: skip


FAELLE, SENSIBEL, TERMINE = Subject.FAELLE, Subject.SENSIBEL, Subject.TERMINE
EINHEITEN, GELD = Subject.EINHEITEN, Subject.GELD_STELLEN

CASES = [
    # numerator and its complement are each 0 or at least 3
    (FAELLE, parts(0, 20), False),
    (FAELLE, parts(1, 20), True),
    (FAELLE, parts(2, 20), True),
    (FAELLE, parts(3, 20), False),
    (FAELLE, parts(20, 2), True),
    (FAELLE, parts(20, 3), False),
    (FAELLE, parts(20, 0), False),
    (FAELLE, parts(0, 2), True),
    # sensitive: each at least 5, never 0 % or 100 %
    (SENSIBEL, parts(4, 20), True),
    (SENSIBEL, parts(5, 20), False),
    (SENSIBEL, parts(20, 4), True),
    (SENSIBEL, parts(20, 5), False),
    (SENSIBEL, parts(0, 20), True),
    (SENSIBEL, parts(20, 0), True),
    # sensitive: years of the district only
    *[(SENSIBEL, {"periode_art": kind.value}, kind is not PeriodKind.JAHR) for kind in PeriodKind],
    (SENSIBEL, {"gebiet_id": AREA}, True),
    # money, posts, answers of KSA: the district only
    (GELD, {"gebiet_id": AREA}, True),
    (GELD, {}, False),
    (FAELLE, {"gebiet_id": AREA}, False),
    # contributors: Kitas; for money and posts Träger; zero is shown
    (FAELLE, {"beitragende": 2.0}, True),
    (FAELLE, {"beitragende": 3.0}, False),
    (TERMINE, {"beitragende": 1.0}, True),
    (EINHEITEN, {"beitragende": 2.0}, True),
    (GELD, {"beitragende": 3.0}, True),
    (GELD, {"beitragende": 4.0}, False),
    (FAELLE, {"beitragende": 0.0}, False),
    (EINHEITEN, {"beitragende": None}, False),
    # dominance
    (FAELLE, {"groesster_anteil": 0.8}, False),
    (FAELLE, {"groesster_anteil": 0.81}, True),
    (GELD, {"groesster_anteil": 0.81}, True),
    (EINHEITEN, {"groesster_anteil": None}, False),
    # what is no case is not counted against the thresholds of cases
    (TERMINE, parts(1, 20), False),
    (EINHEITEN, parts(20, 1), False),
]


@pytest.mark.parametrize(("subject", "given", "hidden"), CASES)
def test_hidden(subject: Subject, given: dict[str, Any], hidden: bool) -> None:
    cell = protected(subject, given, intervall="KEINES")
    assert cell["geheim"] is hidden
    assert (cell["wert"] is None) is hidden


@pytest.mark.parametrize(("subject", "given", "hidden"), CASES)
def test_hidden_cell_loses_everything_telling(
    subject: Subject, given: dict[str, Any], hidden: bool
) -> None:
    cell = protected(subject, given)
    if hidden:
        assert {cell[name] for name in TELLING} == {None}


@pytest.mark.parametrize(
    ("interval", "cases", "shown"),
    [
        ("WILSON", 9.0, False),
        ("WILSON", 10.0, True),
        ("WILSON", None, False),
        ("NEWCOMBE", 9.0, False),
        ("CLUSTER_TERMIN", 9.0, True),
        ("KEINES", 9.0, True),
    ],
)
def test_share_of_cases_needs_a_denominator(
    interval: str, cases: float | None, shown: bool
) -> None:
    cell = protected(FAELLE, {"fallzahl": cases}, intervall=interval)
    assert not cell["geheim"]
    assert (cell["wert"] is not None) is shown
    if not shown:
        assert {cell[name] for name in TELLING} == {None}


BOUNDS = ("grenze_unten", "grenze_oben")


@pytest.mark.parametrize("hidden", ["fehlend", "quarantaene"])
def test_a_hidden_count_beside_the_figure_takes_the_bounds_with_it(hidden: str) -> None:
    (other,) = {"fehlend", "quarantaene"} - {hidden}
    cell = protected(FAELLE, {}, hidden_beside=(hidden,))
    assert cell["wert"] == 50.0
    assert cell[other] == 0.0
    assert {cell[name] for name in (hidden, *BOUNDS)} == {None}


def test_counts_beside_a_figure_are_shown_where_it_is_graded() -> None:
    cell = protected(FAELLE, {"periode_art": PeriodKind.QUARTAL.value})
    assert cell["wert"] == 50.0
    assert {cell[name] for name in ("fehlend", "quarantaene", *BOUNDS)} == {None}


def test_keys_and_coverage_stay() -> None:
    cell = protected(FAELLE, parts(1, 20))
    assert cell["geheim"]
    assert all(cell[name] == OPEN[name] for name in ("gebiet_id", "periode", "abdeckung"))


@pytest.mark.parametrize("subject", list(Subject))
def test_for_those_who_steer_nothing_is_hidden(subject: Subject) -> None:
    figures = pl.DataFrame([OPEN | parts(1, 20) | {"beitragende": 1.0, "groesster_anteil": 1.0}])
    flagged = flag_figures(indicator(subject), figures, RULES)
    shown = blank_too_few(flagged)
    assert shown.drop("geheim").equals(flagged)
    assert not shown["geheim"].any()


@pytest.mark.parametrize(("cases", "shown"), [(9, False), (10, True)])
def test_of_too_few_cases_those_who_steer_see_the_counts(cases: int, shown: bool) -> None:
    figures = pl.DataFrame([OPEN | parts(1, cases - 1)])
    cell = blank_too_few(flag_figures(indicator(FAELLE), figures, RULES)).to_dicts()[0]
    assert (cell["zaehler"], cell["nenner"], cell["fallzahl"]) == (1, cases, cases)
    for name in ("wert", "unten", "oben", "grenze_unten", "grenze_oben"):
        assert (cell[name] is not None) is shown


def test_packaged_thresholds_are_those_of_the_domain(packaged_content: Content) -> None:
    rules = packaged_content.confidentiality
    assert rules.schwellen == Thresholds(faelle=3, sensibel=5, kitas=3, traeger=3, dominanz=0.8)
    assert rules.anzeige == DisplayRules(mindestnenner=10, mindestabdeckung=0.5)
