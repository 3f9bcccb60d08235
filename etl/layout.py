"""The shape of a delivered file: which sheets are data, where the header row is, which table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data.schema import TABLES, Table
from etl import messages
from etl.placement import Placement, names_of, place
from etl.profiles import Profile
from etl.refusals import Reason, RefusalError
from etl.sheets import Sheet, Source
from etl.spelling import normalise_all

#: A header row knows at least this many names, and this share of the names in it.
_LEAST_NAMES: Final = 2
_LEAST_SHARE: Final = 0.3


@dataclass(frozen=True)
class DataSheet:
    """A sheet with its label, its header row (1-based) and the columns found in it."""

    sheet: Sheet
    label: str | None
    header_row: int
    placement: Placement

    @property
    def headers(self) -> dict[str, str]:
        """Return the text of the header of each placed column, by canonical name."""
        return {name: self.placement.headers[i] for name, i in self.placement.columns.items()}


@dataclass(frozen=True)
class Layout:
    """What of a file is read.

    ``left_out`` holds the labels of the sheets that are not data, ``hidden`` those of the sheets
    that the sender does not see; ``unread`` holds the sheets of both that have a header row of the
    table all the same.
    """

    table: Table
    sheets: tuple[DataSheet, ...]
    left_out: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    unread: tuple[DataSheet, ...] = ()


def find_layout(source: Source, table: str | None, profile: Profile, standard: Profile) -> Layout:
    """Return what of the file is to be read.

    Raises:
        RefusalError: no header row fits, no sheet of the profile is there, or the table is unclear.
    """
    chosen = _chosen_sheets(source, profile)
    tables = [TABLES[table]] if table else list(TABLES.values())
    fitting = [layout for t in tables if (layout := _layout(source, chosen, t, profile, standard))]
    if not fitting:
        seen = [label for sheet in chosen if (label := source.label_of(sheet))]
        unseen = _unread(source, chosen, are_hidden=True)
        raise RefusalError(Reason.KEINE_KOPFZEILE, messages.no_header(seen, unseen))
    best = _best(fitting)
    read = [each.sheet for each in best.sheets]
    others = [sheet for sheet in source.sheets if not any(sheet is each for each in read)]
    unread = _layout(source, others, best.table, profile, standard)
    return Layout(
        best.table,
        best.sheets,
        left_out=_unread(source, read, are_hidden=False),
        hidden=_unread(source, read, are_hidden=True),
        unread=unread.sheets if unread else (),
    )


def _unread(source: Source, read: Sequence[Sheet], *, are_hidden: bool) -> tuple[str, ...]:
    names = {sheet.name for sheet in read}
    others = [sheet for sheet in source.sheets if sheet.name not in names]
    labels = (source.label_of(sheet) for sheet in others if sheet.is_hidden is are_hidden)
    return tuple(label for label in labels if label)


def _chosen_sheets(source: Source, profile: Profile) -> list[Sheet]:
    """Return the sheets to look at: those of the profile, or all that the sender can see."""
    wanted = profile.datei.blaetter
    if wanted is None or all(sheet.name is None for sheet in source.sheets):
        return [sheet for sheet in source.sheets if not sheet.is_hidden]
    missing = sorted(set(wanted) - {sheet.name for sheet in source.sheets if sheet.name})
    if len(missing) == len(wanted):
        raise RefusalError(Reason.BLATT_FEHLT, messages.missing_sheets(missing))
    return [sheet for sheet in source.sheets if sheet.name in wanted]


def _layout(
    source: Source, sheets: Sequence[Sheet], table: Table, profile: Profile, standard: Profile
) -> Layout | None:
    own = profile if profile.fits(table.name) else standard
    found = [_data_sheet(source, sheet, table, own, standard) for sheet in sheets]
    fitting = tuple(each for each in found if each)
    return Layout(table, fitting, ()) if fitting else None


def _data_sheet(
    source: Source, sheet: Sheet, table: Table, profile: Profile, standard: Profile
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


def _best(layouts: Sequence[Layout]) -> Layout:
    """Return the layout whose table fits best: all required columns there, most columns placed."""

    def fit(layout: Layout) -> tuple[bool, int, int]:
        placement = layout.sheets[0].placement
        missing = len(placement.missing(layout.table, ()))
        return (missing == 0, len(placement.columns), -missing)

    ranked = sorted(layouts, key=fit, reverse=True)
    if len(ranked) > 1 and fit(ranked[0]) == fit(ranked[1]):
        raise RefusalError(Reason.ANGABEN_UNKLAR, messages.unknown_table())
    return ranked[0]
