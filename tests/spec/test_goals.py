"""Goals: latest grades, redistributed weights, what is provisional, what is graded and shown.

Expected values are worked by hand from docs/methoden.md#ziele; only the weights, which are content
of the concept, are read from the release.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest

from monitor.concept.vocabulary import DISTRICT, Status
from tests.spec.world import build

Numbers = Mapping[str, pl.DataFrame]
ComputeWorld = Callable[..., Numbers]

CONCEPT_STARTS = dt.date(2024, 1, 1)
OBSERVED = {"Z2.1", "Z11.4"}

#: Families waited 1 and 9 working days in Q3, staff waited 1 in Q4.
FAMILIES_IN_Q3_STAFF_IN_Q4 = """
datum       art       erstkontakt  wartezeit  anzahl
2024-08-15  BER_FAM   ja           1          10
2024-08-15  BER_FAM   ja           9          10
2024-11-15  BER_TEAM  ja           1          20
"""
#: Z1.1: 10 / 20 = 50 %, target 80 → 0.625. Z1.2: median (1 + 9) / 2 = 5, target 3, base 6 → 1/3.
#: Z1.2b: the 18th and 19th of 20 are 9, target 10 → 1. Z1.3: 20 / 20 = 100 %, target 80 → 1.
ATTAINED = {"Z1.1": 0.625, "Z1.2": 1 / 3, "Z1.2b": 1.0, "Z1.3": 1.0}

STAFF_ONLY = """
art       erstkontakt  wartezeit  anzahl
BER_TEAM  ja           1          20
"""


def only(frame: pl.DataFrame, **where: object) -> dict[str, Any]:
    """Return the one row that fits."""
    rows = frame.filter(**where).to_dicts()
    assert len(rows) == 1, f"{len(rows)} rows for {where}"
    return dict(rows[0])


def goal(numbers: Numbers, ziel_id: str, quartal: str) -> dict[str, Any]:
    """Return where a goal of the district stands at the end of a quarter."""
    return only(numbers["ziel_stand"], ziel_id=ziel_id, gebiet_id=DISTRICT, quartal=quartal)


def weights(numbers: Numbers, ziel_id: str) -> dict[str, float]:
    """Return the weights of a goal's graded indicators in the concept of 2024."""
    concept = only(numbers["konzept"], gueltig_von=CONCEPT_STARTS)["konzept_id"]
    indicators = numbers["indikator"].filter(ziel_id=ziel_id, konzept_id=concept)
    pairs = indicators.select("indikator_id", "gewicht").rows()
    return {name: weight for name, weight in pairs if name not in OBSERVED}


def weighted(attained: Mapping[str, float], by: Mapping[str, float]) -> float:
    """Return the weighted mean over the graded indicators."""
    return sum(by[name] * value for name, value in attained.items()) / sum(
        by[name] for name in attained
    )


@pytest.fixture(scope="module")
def numbers(compute_world: ComputeWorld) -> Numbers:
    return compute_world(build({"zeilen": FAMILIES_IN_Q3_STAFF_IN_Q4}))


def test_goal_takes_the_latest_grade_of_each_indicator(numbers: Numbers) -> None:
    contributions = numbers["ziel_beitrag"].filter(
        ziel_id="Z1", gebiet_id=DISTRICT, quartal="2024-Q4"
    )
    graded = contributions.filter(pl.col("zielerreichung").is_not_null())
    assert dict(graded.select("indikator_id", "periode").rows()) == {
        "Z1.1": "2024-Q3",
        "Z1.2": "2024-Q3",
        "Z1.2b": "2024-Q3",
        "Z1.3": "2024-Q4",
    }
    assert dict(graded.select("indikator_id", "zielerreichung").rows()) == pytest.approx(ATTAINED)


def test_goal_is_the_weighted_mean_of_its_indicators(numbers: Numbers) -> None:
    standing = goal(numbers, "Z1", "2024-Q4")
    assert standing["zielerreichung"] == pytest.approx(weighted(ATTAINED, weights(numbers, "Z1")))
    assert standing["gewicht_bewertet"] == pytest.approx(1.0)
    assert standing["status"] == Status.VERFEHLT


def test_weight_of_an_ungraded_indicator_is_redistributed(numbers: Numbers) -> None:
    standing, by = goal(numbers, "Z1", "2024-Q3"), weights(numbers, "Z1")
    graded = {name: value for name, value in ATTAINED.items() if name != "Z1.3"}
    assert standing["zielerreichung"] == pytest.approx(weighted(graded, by))
    assert standing["gewicht_bewertet"] == pytest.approx(1 - by["Z1.3"] / sum(by.values()))


