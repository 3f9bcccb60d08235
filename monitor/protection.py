"""What a release hides: suppression, then the audit, then more where an interval is too narrow.

`monitor.disclosure` excludes that a hidden count follows exactly; `monitor.audit`, which shares no
code with it, finds out how near one comes. What is hidden beside, `monitor.repair` looks for. The
end is always an attack in full on just what is published, and its report is the release's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from monitor.audit.audit import Audit
from monitor.audit.evidence import Evidence
from monitor.audit.report import AuditReport
from monitor.content import Confidentiality
from monitor.datasets.makers.confidentiality import NO_REASONS, Why
from monitor.disclosure.history import Backing, Earlier
from monitor.disclosure.model import FIGURE, Key, Problem
from monitor.disclosure.suppression import Pattern, necessary, suppress
from monitor.errors import ReleaseError
from monitor.repair import NEW, Repair


@dataclass(frozen=True)
class Published:
    """What a release publishes: table ``wert``."""

    wert: pl.DataFrame


@dataclass(frozen=True)
class Protected:
    """What is hidden, of that so much for the audit's sake, and what the audit found in the end.

    ``against``: the releases that it was attacked together with.
    """

    pattern: Pattern
    repaired: frozenset[Key]
    report: AuditReport
    published: Published
    against: tuple[str, ...] = ()

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
            "row_columns_blanked": 0,
            "audit": {**self.report.summary(), "against": list(self.against)},
        }

    def reasons(self) -> pl.DataFrame:
        """Return of every hidden figure why it is hidden: the columns of `NO_REASONS`."""
        found = [
            (*key[1:], why.value)
            for why, keys in (
                (Why.REGEL, self.pattern.primary),
                (Why.FOLGE, self.pattern.secondary - self.repaired),
                (Why.PRUEFUNG, self.repaired - self.pattern.primary),
            )
            for key in keys
            if key.shown == FIGURE
        ]
        return pl.DataFrame(sorted(found), schema=NO_REASONS.schema, orient="row")


def _count(keys: Collection[Key]) -> int:
    return sum(key.shown == FIGURE for key in keys)


def protect(
    problem: Problem,
    backing: Backing,
    rules: Confidentiality,
    earlier: Sequence[Earlier],
    publish: Callable[[Pattern], Published],
) -> Protected:
    """Return what a release has to hide.

    Args:
        problem: everything that may be published.
        backing: what lies behind the release.
        rules: of confidentiality.
        earlier: the releases published before, oldest first.
        publish: makes of a pattern what the release publishes.
    """
    repair, pattern = Repair(problem), suppress(problem)
    begun = _Beginning(backing, rules, tuple(map(evidence_of, earlier)), publish, repair)
    published, audit = begun(pattern)
    repair.hide(audit, audit.run(whole=False), whole=False)
    if repair.keys:  # beside this, what was hidden so that nothing follows may be open again
        pattern = suppress(problem, repair.keys)
        published, audit = begun(pattern, audit)
    report = audit.run()
    repair.hide(audit, report)
    left_out: frozenset[Key] | None = frozenset()
    if repair.keys:
        needed = necessary(problem, pattern.secondary | repair.keys)
        pattern = pattern.without(repair.try_without(pattern.secondary - needed))
        _, audit = begun(pattern.with_more(repair.rows), audit)
        repair.hide(audit, audit.run())
        repair.open_again(audit, needed)
        pattern = pattern.with_more(suppress(problem, pattern.secondary | repair.keys).secondary)
        left_out = None
    while repair.keys != left_out:
        # once more and in full: of what is published then, where blank is not unknown
        left_out = repair.keys
        pattern = pattern.with_more(left_out)
        published, audit = begun(pattern, audit)
        report = audit.run()
        repair.hide(audit, report)
    against = tuple(one.release_id for one in earlier)
    return Protected(pattern, left_out, report, published, against)


@dataclass(frozen=True)
class _Beginning:
    """Publishes what a pattern leaves and begins its audit; what is hidden is withheld there."""

    backing: Backing
    rules: Confidentiality
    against: Sequence[Evidence]
    publish: Callable[[Pattern], Published]
    repair: Repair

    def __call__(self, pattern: Pattern, before: Audit | None = None) -> tuple[Published, Audit]:
        published, backing = self.publish(pattern), self.backing
        now = Evidence(
            NEW, published.wert, backing.figures, backing.contributors, backing.indicators,
        )  # fmt: skip
        audit = Audit([*self.against, now], self.rules)
        if before is not None:
            audit.go_on_from(before)
        self.repair.withhold(audit)
        return published, audit


def evidence_of(earlier: Earlier) -> Evidence:
    """Return a published release as the audit reads it."""
    return Evidence(
        earlier.release_id,
        earlier.wert,
        earlier.figures,
        earlier.contributors,
        earlier.indicators,
    )
