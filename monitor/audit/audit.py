"""The audit of a release and of all that were published before it.

Withholding a figure takes away what it said, and with every statement less a secret can only lie
farther apart: what is safe stays safe. Then only the others have to be attacked again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, TypeVar

from monitor.audit.attack import Attack, Attacked, Contradiction
from monitor.audit.blocks import Block, take_apart
from monitor.audit.evidence import Evidence
from monitor.audit.insiders import known_anyway
from monitor.audit.knowledge import Knowledge, Said
from monitor.audit.report import AuditReport
from monitor.audit.secrets import Reading
from monitor.audit.system import System
from monitor.content import Confidentiality

#: Blocks are attacked side by side; the solver leaves the interpreter to others meanwhile.
SIDE_BY_SIDE: Final = 2
#: So many secrets of a block are worth a task of their own.
_AT_ONCE: Final = 60
_T = TypeVar("_T")


@dataclass
class Audit:
    """The audit of some releases, oldest first; the last one is the one in question."""

    releases: Sequence[Evidence]
    rules: Confidentiality
    _system: System = field(init=False)
    _shown: tuple[Said, ...] = field(init=False)
    _attacks: Sequence[Attack | Contradiction] = field(init=False, default=())
    _before: Sequence[Attack] = field(init=False, default=())
    _anyway: Mapping[Hashable, frozenset[str]] = field(init=False)
    _told_by: frozenset[Hashable] = field(init=False, default=frozenset())
    _contradicting: tuple[Hashable, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        knowledge = Knowledge(self.releases)
        reading = Reading(knowledge, self.rules)
        reading.read()
        self._system, self._shown = knowledge.system, tuple(reading.shown_small)
        self._anyway = known_anyway(self._system)

    def go_on_from(self, other: Audit) -> None:
        """Begin with what another audit saw, as far as it agrees with these releases."""
        self._before = other.attacks

    def withhold(self, figures: Collection[Hashable]) -> None:
        """Let these figures, and no others, be withheld: what they say does not count."""
        withheld = self._system.withheld = frozenset(figures)
        for one in self.attacks:
            one.withhold(withheld)
        if self._told_by & withheld:  # what followed from them at once does so no more
            self._before, self._attacks = self.attacks, ()

    def without(
        self, figures: Collection[Hashable], about: Collection[Hashable]
    ) -> Sequence[Attack]:
        """Return attacks on blocks in which nothing was taken to follow from some figures at once.

        Nor does it from others that tell the same.

        ``about``: names of the secrets that the blocks shall hold.
        """
        statements = self._system.statements
        told = {unknown for one in statements if one.by in figures for unknown in one.terms}
        others = {one.by for one in statements if one.by and told.issuperset(one.terms)}
        system = replace(self._system, withheld=self._system.withheld.union(figures, others))
        begun = (
            _tried(partial(Attack, block, self._system.withheld, self._anyway))
            for block in take_apart(system).blocks
            if any(secret.is_among(about) for secret in block.secrets)
        )
        return [one for one in begun if isinstance(one, Attack)]

    def run(self, only: Collection[Hashable] | None = None, *, whole: bool = True) -> AuditReport:
        """Attack all secrets, or those of these names only.

        ``whole``: otherwise what is not safe in whole numbers may look as if it were.
        """
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            if not self._attacks:
                self._attacks = self._take_apart(pool)
            attacks = self.attacks
            asked = [one.numbers(only) for one in attacks]
            prepared = {
                pool.submit(_tried, partial(one.prepare, numbers, whole=whole)): position
                for position, (one, numbers) in enumerate(zip(attacks, asked, strict=True))
                if numbers
            }
            tasks: dict[int, list[Future[Attacked | Contradiction]]] = {}
            for done in as_completed(prepared):
                position = prepared[done]
                tasks[position] = [
                    pool.submit(_tried, partial(attacks[position].on, numbers, whole=whole))
                    for numbers in _parts(asked[position])
                ]
            found = [task.result() for _, parts in sorted(tasks.items()) for task in parts]
        for attacked in found:
            if isinstance(attacked, Attacked):
                attacked.attack.learn(attacked)
        contradicting = dict.fromkeys(self._contradicting)
        for one in (*self._attacks, *(done.result() for done in prepared), *found):
            if isinstance(one, Contradiction):
                contradicting |= dict.fromkeys(one.by)
        return AuditReport(
            self._shown,
            tuple(_unsafe(one for one in found if isinstance(one, Attacked))),
            tuple(contradicting),
            sum(len(one.block.secrets) for one in attacks),
            len(self._system.statements),
            len(self._attacks),
        )

    def _take_apart(self, pool: Executor) -> Sequence[Attack | Contradiction]:
        """Begin the attacks on all blocks, the largest first."""
        system = self._system
        apart = take_apart(system)
        blocks = sorted(apart.blocks, key=lambda one: len(one.unknowns), reverse=True)
        self._contradicting = apart.contradicting
        self._told_by = frozenset(
            reason.by for reason in (blocks[0].reasons if blocks else {}).values() if reason.by
        )
        before = {one.block.names: one for one in self._before}

        def begun(block: Block) -> Attack:
            other = before.get(block.names)
            if other is None or not other.block.is_like(block):
                attack = Attack(block, system.withheld, self._anyway)
                attack.go_on(self._before)
                return attack
            other.block, other.anyway = block, self._anyway
            other.withhold(system.withheld)
            return other

        return list(pool.map(lambda block: _tried(partial(begun, block)), blocks))

    @property
    def attacks(self) -> Sequence[Attack]:
        """Return the attacks on all blocks that did not contradict themselves."""
        return [one for one in self._attacks if isinstance(one, Attack)]


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield what can be done side by side: some secrets of a block."""
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


def _unsafe(attacked: Iterable[Attacked]) -> Iterator[Attacked]:
    """Yield by block which secrets are not safe."""
    for attack, parts in itertools.groupby(attacked, key=lambda one: one.attack):
        unsafe = tuple(finding for part in parts for finding in part.unsafe)
        if unsafe:
            yield Attacked(attack, unsafe)


def _tried(work: Callable[[], _T]) -> _T | Contradiction:
    try:
        return work()
    except Contradiction as error:
        return error


def audit(releases: Sequence[Evidence], rules: Confidentiality) -> AuditReport:
    """Attack the last of these releases with all that they publish together.

    Args:
        releases: oldest first, withdrawn ones as well: what was published once is known.
        rules: of confidentiality, as they are now.
    """
    return Audit(releases, rules).run()
