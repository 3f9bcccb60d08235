"""The interval of each secret: between which values everything published lets it lie.

First all secrets are pulled apart at once, then the nearest world is looked for in which one that
is not far enough apart yet lies farther out, by as much as needed or step by step, until what is
published forbids the next number. Every solution is a world in which all that is published holds,
and counts for all secrets. Intervals are rounded inward. Where they come near the limit, whole
numbers decide: the broken parts of a world are made whole, or what lies around the secret is set
free, all else as in a world in which every secret has its true value. Where no whole numbers are
found that lie far enough apart, the secret counts as unsafe. Against contributors who know secrets
of their own, the others must not follow exactly (`insiders`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from monitor.audit.blocks import Block
from monitor.audit.insiders import learnt_by_insiders
from monitor.audit.solver import Vector
from monitor.audit.surroundings import Numbers
from monitor.audit.system import Secret
from monitor.audit.worlds import DRAWS, TOLERANCE, Contradiction, Mask, Seen, Worlds

__all__ = ["Attack", "Attacked", "Contradiction", "Finding", "attack"]

#: Secrets are pulled apart at once as long as that is enough for so many of them.
_WORTH: Final = 20
#: How many unknowns are set free around a secret when whole numbers are looked for.
_NEARBY: Final = 5000
#: A range in real numbers that is wider than needed by so much holds whole numbers, too.
_NEAR: Final = 2.0
#: Against somebody who knows a secret of his own the others must not follow exactly.
_AGAINST_INSIDERS: Final = 1.0


@dataclass(frozen=True)
class Finding:
    """What an attack on one secret came to.

    ``lower``, ``upper``: it can lie at least so far apart; exactly the interval where that is too
    narrow. ``knows``: the contributor who attacks (``None``: anybody); ``by``: the figures that the
    interval rests on; ``behind``: those that told numbers in these, which are taken for known.
    """

    secret: Secret
    lower: float
    upper: float
    knows: str | None = None
    by: tuple[Hashable, ...] = ()
    behind: tuple[Hashable, ...] = ()

    @property
    def needed(self) -> float:
        """Return how wide the interval has to be."""
        width = self.secret.width
        return width if self.knows is None else min(width, _AGAINST_INSIDERS)

    @property
    def is_safe(self) -> bool:
        """Return whether the interval is wide enough."""
        return self.upper - self.lower >= self.needed - TOLERANCE


@dataclass(frozen=True)
class Attacked:
    """What an attack came to, with all it knows of its block; ``seen``: worlds, on the way."""

    attack: Attack
    findings: tuple[Finding, ...]
    seen: Sequence[Seen] = ()

    @property
    def unsafe(self) -> tuple[Finding, ...]:
        """Return the findings with too narrow an interval."""
        return tuple(one for one in self.findings if not one.is_safe)


def attack(
    block: Block,
    asked: Collection[Hashable] | None = None,
    withheld: Collection[Hashable] = (),
    anyway: Mapping[Hashable, Collection[str]] = MappingProxyType({}),
) -> Attacked:
    """Return a finding for each secret, and for each that an insider comes too near to.

    Args:
        block: what is published, and the secrets.
        asked: names of the secrets that are asked for (default: all).
        withheld: figures whose statements do not count.
        anyway: who knows a secret, by name, from his own without any figure.

    Raises:
        Contradiction: no numbers agree with everything that is published.
    """
    prepared = Attack(block, withheld, anyway)
    numbers = prepared.numbers(asked)
    prepared.prepare(numbers)
    return prepared.on(numbers)


class Attack:
    """The attack on a block, which goes on when less or more of it is published.

    ``withheld``: figures whose statements do not count; ``anyway``: who knows a secret, by name,
    from his own without any figure.

    Raises:
        Contradiction: no numbers agree with everything in the block.
    """

    def __init__(
        self,
        block: Block,
        withheld: Collection[Hashable] = (),
        anyway: Mapping[Hashable, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self.block, self.anyway = block, anyway
        self._rows: dict[Hashable, list[int]] = {}
        for row, by in enumerate(block.statements.by):
            self._rows.setdefault(by, []).append(row)
        self.withheld = frozenset(withheld)
        self.said = self._said_without(withheld)
        self._learnt: Mapping[int, tuple[str, ...]] = {}
        self._worlds = Worlds(block, self.said) if block.unknowns and block.secrets else None

    @property
    def world(self) -> Vector:
        """Return numbers for the unknowns such that all secrets have their true values."""
        return self._worlds.first if self._worlds is not None else np.zeros(0)

    @property
    def farthest(self) -> Sequence[Vector]:
        """Return the worlds, the first one first, in which secrets lie farthest out."""
        return self._worlds.farthest if self._worlds is not None else ()

    def withhold(self, figures: Collection[Hashable]) -> None:
        """Let these figures, and no others, be withheld."""
        self.withheld = frozenset(figures)
        self.said = self._said_without(figures)
        if self._worlds is not None:
            self._worlds.say(self.said)

    def go_on(self, others: Iterable[Attack]) -> None:
        """Take over what others saw about the same unknowns, as far as it agrees with this block.

        What followed at once there may be open here, and has its value in what they saw; counts
        that only come up here are the sums of what is known there.
        """
        if self._worlds is None:
            return
        place = {name: position for position, name in enumerate(self.block.names)}
        base, parts = self._worlds.first.copy(), list[tuple[Numbers, Numbers, Attack]]()
        is_new = np.ones(len(base), dtype=np.bool_)
        for other in others:
            there = np.array([n for n, name in enumerate(other.block.names) if name in place], int)
            own = np.array([place[other.block.names[n]] for n in there.tolist()], int)
            if len(there) and len(other.farthest):
                parts.append((own, there, other))
                base[own], is_new[own] = other.world[there], False
        values = parts[0][2].block.values if parts else {}
        known = [name for name in place if name in values]
        at = np.array([place[name] for name in known], int)
        base[at], is_new[at] = [values[name] for name in known], False
        complete = self.block.statements.completing(is_new)
        for own, there, other in parts:
            for world in other.farthest:
                again = base.copy()
                again[own] = world[there]
                self._worlds.see(complete(again))

    def says(self, figures: Iterable[Hashable]) -> bool:
        """Tell whether one of some figures says something in this block, withheld or not."""
        return not self._rows.keys().isdisjoint(figures)

    def numbers(self, asked: Collection[Hashable] | None = None) -> Sequence[int]:
        """Return the numbers of the secrets that are asked for."""
        return [n for n, one in enumerate(self.block.secrets) if one.is_among(asked)]

    def prepare(self, numbers: Sequence[int], *, whole: bool = True) -> None:
        """Do what helps with all these secrets; then parts of them may go on side by side."""
        if self._worlds is None:
            return
        before, waiting = math.inf, self.waiting(numbers, whole=whole)
        while waiting and before - len(waiting) >= _WORTH:
            self._worlds.pull(waiting)
            before, waiting = len(waiting), self.waiting(waiting, whole=whole)
        self._learnt = self.learnt_by_insiders()

    def on(self, numbers: Sequence[int], *, whole: bool = True) -> Attacked:
        """Return what comes of the attack on some secrets.

        Args:
            numbers: of the secrets.
            whole: whether whole numbers have to be found, where real ones are not enough to tell.
        """
        if self._worlds is None:
            secrets = (self.block.secrets[number] for number in numbers)
            told = [Finding(one, one.value, one.value, None, one.told_by) for one in secrets]
            return Attacked(self, tuple(told))
        worlds = self._worlds.fork()
        findings = [self._finding(worlds, number, whole=whole) for number in numbers]
        findings += [
            self._learns(worlds, number, insider)
            for number in numbers
            for insider in self._learnt.get(number, ())
        ]
        return Attacked(self, tuple(findings), worlds.found)

    def learn(self, attacked: Attacked) -> None:
        """Keep the worlds that were seen on the way, as long as the same is withheld."""
        if self._worlds is not None:
            self._worlds.join(attacked.seen)

    def waiting(self, numbers: Sequence[int], *, whole: bool = True) -> Sequence[int]:
        """Return the secrets that were not yet seen far enough apart, in whole numbers or any."""
        worlds = self._worlds
        if worlds is None:
            return ()
        return [n for n in numbers if self._known(worlds, n, whole=whole) is None]

    def seen(self, number: int) -> Finding:
        """Return between which values a secret was seen, in real numbers."""
        if self._worlds is None:
            secret = self.block.secrets[number]
            return Finding(secret, secret.value, secret.value)
        return self._seen(self._worlds, number, whole=False)

    def learnt_by_insiders(self) -> Mapping[int, tuple[str, ...]]:
        """Return who learns which secret, but for what they knew without any published figure."""
        found = dict[int, tuple[str, ...]]()
        for number, insiders in learnt_by_insiders(self.block, self.said).items():
            known = [self.anyway.get(name, ()) for name in self.block.secrets[number].names]
            news = tuple(one for one in insiders if any(one not in by for by in known))
            if news:
                found[number] = news
        return found

    def see(self, worlds: Collection[Vector], *, whole: bool = True) -> None:
        """Note worlds if all holds in them that counts now, in whole numbers where that helps."""
        if self._worlds is None:
            return
        for world in worlds:
            self._worlds.see(world)
        for world in worlds if whole else ():
            if self._worlds.goes_further(world, self.waiting(self.numbers())):
                self._worlds.make_whole(np.zeros(len(world)), world)

    def _said_without(self, figures: Collection[Hashable]) -> Mask:
        said = np.ones(len(self.block.statements), dtype=np.bool_)
        said[[row for figure in self._rows.keys() & set(figures) for row in self._rows[figure]]] = (
            False
        )
        return said

    def _finding(self, worlds: Worlds, number: int, *, whole: bool) -> Finding:
        """Return between which values a secret can lie, for anybody."""
        found = self._known(worlds, number, whole=whole)
        for way in self._ways(worlds, number, whole=whole):
            found = found or way() or self._known(worlds, number, whole=whole)
        return found or self._at_its_ends(worlds, number)

    def _ways(
        self, worlds: Worlds, number: int, *, whole: bool
    ) -> Sequence[Callable[[], Finding | None]]:
        """Return ways to find out about a secret that counts something, the fastest first.

        What none of them finds in time is taken for not there.
        """
        secret, size = self.block.secrets[number], len(self.block.unknowns)
        if not secret.is_whole:
            return ()
        if not whole:
            return (partial(self._step_by_step, worlds, number, whole=False),)
        return (
            partial(self._leap, worlds, number),
            *(partial(self._step_by_step, worlds, number, draw=draw) for draw in range(DRAWS)),
            *(
                partial(worlds.look, number, around, secret.width)
                for around in (_NEARBY, size)
                if around <= size
            ),
        )

    def _leap(self, worlds: Worlds, number: int) -> None:
        """Look for a whole world in which a secret lies far enough from those seen."""
        width = self.block.secrets[number].width
        for is_up in (True, False):
            if self._known(worlds, number) is None:
                least, greatest = worlds.extremes(number)
                far = (least + width, math.inf) if is_up else (-math.inf, greatest - width)
                worlds.reach(number, far, whole=True)

    def _step_by_step(
        self, worlds: Worlds, number: int, *, whole: bool = True, draw: int = 0
    ) -> Finding | None:
        """Go farther out by one until that is forbidden, on both sides."""
        rows, is_forbidden = list[int](), True
        for sign in (1.0, -1.0):
            goes_on = True
            while goes_on:
                seen = self._seen(worlds, number, whole=whole)
                farther = _beyond(seen.upper if sign > 0 else seen.lower, sign)
                world, binding = worlds.reach(number, farther, whole=whole, draw=draw)
                found = self._known(worlds, number, whole=whole)
                if found is not None:
                    return found
                goes_on = self._seen(worlds, number, whole=whole) != seen
            rows += binding.tolist()
            is_forbidden &= world is None
        return self._resting(seen, rows) if is_forbidden else None

    def _at_its_ends(self, worlds: Worlds, number: int) -> Finding:
        """Return between which values a secret lies: its whole numbers, or its real ones."""
        secret, rows = self.block.secrets[number], list[int]()
        objective, ends = worlds.objective(number), list[float]()
        for sign in (1.0, -1.0):
            world, binding = worlds.go(sign * objective)
            ends.append(float(objective @ world))
            rows += binding.tolist()
        lowest, highest = worlds.extremes(number) if secret.is_whole else ends
        return self._resting(Finding(secret, lowest, highest), rows)

    def _learns(self, worlds: Worlds, number: int, insider: str) -> Finding:
        """Return what somebody finds of a secret who knows his own, in real numbers."""
        secret, rows = self.block.secrets[number], list[int]()
        objective, values = worlds.objective(number), [secret.value]
        own = self._own(insider)
        for sign in (1.0, -1.0):
            world: Vector | None
            if secret.is_whole:
                world, binding = worlds.reach(number, _beyond(secret.value, sign), own)
            else:
                with worlds.knowing(own):
                    world, binding = worlds.go(-sign * objective)
            values += [] if world is None else [float(objective @ world)]
            rows += binding[binding < len(self.said)].tolist()
        found = Finding(secret, *_inward(min(values), max(values), secret), insider)
        found = self._resting(found, rows)
        behind = (*found.behind, *self.block.taken_off([number, *self._own(insider)]))
        return replace(found, by=found.by or behind, behind=behind)

    def _own(self, insider: str) -> Sequence[int]:
        return [n for n, one in enumerate(self.block.secrets) if one.known_to == insider]

    def _seen(self, worlds: Worlds, number: int, *, whole: bool) -> Finding:
        secret = self.block.secrets[number]
        return Finding(secret, *_inward(*worlds.extremes(number, whole=whole), secret))

    def _known(self, worlds: Worlds, number: int, *, whole: bool = True) -> Finding | None:
        """Return a finding if the worlds that were seen are enough, in whole numbers or any."""
        secret = self.block.secrets[number]
        needs_whole = whole and secret.is_whole
        for in_whole, margin in ((needs_whole, 0.0), (False, _NEAR if needs_whole else 0.0)):
            lower, upper = _inward(*worlds.extremes(number, whole=in_whole), secret)
            if upper - lower >= secret.width + margin - TOLERANCE:
                return Finding(secret, lower, upper)
        return None

    def _resting(self, finding: Finding, rows: Collection[int]) -> Finding:
        """Return a finding with the figures that some statements are of, or rest on."""
        direct = dict.fromkeys(self.block.statements.by[row] for row in rows)
        direct.pop(None, None)
        behind = self._figures(rows)
        return replace(finding, by=tuple(direct) or behind, behind=behind)

    def _figures(self, rows: Iterable[int]) -> tuple[Hashable, ...]:
        """Return the figures that some statements rest on."""
        return tuple(dict.fromkeys(f for row in rows for f in self.block.figures(row)))


def _beyond(value: float, sign: float) -> tuple[float, float]:
    """Return the bounds of the whole numbers above, or below, another."""
    return (value + 1.0, math.inf) if sign > 0 else (-math.inf, value - 1.0)


def _inward(lower: float, upper: float, secret: Secret) -> tuple[float, float]:
    if not secret.is_whole:
        return lower, upper
    return math.ceil(lower - TOLERANCE), math.floor(upper + TOLERANCE)
