"""The audit of a release and of all that were published before it.

Hiding a figure takes away what it said, and with every statement less a secret can only lie farther
apart: what is safe stays safe. After more was hidden, only the others have to be attacked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from monitor.audit.attack import Attack, Attacked, Contradiction
from monitor.audit.evidence import Evidence
from monitor.audit.knowledge import Knowledge, Said
from monitor.audit.report import AuditReport
from monitor.audit.secrets import Reading
from monitor.audit.system import System
from monitor.content import Confidentiality

#: Blocks are attacked side by side; the solver leaves the interpreter to others meanwhile.
_SIDE_BY_SIDE: Final = 2
#: So many secrets of a block are worth a task of their own.
_AT_ONCE: Final = 250
_T = TypeVar("_T")


@dataclass
class Audit:
    """The audit of some releases, oldest first; the last one is the one in question."""

    releases: Sequence[Evidence]
    rules: Confidentiality
    _system: System = field(init=False)
    _shown: tuple[Said, ...] = field(init=False)

    def __post_init__(self) -> None:
        knowledge = Knowledge(self.releases)
        reading = Reading(knowledge, self.rules)
        reading.read()
        self._system, self._shown = knowledge.system, tuple(reading.shown_small)

    def hide(self, figures: Collection[Hashable]) -> None:
        """Take away what some figures say."""
        self._system.statements = [
            one for one in self._system.statements if one.by is None or one.by not in figures
        ]

    def run(self, only: Collection[Hashable] | None = None) -> AuditReport:
        """Attack all secrets, or those of these names only."""
        blocks = sorted(self._system.blocks(), key=lambda one: len(one.unknowns), reverse=True)
        unsafe: dict[int, Attacked] = {}
        contradicting: dict[Hashable, None] = dict.fromkeys(self._system.contradicting)
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            prepared = list(pool.map(lambda block: _tried(lambda: Attack(block, only)), blocks))
            tasks = _tasks(one for one in prepared if isinstance(one, Attack))
            attacked = pool.map(lambda task: _tried(lambda: task[0].on(task[1])), tasks)
            for found in (*(one for one in prepared if isinstance(one, Contradiction)), *attacked):
                if isinstance(found, Contradiction):
                    contradicting |= dict.fromkeys(found.by)
                elif found.unsafe:
                    before = unsafe.get(id(found.block), replace(found, findings=()))
                    both = (*before.findings, *found.findings)
                    unsafe[id(found.block)] = replace(before, findings=both)
        return AuditReport(
            self._shown,
            tuple(unsafe.values()),
            tuple(contradicting),
            sum(len(block.secrets) for block in blocks),
            len(self._system.statements),
            len(blocks),
        )


def _tasks(attacks: Iterable[Attack]) -> Iterator[tuple[Attack, Sequence[int]]]:
    """Yield what can be done side by side: some secrets of a block."""
    for one in attacks:
        for start in range(0, len(one.numbers), _AT_ONCE):
            yield one, one.numbers[start : start + _AT_ONCE]


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
