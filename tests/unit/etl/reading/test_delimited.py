"""Delimited text is read as a spreadsheet would show it, in batches of any size."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.reading import delimited
from etl.reading.delimited import CsvSheet, find_delimiter
from etl.reading.encoding import utf8_blocks
from etl.reading.sheets import BEYOND, LINE, UNEVEN

CELLS = st.text(alphabet='ab1 ;"\n', max_size=5)


def sheet(folder: Path, content: bytes, delimiter: str = ";") -> CsvSheet:
    path = folder / "datei.csv"
    path.write_bytes(content)
    return CsvSheet(path, "utf-8", delimiter)


def below_header(found: CsvSheet, width: int, header_row: int = 1) -> pl.DataFrame:
    return pl.concat(found.batches(header_row, width, 1_000))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3\n", ";"),
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb\n1,5\t2;3\n", "\t"),
        ("Bericht, Stand: heute, vorläufig\n\na;b\n1;2\n3;4\n", ";"),
        ('a,b\n"x;y;z",2\n"u;v;w",3\n', ","),
    ],
)
def test_delimiters_are_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_an_expected_delimiter_is_taken_unless_another_splits_better() -> None:
    assert find_delimiter("a;b\n1;2\n", ";") == ";"
    assert find_delimiter("a\tb\tc\n1\t2\t3\n", ";") == "\t"


def test_rows_carry_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    found = sheet(tmp_path, b'Titel\n\na;b\n1;"x\ny"\n\n2;z\n')
    rows = below_header(found, 2, header_row=3)
    assert rows[LINE].to_list() == [4, 5, 6]
    assert rows["1"].to_list() == ["x\ny", None, "z"]


def test_ragged_rows_are_not_lost(tmp_path: Path) -> None:
    rows = below_header(sheet(tmp_path, b"a;b\n1\n1;2;\n1;2;3\n1;2;;;x\n"), 2)
    assert rows[BEYOND].to_list() == [None, None, "3", "x"]
    assert rows["0"].to_list() == ["1"] * 4
    assert rows[UNEVEN].to_list() == [True, False, True, True]


@pytest.mark.parametrize(
    ("row", "is_uneven"),
    [
        ("1,2,3", False),
        ("1,,", False),
        ('"1,5",2,3', False),
        ('"1\n5",2,3', False),
        ('"a ""b"" c",2,3', False),
        ("1,5,2,3", True),  # a decimal comma without quotes …
        ("1,5,2,", True),  # … and the last cell empty: as many filled cells as there are headers
        ("1,2", True),
        ("1,2,3,", True),
    ],
)
@pytest.mark.parametrize("stray", ["", '\n1,2"x,3'])
def test_a_comma_too_many_or_too_few_is_seen(
    tmp_path: Path, row: str, stray: str, *, is_uneven: bool
) -> None:
    found = sheet(tmp_path, f"a,b,c\n{row}{stray}\n".encode(), ",")
    assert below_header(found, 3)[UNEVEN].to_list()[0] is is_uneven


@pytest.mark.parametrize("row", ["'1,2',3", "x,'1,2'"])
def test_a_cell_split_in_single_quotes_is_seen_though_all_rows_are_even(
    tmp_path: Path, row: str
) -> None:
    found = sheet(tmp_path, f"a,b,c\n{row}\n4,5,6\n".encode(), ",")
    assert below_header(found, 3)[UNEVEN].to_list() == [True, False]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_empty_cells_beyond_the_header_are_none(tmp_path: Path, delimiter: str) -> None:
    text = "a;b;c\n1;2;3;;;\n1;2;;;\n".replace(";", delimiter)
    assert (
        below_header(sheet(tmp_path, text.encode(), delimiter), 3)[UNEVEN].to_list() == [False] * 2
    )


@pytest.mark.parametrize(
    "text",
    ['a;b\n1;2"x\n3;4\n', 'a;b\n1;"2"x\n3;4\n', 'a;b\n1;"2\n' + "3;4\n" * 30],
)
def test_stray_quotes_swallow_no_rows(tmp_path: Path, text: str) -> None:
    rows = below_header(sheet(tmp_path, text.encode()), 2)
    assert rows.height == text.count("\n") - 1


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30), block=st.integers(1, 60))
def test_any_block_size_gives_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], block: int
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [("x", "y"), *rows]
    )
    found = sheet(tmp_path_factory.mktemp("csv"), text.getvalue().encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            delimited, "utf8_blocks", lambda path, encoding, _: utf8_blocks(path, encoding, block)
        )
        cells = below_header(found, 2)
    assert cells.select("0", "1").fill_null("").rows() == rows
    assert cells[LINE].to_list() == list(range(2, len(rows) + 2))
