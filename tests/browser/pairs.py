"""Choices of several factors, few of them, so that every pair of values occurs together.

Faults mostly hang on one value or on two that meet: two widths, two schemes, two languages, five
roles and ten pages are 400 choices, and about fifty hold every pair.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

Choice = dict[str, Any]


def every(factors: Mapping[str, Sequence[Any]]) -> list[Choice]:
    """Return all choices."""
    return [
        dict(zip(factors, values, strict=True)) for values in itertools.product(*factors.values())
    ]


def pairwise(factors: Mapping[str, Sequence[Any]]) -> list[Choice]:
    """Return choices with every pair: the next always holds the most pairs that are missing."""
    choices = every(factors)
    missing = set().union(*map(_pairs, choices))
    found = []
    while missing:
        best = max(choices, key=lambda choice: len(_pairs(choice) & missing))
        found.append(best)
        missing -= _pairs(best)
    return found


def _pairs(choice: Choice) -> set[Any]:
    return set(itertools.combinations(choice.items(), 2))


def name(choice: Choice) -> str:
    """Return a choice as the name of a test."""
    return "-".join(str(value) for value in choice.values())
