"""Linear statements about unknown numbers that are not negative, taken apart into blocks.

What follows at once is taken out first: a statement about one unknown fixes it, and numbers that
add up to zero are zero. Unknowns that no statement connects are independent of each other, so that
each block can be attacked by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import numpy as np
from scipy import sparse

_TOLERANCE: Final = 1e-6
#: What taking known numbers off a sum may have rounded.
_ROUNDING: Final = 1e-3

#: Unknown → coefficient.
Terms = Mapping[int, float]


class Unknown(NamedTuple):
    """Something that is not known: a whole number or a real one, negative or not."""

    is_whole: bool = True
    is_signed: bool = False


_COUNT: Final = Unknown()


@dataclass(frozen=True)
class Statement:
    """``lower`` ≤ sum of coefficient × unknown ≤ ``upper``; ``by`` is the figure that says so.

    ``known``: unknowns that were in it and whose values follow from other statements.
    """

    terms: Terms
    lower: float
    upper: float
    by: Hashable | None = None
    known: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether a statement about nothing unknown is true."""
        return self.lower <= _ROUNDING and self.upper >= -_ROUNDING


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


@dataclass(frozen=True)
class Block:
    """Statements and secrets that hang together, about these unknowns.

    ``names``: of the unknowns; ``values``: of others that follow at once, by name; ``reasons``:
    what they follow from.
    """

    unknowns: tuple[Unknown, ...]
    statements: tuple[Statement, ...]
    secrets: tuple[Secret, ...]
    names: tuple[Hashable, ...] = ()
    values: Mapping[Hashable, float] = field(default_factory=dict, compare=False)
    reasons: Mapping[int, Statement] = field(default_factory=dict, compare=False)

    def figures(self, row: int) -> tuple[Hashable, ...]:
        """Return the figures that a statement rests on."""
        statement = self.statements[row]
        by = () if statement.by is None else (statement.by,)
        return (*by, *_told_by(statement.known, self.reasons))

    def taken_off(self, numbers: Iterable[int]) -> tuple[Hashable, ...]:
        """Return the figures that told numbers in some secrets, which are no part of them here."""
        return _told_by((n for one in numbers for n in self.secrets[one].known), self.reasons)


@dataclass
class System:
    """All unknowns, and what is known of them.

    ``withheld``: figures whose statements do not count; ``contradicting``: the figures that
    `blocks` found to say what cannot be.
    """

    statements: list[Statement] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    withheld: frozenset[Hashable] = frozenset()
    contradicting: tuple[Hashable, ...] = ()
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _unknowns: list[Unknown] = field(default_factory=list)

    def unknown(self, name: Hashable, sort: Unknown = _COUNT) -> int:
        """Return the number of an unknown, which is new or was named before."""
        number = self._numbers.setdefault(name, len(self._numbers))
        if number == len(self._unknowns):
            self._unknowns.append(sort)
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

    def blocks(self) -> list[Block]:
        """Return the blocks that hold secrets.

        What is withheld is part of them, but nothing follows from it at once.
        """
        counting = [one for one in self.statements if one.by not in self.withheld]
        fixed, reasons = _fix(counting, self._unknowns)
        statements = [_without(one, fixed) for one in self.statements]
        secrets = [_less(one, fixed, reasons) for one in self.secrets]
        self.contradicting = tuple(
            one.by or one.known
            for one in statements
            if not one.terms and not one.holds and one.by not in self.withheld
        )
        groups = _Groups(len(self._unknowns))
        for terms in (*(one.terms for one in statements), *(one.terms for one in secrets)):
            groups.join(terms)
        secrets = _distinct(secrets)
        by_group: dict[int, tuple[list[Statement], list[Secret]]] = defaultdict(lambda: ([], []))
        for secret in secrets:
            by_group[groups.of(secret.terms)][1].append(secret)
        for statement in statements:
            group = groups.of(statement.terms)
            if statement.terms and group in by_group:
                by_group[group][0].append(statement)
        names = list(self._numbers)
        values = {names[unknown]: value for unknown, value in fixed.items()}
        found = [self._block(*parts, names) for parts in by_group.values()]
        return [replace(block, values=values, reasons=reasons) for block in found]

    def _block(
        self, statements: list[Statement], secrets: list[Secret], names: Sequence[Hashable]
    ) -> Block:
        said = [one.terms for one in statements] + [one.terms for one in secrets]
        used = sorted({unknown for terms in said for unknown in terms})
        number = {unknown: position for position, unknown in enumerate(used)}

        def renamed(terms: Terms) -> Terms:
            return {number[unknown]: factor for unknown, factor in terms.items()}

        return Block(
            tuple(self._unknowns[unknown] for unknown in used),
            tuple(replace(one, terms=renamed(one.terms)) for one in statements),
            tuple(replace(one, terms=renamed(one.terms)) for one in secrets),
            tuple(names[unknown] for unknown in used),
        )


