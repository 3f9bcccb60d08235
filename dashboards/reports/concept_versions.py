"""Two versions of the concept side by side: targets, definitions, indicators that came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dashboards.pages.graded_indicators import in_words
from dashboards.reports.basis import ReportBasis
from dashboards.words.values import Row
from monitor.errors import ReportError
from monitor.periods import PeriodKind, period_of

_TARGETS = ("zielwert", "zielwert_oben")


@dataclass(frozen=True)
class VersionPair:
    """A version of the concept and the one before (``None``: it is the first).

    ``now`` and ``before``: indicator → its row of ``indikator``, texts in the report's language.
    """

    version: Row
    earlier: Row | None
    now: dict[str, Row]
    before: dict[str, Row]

    def retargeted(self) -> list[str]:
        """Return the indicators whose target changed."""
        return [key for key in self._kept() if self._differs(key, _TARGETS)]

    def redefined(self) -> list[str]:
        """Return the indicators that are computed otherwise than before."""
        return [key for key in self._kept() if self._differs(key, ("definition",))]

    def added(self) -> list[str]:
        """Return the indicators that the version before did not have."""
        return [key for key in self.now if self.earlier is not None and key not in self.before]

    def dropped(self) -> list[str]:
        """Return the indicators that only the version before had."""
        return [key for key in self.before if key not in self.now]

    def _kept(self) -> Iterator[str]:
        return (key for key in self.now if key in self.before)

    def _differs(self, key: str, names: Sequence[str]) -> bool:
        return any(self.now[key][name] != self.before[key][name] for name in names)


def read_versions(basis: ReportBasis) -> VersionPair:
    """Return the version of the report's quarter and the one before."""
    rows = list(basis.context.numbers.concepts().iter_rows(named=True))
    place = [row["konzept_id"] for row in rows].index(basis.chosen.concept)
    earlier = rows[place - 1] if place else None
    before = _indicators(basis, earlier["konzept_id"]) if earlier else {}
    return VersionPair(rows[place], earlier, _indicators(basis, basis.chosen.concept), before)


def _indicators(basis: ReportBasis, concept: str) -> dict[str, Row]:
    rows = in_words(basis.context, basis.context.numbers.indicators(concept))
    return {row["indikator_id"]: row for row in rows.iter_rows(named=True)}


def last_quarter(basis: ReportBasis, concept: str) -> str:
    """Return the last quarter in which a version was valid, no later than the report's quarter.

    Raises:
        ReportError: there is no such version, or no figures of its time.
    """
    rows = basis.context.numbers.concepts().filter(pl.col("konzept_id") == concept)
    if rows.is_empty():
        raise ReportError(basis.t("report.failed.concept", concept=concept))
    row = rows.row(0, named=True)
    first = period_of(row["gueltig_von"], PeriodKind.QUARTAL).name
    ends = row["gueltig_bis"]
    last = basis.chosen.quarter if ends is None else period_of(ends, PeriodKind.QUARTAL).name
    within = [one for one in basis.context.numbers.quarters()
              if first <= one <= min(last, basis.chosen.quarter)]  # fmt: skip
    if not within:
        raise ReportError(basis.t("report.failed.no_quarter", concept=concept))
    return within[-1]
