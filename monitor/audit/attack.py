"""The interval of each secret: between which values everything published lets it lie.

First all secrets are pulled apart at once, by linear programmes whose solutions are made whole,
then each that is not far enough apart yet. Every solution is a world in which all that is published
holds, and counts for all secrets. Intervals are rounded inward. Where they come near the limit,
whole numbers decide: the broken parts of a world are made whole, or what lies around the secret is
set free, all else as in a world in which every secret has its true value. Where no whole numbers
are found that lie far enough apart, the secret counts as unsafe. Against contributors who know
secrets of their own, the others must not follow exactly (`insiders`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from monitor.audit.insiders import learnt_by_insiders
from monitor.audit.system import Block, Secret
from monitor.audit.worlds import TOLERANCE, Contradiction, Mask, Vector, Worlds

__all__ = ["Attack", "Attacked", "Contradiction", "Finding", "attack"]

#: Secrets are pulled apart at once as long as that is enough for so many of them.
_WORTH: Final = 20
#: How many unknowns are set free around a secret when whole numbers are looked for.
_NEARBY: Final = 5000
#: How often they are looked for by chance, before everything is set free.
_WANDERINGS: Final = 3
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
    """What an attack came to, with all it knows of its block."""

    attack: Attack
    findings: tuple[Finding, ...]

    @property
    def unsafe(self) -> tuple[Finding, ...]:
        """Return the findings with too narrow an interval."""
        return tuple(one for one in self.findings if not one.is_safe)


def attack(
    block: Block,
    asked: Collection[Hashable] | None = None,
    withheld: Collection[Hashable] = (),
) -> Attacked:
    """Return a finding for each secret, and for each that an insider comes too near to.

    Args:
        block: what is published, and the secrets.
        asked: names of the secrets that are asked for (default: all).
        withheld: figures whose statements do not count.

    Raises:
        Contradiction: no numbers agree with everything that is published.
    """
    prepared = Attack(block, withheld)
    numbers = prepared.numbers(asked)
    prepared.prepare(numbers)
    return prepared.on(numbers)


class Attack:
    """The attack on a block, which goes on when less or more of it is published.

    ``withheld``: figures whose statements do not count.

    Raises:
        Contradiction: no numbers agree with everything in the block.
    """

    def __init__(self, block: Block, withheld: Collection[Hashable] = ()) -> None:
        self.block = block
        self.said = self._said_without(withheld)
        self._learnt: Mapping[int, tuple[str, ...]] = {}
        self._worlds = Worlds(block, self.said) if block.unknowns and block.secrets else None

    @property
    def world(self) -> Vector:
        """Return numbers for the unknowns such that all secrets have their true values."""
        return self._worlds.first if self._worlds is not None else np.zeros(0)

    def withhold(self, figures: Collection[Hashable]) -> None:
        """Let these figures, and no others, be withheld."""
        self.said = self._said_without(figures)
        if self._worlds is not None:
            self._worlds.say(self.said)

    def numbers(self, asked: Collection[Hashable] | None = None) -> Sequence[int]:
        """Return the numbers of the secrets that are asked for."""
        return [n for n, one in enumerate(self.block.secrets) if one.is_among(asked)]

    def prepare(self, numbers: Sequence[int]) -> None:
        """Do what helps with all these secrets; then parts of them may go on side by side."""
        if self._worlds is None:
            return
        before, waiting = math.inf, self._waiting(numbers)
        while waiting and before - len(waiting) >= _WORTH:
            self._worlds.pull(waiting)
            before, waiting = len(waiting), self._waiting(waiting)
        self._learnt = self._learnt_by_insiders()

    def on(self, numbers: Sequence[int]) -> Attacked:
        """Return what comes of the attack on some secrets."""
        if self._worlds is None:
            secrets = (self.block.secrets[number] for number in numbers)
            told = [Finding(one, one.value, one.value, None, one.told_by) for one in secrets]
            return Attacked(self, tuple(told))
        worlds = self._worlds.fork()
        findings = [self._finding(worlds, number) for number in numbers]
        findings += [
            self._learns(worlds, number, insider)
            for number in numbers
            for insider in self._learnt.get(number, ())
        ]
        return Attacked(self, tuple(findings))

    def _waiting(self, numbers: Sequence[int]) -> Sequence[int]:
        """Return the secrets that were not yet seen far enough apart."""
        worlds = self._worlds
        return [n for n in numbers if worlds is not None and self._known(worlds, n) is None]

    def see(self, worlds: Iterable[Vector]) -> None:
        """Note worlds in which all holds that counts now, and others like them in whole numbers."""
        if self._worlds is not None:
            for world in worlds:
                self._worlds.see(world)
                self._worlds.make_whole(np.zeros(len(world)), world)

    def _said_without(self, figures: Collection[Hashable]) -> Mask:
        return np.array([one.by is None or one.by not in figures
                         for one in self.block.statements], dtype=np.bool_)  # fmt: skip

    def _finding(self, worlds: Worlds, number: int) -> Finding:
        """Return between which values a secret can lie, for anybody."""
        found = self._known(worlds, number)
        if found is not None:
            return found
        secret, rows = self.block.secrets[number], list[int]()
        objective, ends = worlds.objective(number), list[tuple[float, Vector]]()
        for sign in (1.0, -1.0):
            world, binding = worlds.go(sign * objective)
            found = self._known(worlds, number)
            if found is not None:
                return found
            ends.append((sign, world))
            rows += binding.tolist()
        lowest, highest = (float(objective @ world) for _, world in ends)
        lower, upper = _inward(lowest, highest, secret)
        if upper - lower < secret.width - TOLERANCE or not secret.is_whole:
            return self._resting(Finding(secret, lower, upper), rows)
        for sign, world in ends:
            worlds.make_whole(sign * objective, world)
            found = self._known(worlds, number)
            if found is not None:
                return found
        return self._resting(self._whole(worlds, number), rows)

    def _whole(self, worlds: Worlds, number: int) -> Finding:
        """Look for whole numbers around a secret, then by chance, then everywhere.

        What is not found in time is taken for not there.
        """
        secret, every = self.block.secrets[number], len(self.block.unknowns)
        ways = [partial(worlds.look, number, every, secret.width)]
        if every > _NEARBY:
            by_chance = partial(self._wander, worlds, number)
            near = partial(worlds.look, number, _NEARBY, secret.width)
            ways = [near, *[by_chance] * _WANDERINGS, *ways]
        for way in ways:
            way()
            found = self._known(worlds, number)
            if found is not None:
                return found
        values = worlds.values(number)
        return Finding(secret, values.min(), values.max())

    def _wander(self, worlds: Worlds, number: int) -> None:
        """Look for a whole world with a value that is far enough from the others."""
        secret, whole = self.block.secrets[number], worlds.values(number)
        real = worlds.values(number, whole=False)
        lower, upper = _inward(real.min(), real.max(), secret)
        higher, lower = (
            min(upper, whole.min() + secret.width),
            max(lower, whole.max() - secret.width),
        )
        with suppress(Contradiction):  # rounding may have put the value just out of reach
            worlds.wander(number, higher if higher > whole.max() + TOLERANCE else lower)

    def _learns(self, worlds: Worlds, number: int, insider: str) -> Finding:
        """Return what somebody finds of a secret who knows his own, in real numbers."""
        own = [n for n, one in enumerate(self.block.secrets) if one.known_to == insider]
        secret, rows = self.block.secrets[number], list[int]()
        objective, ends = worlds.objective(number), list[float]()
        with worlds.knowing(own):
            for sign in (1.0, -1.0):
                world, binding = worlds.go(sign * objective)
                ends.append(float(objective @ world))
                rows += binding[binding < len(self.said)].tolist()
        found = Finding(secret, *_inward(ends[0], ends[1], secret), insider)
        return self._resting(found, rows)

    def _known(self, worlds: Worlds, number: int) -> Finding | None:
        """Return a finding if the worlds that were seen are enough."""
        secret = self.block.secrets[number]
        for whole, margin in ((secret.is_whole, 0.0), (False, _NEAR if secret.is_whole else 0.0)):
            values = worlds.values(number, whole=whole)
            lower, upper = _inward(float(values.min()), float(values.max()), secret)
            if upper - lower >= secret.width + margin - TOLERANCE:
                return Finding(secret, lower, upper)
        return None

    def _learnt_by_insiders(self) -> Mapping[int, tuple[str, ...]]:
        """Return what insiders learn, but for what they knew without any published figure."""
        learnt = learnt_by_insiders(self.block, self.said)
        if not learnt:
            return {}
        anyway = np.array([not self.block.figures(row) for row in range(len(self.said))])
        before = learnt_by_insiders(self.block, anyway)
        return {
            number: tuple(one for one in insiders if one not in before.get(number, ()))
            for number, insiders in learnt.items()
        }

    def _resting(self, finding: Finding, rows: Collection[int]) -> Finding:
        """Return a finding with the figures that some statements are of, or rest on."""
        direct = dict.fromkeys(self.block.statements[row].by for row in rows)
        direct.pop(None, None)
        behind = self._figures(rows)
        return replace(finding, by=tuple(direct) or behind, behind=behind)

    def _figures(self, rows: Iterable[int]) -> tuple[Hashable, ...]:
        """Return the figures that some statements rest on."""
        return tuple(dict.fromkeys(f for row in rows for f in self.block.figures(row)))


def _inward(lower: float, upper: float, secret: Secret) -> tuple[float, float]:
    if not secret.is_whole:
        return lower, upper
    return math.ceil(lower - TOLERANCE), math.floor(upper + TOLERANCE)
