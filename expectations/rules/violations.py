"""Violations as declared in a rule: a kind and its parameters, and their meaning as SQL.

``condition(reference)`` is TRUE for a violating row and FALSE or NULL for a clean row; the
quarantine is filled by the condition. ``None``: the content leaves nothing to violate. The
expectation of the rule is built in ``expectations.gx.suites`` from the same parameters, for the
native kinds by Great Expectations' own SQL. Conditions are over the columns of the check view
(``expectations.check_view``) and avoid SQLAlchemy's own ``%`` and ``:``.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.schema import CODES_SEPARATOR
from expectations.rules.reference import Entry, Reference
from monitor.warehouse.sql import literals


def one_of(column: str, *values: str) -> str:
    """Return the condition that a column holds a value of the list."""
    return f"{column} IN ({literals(values)})"


def readable(column: str) -> str:
    """Return the condition that the delivered cell could be read (or was empty)."""
    marked = f"'{CODES_SEPARATOR}' || unlesbar || '{CODES_SEPARATOR}'"
    cell = f"{CODES_SEPARATOR}{column}{CODES_SEPARATOR}"
    return f"(unlesbar IS NULL OR NOT contains({marked}, '{cell}'))"


@dataclass(frozen=True)
class Unreadable:
    """A cell of the row was delivered but could not be read; a finding per cell."""

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        del reference
        return "unlesbar IS NOT NULL"


@dataclass(frozen=True)
class MissingValue:
    """The cell is empty, under ``when`` (``None``: always). An unreadable cell is not missing."""

    column: str
    when: str | None = None

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        del reference
        empty = f"{self.column} IS NULL AND {readable(self.column)}"
        return empty if self.when is None else f"{empty} AND ({self.when})"


@dataclass(frozen=True)
class NotInList:
    """The cell holds a value missing from the list."""

    column: str
    list_name: str

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        return f"{self.column} NOT IN ({literals(reference.values(self.list_name))})"


@dataclass(frozen=True)
class SomeNotInList:
    """The cell holds several values, some of them missing from the list."""

    column: str
    list_name: str

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        known = literals(reference.values(self.list_name))
        return f"NOT list_has_all([{known}], string_split({self.column}, '{CODES_SEPARATOR}'))"


@dataclass(frozen=True)
class NotValidAt:
    """The cell holds a value of the list, but not a valid value on the row's day."""

    column: str
    list_name: str
    day: str

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition, or ``None`` when all values are valid for ever."""
        limited = reference.limited(self.list_name)
        return " OR ".join(self._outside(entry) for entry in limited) or None

    def _outside(self, entry: Entry) -> str:
        bounds = []
        if entry.valid_from:
            bounds.append(f"{self.day} < DATE '{entry.valid_from}'")
        if entry.valid_until:
            bounds.append(f"{self.day} > DATE '{entry.valid_until}'")
        separated = f"string_split({self.column}, '{CODES_SEPARATOR}')"
        held = f"list_contains({separated}, {literals([entry.value])})"
        return f"({held} AND ({' OR '.join(bounds)}))"


@dataclass(frozen=True)
class OutOfRange:
    """The number is below ``minimum`` or above ``maximum``, both inclusive."""

    column: str
    minimum: int | None = None
    maximum: int | None = None

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        del reference
        bounds = []
        if self.minimum is not None:
            bounds.append(f"{self.column} < {self.minimum}")
        if self.maximum is not None:
            bounds.append(f"{self.column} > {self.maximum}")
        return " OR ".join(bounds)


@dataclass(frozen=True)
class NoMatch:
    """The text does not match the regular expression."""

    column: str
    pattern: str

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        del reference
        return f"NOT regexp_matches({self.column}, {literals([self.pattern])})"


@dataclass(frozen=True)
class Where:
    """The row satisfies a forbidden condition over several columns."""

    sql: str

    def condition(self, reference: Reference) -> str | None:
        """Return the violating condition."""
        del reference
        return self.sql


@dataclass(frozen=True)
class ShareTooHigh:
    """Among the rows with ``whole``, the share of rows with ``part`` is too high.

    ``limit`` is a share 0–1; a share equal to ``limit`` is allowed only if ``limit_is_fine``. Below
    ``fewest`` rows in ``part`` nothing is too many: in a small delivery a single row is a large
    share. ``needs``: a list and a code; content without the code makes the rule inapplicable.
    """

    part: str
    whole: str
    limit: float
    limit_is_fine: bool = False
    fewest: int = 1
    needs: tuple[str, str] | None = None

    def is_violated(self, part: int, whole: int) -> bool:
        """Say whether ``part`` of ``whole`` rows are too many."""
        if part < self.fewest:
            return False
        share = part / whole
        return share > self.limit or (share == self.limit and not self.limit_is_fine)

    def applies(self, reference: Reference) -> bool:
        """Say whether the content has the code of the share."""
        return self.needs is None or self.needs[1] in reference.values(self.needs[0])


@dataclass(frozen=True)
class UnexpectedUnits:
    """A query over ``{batch}`` (the check view) with a row for each violating unit."""

    query: str


RowViolation = (
    Unreadable
    | MissingValue
    | NotInList
    | SomeNotInList
    | NotValidAt
    | OutOfRange
    | NoMatch
    | Where
)
DeliveryViolation = ShareTooHigh | UnexpectedUnits
