"""What a release hides: suppression, then the audit, then more where an interval is too narrow.

`monitor.disclosure` excludes that a hidden count follows exactly; `monitor.audit`, which shares no
code with it, finds out how near one comes. What is hidden beside, `monitor.mending` looks for. The
end is always an attack in full on just what is published, and its report is the release's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from monitor.audit.attack import Finding
from monitor.audit.audit import Audit
from monitor.audit.evidence import Evidence
from monitor.audit.knowledge import Said
from monitor.audit.report import AuditReport
from monitor.content import Confidentiality
from monitor.datasets.makers.confidentiality import NO_REASONS, Why
from monitor.datasets.microdata.row_counts import RowCounts
from monitor.disclosure.history import Backing, Earlier
from monitor.disclosure.model import FIGURE, ROWS, Key, Problem
from monitor.disclosure.suppression import Pattern, suppress
from monitor.errors import ReleaseError
from monitor.mending import WaysOut, ways_out
from monitor.microdata_rules import KEYS

#: Name of the release that is being made, which has none yet.
NEW: Final = "neu"
#: The audit is repeated so often at most; the later the turn, the more is hidden per finding.
_TURNS: Final = 24
#: Of a figure that says nothing but that there are too few cases: even that may be too much.
_FREE: Final = 0.5
#: What the dearest figure costs, when the cheapest costs 1.
_DEAREST: Final = 10.0
#: Ranges that turned out to hold too few whole numbers are made wider by so much.
_SPARE: Final = 2.0
#: Blocks are searched side by side; the solver leaves the interpreter to others meanwhile.
_SIDE_BY_SIDE: Final = 2


@dataclass(frozen=True)
class Published:
    """What a release publishes: table ``wert``, and what its rows for science can be counted to."""

    wert: pl.DataFrame
    row_counts: RowCounts | None = None


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
            "row_columns_blanked": sum(key.shown == ROWS for key in self.pattern.hidden),
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
    costs, repaired = _costs(problem), frozenset[Key]()
    while True:
        # what was hidden so that nothing follows may be open again beside what is hidden now
        pattern = suppress(problem, repaired).with_more(repaired)
        published = publish(pattern)
        now = Evidence(
            NEW, published.wert, backing.figures, backing.contributors, backing.indicators,
            published.row_counts,
        )  # fmt: skip
        audit = Audit([*map(evidence_of, earlier), now], rules)
        report = audit.run()
        more = _repair(audit, costs, report) - repaired
        if not more:
            against = tuple(one.release_id for one in earlier)
            return Protected(pattern, repaired, report, published, against)
        # once more and in full: of what is published then, where blank is not unknown
        repaired |= more


def _repair(audit: Audit, costs: Mapping[Key, float], report: AuditReport) -> frozenset[Key]:
    """Return what else to hide until the audit finds nothing any more, or there is no way out."""
    hidden = set[Key]()
    for turn in range(_TURNS):
        ways = _ways_out(report, costs, turn)
        picked = {
            key
            for attacked, way in zip(report.attacked, ways, strict=True)
            for key in set(_keys(way.figures)) or _picks(attacked.unsafe, costs, at_once=2**turn)
        }
        if picked <= hidden:
            break
        hidden |= picked
        audit.withhold({_said(key) for key in hidden} | _beside(hidden))
        for attacked, way in zip(report.attacked, ways, strict=True):
            attacked.attack.see(way.worlds)
        report = audit.run({name for one in report.unsafe for name in one.secret.names})
    return frozenset(hidden)


def _ways_out(report: AuditReport, costs: Mapping[Key, float], turn: int) -> Sequence[WaysOut]:
    """Return what to hide next, by block; what was not enough before gets more room."""
    spare = _SPARE if turn else 0.0
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        return list(
            pool.map(
                lambda one: ways_out(one, lambda said: _cost(said, costs), spare), report.attacked
            )
        )


def _costs(problem: Problem) -> Mapping[Key, float]:
    """Return what it costs to hide each figure: from 1 for those missed least to 10.

    Without a key, the rows for science are coarsened anew: as dear as the dearest figure.
    """
    ordered = sorted(problem.candidates, key=lambda one: one.order, reverse=True)
    step = (_DEAREST - 1.0) / max(len(ordered) - 1, 1)
    costs = {one.key: 1.0 + number * step for number, one in enumerate(ordered)}
    return costs | dict.fromkeys(filter(_is_key_of_rows, costs), _DEAREST)


def _cost(said: Hashable, costs: Mapping[Key, float]) -> float | None:
    """Return what it costs to hide something; nothing that an earlier release says can be."""
    free = _DEAREST if isinstance(said, Said) and said.indikator_id in KEYS else _FREE
    return next((costs.get(key, free) for key in _keys([said])), None)


def _is_key_of_rows(key: Key) -> bool:
    return key.shown == ROWS and key.indikator_id in KEYS


def evidence_of(earlier: Earlier) -> Evidence:
    """Return a published release as the audit reads it."""
    return Evidence(
        earlier.release_id,
        earlier.wert,
        earlier.figures,
        earlier.contributors,
        earlier.indicators,
        earlier.row_counts,
    )


def _picks(unsafe: Sequence[Finding], costs: Mapping[Key, float], *, at_once: int) -> set[Key]:
    """Choose so many for each finding of the figures that it rests on, those missed least."""
    return {
        key
        for finding in unsafe
        for key in sorted(
            set(_keys(finding.by)) or set(_keys(finding.behind)),
            key=lambda key: (costs.get(key, _FREE), key),
        )[:at_once]
    }


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
