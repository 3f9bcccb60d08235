"""The shape of a delivered file: which sheets are data, where the header row is, which table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from data.schema import TABLES, Table
from etl import messages
from etl.cleaning.dates import dates
from etl.cleaning.spelling import normalise_all
from etl.profiles import Profile
from etl.reading.sheets import DeliveredFile, Sheet, cell_names
from etl.refusals import Reason, RefusalError
from etl.shaping.placement import Placement, names_of, place

#: A header row knows at least this many names, and this share of the names in it.
_LEAST_NAMES: Final = 2
_LEAST_SHARE: Final = 0.3
#: Share of the required cells that a row without a header has filled, if it is one of the table.
_NEARLY_ALL: Final = 0.8
_DAY: Final = "datum"
_ROWS_AT_ONCE: Final = 100_000


@dataclass(frozen=True, eq=False)
class DataSheet:
    """A sheet with its label, its header row (1-based) and the columns found in it.

    A headless sheet looks like the first sheet but has no header row: its rows count, and none of
    its cells is read. ``header_row`` is then the last row above them.
    """

    sheet: Sheet
    label: str | None
    header_row: int
    placement: Placement
    is_headless: bool = False

    @property
    def width(self) -> int:
        """Return the number of columns with a place in the header row."""
        return len(self.placement.headers)

    @property
    def headers(self) -> dict[str, str]:
        """Return the text of the header of each placed column, by canonical name."""
        return {name: self.placement.headers[i] for name, i in self.placement.columns.items()}


@dataclass(frozen=True)
class LeftOut:
    """A sheet that is not read, and how many of its rows look like rows of the delivery."""

    label: str
    is_hidden: bool
    rows: int


@dataclass(frozen=True)
class FoundLayout:
    """The part of a file that is read.

    ``unread`` holds those of the sheets ``left_out`` that have a header row of the table all the
    same.
    """

    table: Table
    sheets: tuple[DataSheet, ...]
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[DataSheet, ...] = ()


def find_layout(
    source: DeliveredFile, table: str | None, profile: Profile, standard: Profile
) -> FoundLayout:
    """Return what of the file is to be read.

    Raises:
        RefusalError: no header row fits, no sheet of the profile is there, or the table is unclear.
    """
    chosen = _chosen_sheets(source, profile)
    tables = [TABLES[table]] if table else list(TABLES.values())
    fitting = [layout for t in tables if (layout := _layout(source, chosen, t, profile, standard))]
    if not fitting:
        seen = [label for sheet in chosen if (label := source.label_of(sheet))]
        unseen = [
            label
            for sheet in source.sheets
            if sheet.is_hidden
            and not _is_among(sheet, chosen)
            and (label := source.label_of(sheet))
        ]
        raise RefusalError(Reason.KEINE_KOPFZEILE, messages.no_header(seen, unseen))
    best = _best(fitting)
    read = (*best.sheets, *_headless(source, chosen, best))
    others = [s for s in source.sheets if not _is_among(s, [each.sheet for each in read])]
    found = _layout(source, others, best.table, profile, standard)
    unread = found.sheets if found else ()
    left_out = (_left_out(source, sheet, best.table, unread) for sheet in others)
    return FoundLayout(best.table, read, tuple(one for one in left_out if one), unread)


def _is_among(sheet: Sheet, sheets: Sequence[Sheet]) -> bool:
    """Tell whether it is one of these; two sheets may be equal in every cell."""
    return any(sheet is each for each in sheets)


def _left_out(
    source: DeliveredFile, sheet: Sheet, table: Table, unread: Sequence[DataSheet]
) -> LeftOut | None:
    label = source.label_of(sheet)
    if label is None:
        return None
    required = [column.name for column in table.delivered if column.required]
    own = next((each for each in unread if each.sheet is sheet), None)
    placed = sum(name in own.placement.columns for name in required) if own else 0
    if own and placed >= _NEARLY_ALL * len(required):
        return LeftOut(label, sheet.is_hidden, count_rows(sheet, own.header_row))
    return LeftOut(label, sheet.is_hidden, count_rows(sheet, 0, len(required)))


def count_rows(sheet: Sheet, header_row: int, least: int = 1) -> int:
    """Return how many rows below a row have at least so many filled cells."""
    names = cell_names(max(map(len, sheet.preview), default=0))
    if not names:
        return 0
    filled = pl.sum_horizontal(
        (pl.col(name).str.strip_chars() != "").fill_null(value=False).cast(pl.Int32)
        for name in names
    )
    batches = sheet.batches(header_row, len(names), _ROWS_AT_ONCE)
    return sum(batch.filter(filled >= least).height for batch in batches)


def _headless(
    source: DeliveredFile, chosen: Sequence[Sheet], layout: FoundLayout
) -> Iterator[DataSheet]:
    """Yield the sheets that look like the first one that is read, but have no header row."""
    first = layout.sheets[0].placement
    for sheet in chosen:
        if _is_among(sheet, [each.sheet for each in layout.sheets]):
            continue
        titles = _titles(sheet.preview)
        placement = first.within(max(map(len, sheet.preview), default=0))
        if _looks_like_data(sheet.preview[titles:], placement, layout.table):
            label = source.label_of(sheet)
            yield DataSheet(sheet, label, titles, placement, is_headless=True)


def _titles(preview: Sequence[Sequence[str]]) -> int:
    """Return how many rows on top are empty or have a single filled cell."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in preview]
    return next((row for row, width in enumerate(widths) if width > 1), len(preview))


