from __future__ import annotations

import polars as pl

from dashboards.request.csv_files import file_name, to_csv


def test_a_csv_opens_in_a_german_spreadsheet_and_names_its_origin() -> None:
    content = to_csv(pl.DataFrame({"wert": [1.5, None], "name": ["ä", "b"]}), is_demo=True)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines == [
        "datenart;wert;name",
        "DEMODATEN (frei erfunden);1,5;ä",
        "DEMODATEN (frei erfunden);;b",
    ]


def test_a_cell_is_never_a_formula() -> None:
    content = to_csv(pl.DataFrame({"datei": ["=1+1", "-x", "gut"]}), is_demo=False)
    assert [line.split(";")[1] for line in content.decode("utf-8-sig").splitlines()[1:]] == [
        "'=1+1",
        "'-x",
        "gut",
    ]


def test_the_name_says_when_the_content_is_made_up() -> None:
    assert file_name("befunde", is_demo=True) == "befunde_demodaten.csv"
    assert file_name("befunde", is_demo=False) == "befunde.csv"
