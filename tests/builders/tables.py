"""Tables of a page as a reader has them: rows by the titles of their columns, from the HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from flask.testing import FlaskClient

Attributes = list[tuple[str, str | None]]


class _Cells(HTMLParser):
    """The texts of one table, cell by cell, row by row; of a head's cell the first text only."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._is_inside = False
        self._is_cell = False
        self.rows: list[list[list[str]]] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == "table":
            self._is_inside = dict(attrs).get("id") == self._name
        elif self._is_inside and tag == "tr":
            self.rows.append([])
        elif self._is_inside and tag in {"th", "td"}:
            self.rows[-1].append([])
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._is_inside = False
        elif tag in {"th", "td"}:
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_inside and self._is_cell:
            self.rows[-1][-1].append(data)


def read_table(page: str, name: str) -> list[dict[str, str]]:
    """Return the rows of the table with an id; of a page without it, none."""
    cells = _Cells(name)
    cells.feed(page)
    if not cells.rows:
        return []
    head, *rows = cells.rows
    titles = [texts[0] for texts in head]
    return [dict(zip(titles, ("".join(texts) for texts in row), strict=True)) for row in rows]


def rows_of(client: FlaskClient, address: str, name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the page that a browser is sent first."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    return read_table(answer.text, name)
