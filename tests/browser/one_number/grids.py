"""Text of the cells of tables: those of charts as the browser draws them, and of previews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from playwright.sync_api import Page

from dashboards.figures.series_table import COLUMNS
from dashboards.words import formats
from tests.browser.one_number.texts import Wording
from tests.browser.one_number.truth import KEYS, Row, Seen, Truth, cell_key

Cells = Sequence[Mapping[str, str]]  # of one table: per row, column → text

_READ_TABLE = """(section, columns) => [
    ...section.querySelector('.series').querySelectorAll('tbody tr')].map(
    row => Object.fromEntries(
        [...row.cells].map((cell, place) => [columns[place], cell.innerText])))"""
#: The preview writes four decimals at most.
_PREVIEW_SLACK = 0.00005


def draw_tables(page: Page) -> dict[str, Cells]:
    """Open the tables of all indicators on a page; return their cells by id of the section."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    sections = page.locator(".indicator:has(.series)").all()
    columns = list(COLUMNS)
    return {str(one.get_attribute("id")): one.evaluate(_READ_TABLE, columns) for one in sections}


def read_table(channel: str, cells: Cells, rows: Sequence[Row], wording: Wording) -> Iterator[Seen]:
    """Read the table behind a chart of whose series a page shows these rows."""
    named = {formats.period(row["periode"], wording.language): row for row in rows}
    assert {row["periode"] for row in cells} == set(named)
    for cell in cells:
        yield from _read_cells(channel, cell, named[cell["periode"]], wording)


def read_areas_table(
    channel: str, cells: Cells, rows: Mapping[str, Row | None], truth: Truth, wording: Wording
) -> Iterator[Seen]:
    """Read the table behind a chart of areas; ``rows``: area → row, if there is one."""
    places = {name: rows[area] for area, name in truth.areas.items()}
    assert {cell["periode"] for cell in cells} == set(places)
    for cell in cells:
        row = places[cell["periode"]]
        if row is None:
            assert wording.read_number(cell["wert"])[0] is None
        else:
            yield from _read_cells(channel, cell, row, wording)


def _read_cells(
    channel: str, cell: Mapping[str, str], row: Row, wording: Wording
) -> Iterator[Seen]:
    key = cell_key(row)
    for column in ("wert", "unten", "oben", "fallzahl"):
        yield Seen(channel, "wert", key, column, *wording.read_number(cell[column]))
    target = wording.read_number(cell["zielwert"])
    if row["bewertet"] or target[0] is not None:  # periods that are not graded have none
        yield Seen(channel, "wert", key, "zielwert", *target)
    yield Seen(channel, "wert", key, "abdeckung", *wording.read_share(cell["abdeckung"]))
    yield Seen(channel, "wert", key, "mehr_als", wording.more in cell["wert"])


def read_preview(
    channel: str, table: str, cells: Cells, truth: Truth, wording: Wording
) -> Iterator[Seen]:
    """Read cells of a preview."""
    for cell in cells:
        key = tuple(cell[column] for column in KEYS[table])
        row = truth.tables[table][key]
        for column in row.keys() & cell.keys():
            if isinstance(row[column], int | float | None) and not isinstance(row[column], bool):
                value, _ = wording.read_number(cell[column])
                yield Seen(channel, table, key, column, value, _PREVIEW_SLACK)
            elif isinstance(row[column], str):
                yield Seen(channel, table, key, column, cell[column])
