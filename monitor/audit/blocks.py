"""A system of linear statements, taken apart into what hangs together.

What follows at once is taken out first: a statement about one unknown fixes it, and numbers that
add up to zero are zero. Unknowns that no statement connects are independent of each other, so that
each block can be attacked by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from monitor.audit.system import Secret, Statement, System, Unknown, matrix_of

Vector = NDArray[np.float64]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Unknown → the statement that its value follows from.
Reasons = Mapping[int, Statement]

_TOLERANCE: Final = 1e-6
#: What taking known numbers off a sum may have rounded.
_ROUNDING: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Rows:
    """Statements as rows of a matrix: ``lower`` ≤ ``matrix`` @ unknowns ≤ ``upper``.

    ``of``: the statements that they were before known numbers were taken off.
    """

    matrix: sparse.csr_matrix
    lower: Vector
    upper: Vector
    of: Sequence[Statement]

    def __len__(self) -> int:
        return len(self.of)

    @cached_property
    def by(self) -> tuple[Hashable | None, ...]:
        """Return the figures that say so."""
        return tuple(one.by for one in self.of)

    @property
    def is_exact(self) -> Mask:
        """Return which of them say what a sum is."""
        return np.asarray(self.upper - self.lower <= _TOLERANCE)

    def completing(self, is_new: Mask) -> Callable[[Vector], Vector]:
        """Return what gives new unknowns their values: those that alone are new in a definition."""
        columns = np.flatnonzero(is_new)
        new = self.matrix[:, columns]
        defines = self.is_exact & np.array([by is None for by in self.by], dtype=np.bool_)
        defines &= np.diff(new.indptr) == 1
        said, new = self[defines], new[np.flatnonzero(defines)]
        defined, factors = columns[new.indices], new.data

        def complete(world: Vector) -> Vector:
            rest = said.matrix @ world - factors * world[defined]
            world[defined] = (said.lower - rest) / factors
            return world

        return complete

    def are_like(self, other: Rows) -> bool:
        """Tell whether the same figures say the same."""
        mine, theirs = self.matrix, other.matrix
        return self.by == other.by and all(
            np.array_equal(one, another)
            for one, another in (
                (mine.indptr, theirs.indptr),
                (mine.indices, theirs.indices),
                (mine.data, theirs.data),
                (self.lower, other.lower),
                (self.upper, other.upper),
            )
        )

    def __getitem__(self, rows: Mask) -> Rows:
        chosen = np.flatnonzero(rows)
        of = [self.of[row] for row in chosen.tolist()]
        return Rows(self.matrix[chosen], self.lower[chosen], self.upper[chosen], of)


@dataclass(frozen=True, eq=False)
class Block:
    """Statements and secrets that hang together, about these unknowns.

    ``names``: of the unknowns; ``values``: of others that follow at once, by name; ``reasons``:
    what they follow from, by their number in the system.
    """

    unknowns: tuple[Unknown, ...]
    statements: Rows
    secrets: tuple[Secret, ...]
    names: tuple[Hashable, ...] = ()
    values: Mapping[Hashable, float] = field(default_factory=dict)
    reasons: Reasons = field(default_factory=dict)

    def figures(self, row: int) -> tuple[Hashable, ...]:
        """Return the figures that a statement rests on."""
        statement = self.statements.of[row]
        by = () if statement.by is None else (statement.by,)
        return (*by, *_told_by(statement.terms, self.reasons))

    def taken_off(self, numbers: Iterable[int]) -> tuple[Hashable, ...]:
        """Return the figures that told numbers in some secrets, which are no part of them here."""
        return _told_by((n for one in numbers for n in self.secrets[one].known), self.reasons)

    def is_like(self, other: Block) -> bool:
        """Tell whether the same is said in it and the same must not follow."""
        mine, theirs = (self.unknowns, self.secrets), (other.unknowns, other.secrets)
        return mine == theirs and self.statements.are_like(other.statements)


@dataclass(frozen=True)
class Apart:
    """The blocks that hold secrets, in the order of these.

    ``contradicting``: figures that say what cannot be, as far as that follows at once.
    """

    blocks: Sequence[Block]
    contradicting: tuple[Hashable, ...] = ()


def take_apart(system: System) -> Apart:
    """Take a system apart; from what is withheld nothing is taken to follow at once."""
    said = _rows_of(system.statements, len(system.unknowns))
    counts = np.array([one not in system.withheld for one in said.by], dtype=np.bool_)
    values, reasons = _fix(said[counts], system.unknowns)
    left = _without(said, values)
    is_empty = np.diff(left.matrix.indptr) == 0
    is_wrong = (left.lower > _ROUNDING) | (left.upper < -_ROUNDING)
    wrong = [said.of[row] for row in np.flatnonzero(is_empty & is_wrong & counts).tolist()]
    secrets = _distinct(_less(one, values, reasons) for one in system.secrets)
    return Apart(
        [*_blocks(system, left[~is_empty], secrets, values, reasons)],
        tuple(one.by or tuple(one.terms) for one in wrong),
    )


def _rows_of(statements: Sequence[Statement], width: int) -> Rows:
    bounds = np.array([(one.lower, one.upper) for one in statements]).reshape(-1, 2)
    matrix = matrix_of([one.terms for one in statements], width)
    return Rows(matrix, bounds[:, 0], bounds[:, 1], statements)


def _fix(said: Rows, unknowns: Sequence[Unknown]) -> tuple[Vector, Reasons]:
    """Return the values of unknowns that follow at once, others NaN, and what each follows from."""
    exact = said[said.is_exact]
    left = (exact.lower + exact.upper) / 2
    cells = exact.matrix.tocoo()
    rows, columns, factors = cells.row, cells.col, cells.data
    is_signed = np.array([one.is_signed for one in unknowns], dtype=np.bool_)
    values, reasons = np.full(len(unknowns), np.nan), dict[int, Statement]()
    while len(rows):
        lengths = np.bincount(rows, minlength=len(exact))
        sides = np.bincount(rows, np.sign(factors), len(exact))
        may_be_less = np.bincount(rows, is_signed[columns], len(exact)) > 0
        is_zero = (np.abs(left) <= _TOLERANCE) & (np.abs(sides) == lengths) & ~may_be_less
        follows = np.flatnonzero((lengths == 1)[rows] | is_zero[rows])
        if not len(follows):
            break
        found, first = np.unique(columns[follows], return_index=True)
        by = rows[follows[first]]
        alone = lengths[by] == 1
        values[found] = np.where(alone, left[by] / factors[follows[first]], 0.0)
        reasons |= {n: exact.of[row] for n, row in zip(found.tolist(), by.tolist(), strict=True)}
        known = ~np.isnan(values[columns])
        taken = factors[known] * values[columns[known]]
        left = left - np.bincount(rows[known], taken, len(exact))
        rows, columns, factors = rows[~known], columns[~known], factors[~known]
    return values, reasons


def _without(said: Rows, values: Vector) -> Rows:
    """Return statements about what is not known of their unknowns."""
    known = np.nan_to_num(values)
    taken, matrix = said.matrix @ known, said.matrix.tocoo()
    kept = np.isnan(values)[matrix.col]
    cells = (matrix.data[kept], (matrix.row[kept], matrix.col[kept]))
    left = sparse.csr_matrix(cells, shape=matrix.shape)
    return Rows(left, said.lower - taken, said.upper - taken, said.of)


def _blocks(
    system: System, said: Rows, secrets: Sequence[Secret], values: Vector, reasons: Reasons
) -> Iterator[Block]:
    """Yield what hangs together: statements, none of which is empty, and secrets."""
    names = system.names
    known = {names[n]: float(values[n]) for n in np.flatnonzero(~np.isnan(values)).tolist()}
    asked = matrix_of([one.terms for one in secrets], len(system.unknowns))
    groups = _groups(sparse.vstack([said.matrix, asked]).tocsr())
    of_statement = groups[said.matrix.indices[said.matrix.indptr[:-1]]]
    by_group: dict[int, list[Secret]] = defaultdict(list)
    for secret in secrets:
        by_group[int(groups[next(iter(secret.terms))]) if secret.terms else -1].append(secret)
    for group, own in by_group.items():
        columns = np.flatnonzero(groups == group)
        number = dict(zip(columns.tolist(), range(len(columns)), strict=True))
        rows = said[of_statement == group]
        yield Block(
            tuple(system.unknowns[column] for column in columns.tolist()),
            replace(rows, matrix=rows.matrix[:, columns]),
            tuple(
                replace(one, terms={number[n]: factor for n, factor in one.terms.items()})
                for one in own
            ),
            tuple(names[column] for column in columns.tolist()),
            known,
            reasons,
        )


def _groups(matrix: sparse.csr_matrix) -> Numbers:
    """Return a number for each column, the same for those that rows connect."""
    height, width = matrix.shape
    cells = matrix.tocoo()
    ends = (cells.col, width + cells.row)
    graph = sparse.csr_matrix((np.ones(len(cells.col)), ends), shape=(width + height,) * 2)
    _, groups = connected_components(graph, directed=False)
    return np.asarray(groups[:width])


def _told_by(terms: Iterable[int], reasons: Reasons) -> tuple[Hashable, ...]:
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


def _less(secret: Secret, values: Vector, reasons: Reasons) -> Secret:
    """Return a secret without what is known of it; widths stay as they are."""
    known = tuple(unknown for unknown in secret.terms if unknown in reasons)
    if not known:
        return secret
    terms = {n: factor for n, factor in secret.terms.items() if n not in reasons}
    return replace(
        secret,
        terms=terms,
        value=secret.value - sum(secret.terms[n] * float(values[n]) for n in known),
        told_by=() if terms else _told_by(known, reasons),
        known=known,
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