def test_goal_with_less_than_half_of_its_weight_says_nothing(compute_world: ComputeWorld) -> None:
    numbers = compute_world(build({"zeilen": STAFF_ONLY}))
    by = weights(numbers, "Z1")
    assert by["Z1.3"] / sum(by.values()) < 0.5, "the case needs a light indicator"
    standing = goal(numbers, "Z1", "2024-Q3")
    assert (standing["zielerreichung"], standing["status"]) == (None, Status.KEINE_ANGABE)


def test_goal_is_reached_when_every_indicator_is(compute_world: ComputeWorld) -> None:
    rows = """
    art       erstkontakt  wartezeit  anzahl
    BER_FAM   ja           1          40
    BER_TEAM  ja           1          40
    """
    standing = goal(compute_world(build({"zeilen": rows})), "Z1", "2024-Q3")
    assert (standing["zielerreichung"], standing["status"]) == (1.0, Status.ERREICHT)
    assert standing["anzahl_erreicht"] == standing["anzahl_bewertet"] == len(ATTAINED)


def test_observed_indicators_do_not_count(compute_world: ComputeWorld) -> None:
    rows = """
    art      weitervermittlung  weitervermittlung_ergebnis  anzahl
    BEGL     KEINE              -                           30
    BER_FAM  EB                 ANGEKOMMEN                  20
    """
    numbers = compute_world(build({"zeilen": rows}))
    observed = only(numbers["wert"], indikator_id="Z2.1", gebiet_id=DISTRICT, periode="2024")
    assert (observed["status"], observed["zielerreichung"]) == (Status.BEOBACHTUNG, None)
    contributed = numbers["ziel_beitrag"].filter(indikator_id="Z2.1")
    assert contributed["zielerreichung"].null_count() == contributed.height
    assert goal(numbers, "Z2", "2024-Q4")["gewicht_bewertet"] == pytest.approx(1.0)


def test_indicators_are_graded_in_their_own_period_only(numbers: Numbers) -> None:
    own = numbers["indikator"].select("indikator_id", "konzept_id", own="periode_art")
    graded = numbers["wert"].filter("bewertet").join(own, on=["indikator_id", "konzept_id"])
    assert graded.height > 0
    assert graded.filter(pl.col("periode_art") != pl.col("own")).height == 0
    month = only(numbers["wert"], indikator_id="Z1.1", gebiet_id=DISTRICT, periode="2024-08")
    assert (month["wert"], month["bewertet"]) == (50.0, False)
    assert (month["status"], month["zielerreichung"]) == (Status.NICHT_BEWERTET, None)


def test_answers_of_social_workers_and_posts_are_given_for_the_district_only(
    compute_world: ComputeWorld,
) -> None:
    blocks = {
        "welle": "welle von bis\nW2024 2024-09-01 2024-10-15",
        "befragung": """
            welle  kita  akteursgruppe  eingeladen  teilgenommen
            W2024  K001  KSA            20          10
            W2024  K002  KSA            20          10
            W2024  K003  KSA            20          10
            """,
    }
    values = compute_world(build(blocks), as_displayed=True)["wert"].filter(indikator_id="Z5.1c")
    assert set(values.filter(pl.col("wert").is_not_null())["gebiet_id"]) <= {DISTRICT}


def provisional(numbers: Numbers, indikator_id: str, periode: str) -> bool:
    """Return whether an indicator of the district is vorläufig."""
    row = only(numbers["wert"], indikator_id=indikator_id, gebiet_id=DISTRICT, periode=periode)
    return bool(row["vorlaeufig"])


def test_figures_are_final_when_all_deliveries_of_a_closed_quarter_are_in(
    numbers: Numbers,
) -> None:
    assert not provisional(numbers, "Z1.1", "2024-Q3")
    assert not provisional(numbers, "Z4.1", "2024-Q3")
    assert not goal(numbers, "Z1", "2024-Q3")["vorlaeufig"]


