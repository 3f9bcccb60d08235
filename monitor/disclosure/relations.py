"""Which components are linear combinations of others, whatever the data.

``n = z + rest`` and its like follow from the declared conditions alone: Z7.1 counts the rows of
Z1.1's denominator and those that lack a waiting time. A component is a product of conditions on
single columns, hence a rank-one tensor over the classes of values that the conditions tell apart.
Relations between tensors are found by evaluating them at random points of a large prime field: as
many points as components are enough, and a relation that holds there holds for all data, but for a
chance of less than one in 10^15 (Schwartz 1980, Zippel 1979).
"""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from monitor.declaration import Condition
from monitor.disclosure.elimination import PRIME, Basis, Vector, subtract
from monitor.measures.components import Component, Measure

#: Fixed, so that equal inputs give equal releases.
_SEED: Final = 20_211_107
_NONE: Final[Mapping[str, Iterable[Any]]] = MappingProxyType({})
_ADDED_UP: Final = frozenset({Measure.COUNT, Measure.SUM})


def coordinates(
    components: Sequence[Component], closed: Mapping[str, Iterable[Any]] = _NONE
) -> dict[str, Vector]:
    """Return each component of one source as a combination of independent ones.

    Args:
        components: of the source.
        closed: column → all values that it has, where that is known.

    Returns:
        Component name → {index of an independent component: coefficient modulo ``PRIME``}; only
        counts and sums, the other measures are not additive in this sense.
    """
    additive = [component for component in components if component.measure in _ADDED_UP]
    points = _Points(additive, closed)
    basis, expressed, found = Basis(), list[Vector](), dict[str, Vector]()
    for number, component in enumerate(additive):
        rest, taken = basis.reduce(points.evaluate(component))
        combination = _sum({position: expressed[position] for position in taken}, taken)
        if not rest:
            found[component.name] = combination
            continue
        found[component.name] = {number: 1}
        pivot = min(rest)
        subtract(combination, 1, {number: 1})
        expressed.append(_sum({0: combination}, {0: -pow(rest[pivot], -1, PRIME)}))
        basis.add(rest, pivot)
    return found


def _sum(vectors: Mapping[int, Vector], factors: Mapping[int, int]) -> Vector:
    total: Vector = {}
    for key, factor in factors.items():
        subtract(total, -factor, vectors[key])
    return total


class _Points:
    """Random points; the value of a component at each of them."""

    def __init__(
        self, components: Sequence[Component], closed: Mapping[str, Iterable[Any]]
    ) -> None:
        self._count = len(components) + 4
        self._random = random.Random(_SEED)  # noqa: S311 - not for secrets
        self._classes = _classes(components, closed)
        self._weights: dict[tuple[str, object], list[int]] = {}

    def evaluate(self, component: Component) -> Vector:
        """Return the values of a component at all points, as a vector."""
        chosen = self._product(component.where)
        if component.lacking:
            within = self._product((*component.where, *component.lacking))
            chosen = [(a - b) % PRIME for a, b in zip(chosen, within, strict=True)]
        summed = self._summed(component.columns)
        values = (a * b % PRIME for a, b in zip(chosen, summed, strict=True))
        return {i: value for i, value in enumerate(values) if value}

    def _product(self, conditions: Iterable[Condition]) -> list[int]:
        by_column: dict[str, list[Condition]] = {}
        for condition in conditions:
            by_column.setdefault(condition.feld, []).append(condition)
        values = [1] * self._count
        for column in sorted(self._classes):
            factor = self._column(column, by_column.get(column, ()))
            values = [a * b % PRIME for a, b in zip(values, factor, strict=True)]
        return values

    def _column(self, column: str, conditions: Sequence[Condition]) -> list[int]:
        """Return the total weight of the classes of a column that satisfy all conditions."""
        total = [0] * self._count
        for representative in self._classes[column]:
            if all(holds(condition, representative) for condition in conditions):
                weights = self._weight(column, representative)
                total = [(a + b) % PRIME for a, b in zip(total, weights, strict=True)]
        return total

    def _summed(self, columns: Sequence[str]) -> list[int]:
        """Return the weight of what is added up: of rows (no column) or of columns' values."""
        weights = [self._weight("", name) for name in columns or ("",)]
        return [sum(at_point) % PRIME for at_point in zip(*weights, strict=True)]

    def _weight(self, column: str, value: object) -> list[int]:
        key = (column, value)
        if key not in self._weights:
            self._weights[key] = [self._random.randrange(1, PRIME) for _ in range(self._count)]
        return self._weights[key]


def _classes(
    components: Iterable[Component], closed: Mapping[str, Iterable[Any]]
) -> dict[str, tuple[object, ...]]:
    """Return per column one value of each class that the conditions tell apart."""
    used: dict[str, set[Condition]] = {}
    for component in components:
        for condition in (*component.where, *component.lacking):
            used.setdefault(condition.feld, set()).add(condition)
    return {
        column: tuple(sorted(closed[column])) if column in closed else _representatives(conditions)
        for column, conditions in used.items()
    }


def _representatives(conditions: Iterable[Condition]) -> tuple[object, ...]:
    ordered = sorted(conditions, key=repr)
    found: dict[tuple[bool, ...], object] = {}
    for value in _mentioned(ordered):
        found.setdefault(tuple(holds(condition, value) for condition in ordered), value)
    return tuple(found.values())


def _mentioned(conditions: Iterable[Condition]) -> list[object]:
    """Return values on all sides of what the conditions name, none at all included."""
    values: list[object] = [None]
    for condition in conditions:
        (named,) = condition.operator.values()
        for value in named if isinstance(named, tuple) else (named,):
            if isinstance(value, bool):
                values += [True, False]
            elif isinstance(value, int):
                values += [value - 1, value, value + 1]
            else:
                values += [value, "\0 any other"]
    if values == [None]:
        values.append("\0 any other")
    return values


def holds(condition: Condition, value: object) -> bool:
    """Tell whether a value satisfies a condition; no value satisfies none but its absence."""
    ((name, wanted),) = condition.operator.items()
    if name == "vorhanden":
        return bool((value is not None) == wanted)
    return value is not None and bool(_COMPARISONS[name](value, wanted))


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "gleich": operator.eq,
    "ungleich": operator.ne,
    "in_": lambda value, codes: value in codes,
    "nicht_in": lambda value, codes: value not in codes,
    "mindestens": operator.ge,
    "hoechstens": operator.le,
}


def combine(parts: Mapping[str, int], known: Mapping[str, Vector]) -> Vector:
    """Return a combination of components as one vector, e.g. ``{n: 1, z: -1}`` for the rest."""
    total: Vector = {}
    for name, factor in parts.items():
        subtract(total, -factor, known[name])
    return total
