"""Small remainders: what a published total minus the file gives away, and how it is mended."""

from __future__ import annotations

import polars as pl
import pytest

from monitor.content import Content
from monitor.datasets.microdata.anonymity import COUNT, label
from monitor.datasets.microdata.hierarchies import Hierarchy
from monitor.datasets.microdata.margins import mend, small_remainders, with_wider
from monitor.datasets.microdata.recoding import hierarchies_of

WEST, MENDIG = "071375003", "071375004"
HELP = frozenset({"BEGL", "ANTRAG"})

Cell = tuple[str, str, str, int, str, str, str]


def cells(*rows: Cell) -> pl.DataFrame:
    """Return area, quarter, kind, rows and the three labels."""
    keys = ["sozialraum_ars", "zeitraum", "aktivitaet_art"]
    schema = [*keys, COUNT, *(label(key) for key in keys)]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(jahr=pl.lit("2024"))


@pytest.fixture(scope="session")
def hierarchies(packaged_content: Content) -> dict[str, Hierarchy]:
    return hierarchies_of(packaged_content, ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"])


#: 10 applications are exact; 2 accompaniments went up to the half-year with 3 of the next quarter.
#: Known from the tables: 12 of both kinds in the first quarter. 12 - 10 = 2 accompaniments.
GIVEN_AWAY = cells(
    (WEST, "2024-Q1", "ANTRAG", 10, WEST, "2024-Q1", "ANTRAG"),
    (WEST, "2024-Q1", "BEGL", 2, WEST, "2024-H1", "BEGL"),
    (WEST, "2024-Q2", "BEGL", 3, WEST, "2024-H1", "BEGL"),
)


def test_a_small_remainder_is_found() -> None:
    found = small_remainders(with_wider(GIVEN_AWAY), [HELP], 3).row(0, named=True)
    assert (found["gebiet"], found["zeit"]) == (WEST, "2024-Q1")
    assert (found["bekannt"], found["rest"]) == (10, 2)


def test_a_total_of_one_kind_alone_gives_nothing_away() -> None:
    # nothing of it is known exactly: the remainder is the total, which has its own rules
    assert small_remainders(with_wider(GIVEN_AWAY), [frozenset({"BEGL"})], 3).is_empty()


def test_it_is_mended_by_merging(hierarchies: dict[str, Hierarchy]) -> None:
    mended = mend(GIVEN_AWAY, hierarchies, [HELP], 3)
    assert small_remainders(with_wider(mended), [HELP], 3).is_empty()
    shown = set(mended.select(label("zeitraum"), label("aktivitaet_art")).iter_rows())
    assert shown == {("2024-H1", "G_BEHOERDENHILFE")}
    assert mended[COUNT].sum() == 15


def test_the_district_is_looked_at_as_well(hierarchies: dict[str, Hierarchy]) -> None:
    rows = cells(
        (WEST, "2024-Q1", "BEGL", 9, WEST, "2024-Q1", "BEGL"),
        (MENDIG, "2024-Q1", "BEGL", 2, MENDIG, "2024-H1", "BEGL"),
        (MENDIG, "2024-Q2", "BEGL", 8, MENDIG, "2024-H1", "BEGL"),
    )
    found = small_remainders(with_wider(rows), [HELP], 3)
    assert found["gebiet"].to_list() == ["KREIS"]
    mended = mend(rows, hierarchies, [HELP], 3)
    assert small_remainders(with_wider(mended), [HELP], 3).is_empty()
    assert set(mended[label("sozialraum_ars")]) == {"R_WEST"}


def test_without_published_totals_nothing_is_mended(hierarchies: dict[str, Hierarchy]) -> None:
    assert mend(GIVEN_AWAY, hierarchies, [], 3).equals(GIVEN_AWAY)
