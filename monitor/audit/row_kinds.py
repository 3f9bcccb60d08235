"""Which kinds of rows there are, as far as the components of a source tell them apart.

A row of the facts counts in some components and not in others, as its values satisfy their
conditions. The sets of components that a row can count in are all combinations of what is possible
column by column. Any mixture of rows is a sum of these sets; one that is itself a sum of two others
adds nothing. What is left are few: the *irreducible* kinds. The counts of a place can be just the
sums of non-negative whole numbers of them, so that all that the definitions say of each other
(parts, wholes, exclusions) is in them, whatever the data.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.declaration import Condition
from monitor.measures.components import Component, Measure

_ADDED_UP: Final = frozenset({Measure.COUNT, Measure.SUM})
_NONE: Final[Mapping[str, Iterable[Any]]] = MappingProxyType({})
_OTHER: Final = "\0"  # a code that no condition names
_KEPT: Final = 32  # of sources: a release is read several times
_WORD: Final = 62  # components that fit into one machine word

#: A kind of rows: the names of the components that its rows count in.
RowKind = frozenset[str]


def row_kinds(
    components: Iterable[Component], closed: Mapping[str, Iterable[Any]] = _NONE
) -> list[RowKind]:
    """Return the irreducible kinds of rows of one source.

    Sums are of values of rows: a row with hours counts in the sums of these hours, apart from the
    row itself.

    Args:
        components: of the source.
        closed: column → all values that it has, where that is known.
    """
    return list(_kinds(tuple(components), tuple((name, tuple(of)) for name, of in closed.items())))


@functools.lru_cache(_KEPT)
def _kinds(
    components: Iterable[Component], closed_lists: Iterable[tuple[str, Iterable[Any]]]
) -> Iterable[RowKind]:
    closed = dict(closed_lists)
    named = {one.name: one for one in components if one.measure in _ADDED_UP}
    found: dict[RowKind, None] = {}
    for column in sorted({column for one in named.values() for column in _added(one)}):
        listed = sorted(name for name, one in named.items() if column in _added(one))
        possible = _possible([named[name] for name in listed], closed)
        irreducible = _irreducible if len(listed) <= _WORD else _irreducible_of_many
        for kind in irreducible(possible):
            found[frozenset(name for bit, name in enumerate(listed) if kind >> bit & 1)] = None
    return tuple(found)


def _added(component: Component) -> tuple[str, ...]:
    """Return the columns that a component adds up; no name stands for the rows themselves."""
    return component.columns or ("",)


def _possible(components: Sequence[Component], closed: Mapping[str, Iterable[Any]]) -> set[int]:
    """Return the sets of components that a row can count in, as bits."""
    every = (1 << len(components)) - 1
    alive = {(every, every)}
    for column in sorted(_columns(components)):
        choices = _choices(components, column, closed.get(column))
        alive = {(a & within, b & full) for a, b in alive for within, full in choices}
    lacking = sum(1 << bit for bit, one in enumerate(components) if one.lacking)
    # of those that count what is lacking: within, but not full
    return {(within & ~full & lacking) | (within & ~lacking) for within, full in alive}


def _columns(components: Iterable[Component]) -> set[str]:
    return {one.feld for component in components for one in (*component.where, *component.lacking)}


def _choices(
    components: Sequence[Component], column: str, all_values: Iterable[Any] | None
) -> set[tuple[int, int]]:
    """Return which components a value of a column lets a row count in, for every sort of value.

    The first bits are of ``where`` alone, the second of ``where`` and ``lacking`` together.
    """
    where = [[one for one in component.where if one.feld == column] for component in components]
    lacking = [[one for one in component.lacking if one.feld == column] for component in components]
    named = [one for conditions in (*where, *lacking) for one in conditions]
    found = set()
    for value in _values(named) if all_values is None else all_values:
        within = full = 0
        for bit, (needed, further) in enumerate(zip(where, lacking, strict=True)):
            fits = all(_satisfies(value, one) for one in needed)
            within |= fits << bit
            full |= (fits and all(_satisfies(value, one) for one in further)) << bit
        found.add((within, full))
    return found


def _values(conditions: Iterable[Condition]) -> list[Any]:
    """Return a value of every sort that the conditions on a column tell apart."""
    named = [value for one in conditions for value in _named(one)]
    numbers = [value for value in named if type(value) is int]
    codes = [value for value in named if isinstance(value, str)]
    values: list[Any] = [None, *codes]
    values += [number + step for number in numbers for step in (-1, 0, 1)]
    if any(type(value) is bool for value in named):
        values += [True, False]
    return values if numbers else [*values, _OTHER]


def _named(condition: Condition) -> Iterable[Any]:
    (value,) = condition.operator.values()
    return value if isinstance(value, tuple) else (value,)


def _satisfies(value: Any, condition: Condition) -> bool:
    ((comparison, wanted),) = condition.operator.items()
    if comparison == "vorhanden":
        return (value is not None) is wanted
    if value is None:
        return False
    outcomes: Mapping[str, Any] = {
        "gleich": lambda: value == wanted,
        "ungleich": lambda: value != wanted,
        "in_": lambda: value in wanted,
        "nicht_in": lambda: value not in wanted,
        "mindestens": lambda: value >= wanted,
        "hoechstens": lambda: value <= wanted,
    }
    return bool(outcomes[comparison]())


def _irreducible(possible: set[int]) -> list[int]:
    """Return the sets that are not the union of two disjoint possible ones."""
    ordered = np.array(sorted(possible - {0}), dtype=np.int64)
    is_sum = np.zeros(len(ordered), dtype=np.bool_)
    found: list[int] = []
    for position in np.argsort(np.bitwise_count(ordered), kind="stable"):
        if is_sum[position]:
            continue
        kind = ordered[position]
        found.append(int(kind))
        larger = np.flatnonzero(((ordered & kind) == kind) & ~is_sum & (ordered != kind))
        is_sum[larger[_are_in(ordered[larger] ^ kind, ordered)]] = True
    return found


def _irreducible_of_many(possible: set[int]) -> list[int]:
    """Return the same of more components than fit into a word, e.g. the questions of a survey."""
    found: list[int] = []
    for kind in sorted(possible - {0}, key=lambda one: (one.bit_count(), one)):
        parts = (part for part in found if part & kind == part)
        if not any(kind ^ part in possible for part in parts):
            found.append(kind)
    return found


def _are_in(values: NDArray[np.int64], ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    positions = np.searchsorted(ordered, values).clip(max=max(len(ordered) - 1, 0))
    return np.asarray(ordered[positions] == values)
