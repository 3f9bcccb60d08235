"""Identifiers: repaired where there is one answer only."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cleaning.ids import KnownIds, areas, fits_rounded, identifiers

KNOWN = KnownIds(
    {"071370203": "Bendorf", "071375001": "Pellenz", "071375008": "Weißenthurm"},
    {"K001": "071375001", "K010": "071370203", "H1": "071375001"},
)


@pytest.mark.parametrize(
    ("text", "ars"),
    [
        ("071375001", "071375001"),
        ("71375001", "071375001"),
        ("71375001.0", "071375001"),
        ("07 137 5001", "071375001"),
        ("Weissenthurm", "071375008"),
        ("7,1370203E+07", "071370203"),
        ("7,13702E+07", "071370203"),
        ("7,14E+07", None),
        ("7.1375E+07", None),
        ("Koblenz", None),
        (None, None),
    ],
)
def test_areas(text: str | None, ars: str | None) -> None:
    assert areas(pl.Series([text], dtype=pl.String), KNOWN).item() == ars


@given(st.sampled_from(sorted(KNOWN.areas)), st.integers(0, 7))
def test_an_area_rounds_to_its_own_text(ars: str, places: int) -> None:
    assert fits_rounded(f"{int(ars):.{places}E}".replace(".", ","), ars)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("K001", "K001"),
        ("k001", "K001"),
        ("K 001", "K001"),
        ("K1", "K001"),
        ("10", "K010"),
        ("10.0", "K010"),
        ("1", "1"),  # K001 or H1: nobody knows
        ("K999", "K999"),
        ("Kita Sonnenschein am Bach", "KITASONNENSCHEINAMBACH"),
        ("Kita „Sonne“", None),
    ],
)
def test_identifiers(text: str, found: str | None) -> None:
    assert identifiers(pl.Series([text]), KNOWN.kitas).item() == found
