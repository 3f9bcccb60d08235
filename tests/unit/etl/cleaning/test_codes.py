"""Codes by mapping, code and label; several in one cell; flags."""

import polars as pl
import pytest

from etl.cleaning.codes import CodeBook, flags
from monitor.content.codes import Code, CodeList

PARTNERS = CodeList(
    "stelle",
    tuple(
        Code(code, label, english, None, None)
        for code, label, english in (
            ("KEINE", "Keine", "None"),
            ("EB", "Erziehungsberatung", "Counselling"),
            ("ASD", "Allgemeiner Sozialer Dienst", "Social service"),
            ("WOHNHILFE", "Wohnen, Miete", "Housing"),
            ("KA", "Keine Angabe", "Not stated"),
        )
    ),
)
BOOK = CodeBook.of(PARTNERS, {"Jug.-Amt": "ASD"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EB", "EB"),
        ("eb", "EB"),
        ("ERZIEHUNGSBERATUNG", "EB"),
        ("Social service", "ASD"),
        ("jug amt", "ASD"),
        *((text, "KA") for text in ("k. A.", "k.A.", "keine Angabe", "n. b.", "KA")),
        *((text, None) for text in ("-", "./.", "–", "?")),  # struck through: left empty
        ("Feuerwehr", None),
        (None, None),
    ],
)
def test_one_code(text: str | None, code: str | None) -> None:
    assert BOOK.codes(pl.Series([text], dtype=pl.String)).item() == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("EB|ASD", "ASD|EB"),
        ("EB, Jug.-Amt", "ASD|EB"),
        ("EB; EB", "EB"),
        ("EB/ASD", "ASD|EB"),
        ("Wohnen, Miete", "WOHNHILFE"),
        ("Wohnen, Miete; EB", "EB|WOHNHILFE"),
        ("Keine", "KEINE"),
        ("Keine|EB", "EB"),
        ("EB, Feuerwehr", None),
        (None, None),
    ],
)
def test_several_codes(text: str | None, codes: str | None) -> None:
    assert BOOK.several(pl.Series([text], dtype=pl.String)).item() == codes


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        *(
            (text, True)
            for text in (
                "ja",
                "J",
                "x",
                "X",
                "1",
                "1.0",
                "1,0",
                "wahr",
                "True",
                "✓",
                "✔",
                "☑",
                "Yes",
            )
        ),
        *((text, False) for text in ("nein", "N", "0", "0.0", "0,0", "falsch", "false", "☐")),
        *((text, None) for text in ("vielleicht", "2", "✗", "✘", "☒", None)),
    ],
)
def test_flags(text: str | None, flag: bool | None) -> None:
    assert flags(pl.Series([text], dtype=pl.String)).item() is flag


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["✓", "✗"], [True, False]),
        (["✔", "✘", None], [True, False, None]),
        (["☑", "☒", "☐"], [True, False, False]),
        (["☒", "☐"], [True, False]),
        (["✗", "x"], [None, True]),
        (["✗", "☐"], [None, False]),
    ],
)
def test_a_cross_means_what_the_signs_beside_it_say(
    column: list[str | None], expected: list[bool | None]
) -> None:
    assert flags(pl.Series(column, dtype=pl.String)).to_list() == expected
