"""Delimited text as batches of text cells: streamed, uneven rows flagged, stray quotes survived.

A row is a record as a spreadsheet shows it: a line break inside quotes does not begin a new one.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from etl.reading.encoding import utf8_blocks
from etl.reading.sheets import BEYOND, CELL_END, LINE, PREVIEW_ROWS, UNEVEN, beyond, cell_names

_DELIMITERS: Final = (";", "\t", ",", "|")
_SAMPLE: Final = 512 << 10
#: What stands between quotes: line breaks and delimiters in it separate nothing.
_QUOTED: Final = re.compile(rb'"[^"]*"')
_SINGLE: Final = re.compile("'.*'", re.DOTALL)
#: Cells beyond the header that polars reads; rows with more of them are read one by one.
_BEYOND: Final = 8
#: A record longer than this has lost its closing quote.
_LONGEST_RECORD: Final = 4 << 20
_MIN_BLOCK: Final = 1 << 20
#: Line breaks in a cell from which on its quote is taken for a stray one.
_MOST_LINES: Final = 10


def find_delimiter(sample: str, expected: str | None = None) -> str:
    """Return the delimiter that splits most records into the same number of cells.

    The ``expected`` one of a profile is taken unless another splits far better.
    """
    best = max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))
    if expected and 2 * _evenness(sample, expected) >= _evenness(sample, best):
        return expected
    return best


def _evenness(sample: str, delimiter: str) -> int:
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(record) for record in islice(records, PREVIEW_ROWS) if record)
    except csv.Error:
        return 0
    return max(((width - 1) * times for width, times in widths.items()), default=0)


def stands_in_single_quotes(preview: Iterable[Sequence[str]]) -> bool:
    """Tell whether all cells of a row stand in '…', as some exports write them."""
    rows = ([cell.strip() for cell in row if cell.strip()] for row in preview)
    return any(len(row) > 1 and all(map(_SINGLE.fullmatch, row)) for row in rows)


@dataclass(frozen=True)
class _Expected:
    """How many cells a row has: ``width`` named ones, and at ``most`` so many with empty ones."""

    width: int
    most: int | None


@dataclass(frozen=True)
class CsvSheet:
    """A delimited text file as its only sheet."""

    path: Path
    encoding: str
    delimiter: str

    name: None = None
    has_dot_decimals: bool = False
    is_hidden: bool = False

    @cached_property
    def preview(self) -> tuple[tuple[str, ...], ...]:
        """Return the first rows."""
        sample = next(_record_blocks(self._blocks(_SAMPLE)), b"")
        records = csv.reader(io.StringIO(sample.decode(), newline=""), delimiter=self.delimiter)
        return tuple(tuple(record) for record in islice(records, PREVIEW_ROWS))

    def batches(self, header_row: int, width: int, rows: int) -> Iterator[pl.DataFrame]:
        """Yield what stands below the header row; memory grows with ``rows``, not with the file."""
        size = max(rows * self._bytes_per_row(), _MIN_BLOCK)
        expected = self._expected(header_row, width)
        first = 1
        for block in _record_blocks(self._blocks(size)):
            batch = _read_block(block, self.delimiter, expected, first_line=first)
            below = batch.filter(pl.col(LINE) > header_row) if first <= header_row else batch
            first += batch.height
            if below.height:
                yield below

    def _expected(self, header_row: int, width: int) -> _Expected:
        """Return what the header row says of the rows below.

        A comma stands in numbers, too: there, an empty cell beyond the header row is one too many.
        """
        header = self.preview[header_row - 1] if header_row <= len(self.preview) else ()
        most = max(len(header), width) if self.delimiter == "," else None
        return _Expected(width, most)

    def _blocks(self, size: int) -> Iterator[bytes]:
        return utf8_blocks(self.path, self.encoding, size)

    def _bytes_per_row(self) -> int:
        with self.path.open("rb") as file:
            sample = file.read(_SAMPLE)
        return len(sample) // max(sample.count(b"\n"), 1)


def _record_blocks(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut a byte stream into blocks that end with a record."""
    rest = b""
    for block in blocks:
        text = rest + _with_newlines(block)
        end = _record_end(text)
        if end:
            yield text[:end]
        rest = text[end:]
    if rest:
        yield rest


def _with_newlines(block: bytes) -> bytes:
    """Turn the line ends of old Mac files into those that everything else understands."""
    return block.replace(b"\r", b"\n") if b"\r" in block and b"\n" not in block else block


def _record_end(text: bytes) -> int:
    """Return the end of the last record: a line break with an even number of quotes before it."""
    end = text.rfind(b"\n") + 1
    quotes = text.count(b'"', 0, end)
    while quotes % 2 and end:
        before = text.rfind(b"\n", 0, end - 1) + 1
        quotes -= text.count(b'"', before, end)
        end = before
    if not end and len(text) > _LONGEST_RECORD:
        return text.rfind(b"\n") + 1
    return end


