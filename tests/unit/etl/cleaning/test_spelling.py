"""Names are equal however people spell them; both ways to compare agree."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cleaning.spelling import normalise, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tätigkeit", "TAETIGKEIT"),
        ("Art der\nTätigkeit", "art_der_tätigkeit"),
        ("Elterncafé", "elterncafe"),
        ("a\u0308rztlich", "ärztlich"),
        ("Straße", "STRASSE"),
        (" Dauer (Min.) ", "Dauer Min"),
    ],
)
def test_spellings_of_a_name_are_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_different_names_stay_different() -> None:
    assert normalise("Anlass") != normalise("Anlass 2")


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=30))
def test_one_name_and_a_column_of_names_are_compared_alike(text: str) -> None:
    assert normalised(pl.Series([text])).to_list() == [normalise(text)]
