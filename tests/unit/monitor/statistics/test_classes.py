"""Quantiles from classes: worked by hand, and what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from monitor.statistics.classes import quantile_from_classes

#: Edges of the waiting times 0–1, 2–3, 4–5, 6–10 and 11 or more working days.
DISTRICT_EDGES = (-0.5, 1.5, 3.5, 5.5, 10.5, 20.5)
#: The same with 6 or more as the last class.
AREA_EDGES = (-0.5, 1.5, 3.5, 5.5, 12.5)

histograms = st.lists(st.integers(0, 1000), min_size=5, max_size=5).filter(any)
probabilities = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("counts", "probability", "value", "is_open"),
    [
        ([8, 8, 0, 0, 0], 0.5, 1.5, False),  # the edge between the two
        ([10, 0, 0, 0, 0], 0.5, 0.5, False),  # the middle of −0.5 … 1.5
        ([4, 8, 4, 0, 0], 0.5, 2.5, False),  # rank 8: 4 of the 8 in 1.5 … 3.5
        ([0, 0, 0, 10, 0], 0.9, 10.0, False),  # 9 of 10 in 5.5 … 10.5
        ([5, 0, 0, 4, 1], 0.9, 10.5, False),  # rank 9 is the last one of its class
        ([5, 0, 0, 3, 2], 0.9, 15.5, True),  # 1 of 2 in 10.5 … 20.5: "more than 10"
        ([3, 0, 0, 0, 7], 0.3, 1.5, False),  # 0.3 × 10 is 3, whatever floats make of it
        ([3, 4, 0, 0, 3], 0.7, 3.5, False),
    ],
)
def test_worked_by_hand(counts: list[int], probability: float, value: float, is_open: bool) -> None:
    found = quantile_from_classes(counts, DISTRICT_EDGES, probability)
    assert_allclose(found.value, value)
    assert found.is_open == is_open


def test_areas_have_an_open_class_from_six_on() -> None:
    found = quantile_from_classes([1, 1, 1, 7], AREA_EDGES, 0.9)
    assert_allclose(found.value, 5.5 + 6 / 7 * 7)
    assert found.is_open


def test_many_histograms_at_once() -> None:
    found = quantile_from_classes([[8, 8, 0, 0, 0], [0, 0, 0, 0, 0]], DISTRICT_EDGES, 0.5)
    assert_allclose(found.value, [1.5, np.nan])
    assert found.is_open.tolist() == [False, False]


@given(histograms, probabilities, probabilities)
def test_quantiles_grow_with_the_probability(counts: list[int], one: float, other: float) -> None:
    low, high = sorted((one, other))
    lower = quantile_from_classes(counts, DISTRICT_EDGES, low).value
    assert lower <= quantile_from_classes(counts, DISTRICT_EDGES, high).value + 1e-9


@given(histograms, probabilities)
def test_a_quantile_lies_in_a_class_that_has_counts(counts: list[int], p: float) -> None:
    value, is_open = quantile_from_classes(counts, DISTRICT_EDGES, p)
    holding = [
        low <= value <= high
        for low, high, count in zip(DISTRICT_EDGES, DISTRICT_EDGES[1:], counts, strict=False)
        if count
    ]
    assert any(holding)
    assert is_open == (value > DISTRICT_EDGES[-2])


@given(histograms, probabilities)
def test_it_is_the_inverse_of_the_share_below_an_edge(counts: list[int], p: float) -> None:
    """At least p lie at or below an edge if and only if the quantile does: the status' rule."""
    value = quantile_from_classes(counts, DISTRICT_EDGES, p).value
    for edge, at_most in zip(DISTRICT_EDGES[1:], np.cumsum(counts), strict=True):
        if abs(at_most - p * sum(counts)) > 1e-6:
            assert (at_most > p * sum(counts)) == (value <= edge + 1e-9)


@given(histograms, probabilities, st.integers(2, 9))
def test_only_proportions_matter(counts: list[int], p: float, factor: int) -> None:
    once = quantile_from_classes(counts, DISTRICT_EDGES, p).value
    assert_allclose(
        once, quantile_from_classes(np.array(counts) * factor, DISTRICT_EDGES, p).value, atol=1e-6
    )