def _read_block(
    block: bytes, delimiter: str, expected: _Expected, *, first_line: int
) -> pl.DataFrame:
    line = pl.int_range(first_line, first_line + pl.len(), dtype=pl.Int64).alias(LINE)
    cells = _read_fast(block, delimiter, cell_names(expected.width), cut_wide=False)
    if cells is not None and _is_even(block, delimiter, cells):
        return cells.with_columns(beyond([]), line, pl.lit(value=False).alias(UNEVEN))
    if cells is None:
        cells = _read_wider(block, delimiter, expected.width)
    else:
        cells = cells.with_columns(beyond([]))
    numbers = _cells_per_row(block, delimiter)
    if cells is None or len(numbers) != cells.height:  # stray quotes
        cells, numbers = _read_lenient(block.decode(errors="replace"), delimiter, expected.width)
    is_uneven = numbers < expected.width
    if expected.most is not None:
        is_uneven |= numbers > expected.most
    if _has_single_quotes(block, delimiter):
        is_uneven |= _is_split(cells, expected.width)
    return cells.with_columns(line, (pl.col(BEYOND).is_not_null() | is_uneven).alias(UNEVEN))


def _has_single_quotes(block: bytes, delimiter: str) -> bool:
    """Tell whether cells may begin and end with an apostrophe; looks at the edges of cells only."""
    if b"'" not in block:
        return False
    sign = delimiter.encode()
    return (sign + b"'" in block or b"\n'" in block or block.startswith(b"'")) and (
        b"'" + sign in block or b"'\n" in block or b"'\r" in block or block.endswith(b"'")
    )


def _is_split(cells: pl.DataFrame, width: int) -> pl.Series:
    """Return whether a delimiter in '…' has split a cell: one begins so, a later one ends so."""
    opened, closed = [], []
    for position, name in enumerate(cell_names(width)):
        begins, ends = pl.col(name).str.starts_with("'"), pl.col(name).str.ends_with("'")
        alone = pl.col(name).str.len_bytes() == 1
        opened.append(pl.when(begins & (~ends | alone)).then(position))
        closed.append(pl.when(ends & (~begins | alone)).then(position))
    is_split = pl.min_horizontal(opened) < pl.max_horizontal(closed)
    return cells.select(is_split.fill_null(value=False)).to_series()


def _is_even(block: bytes, delimiter: str, cells: pl.DataFrame) -> bool:
    """Tell at a glance whether every row has just so many cells; none has more here.

    So none has fewer if all are there. Where something is quoted, each row has to be looked at.
    """
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    signs = block.count(delimiter.encode())
    are_all = (lines, signs) == (cells.height, cells.height * (cells.width - 1))
    return are_all and b'"' not in block and not _has_single_quotes(block, delimiter)


def _cells_per_row(block: bytes, delimiter: str) -> pl.Series:
    """Return the number of cells of each record, unless stray quotes are in its way."""
    plain = _QUOTED.sub(b"", block) if b'"' in block else block
    lines = pl.Series([plain.removesuffix(b"\n").decode(errors="replace")]).str.split("\n")
    return lines.explode().str.count_matches(delimiter, literal=True) + 1


def _read_wider(block: bytes, delimiter: str, width: int) -> pl.DataFrame | None:
    """Return the named cells and what is beyond; ``None`` when something is in polars' way."""
    names, wider = cell_names(width), cell_names(width + _BEYOND)
    if _is_wider(block, delimiter, len(wider)):
        return None
    cells = _read_fast(block, delimiter, wider, cut_wide=True)
    return None if cells is None else cells.select(*names, beyond(wider[width:]))


def _is_wider(block: bytes, delimiter: str, width: int) -> bool:
    """Tell whether a line may have more cells than so many."""
    sign = delimiter.encode()
    return any(line.count(sign) >= width for line in block.splitlines())


def _read_fast(
    block: bytes, delimiter: str, names: list[str], *, cut_wide: bool
) -> pl.DataFrame | None:
    """Return the cells as polars reads them; ``None`` when stray quotes are in its way.

    Rows with more cells than names are in its way, too, unless they are to be cut: a fifth of the
    time is saved by not looking further where there is nothing.
    """
    try:
        return pl.read_csv(
            block,
            has_header=False,
            separator=delimiter,
            infer_schema=False,
            schema=dict.fromkeys(names, pl.String),
            missing_columns="insert",
            extra_columns="ignore" if cut_wide else "raise",
            truncate_ragged_lines=cut_wide,
        )
    except pl.exceptions.PolarsError:
        return None


def _read_lenient(text: str, delimiter: str, width: int) -> tuple[pl.DataFrame, pl.Series]:
    """Return the cells, and how many each row has, as the forgiving standard library sees them."""
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if _has_swallowed_lines(records):
        lines = io.StringIO(text, newline="")
        records = list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    padded = [[*(record + [""] * width)[:width], _joined(record[width:])] for record in records]
    schema = dict.fromkeys([*cell_names(width), BEYOND], pl.String)
    numbers = pl.Series([max(len(record), 1) for record in records], dtype=pl.UInt32)
    return pl.DataFrame(padded, schema=schema, orient="row"), numbers


def _joined(cells: list[str]) -> str | None:
    return CELL_END.join(cell.strip() for cell in cells if cell.strip()) or None


def _has_swallowed_lines(records: list[list[str]]) -> bool:
    """Tell whether a quote that never closes has drawn following rows into its cell."""
    return any(cell.count("\n") > _MOST_LINES for record in records for cell in record)
