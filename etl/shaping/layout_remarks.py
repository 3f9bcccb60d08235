"""Remarks on the sheets and columns of a file that are read, or passed over."""

from __future__ import annotations

from collections.abc import Iterator

from etl import messages, places
from etl.shaping.layout import DataSheet, FoundLayout, LeftOut
from expectations.remarks import Remark

Told = tuple[Remark, str]


def layout_remarks(layout: FoundLayout) -> Iterator[Told]:
    """Yield remarks, each with a sentence for whoever started the run; headers stay in these."""
    for left_out in layout.left_out:
        yield _left_out(left_out)
    for sheet in layout.sheets:
        yield from [_headless(sheet)] if sheet.is_headless else _columns(sheet, layout)


def _left_out(sheet: LeftOut) -> Told:
    if sheet.is_hidden:
        message = messages.sheet_hidden(sheet.label)
    else:
        message = messages.sheet_left_out(sheet.label)
    if sheet.rows:
        kind = "blatt_mit_zeilen_nicht_gelesen"
        message = f"{message} {messages.rows_left_out(sheet.rows)}"
    else:
        kind = "blatt_ausgeblendet" if sheet.is_hidden else "blatt_nicht_gelesen"
    return Remark(kind, sheet.label, number=max(sheet.rows, 1)), message


def _headless(sheet: DataSheet) -> Told:
    label = sheet.label or ""
    return Remark("blatt_ohne_kopfzeile", label), messages.sheet_headless(label)


def _columns(sheet: DataSheet, layout: FoundLayout) -> Iterator[Told]:
    placement, headers = sheet.placement, sheet.placement.headers
    for i, name in placement.guessed.items():
        label = layout.table[name].label_de
        remark = Remark("spalte_gedeutet", sheet.label, name)
        yield remark, messages.guessed_column(headers[i], label)
    for i, name in placement.suggested.items():
        label = layout.table[name].label_de
        remark = Remark("spalte_aehnlich", sheet.label, name)
        yield remark, messages.suggested_column(headers[i], label)
    for i in placement.unplaced:
        if headers[i]:
            remark = Remark("spalte_nicht_zugeordnet", sheet.label, places.column_letter(i))
            yield remark, messages.unplaced_column(headers[i])
