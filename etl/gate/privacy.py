"""Personal data in a column: the decision over all texts of the column that were seen.

A column is watched batch by batch, through its distinct values: of a column of the schema, the
values that cleaning did not vouch for; of any other column, all values. A foreign column is free
text when most filled cells have three words or more, and is dropped without a refusal when nothing
personal is found. A finding carries kind and place, never the text of a cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from data.schema import Kind
from etl.cleaning.columns import CleanColumn
from etl.cleaning.distinct import DistinctColumn
from etl.cleaning.missing import is_missing
from etl.gate.own_words import OwnWords
from etl.gate.personal_dates import Days, days_among_words, hinted, plain_days
from etl.gate.personal_headers import Promise, explains_days, is_of_machine, may_be_long, promise_of
from etl.gate.personal_texts import first_bare_mobile, readable, traces_in
from monitor.personal_data.signs import shows_birth
from monitor.personal_data.traces import Trace

#: So many words make a cell a text.
_TEXT_WORDS: Final = 3
_WORD: Final = r"\S*\p{L}\S*"
#: Columns whose unreadable cells may be dates that no calendar knows.
_DATED: Final = frozenset({Kind.DATE, Kind.QUARTER})
#: Columns of small numbers: what is read as one may be a telephone number all the same.
_COUNTS: Final = frozenset({Kind.INT, Kind.MINUTES})
_LEADING_ZERO: Final = r"^0\d{6,}$"


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file: sheet, column or other part (German words), and line."""

    sheet: str
    part: str
    line: int | None = None


@dataclass(frozen=True)
class Finding:
    """A trace of persons and its place."""

    trace: Trace
    place: Place


@dataclass
class Watch:
    """Everything seen so far of one column, or of one part of a file that is no column.

    ``promise`` is what the header promises, ``holds_texts`` whether it may turn out as free text,
    ``holds_numbers`` whether long numbers are a program's, ``holds_days`` whether old days are no
    births.
    """

    sheet: str
    part: str
    own: OwnWords
    promise: Promise | None = None
    holds_texts: bool = False
    holds_numbers: bool = False
    holds_days: bool = False
    seen: dict[Trace, int | None] = field(default_factory=dict)
    days: Days = field(default_factory=Days)
    filled: int = 0
    worded: int = 0

    @classmethod
    def foreign(cls, sheet: str, part: str, header: str, own: OwnWords) -> Watch:
        """Return the watch over a column that is none of the schema's."""
        return cls(
            sheet,
            part,
            own,
            promise_of(header),
            holds_texts=not may_be_long(header),
            holds_numbers=is_of_machine(header),
            holds_days=explains_days(header),
        )

    def see(self, column: DistinctColumn, lines: pl.Series) -> None:
        """Look at all texts of a foreign column; ``lines`` are the row numbers people see."""
        batch = _Texts(column, lines, readable(column.values))
        self._see_traces(batch)
        self._see_days(batch, are_own=False)
        if not self.holds_numbers:
            self._note(Trace.PHONE, batch, first_bare_mobile(batch.texts))
        if self.promise:
            self._note(self.promise.trace, batch, self.promise.first(batch.texts, self.own))
        if self.holds_texts:
            self._count_words(batch)

    def see_known(self, column: CleanColumn, lines: pl.Series) -> None:
        """Look at the texts of a column of the schema that cleaning does not vouch for."""
        source = column.source
        if column.column.kind in _COUNTS:
            self._see_counts(_Texts(source, lines, readable(source.values)))
        if column.is_understood.all():
            return
        batch = _Texts(source, lines, readable(source.values.set(column.is_understood, None)))
        self._see_traces(batch)
        self._see_days(batch, are_own=column.column.kind in _DATED)
        self._note(Trace.PHONE, batch, first_bare_mobile(batch.texts))

    def _see_counts(self, batch: _Texts) -> None:
        """Look at what is read as a number: nobody counts to a telephone number."""
        self._note(Trace.PHONE, batch, first_bare_mobile(batch.texts))
        self._note(Trace.PHONE, batch, _first(batch.texts.str.contains(_LEADING_ZERO)))

    def findings(self, begin: dt.date) -> Iterator[Finding]:
        """Yield what is personal; ``begin`` is when the delivery's own days begin."""
        seen = dict(self.seen)
        if self.days.are_births(begin):
            seen.setdefault(Trace.BIRTH_DATE, None)
        for line in self.days.old_among_words(begin):
            seen.setdefault(Trace.BIRTH_DATE, line)
        if 2 * self.worded > self.filled:
            seen.setdefault(Trace.FREE_TEXT, None)
        for trace, line in seen.items():
            yield Finding(trace, Place(self.sheet, self.part, line))

    def _see_traces(self, batch: _Texts) -> None:
        for trace, position in traces_in(batch.texts, self.own).items():
            self._note(trace, batch, position)

    def _see_days(self, batch: _Texts, *, are_own: bool) -> None:
        positions = hinted(batch.texts)
        if positions.is_empty():
            return
        plain = plain_days(batch.texts)
        if not are_own and not self.holds_days:
            self.days.plain.update(_times(batch.column, plain))
        for position in positions.filter(plain.gather(positions).is_null()):
            text = batch.texts[position]
            if shows_birth(text):
                self._note(Trace.BIRTH_DATE, batch, position)
            elif not are_own:
                for day in days_among_words(text):
                    self.days.among_words.setdefault(day, batch.line_of(position))

    def _count_words(self, batch: _Texts) -> None:
        said = batch.texts.is_not_null() & ~is_missing(batch.texts)
        texts = batch.texts.str.count_matches(_WORD) >= _TEXT_WORDS
        worded = said & texts & ~plain_days(batch.texts).is_not_null()
        for position in worded.arg_true():
            if self.own.hold(batch.texts[position]):
                worded[int(position)] = False
        self.filled += int(batch.column.rows_where(said).sum())
        self.worded += int(batch.column.rows_where(worded).sum())

    def _note(self, trace: Trace, batch: _Texts, position: int | None) -> None:
        if position is not None and trace not in self.seen:
            self.seen[trace] = batch.line_of(position)


@dataclass(frozen=True)
class _Texts:
    """The distinct texts of a batch's column, readable, with what leads back to the rows."""

    column: DistinctColumn
    lines: pl.Series
    texts: pl.Series

    def line_of(self, position: int) -> int | None:
        """Return the first row that holds the text of a position; ``None`` where rows have none."""
        row = (self.column.positions == position).arg_max()
        line = self.lines[row] if row is not None else None
        return int(line) if line is not None else None


def _first(flags: pl.Series) -> int | None:
    found = flags.arg_true()
    return int(found[0]) if len(found) else None


def _times(column: DistinctColumn, days: pl.Series) -> dict[dt.date, int]:
    """Return how many rows hold each day."""
    rows = column.spread(days).drop_nulls()
    return dict(rows.value_counts().iter_rows())
