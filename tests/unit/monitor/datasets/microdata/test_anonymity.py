"""k-anonymity of cells: a published table, cases by hand, random cells against a plain count."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.datasets.microdata.anonymity import COUNT, coarsen, label, nodes, penalty
from monitor.datasets.microdata.hierarchies import BLANK, Hierarchy


def hierarchy(key: str, groups: dict[str, str], weight: float = 1.0) -> Hierarchy:
    """Return value → group → nothing; a value that is its own group has no level between."""
    labels = {value: (value, group, BLANK) for value, group in groups.items()}
    sizes = Counter(groups.values())
    penalties = dict.fromkeys(groups, 0.0)
    penalties |= {g: (n - 1) / (len(groups) - 1) for g, n in sizes.items()} | {BLANK: 1.0}
    return Hierarchy(key, weight, MappingProxyType(labels), MappingProxyType(penalties), BLANK)


FRUIT = hierarchy("obst", {"apfel": "kern", "birne": "kern", "kirsche": "stein", "mango": "stein"})
PLACE = hierarchy("ort", {"a": "nord", "b": "nord", "c": "sued", "d": "sued"})


def cells(*rows: tuple[str, str, int]) -> pl.DataFrame:
    schema = {"obst": pl.String, "ort": pl.String, COUNT: pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def labels(found: pl.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    columns = ["obst", "ort", label("obst"), label("ort")]
    return {(a, b): (c, d) for a, b, c, d in found.select(columns).iter_rows()}


#: Sweeney 2002, k-anonymity: a model for protecting privacy, IJUFKS 10(5), figure 2: k = 2 over
#: race, birth, gender and ZIP; sizes of the five classes.
SWEENEY = [
    ("Black", "1965", "m", "0214*", 2),
    ("Black", "1965", "f", "0213*", 2),
    ("Black", "1964", "f", "0213*", 2),
    ("White", "1964", "m", "0213*", 3),
    ("White", "1967", "m", "0213*", 2),
]
SWEENEY_KEYS = [
    hierarchy("race", {"Black": "Black", "White": "White"}),
    hierarchy("birth", {"1964": "196*", "1965": "196*", "1967": "196*"}),
    hierarchy("gender", {"m": "m", "f": "f"}),
    hierarchy("zip", {"0213*": "021**", "0214*": "021**"}),
]


def test_the_table_of_sweeney_is_2_anonymous_as_it_stands() -> None:
    schema = ["race", "birth", "gender", "zip", COUNT]
    table = pl.DataFrame(SWEENEY, schema=schema, orient="row")
    found = coarsen(table, SWEENEY_KEYS, 2)
    for key in schema[:-1]:
        assert found[label(key)].to_list() == found[key].to_list()
    assert coarsen(table, SWEENEY_KEYS, 3).height == 5
    assert penalty(coarsen(table, SWEENEY_KEYS, 3), SWEENEY_KEYS) > 0


def test_nodes_go_from_nothing_lost_to_everything() -> None:
    order = nodes([FRUIT, PLACE])
    assert order[0] == (0, 0)
    assert order[-1] == (2, 2)
    dear = hierarchy("ort", {"a": "nord", "b": "nord", "c": "sued", "d": "sued"}, weight=5)
    assert nodes([FRUIT, dear]).index((2, 0)) < nodes([FRUIT, dear]).index((0, 1))


def test_what_is_large_enough_stays() -> None:
    found = coarsen(cells(("apfel", "a", 5), ("birne", "a", 7)), [FRUIT, PLACE], 5)
    assert labels(found) == {("apfel", "a"): ("apfel", "a"), ("birne", "a"): ("birne", "a")}


def test_small_siblings_become_their_group() -> None:
    found = coarsen(cells(("apfel", "a", 3), ("birne", "a", 2)), [FRUIT, PLACE], 5)
    assert set(labels(found).values()) == {("kern", "a")}


def test_a_small_cell_takes_the_cheapest_neighbour_along() -> None:
    # apfel in a has 2 rows: with birne in a (5 rows) or with apfel in b (9 rows): the former
    rows = cells(("apfel", "a", 2), ("birne", "a", 5), ("apfel", "b", 9))
    assert labels(coarsen(rows, [FRUIT, PLACE], 5)) == {
        ("apfel", "a"): ("kern", "a"),
        ("birne", "a"): ("kern", "a"),
        ("apfel", "b"): ("apfel", "b"),
    }


def test_classes_stay_inside_what_is_settled() -> None:
    rows = pl.concat(
        [
            cells(("apfel", "a", 3), ("birne", "a", 3)).with_columns(jahr=pl.lit("2024")),
            cells(("apfel", "a", 9)).with_columns(jahr=pl.lit("2025")),
        ]
    )
    found = coarsen(rows, [FRUIT, PLACE], 5, within=["jahr"])
    assert labels(found.filter(jahr="2025")) == {("apfel", "a"): ("apfel", "a")}
    assert set(labels(found.filter(jahr="2024")).values()) == {("kern", "a")}


def test_too_few_rows_altogether_are_dropped() -> None:
    assert coarsen(cells(("apfel", "a", 4)), [FRUIT, PLACE], 5).is_empty()
    assert coarsen(cells(), [FRUIT, PLACE], 5).is_empty()


def test_a_value_that_nobody_declared_says_nothing() -> None:
    found = coarsen(cells(("pilz", "a", 6)), [FRUIT, PLACE], 5)
    assert labels(found) == {("pilz", "a"): (BLANK, "a")}


@pytest.mark.parametrize(("rows", "lost"), [(("apfel", "a", 5), 0.0), (("pilz", "a", 5), 0.5)])
def test_penalty_is_the_mean_over_keys(rows: tuple[str, str, int], lost: float) -> None:
    assert penalty(coarsen(cells(rows), [FRUIT, PLACE], 5), [FRUIT, PLACE]) == lost


random_cells = st.dictionaries(
    st.tuples(st.sampled_from([*FRUIT.labels]), st.sampled_from([*PLACE.labels])),
    st.integers(1, 8),
    min_size=1,
)


@settings(max_examples=40, deadline=None)
@given(counts=random_cells, k=st.integers(2, 9))
def test_every_class_has_k_rows_and_covers_what_is_in_it(
    counts: dict[tuple[str, str], int], k: int
) -> None:
    rows = cells(*((fruit, place, n) for (fruit, place), n in counts.items()))
    found = labels(coarsen(rows, [FRUIT, PLACE], k))
    sizes: Counter[tuple[str, str]] = Counter()
    for cell, shown in found.items():
        sizes[shown] += counts[cell]
        for value, text, key in zip(cell, shown, (FRUIT, PLACE), strict=True):
            assert text in key.labels[value]
    assert all(size >= k for size in sizes.values())
    assert set(found) == (set(counts) if sum(counts.values()) >= k else set())