def _looks_like_data(rows: Sequence[Sequence[str]], placement: Placement, table: Table) -> bool:
    """Tell whether most rows have what is required where the columns stand, days among it."""
    required = [i for name, i in placement.columns.items() if table[name].required]
    day = placement.columns.get(_DAY)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled or not required or (_DAY in table and day is None):
        return False
    full = [
        row for row in filled
        if sum(bool(row[i].strip()) for i in required) >= _NEARLY_ALL * len(required)
    ]  # fmt: skip
    fitting = len(full)
    if day is not None:
        fitting = dates(pl.Series([row[day] for row in full], dtype=pl.String)).count()
    return fitting >= len(filled) / 2


def _chosen_sheets(source: DeliveredFile, profile: Profile) -> list[Sheet]:
    """Return the sheets to look at: those of the profile, or all that the sender can see."""
    wanted = profile.datei.blaetter
    if wanted is None or all(sheet.name is None for sheet in source.sheets):
        return [sheet for sheet in source.sheets if not sheet.is_hidden]
    named = {_composed(name) for name in wanted}
    chosen = [sheet for sheet in source.sheets if sheet.name and _composed(sheet.name) in named]
    if not chosen:
        raise RefusalError(Reason.BLATT_FEHLT, messages.missing_sheets(sorted(wanted)))
    return chosen


def _composed(name: str) -> str:
    """Return a name of a sheet as Windows writes it: macOS takes umlauts apart."""
    return unicodedata.normalize("NFC", name).strip()


def _layout(
    source: DeliveredFile,
    sheets: Sequence[Sheet],
    table: Table,
    profile: Profile,
    standard: Profile,
) -> FoundLayout | None:
    own = profile if profile.fits(table.name) else standard
    found = [_data_sheet(source, sheet, table, own, standard) for sheet in sheets]
    fitting = tuple(each for each in found if each)
    return FoundLayout(table, fitting) if fitting else None


def _data_sheet(
    source: DeliveredFile, sheet: Sheet, table: Table, profile: Profile, standard: Profile
) -> DataSheet | None:
    row = profile.datei.kopfzeile
    known = set(names_of(table, profile, standard))
    if row is None or _known_names(_row(sheet, row), known) < _LEAST_NAMES:
        row = find_header_row(sheet.preview, known)
    if row is None:
        return None
    headers = _without_empty_tail(sheet.preview[row - 1])
    label = source.label_of(sheet)
    return DataSheet(sheet, label, row, place(headers, table, profile, standard))


def _row(sheet: Sheet, row: int) -> tuple[str, ...]:
    return sheet.preview[row - 1] if row <= len(sheet.preview) else ()


def find_header_row(preview: Sequence[Sequence[str]], known: set[str]) -> int | None:
    """Return the 1-based row that holds the most known names; ``None``: no row looks like one."""
    scores = [_known_names(row, known) for row in preview]
    best = max(scores, default=0)
    if best < _LEAST_NAMES:
        return None
    row = scores.index(best)
    filled = sum(bool(cell.strip()) for cell in preview[row])
    return row + 1 if best >= _LEAST_SHARE * filled else None


def _known_names(row: Sequence[str], known: set[str]) -> int:
    return len(known & set(normalise_all(row)))


def _without_empty_tail(row: Sequence[str]) -> tuple[str, ...]:
    """Return the headers without the empty cells at the end (trailing ``;;;``)."""
    filled = [position for position, cell in enumerate(row) if cell.strip()]
    return tuple(" ".join(cell.split()) for cell in row[: max(filled, default=-1) + 1])


def _best(layouts: Sequence[FoundLayout]) -> FoundLayout:
    """Return the layout whose table fits best: all required columns there, most columns placed."""

    def fit(layout: FoundLayout) -> tuple[bool, int, int]:
        placement = layout.sheets[0].placement
        missing = len(placement.missing(layout.table, ()))
        return (missing == 0, len(placement.columns), -missing)

    ranked = sorted(layouts, key=fit, reverse=True)
    if len(ranked) > 1 and fit(ranked[0]) == fit(ranked[1]):
        raise RefusalError(Reason.ANGABEN_UNKLAR, messages.unknown_table())
    return ranked[0]
