"""The reading of a chart with the usual range says what the chart draws, in every view."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from dashboards.words.behaviour import Behaviour, limits_then, read_behaviour
from monitor.concept.vocabulary import Assurance


def _series(
    *signals: tuple[str, str] | None, mean: float | None = 50.0, phases: tuple[int, ...] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of ``wert`` and ``regelkarte`` of as many quarters from 2021 on."""
    names = [f"{2021 + i // 4}-Q{i % 4 + 1}" for i, _ in enumerate(signals)]
    values = pl.DataFrame({"periode": names, "wert": [50.0] * len(names)})
    limits = values.select("periode").with_columns(
        mittel=pl.lit(mean, pl.Float64), untere_grenze=pl.lit(40.0), obere_grenze=pl.lit(60.0),
        n=pl.lit(12, pl.Int32),
        signal=pl.Series([hit[0] if hit else None for hit in signals], dtype=pl.String),
        richtung=pl.Series([hit[1] if hit else None for hit in signals], dtype=pl.String),
        signal_damals=pl.lit(None, pl.String), richtung_damals=pl.lit(None, pl.String),
        phase=pl.Series(phases or [1] * len(names)), grenzen_vorlaeufig=pl.lit(bool(phases)),
    )  # fmt: skip
    return values, limits


def _read(
    direction: str, values: pl.DataFrame, limits: pl.DataFrame, **standing: Any
) -> Behaviour | None:
    return read_behaviour({"richtung": direction}, values, limits, standing or None, "de")


UP = ("PUNKT_AUSSERHALB", "OBEN")


@pytest.mark.parametrize(
    ("direction", "variation"),
    [
        ("HOEHER", "VERBESSERUNG"),
        ("NIEDRIGER", "VERSCHLECHTERUNG"),
        ("BAND", "HOCH"),
        ("BEOBACHTEN", "HOCH"),
    ],
)
def test_a_signal_at_the_latest_value(direction: str, variation: str) -> None:
    found = _read(direction, *_series(None, UP), zusicherung="NICHT_STABIL")
    assert found == Behaviour(
        variation, 12, Assurance.NICHT_STABIL, UP[0], "2021-Q2", is_high=True, low=40.0, high=60.0
    )
    assert found.is_signal


def test_the_latest_of_earlier_signals() -> None:
    found = _read("HOEHER", *_series(UP, UP, None))
    assert found is not None
    assert (found.variation, found.period, found.is_past) == ("ZUFALL", "2021-Q2", True)


def test_a_signal_before_a_declared_change_is_over() -> None:
    found = _read("HOEHER", *_series(UP, UP, None, phases=(1, 1, 2)))
    assert found is not None
    assert (found.variation, found.signal, found.is_past) == ("ZUFALL", None, False)


def test_an_earlier_quarter_knows_nothing_of_later_ones_and_foretells_nothing() -> None:
    values, limits = _series(None, None, UP)
    later: dict[str, Any] = {
        "zusicherung": "NIE",
        "vorschlag_ab": "2021-Q2",
        "trend": "STEIGT",
        "trend_n": 7,
    }
    found = _read("HOEHER", values.head(2), limits, **later)
    assert found == Behaviour("ZUFALL", 2, low=40.0, high=60.0)


RUN = ("SIEBEN_EINE_SEITE", "OBEN")


