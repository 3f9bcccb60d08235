"""What to hide where the audit found too narrow an interval: the cheapest way out, and no more.

For each finding one linear programme: a world in which the secret lies far enough away, and in
which as little as possible of what is published is wrong, least of all the figures that are missed
most. What is wrong in it is hidden; then that world is as possible as the true one. Whether it was
enough, the audit finds out. What others made needless afterwards is opened again.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from monitor.audit.attack import Attack, Attacked, Finding
from monitor.audit.moves import Moves
from monitor.audit.solver import Vector
from monitor.audit.system import matrix_of

#: What it costs to hide a figure; ``None``: it can't be hidden.
Cost = Callable[[Hashable], float | None]

_WRONG: Final = 1e-6
_FAR: Final = 1e6  # more than any number has to differ
#: What it costs that an unknown differs by 1, when the cheapest figure costs 1: the dearer, the
#: fewer steps it takes, but the more figures. Which ones are wrong, matters less in opening again.
_MOVE_TO_HIDE: Final = 0.1
_MOVE_TO_OPEN: Final = 1.0
_STEPS: Final = 4  # to the width that is needed


@dataclass(frozen=True)
class WaysOut:
    """Figures to hide.

    ``worlds``: some that are possible then, in which the figures are wrong; ``stuck``: the findings
    that there is no way out of.
    """

    figures: frozenset[Hashable] = frozenset()
    worlds: tuple[Vector, ...] = ()
    stuck: Sequence[Finding] = ()


def ways_out(attacked: Attacked, cost: Cost, spare: float = 0.0) -> WaysOut:
    """Return figures whose hiding widens the intervals of a block's unsafe secrets.

    Figures that tell a single number are no part of a block any more; where only they would help,
    nothing is found.

    Args:
        attacked: the block with its findings; intervals may be narrower than they are.
        cost: of hiding a figure.
        spare: how much wider than needed intervals of whole numbers shall be, where they turned
            out not to hold whole numbers.
    """
    attack = attacked.attack
    if not attack.block.unknowns:
        return WaysOut(stuck=attacked.unsafe)
    search = _Search(attack, lambda by: 0.0 if by in attack.withheld else cost(by), _MOVE_TO_HIDE)
    hidden: set[Hashable] = set()
    stuck: list[Finding] = []
    ways: list[tuple[str | None, _Way]] = []
    for finding in attacked.unsafe:
        number = attack.block.secrets.index(finding.secret)  # names are not unique
        moves = [way.moved[number] for knows, way in ways if knows == finding.knows]
        far = _far(finding, moves, spare)
        way = search.way(number, far, finding.knows) if far else None
        if way is None:
            stuck += [finding] if far else []
        else:
            ways.append((finding.knows, way))
            hidden.update(way.wrong)
            for figure in way.wrong:
                search.price(figure, 0.0)
    return WaysOut(frozenset(hidden), tuple(way.world for _, way in ways), stuck)


def needless(attack: Attack, groups: Sequence[Collection[Hashable]], cost: Cost) -> Sequence[int]:
    """Open again, one after the other, what is withheld though all secrets of a block stay safe.

    That is so in real numbers; whether there are whole ones, the audit finds out.

    Args:
        attack: on the block, whose secrets are safe when all groups are withheld; some are not
            any more afterwards.
        groups: of figures that may be opened together, that which is missed most first.
        cost: of figures that are withheld.

    Returns:
        The positions of groups that are open now.
    """
    may_open = {figure for group in groups for figure in group}
    search = _Search(attack, lambda by: cost(by) if by in may_open else None, _MOVE_TO_OPEN)
    closed, learnt, opened = attack.withheld, attack.learnt_by_insiders(), list[int]()
    for position, group in enumerate(groups):
        attack.withhold(_without(closed, groups, [*opened, position]))
        for figure in group:
            search.price(figure, None)
        if _stays_safe(attack, search):
            opened.append(position)
        else:
            for figure in group:
                search.price(figure, 0.0)

    def is_learnt(count: int) -> bool:
        attack.withhold(_without(closed, groups, [*kept, *opened[:count]]))
        return attack.learnt_by_insiders() != learnt

    kept = list[int]()
    while opened:  # all up to the first that somebody learns from, who knows secrets of his own
        first = bisect_left(range(len(opened)), x=True, key=lambda n: is_learnt(n + 1))
        kept, opened = kept + opened[:first], opened[first + 1 :]
    attack.withhold(_without(closed, groups, kept))
    return kept


def _without(
    withheld: frozenset[Hashable], groups: Sequence[Collection[Hashable]], opened: Iterable[int]
) -> frozenset[Hashable]:
    return withheld.difference(*(groups[position] for position in opened))


def _stays_safe(attack: Attack, search: _Search) -> bool:
    """Tell whether all secrets are safe from anybody, looking for worlds for those in doubt."""
    for number in attack.waiting(attack.numbers(), whole=False):
        while attack.waiting([number], whole=False):
            seen = attack.seen(number)
            way = _more_room(search, number, seen)
            if way is not None:
                attack.see([way.world], whole=False)
            if attack.seen(number) == seen:
                return False
    return True


def _far(finding: Finding, moves: Collection[float], spare: float) -> tuple[float, float] | None:
    """Return how much larger, or smaller, a secret has to be for its interval to be wide enough.

    ``moves``: by how much it was seen to change beside; ``None``: it is wide enough.
    """
    is_whole, value = finding.secret.is_whole, finding.secret.value
    needed = finding.needed + (spare if is_whole else 0.0)
    up = max(finding.upper - value, *moves, 0.0)
    down = max(value - finding.lower, *(-move for move in moves), 0.0)
    if is_whole:
        up, down = math.floor(up + _WRONG), math.floor(down + _WRONG)
    return None if up + down >= needed - _WRONG else (needed - down, needed - up)


def _more_room(search: _Search, number: int, seen: Finding) -> _Way | None:
    """Return a world in which a secret lies farther out than it was seen, if it has enough room.

    Where it has no more room upwards, all that it needs has to be below.
    """
    far = _far(seen, (), 0.0)
    if far is None:
        return None
    step = 1.0 if seen.secret.is_whole else seen.needed / _STEPS
    up, down = far
    nearest = min(seen.upper - seen.secret.value + step, up)
    return search.up(number, up) or search.up(number, nearest) or search.down(number, down)


class _Way(NamedTuple):
    """A world, the figures that are wrong in it, and by how much each secret differs."""

    world: Vector
    wrong: Collection[Hashable]
    moved: Vector


class _Search:
    """One programme for a block: about its unknowns, and how wrong each figure's statements are."""

    def __init__(self, attack: Attack, cost: Cost, move: float) -> None:
        block = attack.block
        self._block, self._width = block, len(block.unknowns)
        self._truth = np.array([one.value for one in block.secrets])
        prices = [np.nan if by is None else _number(cost(by)) for by in block.statements.by]
        soft = np.flatnonzero(np.isfinite(prices) | ~attack.said)
        self._by = [block.statements.by[row] for row in soft]
        self._columns: dict[Hashable, list[int]] = defaultdict(list)
        for position, by in enumerate(self._by):
            too_much = self._width + position
            self._columns[by] += [too_much, too_much + len(soft)]
        none = sparse.csr_matrix((len(block.secrets), 2 * len(soft)))
        secrets = matrix_of([one.terms for one in block.secrets], self._width)
        self._secrets = sparse.hstack([secrets, none]).tocsr()
        self._moves = _moves(attack, soft, move)
        self._prices: dict[Hashable, float] = {}
        for row, by in zip(soft, self._by, strict=True):
            free = not attack.said[row] and not np.isfinite(prices[row])
            self.price(by, 0.0 if free else prices[row])

    def price(self, figure: Hashable, cost: float | None) -> None:
        """Say what it costs that a figure is wrong; ``None``: it must not be."""
        columns = np.array(self._columns.get(figure, ()), dtype=np.int64)
        if len(columns):
            self._prices[figure] = cost or 0.0
            self._moves.price(columns, cost or 0.0, 0.0 if cost is None else _FAR)

    def way(self, number: int, far: tuple[float, float], knows: str | None = None) -> _Way | None:
        """Return the cheapest world in which a secret is larger, or else smaller, by so much."""
        up, down = far
        return self.up(number, up, knows) or self.down(number, down, knows)

    def up(self, number: int, least: float, knows: str | None = None) -> _Way | None:
        """Return the cheapest world in which a secret is larger by so much."""
        return self._least_wrong(number, (self._truth[number] + least, np.inf), knows)

    def down(self, number: int, least: float, knows: str | None = None) -> _Way | None:
        """Return the cheapest world in which a secret is smaller by so much."""
        return self._least_wrong(number, (-np.inf, self._truth[number] - least), knows)

    def _least_wrong(
        self, number: int, bounds: tuple[float, float], knows: str | None
    ) -> _Way | None:
        own = [n for n, one in enumerate(self._block.secrets) if knows and one.known_to == knows]
        lower, upper = (np.append(self._truth[own], bound) for bound in bounds)
        found, _ = self._moves.nearest(self._secrets[[*own, number]], (lower, upper))
        if found is None:
            return None
        amounts = found[self._width :].reshape(2, -1).sum(axis=0)
        wrong = {self._by[position] for position in np.flatnonzero(amounts > _WRONG)}
        paid = [figure for figure in wrong if self._prices[figure]]
        return _Way(found[: self._width], paid, self._secrets @ found - self._truth)


def _moves(attack: Attack, soft: NDArray[np.int64], move: float) -> Moves:
    """Return moves from a world in which all is right, of the unknowns and of what is wrong."""
    statements, unknowns = attack.block.statements, attack.block.unknowns
    height, width, count = len(statements), len(unknowns), len(soft)
    wrong = sparse.csr_matrix((np.ones(count), (soft, np.arange(count))), shape=(height, count))
    none, world = np.zeros(2 * count), attack.world
    is_signed = np.array([one.is_signed for one in unknowns], dtype=np.bool_)
    lowest = np.where(is_signed, world - _FAR, 0.0)
    return Moves(
        sparse.hstack([statements.matrix, wrong, -wrong]).tocsr(),
        (statements.lower, statements.upper),
        np.append(world, none),
        (np.append(lowest, none), np.append(world + _FAR, none)),
        np.append(np.full(width, move), none),
    )


def _number(cost: float | None) -> float:
    return np.nan if cost is None else cost