def _fix(
    statements: Iterable[Statement], unknowns: Sequence[Unknown]
) -> tuple[dict[int, float], dict[int, Statement]]:
    """Return the unknowns whose values follow at once, and the last statement that each needs."""
    exact = [one for one in statements if one.upper - one.lower <= _TOLERANCE]
    touching: dict[int, list[int]] = defaultdict(list)
    for position, one in enumerate(exact):
        for unknown in one.terms:
            touching[unknown].append(position)
    left = [dict(one.terms) for one in exact]
    values = [(one.lower + one.upper) / 2 for one in exact]
    fixed: dict[int, float] = {}
    reasons: dict[int, Statement] = {}
    waiting = list(range(len(exact)))
    while waiting:
        position = waiting.pop()
        for unknown, value in _follows(left[position], values[position], unknowns).items():
            fixed[unknown], reasons[unknown] = value, exact[position]
            for other in touching[unknown]:
                values[other] -= left[other].pop(unknown, 0.0) * value
                waiting.append(other)
    return fixed, reasons


def _told_by(terms: Iterable[int], reasons: Mapping[int, Statement]) -> tuple[Hashable, ...]:
    """Return the figures that the values of some unknowns follow from."""
    found: dict[Hashable, None] = {}
    waiting, seen = [unknown for unknown in terms if unknown in reasons], set[int]()
    while waiting:
        unknown = waiting.pop()
        if unknown in seen:
            continue
        seen.add(unknown)
        reason = reasons[unknown]
        if reason.by is not None:
            found[reason.by] = None
        waiting += [other for other in reason.terms if other in reasons and other not in seen]
    return tuple(found)


def _follows(
    terms: Mapping[int, float], value: float, unknowns: Sequence[Unknown]
) -> dict[int, float]:
    if len(terms) == 1:
        ((unknown, factor),) = terms.items()
        return {unknown: value / factor}
    one_sign = all(f > 0 for f in terms.values()) or all(f < 0 for f in terms.values())
    is_zero = terms and one_sign and abs(value) <= _TOLERANCE
    if is_zero and not any(unknowns[unknown].is_signed for unknown in terms):
        return dict.fromkeys(terms, 0.0)
    return {}


def _without(statement: Statement, fixed: Mapping[int, float]) -> Statement:
    """Return a statement about what is not known of its unknowns."""
    known = tuple(unknown for unknown in statement.terms if unknown in fixed)
    if not known:
        return statement
    value = sum(statement.terms[unknown] * fixed[unknown] for unknown in known)
    return replace(
        statement,
        known=known,
        terms={u: f for u, f in statement.terms.items() if u not in fixed},
        lower=statement.lower - value,
        upper=statement.upper - value,
    )


def _less(secret: Secret, fixed: Mapping[int, float], reasons: Mapping[int, Statement]) -> Secret:
    """Return a secret without what is known of it; widths stay as they are."""
    known = sum(f * fixed[u] for u, f in secret.terms.items() if u in fixed)
    terms = {u: f for u, f in secret.terms.items() if u not in fixed}
    told_by = () if terms else _told_by(secret.terms, reasons)
    taken_off = tuple(unknown for unknown in secret.terms if unknown in fixed)
    return replace(
        secret, terms=terms, value=secret.value - known, told_by=told_by, known=taken_off
    )


def _distinct(secrets: Iterable[Secret]) -> list[Secret]:
    """Return secrets without repetitions: of a sum and of what it leaves of another, one is enough.

    The widest that is needed counts; a secret with a contributor who knows it is kept apart.
    """
    found: dict[Hashable, Secret] = {}
    for secret in secrets:
        sign = 1.0 if next(iter(sorted(secret.terms.items())), (0, 1.0))[1] > 0 else -1.0
        terms = frozenset((unknown, factor * sign) for unknown, factor in secret.terms.items())
        key = (terms, secret.known_to, secret.is_whole) if terms else secret.name
        other = found.get(key, secret)
        wider, narrower = (other, secret) if other.width >= secret.width else (secret, other)
        if other is not secret:
            known = tuple(dict.fromkeys((*wider.known, *narrower.known)))
            wider = replace(wider, same=(*wider.same, *narrower.names), known=known)
        found[key] = wider
    return list(found.values())


class _Groups:
    """Union-find over the unknowns."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count + 1))

    def join(self, terms: Terms) -> None:
        """Put all unknowns of a sum into one group."""
        first, *others = terms or (len(self._parent) - 1,)
        root = self._root(first)
        for unknown in others:
            self._parent[self._root(unknown)] = root

    def of(self, terms: Terms) -> int:
        """Return the group of a sum's unknowns; what has none left is a group of its own."""
        return self._root(next(iter(terms), len(self._parent) - 1))

    def _root(self, unknown: int) -> int:
        while self._parent[unknown] != unknown:
            self._parent[unknown] = self._parent[self._parent[unknown]]
            unknown = self._parent[unknown]
        return unknown


def matrix_of(rows: Sequence[Terms], width: int) -> sparse.csr_matrix:
    """Return sums as the rows of a sparse matrix with a column per unknown."""
    starts = np.cumsum([0, *(len(terms) for terms in rows)])
    columns = [unknown for terms in rows for unknown in terms]
    values = [factor for terms in rows for factor in terms.values()]
    return sparse.csr_matrix((values, columns, starts), shape=(len(rows), width))
