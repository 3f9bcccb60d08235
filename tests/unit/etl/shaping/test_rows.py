"""Empty rows, sums and repeated headers are told from data."""

import polars as pl

from data.schema import AKTIVITAET
from etl.cleaning.distinct import encode
from etl.shaping.rows import RowSplit, split_rows

HEADERS = {"aktivitaet_id": "Nummer", "datum": "Datum", "ort": "Ort", "dauer_min": "Dauer"}


def split(*rows: tuple[str | None, ...]) -> RowSplit:
    cells = pl.DataFrame(
        list(rows), schema=dict.fromkeys([*HEADERS, "fremd"], pl.String), orient="row"
    )
    encoded = encode(cells)
    foreign = [encoded.pop("fremd")]
    return split_rows(encoded, foreign, AKTIVITAET, HEADERS)


DATA = ("TR01-2024-000001", "1.7.2024", "KITA", "90", None)


def test_data_rows_stay() -> None:
    found = split(
        DATA, ("TR01-2024-000002", None, None, None, None), (None, None, "KITA", "5", None)
    )
    assert found.is_data.to_list() == [True, True, True]


def test_empty_rows_are_none() -> None:
    found = split(DATA, (None,) * 5, ("", " ", "\xa0", None, None))
    assert found.is_data.to_list() == [True, False, False]
    assert (found.sums, found.headers) == (0, 0)


def test_a_row_with_only_a_foreign_cell_is_data() -> None:
    assert split(DATA, (None, None, None, None, "x")).is_data.to_list() == [True, True]


def test_sum_rows_by_label_or_by_content() -> None:
    found = split(
        DATA,
        ("Summe", None, None, "90", None),
        (None, "Gesamt:", None, "90", None),
        (None, "Zwischensumme Juli", None, "90", None),
        (None, None, None, "90", None),
    )
    assert found.is_data.to_list() == [True, False, False, False, False]
    assert found.sums == 4


def test_a_label_alone_makes_no_sum_row() -> None:
    found = split(
        ("TR01-2024-000001", "1.7.2024", "Gesamtschule", "90", None),
        ("Summe", "1.7.2024", "KITA", "9", None),
    )
    assert found.is_data.to_list() == [True, True]


def test_repeated_headers_are_counted() -> None:
    found = split(DATA, ("Nummer", "Datum", "Ort", "Dauer", None), DATA)
    assert found.is_data.to_list() == [True, False, True]
    assert found.headers == 1
