"""Linear statements about unknown numbers that are not negative, and numbers that must not follow.

`monitor.audit.blocks` takes them apart into what hangs together.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

#: Unknown → coefficient.
Terms = Mapping[int, float]


class Unknown(NamedTuple):
    """Something that is not known: a whole number or a real one, negative or not."""

    is_whole: bool = True
    is_signed: bool = False


_COUNT: Final = Unknown()


@dataclass(frozen=True)
class Statement:
    """``lower`` ≤ sum of coefficient × unknown ≤ ``upper``; ``by`` is the figure that says so."""

    terms: Terms
    lower: float
    upper: float
    by: Hashable | None = None


@dataclass(frozen=True)
class Secret:
    """A number that must not follow: neither itself nor an interval of less than ``width``.

    ``value``: what it is; ``known_to``: the only contributor, who knows it anyway; ``name`` is for
    the report; ``told_by``: the figures that tell it, where it follows at once; ``known``: unknowns
    that were in it and whose values follow; ``same``: names of secrets that differ from it by known
    numbers only.
    """

    name: Hashable
    terms: Terms
    value: float
    width: float
    known_to: str | None = None
    is_whole: bool = True  # not a sum of hours or of money
    told_by: tuple[Hashable, ...] = ()
    known: tuple[int, ...] = ()
    same: tuple[Hashable, ...] = ()

    @property
    def names(self) -> tuple[Hashable, ...]:
        """Return its name and those of secrets that were as good as the same at this time."""
        return (self.name, *self.same)

    def is_among(self, asked: Collection[Hashable] | None) -> bool:
        """Tell whether any of its names is asked for; ``None`` asks for all."""
        return asked is None or any(name in asked for name in self.names)


@dataclass
class System:
    """All unknowns, and what is known of them; ``withheld``: figures that say nothing."""

    statements: list[Statement] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    withheld: frozenset[Hashable] = frozenset()
    unknowns: list[Unknown] = field(default_factory=list)
    _numbers: dict[Hashable, int] = field(default_factory=dict)

    @property
    def names(self) -> Sequence[Hashable]:
        """Return the names of the unknowns."""
        return tuple(self._numbers)

    def unknown(self, name: Hashable, sort: Unknown = _COUNT) -> int:
        """Return the number of an unknown, which is new or was named before."""
        number = self._numbers.setdefault(name, len(self._numbers))
        if number == len(self.unknowns):
            self.unknowns.append(sort)
        return number

    def knows(self, name: Hashable) -> bool:
        """Tell whether an unknown was named before."""
        return name in self._numbers

    def equal(
        self, terms: Terms, value: float, *, by: Hashable | None = None, tolerance: float = 0.0
    ) -> None:
        """State what a sum is; ``tolerance`` is what adding up real numbers may have rounded."""
        self.statements.append(Statement(terms, value - tolerance, value + tolerance, by))

    def at_most(self, terms: Terms, value: float, *, by: Hashable | None = None) -> None:
        """State what a sum does not exceed."""
        self.statements.append(Statement(terms, float("-inf"), value, by))

    def between(
        self, terms: Terms, lower: float, upper: float, *, by: Hashable | None = None
    ) -> None:
        """State between which bounds a sum lies."""
        self.statements.append(Statement(terms, lower, upper, by))

    def without_figures(self) -> System:
        """Return the system as anybody knows it to whom nothing was published."""
        return replace(self, statements=[one for one in self.statements if one.by is None])


def matrix_of(rows: Sequence[Terms], width: int) -> sparse.csr_matrix:
    """Return sums as the rows of a sparse matrix with a column per unknown."""
    starts = np.cumsum([0, *(len(terms) for terms in rows)])
    columns = [unknown for terms in rows for unknown in terms]
    values = [factor for terms in rows for factor in terms.values()]
    return sparse.csr_matrix((values, columns, starts), shape=(len(rows), width))
