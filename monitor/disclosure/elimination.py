"""Exact linear algebra on sparse vectors: what follows from what is published.

Gaussian elimination modulo a large prime, after Langsrud (2024), "Secondary Cell Suppression by
Gaussian Elimination: An Algorithm Suitable for Handling Issues with Zeros and Singletons" (as in
Statistics Norway's GaussSuppression). A vector holds the coefficients of a count over atoms. What
is published spans a space; a count follows from it if its vector lies in that space.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: 2^61 - 1: coefficients are small integers and their quotients, none of which is taken for zero.
PRIME: Final = (1 << 61) - 1

#: Index of an atom → coefficient modulo ``PRIME``; zeros are left out.
Vector = dict[int, int]


def subtract(vector: Vector, factor: int, other: Mapping[int, int]) -> None:
    """Subtract ``factor`` times another vector, in place."""
    for index, coefficient in other.items():
        value = (vector.get(index, 0) - factor * coefficient) % PRIME
        if value:
            vector[index] = value
        else:
            del vector[index]


def scaled(vector: Mapping[int, int], pivot: int) -> Vector:
    """Return the multiple of a vector whose coefficient at ``pivot`` is 1."""
    inverse = pow(vector[pivot], -1, PRIME)
    return {index: value * inverse % PRIME for index, value in vector.items()}


class Basis:
    """Independent vectors, each with a pivot index of its own at which its coefficient is 1."""

    def __init__(self) -> None:
        self._order: dict[int, int] = {}  # pivot index → position in the two lists
        self._pivots: list[int] = []
        self._vectors: list[Vector] = []

    def reduce(self, vector: Mapping[int, int]) -> tuple[Vector, Vector]:
        """Return what remains of a vector, and which multiples of the basis were taken off."""
        rest, taken = dict(vector), Vector()
        waiting = [self._order[index] for index in rest if index in self._order]
        heapq.heapify(waiting)
        while waiting:
            position = heapq.heappop(waiting)
            factor = rest.get(self._pivots[position], 0)
            if not factor:
                continue
            taken[position] = factor
            own = self._vectors[position]
            # a vector holds no pivot of an earlier one, so that only later ones come in
            for index in own:
                if index in self._order and index not in rest:
                    heapq.heappush(waiting, self._order[index])
            subtract(rest, factor, own)
        return rest, taken

    def add(self, reduced: Mapping[int, int], pivot: int) -> None:
        """Add a vector that `reduce` left over."""
        self._order[pivot] = len(self._pivots)
        self._pivots.append(pivot)
        self._vectors.append(scaled(reduced, pivot))


@dataclass(frozen=True)
class Secret:
    """A count that must stay hidden; ``known_to`` is the only Kita (or Träger) it rests on."""

    vector: Vector
    known_to: Hashable | None = None


class Eliminator:
    """The published space, and what remains of each secret when the published is taken off."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._basis = Basis()
        self._rests: list[Vector] = []
        self._known_to: list[Hashable | None] = []
        # atom → who alone knows secrets (None: nobody does) → the positions of these secrets
        self._touching: dict[int, dict[Hashable | None, set[int]]] = defaultdict(dict)
        for secret in _distinct(secrets):
            self._rests.append({})
            self._known_to.append(secret.known_to)
            self._replace(len(self._rests) - 1, secret.vector)
        self._anyway = self._learnt(range(len(self._rests)))

    def publish(self, vectors: Iterable[Mapping[int, int]], *, trial: bool = False) -> bool:
        """Publish counts together, unless a secret would follow; tell whether it was done.

        ``trial``: whether only to tell whether it could be done.
        """
        new = self._independent(vectors)
        changed = self._without(new)
        if not all(changed.values()):
            return False  # a secret without a rest was known before, and is never changed again
        before = {position: self._rests[position] for position in changed}
        for position, rest in changed.items():
            self._replace(position, rest)
        is_safe = self._learnt(self._concerned(changed)) <= self._anyway
        if trial or not is_safe:
            for position, rest in before.items():
                self._replace(position, rest)
            return is_safe
        for vector, pivot in new:
            self._basis.add(vector, pivot)
        return True

    def take_for_known(self, vectors: Iterable[Mapping[int, int]]) -> None:
        """Publish counts that are known already; what follows from them is no secret any more.

        Nor is, for a contributor, what follows from them and from what he knows.
        """
        for vector in vectors:
            new = self._independent([vector])
            for position, rest in self._without(new).items():
                self._replace(position, rest)
            for one, pivot in new:
                self._basis.add(one, pivot)
        self._anyway = self._learnt(range(len(self._rests)))

    def _independent(self, vectors: Iterable[Mapping[int, int]]) -> list[tuple[Vector, int]]:
        """Return what the vectors add to the published space, with their pivots."""
        own = Basis()
        found: list[tuple[Vector, int]] = []
        for vector in vectors:
            rest, _ = self._basis.reduce(vector)
            rest, _ = own.reduce(rest)
            if rest:
                # the pivot that touches the fewest secrets keeps them short
                pivot = min(rest, key=lambda index: (self._touched(index), index))
                own.add(rest, pivot)
                found.append((scaled(rest, pivot), pivot))
        return found

    def _touched(self, index: int) -> int:
        return sum(map(len, self._touching.get(index, {}).values()))

    def _without(self, new: Sequence[tuple[Vector, int]]) -> dict[int, Vector]:
        """Return what would remain of the secrets that the new vectors change."""
        changed: dict[int, Vector] = {}
        for vector, pivot in new:
            touched = {position for position, rest in changed.items() if pivot in rest}
            for positions in self._touching.get(pivot, {}).values():
                touched |= positions - changed.keys()
            for position in touched:
                rest = changed.setdefault(position, dict(self._rests[position]))
                subtract(rest, rest[pivot], vector)
        return changed

    def _concerned(self, changed: Iterable[int]) -> set[int]:
        """Return which secrets somebody may learn now who knows secrets of his own."""
        concerned = set(changed)
        by_insider: dict[Hashable, set[int]] = defaultdict(set)
        for position in concerned:
            by_insider[self._known_to[position]].update(self._rests[position])
        by_insider.pop(None, None)
        for insider, atoms in by_insider.items():
            for atom in self._cluster(insider, atoms)[1]:
                concerned.update(*self._touching[atom].values())
        return concerned

    def _learnt(self, positions: Iterable[int]) -> set[tuple[int, Hashable]]:
        """Return which of some secrets follow for whom from secrets of his own."""
        return {
            (position, insider)
            for position in positions
            for insider in self._nearby(position)
            if self._spans(insider, self._rests[position])
        }

    def _nearby(self, position: int) -> set[Hashable]:
        """Return who knows a secret of his own in each atom of another one."""
        touching = sorted((self._touching[atom] for atom in self._rests[position]), key=len)
        insiders = set(touching[0] if touching else ()) - {None, self._known_to[position]}
        for here in touching[1:]:
            if not insiders:
                break
            insiders &= here.keys()
        return insiders

    def _spans(self, insider: Hashable, vector: Mapping[int, int]) -> bool:
        """Tell whether a vector is a combination of the secrets that an insider knows."""
        known = Basis()
        for position in sorted(self._cluster(insider, vector)[0]):
            rest, _ = known.reduce(self._rests[position])
            if rest:
                known.add(rest, min(rest))
        return not known.reduce(vector)[0]

    def _cluster(self, insider: Hashable, atoms: Iterable[int]) -> tuple[set[int], set[int]]:
        """Return the insider's secrets that hold one of these atoms, or one of theirs, and so on.

        The second set are all atoms that were met.
        """
        positions, seen = set[int](), set[int]()
        waiting = set(atoms)
        while waiting:
            seen |= waiting
            nearby = [self._touching[atom].get(insider, ()) for atom in waiting]
            new = set[int]().union(*nearby) - positions
            positions |= new
            waiting = {atom for position in new for atom in self._rests[position]} - seen
        return positions, seen

    def _replace(self, position: int, rest: Vector) -> None:
        """Put what remains of a secret in the place of what did so far."""
        who, before = self._known_to[position], self._rests[position]
        for index in before.keys() - rest.keys():
            own = self._touching[index][who]
            own.discard(position)
            if not own:
                del self._touching[index][who]
        for index in rest.keys() - before.keys():
            self._touching[index].setdefault(who, set()).add(position)
        self._rests[position] = rest


def _distinct(secrets: Iterable[Secret]) -> list[Secret]:
    """Return secrets without repetitions: figures share denominators.

    Of who knows it one is named: two can be alone behind it only where it is zero.
    """
    found: dict[frozenset[tuple[int, int]], Secret] = {}
    for secret in secrets:
        name = frozenset(secret.vector.items())
        if name not in found or found[name].known_to is None:
            found[name] = secret
    return list(found.values())
