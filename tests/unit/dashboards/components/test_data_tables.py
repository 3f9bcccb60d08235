"""Tables of a frame: values as the language writes them, keys to sort by, nothing but text."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dashboards.components.data_tables import LONG, ColumnKind, DataColumn, data_table, write
from dashboards.components.static_html import to_html
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from tests.builders.tables import read_table

GERMAN, ENGLISH = Messages(Language.DE), Messages(Language.EN)
COLUMNS = [
    DataColumn("name", "Name"),
    DataColumn("wert", "Wert", ColumnKind.NUMBER, about="in Prozent"),
]


@pytest.mark.parametrize(
    ("kind", "value", "german", "english"),
    [
        (ColumnKind.NUMBER, 4212, "4.212", "4,212"),
        (ColumnKind.NUMBER, 0.5, "0,5", "0.5"),
        (ColumnKind.NUMBER, 100.0, "100", "100"),
        (ColumnKind.NUMBER, 88.43999999999999, "88,44", "88.44"),
        (ColumnKind.NUMBER, -1.23456, "−1,2346", "−1.2346"),
        (ColumnKind.NUMBER, -0.00001, "0", "0"),
        (ColumnKind.NUMBER, None, "–", "–"),
        (ColumnKind.DAY, dt.date(2026, 10, 8), "08.10.2026", "08/10/2026"),
        (ColumnKind.DAY, "2026-10-08", "08.10.2026", "08/10/2026"),
        (ColumnKind.PERIOD, "2026-Q3", "Q3 2026", "Q3 2026"),
        (ColumnKind.TEXT, True, "ja", "yes"),
        (ColumnKind.TEXT, "2026-Q3", "2026-Q3", "2026-Q3"),
    ],
)
def test_values_are_written_as_the_language_does(
    kind: ColumnKind, value: Any, german: str, english: str
) -> None:
    assert (write(kind, value, GERMAN), write(kind, value, ENGLISH)) == (german, english)


def _table(rows: list[dict[str, Any]], **options: Any) -> str:
    return to_html(data_table(COLUMNS, rows, GERMAN, caption="Werte", name="werte", **options))


def test_a_row_begins_with_its_header_and_says_what_it_is_sorted_by() -> None:
    table = _table([{"name": "A", "wert": 4212}, {"name": "B", "wert": None}])
    assert '<tr><th scope="row">A</th><td class="number" data-sort="4212">4.212</td></tr>' in table
    assert '<td class="number nothing">–</td>' in table
    assert [row["Wert"] for row in read_table(table, "werte")] == ["4.212", "–"]


def test_what_a_file_says_is_text_and_no_markup() -> None:
    table = _table([{"name": "<script>&\"'", "wert": 1}])
    assert "<script" not in table
    assert read_table(table, "werte")[0]["Name"] == "<script>&\"'"


def test_rows_of_one_page_can_be_sorted_and_many_be_searched() -> None:
    few, many = ([{"name": f"{at}", "wert": at} for at in range(n)] for n in (LONG - 1, LONG))
    assert _table(few).count('class="sort"') == len(COLUMNS)
    assert 'data-search="werte"' not in _table(few)
    assert 'data-search="werte"' in _table(many)
    assert 'class="scroll long"' in _table(many)
    paged = _table(many, is_sorted=False)
    assert [word in paged for word in ("<button", "data-search")] == [False, False]


def test_a_column_says_what_it_is_about_beside_its_title() -> None:
    assert '<span class="about">in Prozent</span>' in _table([])
