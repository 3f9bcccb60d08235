"""Charts run on over versions of the same definition; restarts and new definitions begin phases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT, Assurance, Signal, Trend, Variation
from monitor.content.restarts import Restart
from monitor.periods import PeriodKind
from monitor.results.charts import chart_tables
from tests.builders.quarterly import OTHER, kinds, quarters, restart, version

AREA = "071370203"


def charts(
    values: Sequence[float | None], *concepts: Concept, restarts: Sequence[Restart] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the points and the states of the charts of one series."""
    tables = chart_tables(concepts, quarters(values, concepts), kinds(*concepts), restarts)
    points = tables["regelkarte"].sort("periode").to_dicts()
    return points, tables["regelkarte_stand"].to_dicts()


STEADY = [50.0, 52.0] * 6
WIDE = [40.0, 60.0] * 6


def test_limits_of_a_series() -> None:
    points, (state,) = charts(STEADY, version(2021))
    assert {point["mittel"] for point in points} == {51.0}
    assert points[0]["obere_grenze"] == pytest.approx(51 + 2.66 * 2)
    assert (state["n"], state["variation"], state["konzept_id"]) == (12, Variation.ZUFALL, "2021")
    assert state["zusicherung"] == Assurance.NIE
    assert (state["signal"], state["signal_periode"]) == (None, None)


def test_new_target_does_not_break_the_chart() -> None:
    points, (state,) = charts(STEADY, version(2021), version(2022, zielwert=40))
    assert {point["n"] for point in points} == {12}
    assert [p["konzept_id"] for p in points] == ["2021"] * 4 + ["2022"] * 8
    assert (state["konzept_id"], state["zusicherung"]) == ("2022", Assurance.IMMER)


def test_new_definition_begins_a_new_chart() -> None:
    points, states = charts([50.0] * 4 + STEADY, version(2021), version(2022, **OTHER))
    assert [point["n"] for point in points] == [4] * 4 + [12] * 12
    assert {s["konzept_id"]: s["variation"] for s in states} == {
        "2021": Variation.ZU_KURZ, "2022": Variation.ZUFALL,
    }  # fmt: skip
    assert points[0]["mittel"] is None


def test_definition_that_comes_back_begins_a_new_chart() -> None:
    points, states = charts(STEADY, version(2021), version(2022, **OTHER), version(2023))
    assert [point["n"] for point in points] == [4] * 12
    assert [state["konzept_id"] for state in states] == ["2021", "2022", "2023"]


def test_version_that_has_not_begun_says_nothing() -> None:
    _, (state,) = charts(STEADY, version(2021), version(2027, zielwert=40))
    assert (state["konzept_id"], state["zusicherung"]) == ("2021", Assurance.NIE)


def test_signal_at_the_latest_point() -> None:
    points, (state,) = charts([*STEADY, 90.0], version(2021))
    assert (points[-1]["signal"], points[-1]["richtung"]) == (Signal.PUNKT_AUSSERHALB, "OBEN")
    assert (state["variation"], state["signal"]) == (
        Variation.VERBESSERUNG, Signal.PUNKT_AUSSERHALB,
    )  # fmt: skip
    assert state["signal_periode"] == "2024-Q1"


def test_each_point_tells_what_was_known_then() -> None:
    points, _ = charts([60.0, 40.0] * 4 + [51.0] * 8 + [40.0, 60.0] * 4, version(2021))
    run = Signal.SIEBEN_EINE_SEITE
    assert [point["signal"] for point in points[8:16]] == [run] * 8
    then = [(point["signal_damals"], point["richtung_damals"]) for point in points]
    assert then[13:17] == [(None, None), (run, "OBEN"), (run, "OBEN"), (None, None)]
    assert set(then[:14] + then[16:]) == {(None, None)}


