"""What a release hides: suppression, then the audit, then more where an interval is too narrow.

`monitor.disclosure` excludes that a hidden count follows exactly; `monitor.audit`, which shares no
code with it, finds out how near one comes. Of the figures that too narrow an interval rests on the
one is hidden that is missed least, until the audit finds nothing any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from monitor.audit.attack import Finding
from monitor.audit.audit import Audit
from monitor.audit.evidence import Evidence
from monitor.audit.knowledge import Said
from monitor.audit.report import AuditReport
from monitor.content import Confidentiality
from monitor.disclosure.history import Backing, Earlier
from monitor.disclosure.model import FIGURE, Key, Problem
from monitor.disclosure.suppression import Pattern, suppress
from monitor.errors import ReleaseError

#: Name of the release that is being made, which has none yet.
NEW: Final = "neu"
#: The audit is repeated so often at most; the later the turn, the more is hidden per finding.
_TURNS: Final = 24
#: Of a figure that says nothing but that there are too few cases: even that may be too much.
_FREE: Final = (2.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Protected:
    """What is hidden, of that so much for the audit's sake, and what the audit found in the end."""

    pattern: Pattern
    repaired: frozenset[Key]
    report: AuditReport

    def require_passed(self) -> None:
        """Refuse what the audit did not let through.

        Raises:
            ReleaseError: says what is left, by indicator and kind of period.
        """
        if not self.report.passed:
            raise ReleaseError(
                "Der Stand wird nicht erstellt, die Geheimhaltungsprüfung ließ ihn nicht durch:\n"
                + "\n".join(self.report.sentences())
            )

    def summary(self) -> Mapping[str, Any]:
        """Return how many figures are hidden and why, and what the audit did; no single cell."""
        return {
            "figures_hidden_by_rule": _count(self.pattern.primary),
            "figures_hidden_so_that_none_follows": _count(self.pattern.secondary - self.repaired),
            "figures_hidden_for_the_audit": _count(self.repaired),
            "audit": self.report.summary(),
        }


def _count(keys: Collection[Key]) -> int:
    return sum(key.shown == FIGURE for key in keys)


def protect(
    problem: Problem,
    backing: Backing,
    rules: Confidentiality,
    earlier: Sequence[Earlier],
    publish: Callable[[Pattern], pl.DataFrame],
) -> Protected:
    """Return what a release has to hide.

    Args:
        problem: everything that may be published.
        backing: what lies behind the release.
        rules: of confidentiality.
        earlier: the releases published before, oldest first.
        publish: makes table ``wert`` of a pattern.

    """
    pattern = suppress(problem)
    now = Evidence(NEW, publish(pattern), backing.figures, backing.contributors, backing.indicators)
    audit = Audit([*map(evidence_of, earlier), now], rules)
    costs = {candidate.key: candidate.order for candidate in problem.candidates}
    repaired: set[Key] = set()
    report = audit.run()
    for turn in range(_TURNS):
        picked = _picks(report.unsafe, costs, repaired, per_finding=2 ** (turn // 2))
        if not picked:
            break
        repaired |= picked
        audit.hide({_said(key) for key in picked} | _beside(picked))
        report = audit.run({name for one in report.unsafe for name in one.secret.names})
    return Protected(pattern.with_more(frozenset(repaired)), frozenset(repaired), report)


def evidence_of(earlier: Earlier) -> Evidence:
    """Return a published release as the audit reads it."""
    return Evidence(
        earlier.release_id,
        earlier.wert,
        earlier.figures,
        earlier.contributors,
        earlier.indicators,
    )


def _picks(
    unsafe: Sequence[Finding],
    costs: Mapping[Key, tuple[float, ...]],
    hidden: Collection[Key],
    *,
    per_finding: int,
) -> set[Key]:
    """Choose what to hide: what many findings rest on, and is missed least."""
    resting = [{key for key in _keys(finding.by) if key not in hidden} for finding in unsafe]
    picked: set[Key] = set()
    open_ones = [keys for keys in resting if keys]
    while open_ones:
        weight = Counter(key for keys in open_ones for key in keys if key not in picked)
        cost = {key: costs.get(key, _FREE) for key in weight}
        best = max(weight, key=lambda key: (cost[key][:4], weight[key], cost[key], key))
        picked.add(best)
        open_ones = [keys for keys in open_ones if len(keys & picked) < min(per_finding, len(keys))]
    return picked


def _keys(figures: Iterable[Hashable]) -> Iterator[Key]:
    """Yield the figures of the release that is being made; those of others are out."""
    for said in figures:
        if isinstance(said, Said) and said.release_id == NEW:
            yield Key(*said[1:])


def _said(key: Key) -> Said:
    return Said(NEW, *key)


def _beside(keys: Collection[Key]) -> set[Said]:
    """Return the counts beside hidden figures, which go with them."""
    return {_said(key._replace(shown=shown)) for key in keys for shown in ("fehlend", "quarantaene")
            if key.shown == "wert"}  # fmt: skip
