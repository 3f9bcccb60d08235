"""What is hidden beside, until the audit finds nothing any more: as much as it takes, and no more.

The ways out of all findings are hidden (`monitor.mending`), and what is still too near is attacked
again, with more room. Then each figure is opened again without which all secrets stay safe.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from monitor.audit.attack import Attack, Attacked, Finding
from monitor.audit.audit import SIDE_BY_SIDE, Audit
from monitor.audit.knowledge import Said
from monitor.audit.report import AuditReport
from monitor.disclosure.model import FIGURE, ROWS, Key, Problem
from monitor.mending import WaysOut, needless, ways_out

#: Name of the release that is being made, which has none yet.
NEW: Final = "neu"
#: The audit is repeated so often at most.
_TURNS: Final = 24
#: So many times more is hidden in each turn, where no way out is found; some is opened again.
_MORE: Final = 4
#: Of a figure that says nothing but that there are too few cases: even that may be too much.
_FREE: Final = 0.5
#: What the dearest figure costs, when the cheapest costs 1.
_DEAREST: Final = 10.0
#: Ranges that turned out to hold too few whole numbers are made wider by so much.
_SPARE: Final = 2.0

_T = TypeVar("_T")
_R = TypeVar("_R")


class Repair:
    """What else to hide so that audits find nothing, as far as there is a way out.

    Audits are of a release that is named `NEW`; the problem holds everything that may be published,
    in the order in which it is missed.
    """

    def __init__(self, problem: Problem) -> None:
        self._costs = _costs(problem)
        self._hidden = set[Key]()

    @property
    def keys(self) -> frozenset[Key]:
        """Return what is hidden."""
        return frozenset(self._hidden)

    def hide(self, audit: Audit, report: AuditReport, *, whole: bool = True) -> None:
        """Hide until an audit finds nothing any more, or there is no way out.

        ``whole``: whether that is so in whole numbers, or at first sight.
        """
        for turn in range(_TURNS):
            spare = _SPARE if turn else 0.0
            ways = _side_by_side(partial(ways_out, cost=self._cost, spare=spare), report.attacked)
            before = self.keys
            stuck = [finding for way in ways for finding in way.stuck]
            for way in (*ways, *self._ways_without_what_follows(audit, stuck)):
                self._hidden.update(_keys(way.figures))
            for finding in stuck if self._hidden == before else ():
                self._hidden.update(self._resting(finding)[: _MORE**turn])
            if self._hidden == before:
                return
            self.withhold(audit)
            for attacked, way in zip(report.attacked, ways, strict=True):
                attacked.attack.see(way.worlds, whole=whole)
            if not whole:
                return
            unsafe = {name for one in report.unsafe for name in one.secret.names}
            report = audit.run(unsafe, whole=whole)

    @property
    def rows(self) -> frozenset[Key]:
        """Return the columns of rows for science that are blank."""
        return frozenset(key for key in self._hidden if key.shown == ROWS)

    def try_without(self, keys: Collection[Key]) -> frozenset[Key]:
        """Hide figures that are perhaps not to be hidden; return which of the keys are figures."""
        figures = frozenset(filter(_is_figure, keys))
        self._hidden |= figures
        return figures

    def open_again(self, audit: Audit, needed: Collection[Key]) -> None:
        """Open each figure without which all secrets stay safe, those missed most first.

        The audited release would publish all figures that are hidden here; those that are
        ``needed`` stay hidden.
        """
        tried = (key for key in self._hidden if _is_figure(key) and key not in needed)
        figures = sorted(tried, key=self._order, reverse=True)
        saying = {said for key in figures for said in _with_beside(key)}
        attacks = [one for one in audit.attacks if one.says(saying)]
        opened = _side_by_side(partial(self._needless, figures=figures), attacks)
        for key in figures:
            concerned = [one for one in attacks if one.says(_with_beside(key))]
            if all(key in opened[attacks.index(one)] for one in concerned):
                self._hidden.remove(key)
        self.withhold(audit)

    def withhold(self, audit: Audit) -> None:
        """Let an audit take for withheld what is hidden."""
        audit.withhold({said for key in self._hidden for said in _with_beside(key)})

    def _needless(self, attack: Attack, figures: Sequence[Key]) -> Collection[Key]:
        own = [key for key in figures if attack.says(_with_beside(key))]
        return {own[n] for n in needless(attack, [*map(_with_beside, own)], self._cost)}

    def _ways_without_what_follows(
        self, audit: Audit, stuck: Sequence[Finding]
    ) -> Iterator[WaysOut]:
        """Yield ways out that begin with figures that tell a single number."""
        behind = {said for one in stuck for said in (*one.by, *one.behind)}
        names = {name for one in stuck for name in one.secret.names}
        for attack in audit.without(behind, names) if stuck else ():
            findings = [again for one in stuck if (again := _found_in(attack, one))]
            yield ways_out(Attacked(attack, tuple(findings)), self._cost)

    def _resting(self, finding: Finding) -> Sequence[Key]:
        """Return the figures that a finding rests on, those missed least first."""
        return sorted(set(_keys(finding.by)) or set(_keys(finding.behind)), key=self._order)

    def _cost(self, said: Hashable) -> float | None:
        """Return what it costs to hide something; nothing that an earlier release says can be."""
        return next(map(self._price, _keys([said])), None)

    def _price(self, key: Key) -> float:
        return self._costs.get(key, _DEAREST if _is_key_of_rows(key) else _FREE)

    def _order(self, key: Key) -> tuple[float, Key]:
        return self._price(key), key


def _side_by_side(work: Callable[[_T], _R], parts: Sequence[_T]) -> Sequence[_R]:
    """Do something with each block; the solver leaves the interpreter to others meanwhile."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(work, parts))


def _costs(problem: Problem) -> Mapping[Key, float]:
    """Return what it costs to hide each figure: from 1 for those missed least to 10.

    Without a key, the rows for science are coarsened anew: as dear as the dearest figure.
    """
    ordered = sorted(problem.candidates, key=lambda one: one.order, reverse=True)
    step = (_DEAREST - 1.0) / max(len(ordered) - 1, 1)
    costs = {one.key: 1.0 + number * step for number, one in enumerate(ordered)}
    return costs | dict.fromkeys(filter(_is_key_of_rows, costs), _DEAREST)


def _found_in(attack: Attack, finding: Finding) -> Finding | None:
    """Return a finding about the same secret in another block."""
    for secret in attack.block.secrets:
        if secret.known_to == finding.secret.known_to and secret.is_among(finding.secret.names):
            more = secret.value - finding.secret.value
            lower, upper = finding.lower + more, finding.upper + more
            return replace(finding, secret=secret, lower=lower, upper=upper)
    return None


def _is_figure(key: Key) -> bool:
    return key.shown == FIGURE


def _is_key_of_rows(key: Key) -> bool:
    return key.shown == ROWS


def _keys(figures: Iterable[Hashable]) -> Iterator[Key]:
    """Yield the figures of the release that is being made; those of others are out."""
    for said in figures:
        if isinstance(said, Said) and said.release_id == NEW:
            yield Key(*said[1:])


def _said(key: Key) -> Said:
    return Said(NEW, *key)


def _with_beside(key: Key) -> set[Said]:
    """Return what a figure says, and the counts beside it, which go with it."""
    beside = ("fehlend", "quarantaene") if _is_figure(key) else ()
    return {_said(key._replace(shown=shown)) for shown in (key.shown, *beside)}