def test_an_earlier_signal_makes_the_series_unpredictable() -> None:
    points, (state,) = charts([*WIDE, 120.0, *WIDE], version(2021))
    assert points[12]["signal"] == Signal.PUNKT_AUSSERHALB
    assert (state["variation"], state["signal"]) == (Variation.ZUFALL, None)
    assert state["zusicherung"] == Assurance.NICHT_STABIL


def test_a_signal_under_another_definition_says_nothing_of_the_present_one() -> None:
    values = [*WIDE, 200.0, *WIDE[:3], *STEADY]
    points, states = charts(values, version(2021), version(2025, **OTHER))
    assert points[12]["signal"] == Signal.PUNKT_AUSSERHALB
    assert {s["konzept_id"]: s["zusicherung"] for s in states} == {
        "2021": Assurance.NICHT_STABIL, "2025": Assurance.NIE,
    }  # fmt: skip


def test_without_a_target_there_is_nothing_to_foretell() -> None:
    observed = version(2021, richtung="BEOBACHTEN", zielwert=None)
    _, (state,) = charts([*WIDE, 120.0, *WIDE], observed)
    assert state["zusicherung"] == Assurance.KEINE_ANGABE
    _, (state,) = charts([50.0, 90.0, 50.0], version(2021))
    assert state["zusicherung"] == Assurance.KEINE_ANGABE


def test_what_is_good_depends_on_the_direction() -> None:
    lower = version(2021, richtung="NIEDRIGER", zielwert=10)
    _, (state,) = charts([*STEADY, 90.0], lower)
    assert state["variation"] == Variation.VERSCHLECHTERUNG
    _, (state,) = charts([*STEADY, 90.0], version(2021, richtung="BEOBACHTEN", zielwert=None))
    assert (state["variation"], state["zusicherung"]) == (
        Variation.HOCH, Assurance.KEINE_ANGABE,
    )  # fmt: skip
    _, (state,) = charts([*STEADY, 10.0], version(2021, richtung="BAND", zielwert_oben=90))
    assert state["variation"] == Variation.NIEDRIG


def test_hidden_points_are_neither_counted_nor_given_away() -> None:
    values = [*STEADY, None]
    with_gap, (state,) = charts(values, version(2021))
    without, _ = charts(STEADY, version(2021))
    assert with_gap[0]["obere_grenze"] == without[0]["obere_grenze"]
    assert (state["n"], with_gap[-1]["signal"], with_gap[-1]["n"]) == (12, None, 12)


def test_areas_do_not_mix() -> None:
    concept = version(2021)
    rows = pl.concat([
        quarters(STEADY, [concept]), quarters([10.0] * 12, [concept], AREA),
        quarters([None] * 12, [concept], "071375001"),
    ])  # fmt: skip
    tables = chart_tables([concept], rows, kinds(concept))
    means = dict(tables["regelkarte"].select("gebiet_id", "mittel").unique().rows())
    assert means == {DISTRICT: 51.0, AREA: 10.0, "071375001": None}
    numbers = dict(tables["regelkarte_stand"].select("gebiet_id", "n").rows())
    assert numbers == {DISTRICT: 12, AREA: 12, "071375001": 0}


def test_other_periods_are_not_charted() -> None:
    concept = version(2021)
    months = quarters(STEADY, [concept]).with_columns(periode_art=pl.lit("MONAT"))
    rows = pl.concat([quarters(STEADY, [concept]), months])
    assert set(chart_tables([concept], rows, kinds(concept))["regelkarte"]["periode_art"]) == {
        "QUARTAL"
    }


AFTER_TWO_YEARS = restart(dt.date(2023, 1, 1))
JUMP = [50.0, 52.0] * 4 + [80.0, 82.0] * 5


