"""Text of the cells of tables and grids, as the browser draws it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from playwright.sync_api import Page

from dashboards.figures.series_table import COLUMNS
from dashboards.words import formats
from tests.browser.one_number.texts import Wording
from tests.browser.one_number.truth import KEYS, Row, Seen, Truth, cell_key

Cells = Sequence[Mapping[str, str]]  # of one grid: per row, column → text

#: Grids draw only what can be seen: all of it shall be.
_ROOMY = ".grid > * { width: 9000px !important; height: 90rem !important; }"
_IS_FILLED = """wanted => {
    const grid = document.querySelector('#vorschau .ag-root');
    const rows = [...grid.querySelectorAll('.ag-center-cols-container .ag-row')];
    const height = rows.length ? rows[0].offsetHeight : 0;
    grid.querySelector('.ag-body-viewport').scrollTop = wanted * height;
    const columns = Number(grid.getAttribute('aria-colcount'));
    return rows.some(row => Number(row.getAttribute('row-index')) === wanted) && rows.every(
        row => row.querySelectorAll('.ag-cell:not(:empty)').length === columns
            && row.querySelector('[col-id=datenart]').textContent !== '');
}"""
_READ = """root => [...root.querySelectorAll('.ag-center-cols-container .ag-row')]
    .sort((one, other) => one.getAttribute('row-index') - other.getAttribute('row-index'))
    .map(row => Object.fromEntries([...row.querySelectorAll('.ag-cell')]
        .map(cell => [cell.getAttribute('col-id'), cell.textContent])))"""
_READ_TABLE = """(section, columns) => [...section.querySelectorAll('.series tbody tr')].map(
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


def draw_preview(page: Page, row: int = 0) -> Cells:
    """Make room for the preview and scroll to a row; return the cells around, in all columns."""
    page.add_style_tag(content=_ROOMY)
    page.wait_for_function(_IS_FILLED, arg=row)
    cells: Cells = page.locator("#vorschau").evaluate(_READ)
    return cells


def read_table(channel: str, cells: Cells, rows: Sequence[Row], wording: Wording) -> Iterator[Seen]:
    """Read the table behind a chart of whose series a page shows these rows."""
    named = {formats.period(row["periode"], wording.language): row for row in rows}
    assert {row["periode"] for row in cells} == set(named)
    for cell in cells:
        key = cell_key(named[cell["periode"]])
        for column in ("wert", "unten", "oben", "fallzahl", "zielwert"):
            yield Seen(channel, "wert", key, column, *wording.read_number(cell[column]))
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
