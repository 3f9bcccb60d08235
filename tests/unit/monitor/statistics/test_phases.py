"""Charts of a phase: plain ones, and those of a season."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from monitor.concept.vocabulary import Signal
from monitor.statistics.control_chart import limits, signals
from monitor.statistics.phases import phase_chart

thorough = settings(deadline=None, max_examples=40)
gap = np.nan
#: The example of the module.
TWO_YEARS = [10.0, 20, 5, 15, 11, 21, 6, 16]


def test_without_a_season_it_is_the_plain_chart() -> None:
    values = [3.0, 4, 3, 4, 3, 4, gap, 3, 5]
    found, plain = phase_chart(values), limits(values)
    assert_allclose(found.chart.upper, plain.upper)
    assert_allclose(found.lines.mean, np.full(9, plain.mean))
    assert_allclose(found.expected.lower, plain.lower)
    assert_array_equal(found.found.first, signals(values, plain).first)


def test_a_season_is_compared_with_the_year_before() -> None:
    found = phase_chart(TWO_YEARS, 4)
    assert_array_equal(found.judged, [gap] * 4 + [1] * 4)
    assert found.chart.n == 4  # differences, too few for limits
    assert np.isnan(found.lines.mean).all()


def test_the_lines_stand_on_the_scale_of_the_values() -> None:
    values = [level + year for year in range(4) for level in TWO_YEARS[:4]]
    found = phase_chart(values, 4)
    assert_allclose(found.lines.mean[4:], values[4:])
    assert_array_equal(found.lines.mean[:4], [gap] * 4)
    # the year to come: from the lowest season to the highest, each a year on
    assert (found.expected.lower, found.expected.upper) == (8 + 1, 23 + 1)


def test_a_season_that_is_missing_foretells_nothing() -> None:
    values = [level + year for year in range(4) for level in TWO_YEARS[:4]]
    values[-2] = gap
    found = phase_chart(values, 4)
    assert np.isnan(found.expected.lower)
    assert not np.isnan(found.chart.mean)


def test_a_short_phase_has_no_year_before() -> None:
    found = phase_chart([[1.0, 2.0], [3.0, gap]], 4)
    assert np.isnan(found.judged).all()
    assert np.isnan(found.expected.lower).all()
    assert list(found.shift_from) == [-1, -1]


seasonal = st.lists(st.integers(0, 50), min_size=16, max_size=32)


@given(seasonal, st.lists(st.integers(-40, 40), min_size=4, max_size=4))
@thorough
def test_what_is_alike_every_year_changes_no_judgement(
    values: list[int], season: list[int]
) -> None:
    """Any season on top of a series leaves limits of differences and signals as they are."""
    series = np.array(values, dtype=float)
    on_top = np.resize(np.array(season, dtype=float), series.size)
    plain, waved = phase_chart(series, 4), phase_chart(series + on_top, 4)
    assert_allclose(waved.chart.upper, plain.chart.upper, atol=1e-9)
    assert_array_equal(waved.found.first, plain.found.first)
    assert_array_equal(waved.trend, plain.trend)
    assert_allclose(waved.lines.upper, plain.lines.upper + on_top, atol=1e-9)


@given(seasonal, st.floats(-100, 100), st.sampled_from([0.5, 2, 8]))
@thorough
def test_level_and_unit_change_no_judgement(values: list[int], shift: float, factor: float) -> None:
    series = np.array(values, dtype=float)
    found, moved = phase_chart(series, 4), phase_chart(factor * (series + shift), 4)
    assert_allclose(moved.lines.lower, factor * (found.lines.lower + shift), atol=1e-6)
    assert_array_equal(moved.shift_from, found.shift_from)


def test_a_lasting_shift_of_the_yearly_change() -> None:
    """Four years that grow by 6 a year, and then two and a half that don't."""
    level = np.concatenate([np.arange(16) * 1.5, np.full(14, 22.5)])
    values = level + np.resize([30.0, 40, 20, 45], level.size)
    found = phase_chart(values, 4)
    assert found.shift_from == 17  # the first difference below the mean one
    rule = found.found.by_rule[Signal.SIEBEN_EINE_SEITE]
    assert rule[-1] == -1
