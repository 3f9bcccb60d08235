"""Which rows a page of a table has, and where its links lead."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components.paging import PAGE_ROWS, Paging, page_links, unknown_page
from dashboards.components.static_html import to_html
from dashboards.request.context import Context
from dashboards.request.view import View, read_search


def _context(search: str) -> Context:
    library: Any = None  # nothing is looked up
    return Context("/daten", read_search(search), library)


@given(total=st.integers(0, 10_000), asked=st.integers(1, 200))
def test_the_pages_together_have_each_row_once(total: int, asked: int) -> None:
    pages = [Paging(page, total) for page in range(1, Paging(1, total).pages + 1)]
    rows = [row for page in pages for row in range(page.offset, page.last_row)]
    assert rows == list(range(total))
    assert Paging.of(View(page=asked), total).page in range(1, len(pages) + 1)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (100, 1), (101, 2), (4212, 43)])
def test_a_page_has_a_hundred_rows(total: int, pages: int) -> None:
    assert PAGE_ROWS == 100
    assert Paging(1, total).pages == pages


def test_links_lead_to_the_pages_around_and_keep_the_choice() -> None:
    context = _context("datensatz=ziele&seite=2")
    said = to_html(page_links(context, Paging(2, 4212), anchor="vorschau", label="Vorschau"))
    assert "Zeilen 101 bis 200 von 4.212" in said
    for page in ("", "&amp;seite=3", "&amp;seite=43"):
        assert f'href="/daten?datensatz=ziele{page}#vorschau"' in said
    assert said.count("<a ") == 4


def test_a_table_ends_where_it_ends() -> None:
    context = _context("")
    first = to_html(page_links(context, Paging(1, 150), anchor="x", label=""))
    last = to_html(page_links(context, Paging(2, 150), anchor="x", label=""))
    assert [first.count("seite=2"), last.count("seite=")] == [2, 0]
    assert [first.count("<a "), last.count("<a ")] == [2, 2]
    assert "Zeilen 101 bis 150 von 150" in last
    assert "Alle 20 Zeilen" in to_html(page_links(context, Paging(1, 20), anchor="x", label=""))


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("", []),
        ("seite=2", []),
        ("seite=3", [("3", "Seite 2")]),
        ("seite=9999999", [("9999999", "Seite 2")]),
        ("seite=null", [("null", "Seite 1")]),
    ],
)
def test_a_page_that_is_not_there_is_named(search: str, said: list[tuple[str, str]]) -> None:
    found = list(unknown_page(_context(search), 150))
    assert [(one.asked, one.shown) for one in found] == said
