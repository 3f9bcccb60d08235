"""Targets, attainment and status of figures: in their own period, with enough delivered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT, Status
from monitor.content.confidentiality import DisplayRules
from monitor.measures.figures import JUDGED
from monitor.results.grades import COLUMNS, grade
from monitor.snapshots.tables import RELEASE_TABLES

TEXT = {"de": "etwas", "en": "something"}
ROWS = {"text": TEXT}
RULES = DisplayRules(mindestnenner=10, mindestabdeckung=0.5)

FIGURE: dict[str, Any] = {
    "gebiet_id": DISTRICT, "periode_art": "QUARTAL", "periode": "2024-Q3",
    "von": dt.date(2024, 7, 1), "bis": dt.date(2024, 9, 30),
    "wert": 90.0, "unten": 85.0, "oben": 95.0, "zaehler": 90.0, "nenner": 100.0, "fallzahl": 100.0,
    "fehlend": 0.0, "quarantaene": 0.0, "grenze_unten": 90.0, "grenze_oben": 90.0,
    "abdeckung": 1.0, "vorlaeufig": False, "mehr_als": False,
    "urteil_wert": None, "urteil_unten": None, "urteil_oben": None,
}  # fmt: skip
EMPTY = dict.fromkeys(("wert", "unten", "oben", "zaehler", "nenner", "fallzahl"))


def declare(**given: Any) -> Any:
    declared = {
        **{"id": "Z1.1", "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": "anteil"},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "QUARTAL", "wirkungstreppe": "2"},
        **({"thema": "FAELLE", "nenner": ROWS, "zaehler": ROWS} | given),
    }
    return TypeAdapter(Indicator).validate_python(declared)


CONCEPT = Concept.model_validate(
    {
        "konzept": {"id": "2024", "name": TEXT, "gueltig_von": "2024-01-01"},
        "ziel": [{"id": "Z1", "name": TEXT, "beschreibung": TEXT}],
        "indikator": [],
    }
)


def graded(
    figure: dict[str, Any], as_of: dt.date = dt.date(2025, 5, 15), **declared: Any
) -> dict[str, Any]:
    """Return the row of table wert of the figure above with some values changed."""
    types = dict.fromkeys((*EMPTY, *JUDGED, "abdeckung"), pl.Float64)
    frame = pl.DataFrame([FIGURE | figure], schema_overrides=types)
    return grade(CONCEPT, declare(**declared), frame, RULES, as_of=as_of).to_dicts()[0]


def test_columns_are_those_of_the_release() -> None:
    assert tuple(graded({})) == COLUMNS
    assert RELEASE_TABLES["wert"].column_names == COLUMNS


@pytest.mark.parametrize(
    ("figure", "declared", "status"),
    [
        ({}, {}, Status.ERREICHT),
        ({"unten": 79.0}, {}, Status.UNSICHER),
        ({"wert": 70.0, "unten": 60.0, "oben": 79.0}, {}, Status.VERFEHLT),
        # of a full count the value decides alone
        ({"wert": 80.0, "unten": None, "oben": None}, {"intervall": "KEINES"}, Status.ERREICHT),
        ({"wert": 79.9, "unten": None, "oben": None}, {"intervall": "KEINES"}, Status.VERFEHLT),
        # elsewhere a missing end is open: the other one decides, or nothing does
        ({"unten": None, "oben": None}, {}, Status.UNSICHER),
        ({"oben": None}, {}, Status.ERREICHT),
        ({"unten": None}, {}, Status.UNSICHER),
        ({"wert": 70.0, "unten": None, "oben": 79.0}, {}, Status.VERFEHLT),
        ({"wert": 70.0, "unten": 60.0, "oben": None}, {}, Status.UNSICHER),
        ({"oben": None}, {"richtung": "BAND", "zielwert_oben": 100}, Status.UNSICHER),
        (EMPTY, {}, Status.KEINE_ANGABE),
        ({}, {"richtung": "BEOBACHTEN", "zielwert": None}, Status.BEOBACHTUNG),
        (EMPTY, {"richtung": "BEOBACHTEN", "zielwert": None}, Status.BEOBACHTUNG),
        # in another kind of period it is drawn, not graded
        ({"periode_art": "JAHR"}, {}, Status.NICHT_BEWERTET),
        ({"periode_art": "MONAT"}, {}, Status.NICHT_BEWERTET),
        ({"periode_art": "JAHR"} | EMPTY, {}, Status.KEINE_ANGABE),
        # too little delivered
        ({"abdeckung": 0.5}, {}, Status.ERREICHT),
        ({"abdeckung": 0.49}, {}, Status.KEINE_ANGABE),
        ({"abdeckung": None}, {}, Status.ERREICHT),  # of the office's own tables
        ({"abdeckung": 0.49, "periode_art": "JAHR"}, {}, Status.NICHT_BEWERTET),
    ],
)
def test_status(figure: dict[str, Any], declared: dict[str, Any], status: Status) -> None:
    row = graded(figure, **declared)
    assert row["status"] == status
    is_grade = status in {Status.ERREICHT, Status.VERFEHLT, Status.UNSICHER}
    assert row["bewertet"] is is_grade
    assert (row["zielerreichung"] is not None) is is_grade


def test_too_little_delivered_is_drawn_but_not_graded() -> None:
    row = graded({"abdeckung": 0.4, "vorlaeufig": True})
    assert (row["wert"], row["bewertet"], row["zielerreichung"]) == (90.0, False, None)


def test_nothing_delivered_is_not_zero() -> None:
    row = graded({"abdeckung": 0.0, "wert": 0.0, "zaehler": 0.0})
    assert [row[name] for name in EMPTY] == [None] * len(EMPTY)
    assert row["status"] == Status.KEINE_ANGABE


PATH: dict[str, Any] = {"zielwert": 80, "zielpfad": {"2023": 60, "2024": 70}}


@pytest.mark.parametrize(
    ("low", "high", "status"),
    [
        (81, 90, Status.ERREICHT),
        (71, 79, Status.AUF_KURS),
        (70, 85, Status.AUF_KURS),
        (65, 75, Status.UNSICHER),
        (50, 69, Status.VERFEHLT),
    ],
)
def test_path(low: float, high: float, status: Status) -> None:
    row = graded({"wert": (low + high) / 2, "unten": low, "oben": high}, **PATH)
    assert (row["status"], row["pfadwert"], row["bewertet"]) == (status, 70.0, True)


def test_path_counts_by_the_year_of_the_last_day() -> None:
    """A Kita year that ends in 2024 is measured against the path of 2024."""
    year = {"periode_art": "KITAJAHR", "von": dt.date(2023, 8, 1), "bis": dt.date(2024, 7, 31)}
    assert graded(year, periode="KITAJAHR", **PATH)["pfadwert"] == 70.0
    later = {"von": dt.date(2025, 1, 1), "bis": dt.date(2025, 3, 31)}
    assert graded(later, **PATH)["pfadwert"] is None


@pytest.mark.parametrize(
    ("value", "declared", "attained"),
    [
        (40.0, {}, 0.5),
        (90.0, {}, 1.0),
        (15.0, {"richtung": "NIEDRIGER", "zielwert": 10}, 0.5),
        (60.0, {"ausgangswert": 40}, 0.5),
        (97.0, {"richtung": "BAND", "zielwert": 95, "zielwert_oben": 100}, 1.0),
    ],
)
def test_attainment(value: float, declared: dict[str, Any], attained: float) -> None:
    row = graded({"wert": value, "unten": None, "oben": None}, **declared)
    assert row["zielerreichung"] == pytest.approx(attained)


@pytest.mark.parametrize(
    ("figure", "provisional"),
    [
        ({}, False),
        ({"vorlaeufig": True}, True),
    ],
)
def test_provisional(figure: dict[str, Any], provisional: bool) -> None:
    assert graded(figure)["vorlaeufig"] is provisional


@pytest.mark.parametrize(
    ("as_of", "mature_after", "provisional"),
    [
        (dt.date(2024, 11, 24), 56, True),  # the period ends on 30 September
        (dt.date(2024, 11, 25), 56, False),
        (dt.date(2024, 10, 1), None, False),
    ],
)
def test_provisional_until_all_rows_can_be_mature(
    as_of: dt.date, mature_after: int | None, provisional: bool
) -> None:
    """Whether any row is too young does not matter: a later delivery may bring more."""
    days = {"feld": "tage_bis_eingang", "mindestens": mature_after}
    ripe = {"reif": [days]} if mature_after else {}
    assert graded({}, as_of, **ripe)["vorlaeufig"] is provisional
    assert graded({"vorlaeufig": True}, as_of, **ripe)["vorlaeufig"] is True


def test_counts_are_whole() -> None:
    row = graded({"fallzahl": 99.99999999, "fehlend": 3.0})
    assert (row["fallzahl"], row["fehlend"]) == (100, 3)
    assert isinstance(row["fallzahl"], int)


def test_no_periods() -> None:
    frame = pl.DataFrame([FIGURE]).clear()
    day = dt.date(2025, 5, 15)
    assert grade(CONCEPT, declare(), frame, RULES, as_of=day).columns == list(COLUMNS)


@given(
    value=st.integers(0, 100), below=st.integers(0, 40), above=st.integers(0, 40),
    lost=st.sampled_from([("unten",), ("oben",), ("unten", "oben")]),
    direction=st.sampled_from(["HOEHER", "NIEDRIGER"]),
)  # fmt: skip
@settings(deadline=None, max_examples=40)
def test_what_is_lost_of_an_interval_makes_nothing_more_certain(
    value: int, below: int, above: int, lost: tuple[str, ...], direction: str
) -> None:
    whole: dict[str, Any] = {
        "wert": float(value),
        "unten": float(value - below),
        "oben": float(value + above),
    }
    known = graded(whole, richtung=direction)["status"]
    less = graded(whole | dict.fromkeys(lost), richtung=direction)["status"]
    assert less in {known, Status.UNSICHER}


@pytest.mark.parametrize(
    ("judged", "status", "attained"),
    [
        # at least half of the waits took 3 days at most: the median of classes may be 3.4
        ((3.0, 3.0, 3.0), Status.ERREICHT, 1.0),
        ((3.0, 3.0, 7.0), Status.UNSICHER, 1.0),
        ((7.0, 7.0, 7.0), Status.VERFEHLT, pytest.approx(1 - 0.4 / 3)),
    ],
)
def test_quantile_of_classes_is_judged_by_the_share_up_to_the_target(
    judged: tuple[float, float, float], status: Status, attained: float
) -> None:
    row = graded(
        {"wert": 3.4, "unten": None, "oben": None} | dict(zip(JUDGED, judged, strict=True)),
        richtung="NIEDRIGER", zielwert=3,
    )  # fmt: skip
    assert (row["status"], row["zielerreichung"]) == (status, attained)