def test_a_restart_begins_a_phase_with_limits_of_its_own() -> None:
    points, (state,) = charts(JUMP, version(2021), restarts=[AFTER_TWO_YEARS])
    assert [point["phase"] for point in points] == [1] * 8 + [2] * 10
    assert [point["mittel"] for point in points] == [51.0] * 8 + [81.0] * 10
    assert [point["n"] for point in points] == [8] * 8 + [10] * 10
    assert not any(point["signal"] for point in points)
    assert (state["phase_seit"], state["grund_de"], state["grund_en"]) == (
        "2023-Q1", "Neue Leitung", "New head",
    )  # fmt: skip
    assert (state["variation"], state["zusicherung"], state["n"]) == ("ZUFALL", "ZUFALL", 10)


def test_without_the_restart_both_halves_are_one_chart() -> None:
    points, (state,) = charts(JUMP, version(2021))
    assert {point["phase"] for point in points} == {1}
    assert all(point["signal"] for point in points)
    assert (state["phase_seit"], state["grund_de"]) == ("2021-Q1", None)


def test_a_restart_within_a_longer_period_counts_from_the_next() -> None:
    concept = version(2021, periode="JAHR")
    rows = quarters([1.0, 2.0, 3.0], [concept], kind=PeriodKind.JAHR)
    tables = chart_tables([concept], rows, kinds(concept), [restart(dt.date(2022, 4, 1))])
    assert tables["regelkarte"].sort("periode")["phase"].to_list() == [1, 1, 2]
    assert tables["regelkarte_stand"]["phase_seit"].to_list() == ["2023"]


@pytest.mark.parametrize("day", [dt.date(2021, 1, 1), dt.date(2040, 1, 1)])
def test_a_restart_before_or_after_all_figures_changes_nothing(day: dt.date) -> None:
    points, (state,) = charts(JUMP, version(2021), restarts=[restart(day)])
    assert {point["phase"] for point in points} == {1}
    assert state["phase_seit"] == "2021-Q1"


def test_a_restart_of_another_indicator_is_none() -> None:
    other = restart(dt.date(2023, 1, 1), "Z1.2")
    points, _ = charts(JUMP, version(2021), restarts=[other])
    assert {point["phase"] for point in points} == {1}


def test_phases_are_numbered_on_over_definitions() -> None:
    points, states = charts(JUMP, version(2021), version(2022, **OTHER), restarts=[AFTER_TWO_YEARS])
    assert [point["phase"] for point in points] == [1] * 4 + [2] * 4 + [3] * 10
    assert [state["phase_seit"] for state in states] == ["2021-Q1", "2023-Q1"]


@given(
    st.lists(st.integers(0, 30), min_size=8, max_size=12),
    st.lists(st.integers(0, 30), min_size=8, max_size=12),
    st.floats(-100, 100),
)
@settings(deadline=None, max_examples=15)
def test_phases_are_independent(before: list[int], after: list[int], shift: float) -> None:
    """What lies before a restart changes nothing after it, and the other way round."""
    values = [float(value) for value in (*before, *after)]
    moved = [float(value) + shift for value in before] + values[len(before) :]
    begun = restart(quarters(values, [version(2021)])["von"][len(before)])
    first, (state,) = charts(values, version(2021), restarts=[begun])
    second, (other,) = charts(moved, version(2021), restarts=[begun])
    assert first[len(before) :] == second[len(before) :]
    assert state == other
    alone, _ = charts(values[: len(before)], version(2021))
    assert first[: len(before)] == alone


@pytest.mark.parametrize(("count", "provisional"), [(7, False), (8, True), (11, True), (12, False)])
def test_limits_of_less_than_twelve_values_are_provisional(count: int, provisional: bool) -> None:
    points, (state,) = charts(STEADY[:count], version(2021))
    assert {point["grenzen_vorlaeufig"] for point in points} == {provisional}
    assert state["grenzen_vorlaeufig"] == provisional


def test_a_shift_that_lasts_is_proposed_for_a_restart() -> None:
    _, (state,) = charts([50.0, 52.0] * 4 + [80.0, 82.0] * 4, version(2021))
    assert (state["variation"], state["vorschlag_ab"]) == ("VERBESSERUNG", "2023-Q1")
    _, (state,) = charts(JUMP, version(2021), restarts=[AFTER_TWO_YEARS])
    assert state["vorschlag_ab"] is None