def test_figures_are_provisional_while_a_delivery_is_missing(compute_world: ComputeWorld) -> None:
    world = build({"zeilen": FAMILIES_IN_Q3_STAFF_IN_Q4}, without_deliveries=("TR03-2024-Q4",))
    numbers = compute_world(world)
    assert not provisional(numbers, "Z4.1", "2024-Q3")
    assert provisional(numbers, "Z4.1", "2024-Q4")
    assert provisional(numbers, "Z9.3", "2024")
    assert goal(numbers, "Z1", "2024-Q4")["vorlaeufig"]
    coverage = only(numbers["abdeckung"], gebiet_id=DISTRICT, quartal="2024-Q4")
    assert (coverage["abdeckung"], coverage["vorlaeufig"]) == (pytest.approx(2 / 3), True)


def test_a_refused_delivery_is_not_in(compute_world: ComputeWorld) -> None:
    register = """
    lieferung_id  traeger  quartal  eingang_am  status     abgelehnt
    TR03-2024-Q4  TR03     2024-Q4  2025-01-15  ABGELEHNT  100
    """
    numbers = compute_world(build({"zeilen": STAFF_ONLY, "lieferung": register}))
    assert provisional(numbers, "Z4.1", "2024-Q4")


def test_a_quarter_that_is_not_over_is_provisional_and_not_graded(
    compute_world: ComputeWorld,
) -> None:
    """All deliveries of Q4 came early; on 15 November the quarter is still running."""
    early = """
    lieferung_id  traeger  quartal  eingang_am
    TR01-2024-Q4  TR01     2024-Q4  2024-11-10
    TR02-2024-Q4  TR02     2024-Q4  2024-11-10
    TR03-2024-Q4  TR03     2024-Q4  2024-11-10
    """
    rows = """
    datum       erstkontakt  wartezeit  anzahl
    2024-11-05  ja           1          20
    """
    later = ("TR01-2025-Q1", "TR02-2025-Q1", "TR03-2025-Q1")
    world = build({"zeilen": rows, "lieferung": early}, without_deliveries=later)
    numbers = compute_world(world, as_of=dt.date(2024, 11, 15))
    running = numbers["wert"].filter(indikator_id="Z1.1", gebiet_id=DISTRICT, periode="2024-Q4")
    assert running["bewertet"].to_list() in ([], [False])
    assert running["vorlaeufig"].to_list() in ([], [True])


def test_old_periods_keep_their_concept(numbers: Numbers) -> None:
    concept = only(numbers["konzept"], gueltig_von=CONCEPT_STARTS)["konzept_id"]
    of_period = {
        name: only(numbers["wert"], indikator_id="Z4.1", gebiet_id=DISTRICT, periode=name)
        for name in ("2023-Q4", "2024-Q1")
    }
    assert of_period["2023-Q4"]["konzept_id"] != concept
    assert of_period["2024-Q1"]["konzept_id"] == concept


def test_every_goal_follows_from_its_contributions(compute_world: ComputeWorld) -> None:
    """Mean by the weights of the concept valid then; nothing said below half of the weight."""
    rows = """
    kita  datum       art      erstkontakt  wartezeit  abschluss  gas_wert  anzahl
    K001  2024-02-15  BER_FAM  ja           4          nein       -         15
    K005  2024-05-15  EKG      nein         -          nein       -         9
    K009  2024-08-15  BER_FAM  ja           6          ja         -1        20
    K002  2024-11-15  BER_FAM  nein         -          ja         1         20
    """
    numbers = compute_world(build({"zeilen": rows}))
    by = numbers["indikator"].select("konzept_id", "indikator_id", weight="gewicht")
    key = ["ziel_id", "gebiet_id", "quartal"]
    standings = numbers["ziel_stand"].filter(pl.col("quartal") >= "2024-Q1")
    graded = numbers["ziel_beitrag"].filter(pl.col("zielerreichung").is_not_null())
    expected = (
        graded.join(standings.select(*key, "konzept_id"), on=key)
        .join(by, on=["konzept_id", "indikator_id"])
        .group_by(key)
        .agg(expected=(pl.col("weight") * pl.col("zielerreichung")).sum() / pl.col("weight").sum())
    )
    said = standings.filter(pl.col("zielerreichung").is_not_null())
    compared = said.join(expected, on=key, how="left")
    assert compared.height > 0
    assert compared["zielerreichung"].to_list() == pytest.approx(compared["expected"].to_list())
    assert said["gewicht_bewertet"].min() >= 0.5  # type: ignore[operator]  # a float column
    silent = standings.filter(pl.col("zielerreichung").is_null())
    assert set(silent["status"]) <= {Status.KEINE_ANGABE}
