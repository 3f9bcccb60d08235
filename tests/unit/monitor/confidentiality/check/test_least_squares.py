"""Least squares, held to the textbook's formula on cells that are not merged before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, product
from math import sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from monitor.confidentiality.check.least_squares import Rows, most_exact

DIMENSIONS = {"gebiet": "abc", "klasse": "xy", "stufe": "12"}

one_count: st.SearchStrategy[Rows] = st.fixed_dictionaries(
    {},
    optional={
        name: st.frozensets(st.sampled_from(values), min_size=1)
        for name, values in DIMENSIONS.items()
    },
).map(lambda parts: frozenset(parts.items()))
several = st.lists(one_count, min_size=1, max_size=7)
open_dimensions = st.frozensets(st.sampled_from(sorted(DIMENSIONS)))


def once(counts: Iterable[Rows]) -> dict[Rows, int]:
    """Return counts of which none is the sum of others."""
    return dict.fromkeys(counts, 1)


@given(several, open_dimensions)
@settings(max_examples=150, deadline=None)
def test_equals_generalised_least_squares(counts: list[Rows], is_open: frozenset[str]) -> None:
    assert most_exact(once(counts), open_dimensions=is_open).standard_error == pytest.approx(
        by_the_textbook(counts, is_open), rel=1e-6
    )


@given(several, one_count, open_dimensions)
@settings(max_examples=150, deadline=None)
def test_more_counts_never_make_it_less_exact(
    counts: list[Rows], added: Rows, is_open: frozenset[str]
) -> None:
    sets = set(chain.from_iterable(counts))
    assume(added <= sets)  # else the cells are others, and with them what is looked for
    before, after = (
        most_exact(once(some), open_dimensions=is_open).standard_error
        for some in (counts, [*counts, added])
    )
    assert after <= before * (1 + 1e-9)
    assert before <= sqrt(2) * (1 + 1e-9)


@given(several)
@settings(max_examples=50, deadline=None)
def test_values_that_nobody_names_only_protect(counts: list[Rows]) -> None:
    closed, is_open = most_exact(once(counts)), most_exact(once(counts), open_dimensions=DIMENSIONS)
    assert closed.standard_error <= is_open.standard_error * (1 + 1e-9)


@given(several, st.randoms())
@settings(max_examples=50, deadline=None)
def test_order_does_not_matter(counts: list[Rows], random: Random) -> None:
    shuffled = list(counts)
    random.shuffle(shuffled)
    assert most_exact(once(shuffled)) == most_exact(once(counts))


def test_counts_of_the_estimate_are_named() -> None:
    a, b, both, beside = (
        frozenset({("gebiet", frozenset(values))}) for values in ("a", "b", "ab", "c")
    )
    estimate = most_exact(once([a, b, both, beside]))
    assert estimate.counts == {a, b, both}
    assert estimate.standard_error == pytest.approx(sqrt(2 * 2 / 3))


def test_nothing_is_no_structure() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        most_exact({})


def by_the_textbook(counts: Sequence[Rows], is_open: frozenset[str]) -> float:
    """Return the least error over all wanted counts: c (A′ Σ⁺ A)⁺ c′, equal rows with equal noise.

    Cells are all products of values here, told apart or not.
    """
    named = {name: frozenset().union(*_sets(counts, name)) for name in DIMENSIONS}
    values = {
        name: [*sorted(found), *["rest"] * (name in is_open or not found)]
        for name, found in named.items()
    }
    cells = list(product(*values.values()))
    design = np.array([[_covers(rows, cell) for cell in cells] for rows in counts], dtype=float)
    noise = 2.0 * np.array([[np.array_equal(one, other) for other in design] for one in design])
    information = design.T @ np.linalg.pinv(noise) @ design
    variance = np.linalg.pinv(information, rcond=1e-10, hermitian=True)
    wanted = _wanted(counts, values, cells)
    projected = wanted @ variance @ information
    determined = wanted[np.all(np.abs(projected - wanted) < 1e-6, axis=1)]
    return sqrt(np.einsum("ij,jk,ik->i", determined, variance, determined).min())


def _wanted(
    counts: Sequence[Rows], values: dict[str, list[str]], cells: list[tuple[str, ...]]
) -> NDArray[np.float64]:
    """Return products of values told apart by no count, of sets named by one, and of wholes."""
    choices = []
    for name, known in values.items():
        sets = _sets(counts, name)
        alike = (
            frozenset(v for v in known if all((v in s) == (w in s) for s in sets)) for w in known
        )
        choices.append({*alike, *sets, frozenset(known)})
    return np.array(
        [
            [all(value in some for value, some in zip(cell, chosen, strict=True)) for cell in cells]
            for chosen in product(*choices)
        ],
        dtype=float,
    )


def _sets(counts: Sequence[Rows], name: str) -> list[frozenset[str]]:
    return [values for rows in counts for key, values in rows if key == name]


def _covers(rows: Rows, cell: tuple[str, ...]) -> bool:
    named = dict(rows)
    return all(
        value in named.get(name, {value}) for name, value in zip(DIMENSIONS, cell, strict=True)
    )
