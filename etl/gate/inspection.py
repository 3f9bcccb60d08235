"""The gate: every cell of every sheet is looked at before anything of a file is written anywhere.

Title rows, headers, hidden and left-out sheets, rows taken for sums, cells beyond the header, notes
on cells and what accompanies the file are all part of it. What counts as personal is decided by
``etl.gate.privacy``; the gate knows where things stand. It reads in batches and keeps no cell.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from data.schema import Kind
from etl import messages, places
from etl.cleaning.columns import CleanColumn, Reading, clean_column
from etl.cleaning.distinct import DistinctColumn, encode, tidied
from etl.gate.own_words import OwnWords
from etl.gate.personal_dates import first_own_day
from etl.gate.personal_headers import (
    find_labels,
    likely_header,
    meant,
    promises_of_bare,
    shows_beside,
)
from etl.gate.personal_texts import names_person
from etl.gate.privacy import Finding, Watch
from etl.reading.sheets import BEYOND, CELL_END, LINE, DeliveredFile, Sheet, cell_names
from etl.refusals import Reason, RefusalError
from etl.shaping.intake import (
    Kept,
    Tally,
    batch_of,
    data_rows,
    encoded_batch,
    read_ahead,
    reading_of,
)
from etl.shaping.layout import DataSheet, FoundLayout, count_rows


@dataclass(frozen=True)
class Inspection:
    """The result of the gate: the number of data rows, every trace of persons, and the batches."""

    rows: int
    findings: tuple[Finding, ...]
    kept: Kept

    def refusal(self, *, deleted: bool) -> RefusalError:
        """Return why the file is refused: kinds and places, never what stands there."""
        traces = sorted({finding.trace for finding in self.findings})
        found = dict.fromkeys((each.trace.label, each.place) for each in self.findings)
        told = [(kind, places.place(at.sheet, at.part, at.line)) for kind, at in found]
        message = messages.personal_data(told, deleted=deleted)
        return RefusalError(Reason.PERSONENBEZUG, message, detail=",".join(traces))


@dataclass
class Gate:
    """One pass over one file."""

    own: OwnWords
    batch_rows: int
    watches: list[Watch] = field(default_factory=list)
    days: Counter[dt.date] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    kept: Kept = field(default_factory=Kept)

    def look_at_source(
        self, source: DeliveredFile, layout: FoundLayout | None, reading: Reading | None
    ) -> None:
        """Look at every sheet; those with a header row of the table as the layout reads them."""
        read = layout.sheets if layout else ()
        known = (*read, *layout.unread) if layout else ()
        for number, sheet in enumerate(source.sheets, start=1):
            label = self._label(source, sheet, number)
            data = next((each for each in known if each.sheet is sheet), None)
            if data and reading and not data.is_headless:
                self._look_at_data(label, data, reading_of(data, reading), is_read=data in read)
                continue
            self._look_at_bare(label, sheet)
            self.tally.rows += count_rows(sheet, data.header_row) if data else 0
        self.look_at_lines(places.NOTE, source.notes, are_numbered=False)

    def look_at_lines(self, name: str, lines: Sequence[str], *, are_numbered: bool = True) -> None:
        """Look at texts that are no cells, such as those of the sidecar."""
        watch = self._watch(Watch("", name, self.own))
        numbers = [number if are_numbered else None for number in range(1, len(lines) + 1)]
        _see_texts(watch, lines, numbers)

    def inspection(self, received: dt.date) -> Inspection:
        """Return everything that was found."""
        begin = first_own_day(self.days, received)
        found = (finding for watch in self.watches for finding in watch.findings(begin))
        return Inspection(self.tally.rows, tuple(found), self.kept)

    def _watch(self, watch: Watch) -> Watch:
        self.watches.append(watch)
        return watch

    def _label(self, source: DeliveredFile, sheet: Sheet, number: int) -> str:
        """Return what a sheet is called in messages; look at its name."""
        label = source.label_of(sheet)
        if sheet.name is None or label is None:
            return ""
        watch = self._watch(Watch("", places.sheet_name(number), self.own))
        _see_texts(watch, [sheet.name], [None])
        return places.seen_sheet(label, is_hidden=sheet.is_hidden)

    def _look_at_data(
        self, label: str, sheet: DataSheet, reading: Reading, *, is_read: bool
    ) -> None:
        headers = sheet.placement.headers
        self._look_at_top(label, sheet.sheet, sheet.header_row)
        placed = {position: name for name, position in sheet.placement.columns.items()}
        watches = [
            self._watch(
                Watch.foreign(
                    label, self._column(header, i), meant(header, reading.table), self.own
                )
            )
            for i, header in enumerate(headers)
        ]
        beside = self._watch(Watch(label, places.BESIDE, self.own, holds_texts=True))
        batches = sheet.sheet.batches(sheet.header_row, sheet.width, self.batch_rows)
        for cells in _filled(batches):
            batch = encoded_batch(cells, sheet)
            for position, watch in enumerate(watches):
                column, lines = batch.columns[str(position)], batch.lines
                if position not in placed:
                    watch.see(column, lines)
                    continue
                known = clean_column(reading.table[placed[position]], column, reading)
                watch.see_known(known, lines)
                self._count_days(known, is_read=is_read)
            _see_beyond(beside, cells)
            if is_read:
                self.tally.rows += len(data_rows(batch_of(batch, sheet), reading, self.tally).lines)
                self.kept.add(sheet, batch)

    def _look_at_bare(self, label: str, sheet: Sheet) -> None:
        """Look at a sheet whose columns nobody knows: a legend, a cover, a list of persons."""
        width = max(map(len, sheet.preview), default=0)
        header_row = likely_header(sheet.preview, self.own)
        headers = sheet.preview[header_row - 1] if header_row else ()
        promises = promises_of_bare(headers, self.own)
        if header_row or sheet.name is None:  # a Parquet file's names are no row of the table
            self._look_at_top(label, sheet, max(header_row, 1))
        self._look_beside_labels(label, sheet.preview[header_row:], header_row, are_titles=False)
        watches = [
            self._watch(Watch(label, self._column(_at(headers, i), i), self.own, promises.get(i)))
            for i in range(width)
        ]
        beside = self._watch(Watch(label, places.BESIDE, self.own))
        for cells in _filled(sheet.batches(header_row, width, self.batch_rows)):
            columns = encode(cells.select(cell_names(width)))
            for position, watch in enumerate(watches):
                watch.see(columns[str(position)], cells[LINE])
            _see_beyond(beside, cells)

    def _look_at_top(self, label: str, sheet: Sheet, header_row: int) -> None:
        """Look at the rows above the table and at its header."""
        titles, header = sheet.preview[: header_row - 1], sheet.preview[header_row - 1 : header_row]
        self._look_beside_labels(label, titles, 0, are_titles=True)
        for name, rows, first in (("", titles, 1), (places.HEADER, header, header_row)):
            cells = [
                (cell, first + i) for i, row in enumerate(rows) for cell in row if cell.strip()
            ]
            watch = self._watch(Watch(label, name, self.own))
            _see_texts(watch, [cell for cell, _ in cells], [line for _, line in cells])

    def _look_beside_labels(
        self, label: str, rows: Sequence[Sequence[str]], above: int, *, are_titles: bool
    ) -> None:
        """Look at what stands to the right of ``Fachkraft:``."""
        watch = self._watch(Watch(label, "", self.own))
        for line, row in enumerate(rows, start=above + 1):
            for promise, text in find_labels(row, self.own, are_titles=are_titles):
                if shows_beside(promise, text, self.own):
                    watch.seen.setdefault(promise.trace, line)

    def _column(self, header: str, position: int) -> str:
        """Return what a column is called in messages: its header unless that names a person."""
        if not header or names_person(header, self.own):
            return places.column_letter(position)
        return places.named_column(header)

    def _count_days(self, column: CleanColumn, *, is_read: bool) -> None:
        if is_read and column.column.kind is Kind.DATE:
            rows = column.source.spread(column.values).drop_nulls()
            self.days.update(dict(rows.value_counts().iter_rows()))


def _filled(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    return (cells for cells in read_ahead(batches) if not cells.is_empty())


def _at(headers: Sequence[str], position: int) -> str:
    return headers[position] if position < len(headers) else ""


def _see_texts(watch: Watch, texts: Sequence[str], lines: Sequence[int | None]) -> None:
    if texts:
        values = tidied(pl.Series(texts, dtype=pl.String))
        positions = pl.int_range(len(values), dtype=pl.UInt32, eager=True)
        watch.see(DistinctColumn(values, positions), pl.Series(lines, dtype=pl.Int64))


def _see_beyond(watch: Watch, cells: pl.DataFrame) -> None:
    filled = cells.select(BEYOND, LINE).drop_nulls(BEYOND)
    if not filled.is_empty():
        single = filled.with_columns(pl.col(BEYOND).str.split(CELL_END)).explode(BEYOND)
        watch.see(encode(single.select(BEYOND))[BEYOND], single[LINE])