def _run_of_eight() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a series whose third to tenth values are a run, known from the ninth value on."""
    values, limits = _series(None, None, *[RUN] * 8, None)
    places = range(limits.height)
    known = [RUN if place in {8, 9} else (None, None) for place in places]
    return values, limits.with_columns(
        signal_damals=pl.Series([rule for rule, _ in known], dtype=pl.String),
        richtung_damals=pl.Series([side for _, side in known], dtype=pl.String),
    )


@pytest.mark.parametrize(
    ("drawn", "variation", "period"),
    [
        (1, "ZUFALL", None),
        (3, "ZUFALL", None),  # the first of the run, which nobody could know
        (8, "ZUFALL", None),  # six of the run
        (9, "VERBESSERUNG", "2023-Q1"),
        (10, "VERBESSERUNG", "2023-Q2"),
        (11, "ZUFALL", "2023-Q2"),
    ],
)
def test_a_view_in_the_middle_of_a_run_says_nothing_of_it(
    drawn: int, variation: str, period: str | None
) -> None:
    values, limits = _run_of_eight()
    found = _read("HOEHER", values.head(drawn), limits)
    assert found is not None
    assert (found.variation, found.period, found.is_past) == (
        variation, period, variation == "ZUFALL" and period is not None,
    )  # fmt: skip
    assert found.n == (12 if drawn == 11 else drawn)


def test_the_chart_marks_what_was_known_then() -> None:
    values, limits = _run_of_eight()
    marked = limits_then(values.head(9), limits)
    assert marked["periode"].to_list() == values["periode"].to_list()[:9]
    assert marked["signal"].to_list() == [None] * 8 + [RUN[0]]
    assert marked["richtung"].to_list() == [None] * 8 + [RUN[1]]
    assert limits_then(values, limits) is limits
    assert limits_then(values, limits.clear()).is_empty()


def test_early_releases_tell_of_earlier_quarters_only_points_outside() -> None:
    values, limits = _series(UP, RUN, None)
    marked = limits_then(values.head(2), limits)
    assert marked.select("signal", "richtung").rows() == [UP, (None, None)]


def test_a_season_counts_the_values_with_a_year_before() -> None:
    values, limits = _series(*[None] * 8)
    first_year = pl.col("periode") < "2022"
    seasonal = limits.with_columns(mittel=pl.when(~first_year).then("mittel"))
    found = _read("HOEHER", values.head(6), seasonal)
    assert found is not None
    assert found.n == 2
    short = _read("HOEHER", values.head(3), seasonal)
    assert short is not None
    assert (short.variation, short.n) == ("ZU_KURZ", 3)


def test_the_present_knows_outlook_proposal_and_trend() -> None:
    known: dict[str, Any] = {
        "zusicherung": "NIE", "vorschlag_ab": "2021-Q2", "trend": "STEIGT", "trend_n": 7,
        "saison": True,
    }  # fmt: skip
    found = _read("HOEHER", *_series(None, None), **known)
    assert found is not None
    told = (found.assurance, found.proposal, found.trend, found.trend_n, found.is_seasonal)
    assert told == (Assurance.NIE, "2021-Q2", "STEIGT", 7, True)
    short = _read("HOEHER", *_series(None, None), trend="ZU_KURZ", trend_n=3)
    assert short is not None
    assert short.trend is None


def test_a_new_phase_says_since_when_and_why() -> None:
    reasons: dict[str, Any] = {
        "phase_seit": "2021-Q2", "grund_de": "Neue Erfassung.", "grund_en": "New records.",
    }  # fmt: skip
    found = _read("HOEHER", *_series(None, None, None, phases=(1, 2, 2)), **reasons)
    assert found is not None
    assert (found.since, found.reason, found.is_provisional) == ("2021-Q2", "Neue Erfassung.", True)
    first = _read("HOEHER", *_series(None, None), **reasons)
    assert first is not None
    assert (first.since, first.reason) == (None, None)


def test_a_latest_value_that_is_missing_does_not_hide_the_signal_before_it() -> None:
    values, limits = _series(None, UP, None)
    gap = values.with_columns(wert=pl.when(pl.col("periode") != "2021-Q3").then("wert"))
    found = _read("HOEHER", gap, limits)
    assert found is not None
    assert (found.variation, found.period) == ("VERBESSERUNG", "2021-Q2")


def test_without_values_there_is_nothing_to_say() -> None:
    values, limits = _series(None, UP)
    assert _read("HOEHER", values.clear(), limits) is None
    assert _read("HOEHER", values, limits.clear()) is None


def test_a_series_too_short_for_limits() -> None:
    found = _read("HOEHER", *_series(None, None, mean=None))
    assert found is not None
    assert (found.variation, found.is_signal) == ("ZU_KURZ", False)


def test_early_releases_know_less() -> None:
    values, limits = _series(None, UP)
    unknown = limits.with_columns(
        phase=pl.lit(None, pl.Int32), grenzen_vorlaeufig=pl.lit(None, pl.Boolean)
    )
    found = _read("HOEHER", values, unknown, zusicherung="NIE")
    assert found is not None
    assert (found.since, found.is_provisional, found.trend) == (None, False, None)
