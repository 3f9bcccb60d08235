"""What the values of the file may stand for, and whether conditions hold for them.

A condition is *sure* of a value as it stands in the file if it holds for everything that the value
may stand for in the facts, and *possible* if it holds for any of it. Conditions on one column are
judged together.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import polars as pl

from data.schema import AKTIVITAET
from monitor.content import Content
from monitor.datasets.microdata.columns import PublishedColumn, Raw, merged_codes, published_columns
from monitor.datasets.microdata.hierarchies import ABSENT, BLANK, Hierarchy, code_hierarchies
from monitor.datasets.model import REASON_SUFFIX, Missing
from monitor.declaration import Condition
from monitor.microdata_rules import CODE_KEYS

#: Not in the file, but true of all rows that are asked for it (only kinds of
#: activity outside a Kita may lack one), so that counting without it is exact.
ASSUMED: Final = frozenset({"kita_id"})

#: A value as it stands in the file: itself, or the reason for none.
Token = str
Meanings = Mapping[Token, Sequence[Raw]]
Bounds = tuple[float, float]


@dataclass(frozen=True)
class ShownColumn:
    """A column of the facts as the file shows it."""

    name: str
    meanings: Meanings
    is_key: bool
    fine: frozenset[Token]  # what it shows where nothing is coarsened or blanked


def file_meanings(content: Content) -> dict[str, ShownColumn]:
    """Return the columns of the facts that the file shows, with what their values stand for."""
    hierarchies = code_hierarchies(content)
    keys = {key: _key_shown(key, hierarchies[key], content) for key in CODE_KEYS}
    return keys | {column.source: _shown(column) for column in published_columns(content)}


def _key_shown(key: str, hierarchy: Hierarchy, content: Content) -> ShownColumn:
    raw: dict[str, list[Raw]] = {ABSENT: [None]}
    for code, merged in merged_codes(AKTIVITAET[key], content).items():
        raw.setdefault(merged, []).append(code)
    meanings = {
        _token(label): [value for leaf in leaves for value in raw[leaf]]
        for label, leaves in hierarchy.leaves().items()
    }
    fine = frozenset(_token(leaf) for leaf in hierarchy.labels)
    return ShownColumn(key, meanings, is_key=True, fine=fine)


def _token(label: str) -> Token:
    reasons = {BLANK: Missing.GEHEIM.value, ABSENT: Missing.NICHT_ERHOBEN.value}
    return reasons.get(label, label)


def _shown(column: PublishedColumn) -> ShownColumn:
    values: dict[Token, Sequence[Raw]] = {
        _as_text(value): raw for value, raw in column.meanings.items()
    }
    everything = [value for raw in values.values() for value in raw]
    reasons: dict[Token, Sequence[Raw]] = {
        Missing.NICHT_ERHOBEN.value: [None],
        Missing.KEINE_ANGABE.value: [None],
    }
    fine = frozenset(values | reasons)
    hidden: dict[Token, Sequence[Raw]] = {Missing.GEHEIM.value: [*everything, None]}
    return ShownColumn(column.name, values | reasons | hidden, is_key=False, fine=fine)


def _as_text(value: Raw) -> Token:
    return str(value).lower() if isinstance(value, bool) else str(value)


def token_column(name: str) -> pl.Expr:
    """Return a column's values as they stand in the file."""
    return pl.coalesce(pl.col(name).cast(pl.String), pl.col(f"{name}{REASON_SUFFIX}"))


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "gleich": operator.eq,
    "ungleich": operator.ne,
    "in_": lambda value, codes: value in codes,
    "nicht_in": lambda value, codes: value not in codes,
    "mindestens": operator.ge,
    "hoechstens": operator.le,
}


def _holds(condition: Condition, value: Raw) -> bool:
    ((name, wanted),) = condition.operator.items()
    if name == "vorhanden":
        return (value is not None) is wanted
    return value is not None and _OPERATORS[name](value, wanted)


def all_hold(conditions: Iterable[Condition], value: Raw) -> bool:
    """Tell whether conditions on one column hold for a value of the facts."""
    return all(_holds(condition, value) for condition in conditions)


def _by_column(conditions: Iterable[Condition]) -> dict[str, list[Condition]]:
    grouped: dict[str, list[Condition]] = {}
    for condition in conditions:
        if condition.feld not in ASSUMED:
            grouped.setdefault(condition.feld, []).append(condition)
    return grouped


@dataclass(frozen=True)
class Verdict:
    """For which values of a column conditions are sure to hold, and for which they may."""

    shown: ShownColumn | None
    sure: frozenset[Token]
    possible: frozenset[Token]

    @property
    def is_exact(self) -> bool:
        """Tell whether the file decides the conditions wherever nothing is coarsened or blanked."""
        if self.shown is None:
            return False
        fine = self.shown.fine
        return self.sure & fine == self.possible & fine

    def surely(self) -> pl.Expr:
        """Return whether they are sure to hold in a row."""
        return self._is_in(self.sure)

    def possibly(self) -> pl.Expr:
        """Return whether they may hold in a row."""
        return self._is_in(self.possible) if self.shown else pl.lit(value=True)

    def _is_in(self, tokens: frozenset[Token]) -> pl.Expr:
        if self.shown is None or not tokens:
            return pl.lit(value=False)
        return token_column(self.shown.name).is_in(sorted(tokens)).fill_null(value=False)


def verdicts(conditions: Iterable[Condition], known: Mapping[str, ShownColumn]) -> list[Verdict]:
    """Return one verdict per column that conditions name, but for those on `ASSUMED`."""
    return [_verdict(listed, known.get(name)) for name, listed in _by_column(conditions).items()]


def _verdict(conditions: Sequence[Condition], shown: ShownColumn | None) -> Verdict:
    if shown is None:
        return Verdict(None, frozenset(), frozenset())
    held = {
        token: [all_hold(conditions, value) for value in values]
        for token, values in shown.meanings.items()
    }
    return Verdict(
        shown,
        frozenset(token for token, results in held.items() if all(results)),
        frozenset(token for token, results in held.items() if any(results)),
    )


def all_of(expressions: Iterable[pl.Expr]) -> pl.Expr:
    """Return whether all hold; of none, they do."""
    return reduce(operator.and_, expressions, pl.lit(value=True))


def value_bounds(shown: ShownColumn) -> dict[Token, Bounds]:
    """Return the least and the greatest number that each value may stand for; nothing is 0."""
    numbers = {
        token: [float(value or 0) for value in values] for token, values in shown.meanings.items()
    }
    return {token: (min(values), max(values)) for token, values in numbers.items()}
