"""Check of a release: whether its counts, and those of all earlier ones, can be computed back.

Each published count has a noise of its own, and that protects as long as few published counts tell
the same. Where rows are cut in several ways, each cut gives their number once more, and the mean is
more exact than any of them. For each set of rows and period, the check looks for the true count
with the least standard error by least squares; below 1.25 the release is not made. Example: the
counts of families in 8 areas and the district have 1.33; the district's families by level of need,
all three levels published beside, bring it to 1.17.

The secret is not needed, and no code is shared with what makes the noise: docs/methoden.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.confidentiality.check.least_squares import Estimate, Rows, most_exact

#: No true count may be estimated with a standard error below this.
LEAST_STANDARD_ERROR: Final = 1.25
#: So many periods are named in a message, the others are counted.
_NAMED_PERIODS: Final = 3

#: Kind and name of a period.
PeriodKey = tuple[str, str]


@dataclass(frozen=True)
class Counted:
    """One published count: which rows it counts, as a product of values per dimension.

    ``base`` names the set of rows before the cut into classes. ``version`` is 0 for the first
    publication; each revision or correction is a new unknown. ``table`` names the published table
    of the count. ``parts`` gives the covered values per dimension; a dimension without an entry is
    covered wholly. ``times`` is the number of published counts in the sum. Where values are alike
    (areas, say), one value and the sum of all others stand for each single value.
    """

    base: str
    period: PeriodKey
    version: int
    table: str
    parts: Mapping[str, frozenset[str]]
    times: int = 1


@dataclass(frozen=True)
class LeastError:
    """The least standard error of any true count of a base and period, and the tables behind it."""

    base: str
    period: PeriodKey
    standard_error: float
    tables: tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    """Published counts of the same base, period and version: tables, and how many are summed."""

    base: str
    period: PeriodKey
    tables: dict[Rows, list[str]]
    times: dict[Rows, int]


def least_errors(
    counts: Iterable[Counted], *, rests: Collection[tuple[str, str]] = ()
) -> tuple[LeastError, ...]:
    """Return the least standard error of each base and period, over all versions.

    Args:
        counts: all published counts, of this release and of all earlier ones, in any order.
        rests: (base, dimension) where rows also have values that no count names. Of the other
            dimensions the named values are taken as all there are: an attacker knows most then.

    Raises:
        ValueError: a count names no value of a dimension.
    """
    known: dict[tuple[frozenset[tuple[Rows, int]], frozenset[str]], Estimate] = {}
    least: dict[tuple[str, PeriodKey], LeastError] = {}
    for block in _blocks(counts):
        is_open = frozenset(dimension for base, dimension in rests if base == block.base)
        structure = frozenset(block.times.items()), is_open
        if structure not in known:
            known[structure] = most_exact(block.times, open_dimensions=is_open)
        found, place = _least_error(block, known[structure]), (block.base, block.period)
        least[place] = min(least.get(place, found), found, key=lambda error: error.standard_error)
    return tuple(least.values())


def messages(errors: Iterable[LeastError]) -> tuple[str, ...]:
    """Return a message for each base, with its tables, whose least error is below the limit."""
    broken: dict[tuple[str, tuple[str, ...]], list[LeastError]] = {}
    for error in errors:
        if error.standard_error < LEAST_STANDARD_ERROR:
            broken.setdefault((error.base, error.tables), []).append(error)
    return tuple(_message(errors) for errors in broken.values())


def _blocks(counts: Iterable[Counted]) -> Iterable[_Block]:
    blocks: dict[tuple[str, PeriodKey, int], _Block] = {}
    for count in counts:
        key = count.base, count.period, count.version
        block = blocks.setdefault(key, _Block(count.base, count.period, {}, {}))
        rows = frozenset(count.parts.items())
        block.tables.setdefault(rows, []).append(count.table)
        block.times[rows] = count.times
    return blocks.values()


def _least_error(block: _Block, estimate: Estimate) -> LeastError:
    tables = (
        table for rows in block.tables if rows in estimate.counts for table in block.tables[rows]
    )
    return LeastError(
        block.base, block.period, estimate.standard_error, tuple(dict.fromkeys(tables))
    )


def _message(errors: Sequence[LeastError]) -> str:
    least = min(error.standard_error for error in errors)
    return (
        f"Die Zahlen zu „{errors[0].base}“ lassen sich zu genau zurückrechnen (Standardfehler "
        f"{_decimal(least)} statt mindestens {_decimal(LEAST_STANDARD_ERROR)}; Zeitraum "
        f"{_periods(errors)}), Tabellen {', '.join(errors[0].tables)}; "
        "die Grundmenge ist mehrfach aufgeteilt."
    )


def _periods(errors: Sequence[LeastError]) -> str:
    names = [error.period[1] for error in errors]
    more = len(names) - _NAMED_PERIODS
    return ", ".join(names[:_NAMED_PERIODS]) + (f" und {more} weitere" if more > 0 else "")


def _decimal(number: float) -> str:
    """Return a number with two digits, never rounded up: a message shall not contradict itself."""
    return f"{math.floor(100 * number) / 100:.2f}".replace(".", ",")