def test_a_trend_of_few_values() -> None:
    concept = version(2021, periode="JAHR")
    rows = quarters([1.0, 2.0, 4.0, 5.0, 9.0], [concept], kind=PeriodKind.JAHR)
    state = chart_tables([concept], rows, kinds(concept))["regelkarte_stand"].row(0, named=True)
    assert (state["variation"], state["trend"], state["trend_n"]) == ("ZU_KURZ", "STEIGT", 5)
    short = chart_tables([concept], rows.head(4), kinds(concept))["regelkarte_stand"]
    assert short["trend"].to_list() == [Trend.ZU_KURZ]


SEASON = [30.0, 40.0, 20.0, 45.0]


def test_a_seasonal_chart_follows_the_year_before() -> None:
    values = [level + year for year in range(4) for level in SEASON]
    points, (state,) = charts(values, version(2021, saison=True))
    assert [point["mittel"] for point in points[:4]] == [None] * 4
    assert [point["mittel"] for point in points[4:]] == pytest.approx(values[4:])
    assert not any(point["grenzen_vorlaeufig"] for point in points[:4])
    assert {point["n"] for point in points} == {12}
    assert (state["saison"], state["n"], state["trend"]) == (True, 12, "STEIGT")


def test_a_seasonal_chart_of_years_is_a_plain_one() -> None:
    concept = version(2021, saison=True)
    rows = quarters(STEADY, [concept], kind=PeriodKind.JAHR)
    yearly = version(2021, periode="JAHR")
    state = chart_tables([concept], rows, kinds(yearly))["regelkarte_stand"].row(0, named=True)
    assert (state["saison"], state["n"]) == (False, 12)


def test_the_holidays_widen_no_limits_and_hide_no_shift() -> None:
    """July and August lie at half of the rest: the plain chart takes this for common variation."""
    noise = np.random.default_rng(19).normal(0, 1, 24)
    values = np.tile([40.0, 42.0, 20.0, 46.0], 6) + noise
    values[20:] += 9  # a real shift, in the last year
    plain, (without,) = charts(values.tolist(), version(2021))
    seasonal, (found,) = charts(values.tolist(), version(2021, saison=True))
    assert without["variation"] == Variation.ZUFALL
    assert found["variation"] == Variation.VERBESSERUNG
    assert _width(seasonal) < _width(plain) / 4


def test_the_limits_of_a_seasonal_chart_are_those_of_the_noise() -> None:
    noise = np.random.default_rng(7).normal(0, 1, 400)
    values = np.tile([40.0, 42.0, 20.0, 46.0], 100) + noise
    concept = version(2021, saison=True)
    rows = quarters(values.tolist()[:150], [concept])
    seasonal = chart_tables([concept], rows, kinds(concept))["regelkarte"].to_dicts()
    # the difference of two values varies by √2 of the noise; the limits lie 3 of these away
    assert _width(seasonal) == pytest.approx(2 * 3 * np.sqrt(2), rel=0.15)


def _width(points: list[dict[str, Any]]) -> float:
    last = points[-1]
    return float(last["obere_grenze"] - last["untere_grenze"])


def test_assurance_of_a_seasonal_chart_looks_at_every_season() -> None:
    values = [level + (year + place) % 2 for year in range(4) for place, level in enumerate(SEASON)]
    for target, sign in ((5, "IMMER"), (30, "ZUFALL"), (80, "NIE")):
        _, (state,) = charts(values, version(2021, saison=True, zielwert=target))
        assert (state["zusicherung"], state["variation"]) == (sign, "ZUFALL")
    _, (state,) = charts([*values[:-2], None, values[-1]], version(2021, saison=True, zielwert=5))
    assert state["zusicherung"] == Assurance.KEINE_ANGABE
