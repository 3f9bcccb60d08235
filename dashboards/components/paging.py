"""Pages of a long table: which rows are shown, and the links to the rows before and after them.

The number of the page stands in the address (``seite``), so that a page can be sent on, is there
without a script, and the browser's back button works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.components.links import inner
from dashboards.components.unknown_choices import UnknownChoice
from dashboards.request.context import Context
from dashboards.request.view import View
from dashboards.words import formats

#: Rows of a page.
PAGE_ROWS: Final = 100


@dataclass(frozen=True)
class Paging:
    """One page of a table of ``total`` rows; ``page`` counts from 1 and is one that there is."""

    page: int
    total: int

    @classmethod
    def of(cls, view: View, total: int) -> Paging:
        """Return the page of a view; beyond the last page, the last."""
        return cls(min(view.page, _pages(total)), total)

    @property
    def offset(self) -> int:
        """Return the number of rows before the page."""
        return (self.page - 1) * PAGE_ROWS

    @property
    def last_row(self) -> int:
        """Return the number of the last row of the page, from 1."""
        return min(self.offset + PAGE_ROWS, self.total)

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return _pages(self.total)


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE_ROWS))


def page_links(context: Context, paging: Paging, *, anchor: str, label: str) -> list[Component]:
    """Return which rows are shown, with the links to all others; of one page only the number.

    Args:
        context: of the page.
        paging: the page shown.
        anchor: id of the section that the links lead to.
        label: name of the table.
    """
    t = context.t
    first, last, total = (
        formats.number(row, t.language)
        for row in (paging.offset + 1, paging.last_row, paging.total)
    )
    if paging.pages == 1:
        return [html.P(t.count("tables.all_rows", paging.total), className="soft small")]
    shown = html.Span(t("tables.rows", first=first, last=last, total=total))
    steps = ("first", 1), ("previous", paging.page - 1), ("next", paging.page + 1)
    links = [
        _link(context, name, page, paging, anchor)
        for name, page in (*steps, ("last", paging.pages))
    ]
    named = aria.labelled(t("tables.pages", table=label))
    return [html.Nav([shown, html.Div(links, className="turn")], className="paging", **named)]


def _link(context: Context, name: str, page: int, paging: Paging, anchor: str) -> Component:
    """Return the link to a page; a text where the table ends, so that no link moves."""
    words = context.t(f"tables.{name}")
    if page == paging.page or not 1 <= page <= paging.pages:
        return html.Span(words, className="no-step soft")
    return inner(words, f"{context.here(page=page)}#{anchor}")


def unknown_page(context: Context, total: int) -> Iterator[UnknownChoice]:
    """Yield the page of the address, where the table of ``total`` rows does not have it."""
    t, view, shown = context.t, context.view, Paging.of(context.view, total)
    asked = dict(view.unread).get("page") or (str(view.page) if view.page != shown.page else None)
    if asked:
        yield UnknownChoice("page", asked, t("tables.page", page=shown.page))
