"""Items about the figures of a draft: coverage of new quarters, changed definitions and targets.

Both compare with the last published release. Where its files are damaged, each quarter counts as
new, and definitions cannot be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.errors import SnapshotDamagedError
from monitor.releases.approval.items import CheckKey, ChecklistItem, passed, warning
from monitor.releases.comparison import compare_definitions
from monitor.snapshots.integrity import require_intact
from monitor.snapshots.layout import RELEASE, open_database

_COVERAGE: Final = f"SELECT quartal, abdeckung FROM abdeckung WHERE gebiet_id = '{DISTRICT}'"


@dataclass(frozen=True)
class ReleaseTables:
    """The tables of an intact release that a checklist compares.

    ``coverage``: quartal, abdeckung (0–1; null: nothing was expected) of the district;
    ``definitions``: table ``indikator``.
    """

    coverage: pl.DataFrame
    definitions: pl.DataFrame

    @property
    def quarters(self) -> list[str]:
        """Return the quarters of the release, in order."""
        return self.coverage["quartal"].sort().to_list()


def read_tables(snapshot: Path) -> ReleaseTables:
    """Read what is compared of a release.

    Raises:
        SnapshotDamagedError: files are changed or missing, or of another version.
    """
    require_intact(snapshot)
    with open_database(snapshot / RELEASE.database) as connection:
        return ReleaseTables(connection.sql(_COVERAGE).pl(), connection.sql("FROM indikator").pl())


def figure_items(
    draft: ReleaseTables, before: ReleaseTables | None, fault: SnapshotDamagedError | None
) -> tuple[ChecklistItem, ChecklistItem]:
    """Return coverage and definitions of a draft.

    Args:
        draft: the tables of the draft.
        before: those of the last published release; ``None``: there is none, or a fault.
        fault: why the last published release cannot be read.
    """
    coverage = coverage_item(draft, before.quarters if before else [])
    if fault is not None:
        return coverage, warning(CheckKey.DEFINITIONS, "unknown", fault=str(fault))
    if before is None:
        return coverage, passed(CheckKey.DEFINITIONS, "first")
    return coverage, definitions_item(draft, before)


def coverage_item(draft: ReleaseTables, published: list[str]) -> ChecklistItem:
    """Return the coverage of the quarters that are published for the first time."""
    new = draft.coverage.filter(~pl.col("quartal").is_in(published)).sort("quartal")
    quarters = tuple(new["quartal"])
    if not quarters:
        return passed(CheckKey.COVERAGE, "nothing_new")
    partial = new.filter(pl.col("abdeckung") < 1)
    if partial.is_empty():
        return passed(CheckKey.COVERAGE, quarters=quarters)
    shares = dict(partial.select("quartal", "abdeckung").iter_rows())
    return warning(CheckKey.COVERAGE, "partial", count=len(shares), shares=shares)


def definitions_item(draft: ReleaseTables, before: ReleaseTables) -> ChecklistItem:
    """Return which definitions and targets are others than in the last published release."""
    found = compare_definitions(before.definitions, draft.definitions)
    names = {"changed": found.changed, "added": found.added, "removed": found.removed}
    count = sum(map(len, names.values()))
    if not count:
        return passed(CheckKey.DEFINITIONS)
    return warning(CheckKey.DEFINITIONS, "changed", count=count, **names)
