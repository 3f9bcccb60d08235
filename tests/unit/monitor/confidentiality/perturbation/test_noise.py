"""Published counts and sums: what must hold of any noise, and the same results as ONS's package."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.confidentiality.perturbation.keys import KEY_RANGE, derived_keys, record_keys
from monitor.confidentiality.perturbation.noise import perturb, perturb_sums
from monitor.confidentiality.perturbation.p_table import (
    LAST_ORIGINAL,
    MOST_NOISE,
    PTable,
    read_table,
)

SECRET = bytes(range(32))
TABLE = read_table()
cells = st.lists(
    st.tuples(st.integers(0, 30) | st.integers(0, 10**9), st.integers(0, KEY_RANGE - 1)),
    min_size=1,
)


def _columns(pairs: list[tuple[int, int]]) -> tuple[pl.Series, pl.Series]:
    counts, keys = zip(*pairs, strict=True)
    return pl.Series(counts, dtype=pl.Int64), pl.Series(keys, dtype=pl.UInt32)


class TestCounts:
    @given(cells)
    def test_no_result_is_small_or_negative(self, pairs: list[tuple[int, int]]) -> None:
        published = perturb(TABLE, *_columns(pairs))
        assert published.dtype == np.int64
        assert not np.isin(published, [1, 2]).any()
        assert (published >= 0).all()

    @given(cells)
    def test_the_noise_is_bounded(self, pairs: list[tuple[int, int]]) -> None:
        counts, keys = _columns(pairs)
        noise = perturb(TABLE, counts, keys) - counts.to_numpy()
        assert (np.abs(noise) <= MOST_NOISE).all()

    @given(st.lists(st.integers(0, KEY_RANGE - 1)))
    def test_zero_stays_zero(self, keys: list[int]) -> None:
        zeros = np.zeros(len(keys), dtype=np.int64)
        assert not perturb(TABLE, zeros, np.array(keys, dtype=np.uint32)).any()

    @given(cells)
    def test_each_count_is_perturbed_by_itself(self, pairs: list[tuple[int, int]]) -> None:
        together = perturb(TABLE, *_columns(pairs)).tolist()
        assert together == [int(perturb(TABLE, *_columns([pair]))[0]) for pair in pairs]
        assert together[::-1] == perturb(TABLE, *_columns(pairs[::-1])).tolist()

    @given(st.integers(LAST_ORIGINAL, 10**9), st.integers(0, KEY_RANGE - 1))
    def test_large_counts_have_the_same_noise(self, count: int, key: int) -> None:
        published = perturb(TABLE, *_columns([(count, key), (LAST_ORIGINAL, key)]))
        assert published[0] - count == published[1] - LAST_ORIGINAL

    @given(st.integers(0, 30), st.integers(0, KEY_RANGE - 2))
    def test_a_larger_key_never_gives_less(self, count: int, key: int) -> None:
        published = perturb(TABLE, *_columns([(count, key), (count, key + 1)]))
        assert published[0] <= published[1]

    def test_over_evenly_spread_keys_the_mean_is_the_count(self) -> None:
        keys = np.arange(0, KEY_RANGE, 2**16, dtype=np.uint32)
        for count in range(12):
            published = perturb(TABLE, np.full(keys.size, count), keys)
            assert abs(published.mean() - count) < 2 * MOST_NOISE * 2**-16

    def test_worked_by_hand(self) -> None:
        # 2/3 of 2^32 is 2 863 311 530.7: below, one becomes nothing; from there on three
        keys = pl.Series([0, 2_863_311_529, 2_863_311_530, KEY_RANGE - 1], dtype=pl.UInt32)
        assert perturb(TABLE, pl.Series([1, 1, 1, 1]), keys).tolist() == [0, 0, 3, 3]

    @pytest.mark.parametrize(
        "counts",
        [pl.Series([1, -1]), pl.Series([1.0, 2.0]), pl.Series([1, None])],
        ids=["negative", "float", "missing"],
    )
    def test_what_is_no_count_is_refused(self, counts: pl.Series) -> None:
        with pytest.raises(ValueError, match="integers from 0 on"):
            perturb(TABLE, counts, pl.Series([1, 2], dtype=pl.UInt32))

    def test_key_sums_are_no_keys(self) -> None:
        with pytest.raises(ValueError, match="UInt32"):
            perturb(TABLE, pl.Series([1]), pl.Series([2**33]))


class TestSums:
    CELLS = pl.DataFrame(
        {
            "sozialraum": ["A", "A", "B", "B", "C"],
            "periode": ["Q1", "Q2", "Q1", "Q2", "Q1"],
            "minuten": [4_000, 4_000, 0, 300, 12],
        }
    )

    def _published(self, table: PTable, rows: pl.DataFrame, measure: str = "minuten") -> list[int]:
        ids = ["sozialraum", "periode"]
        return perturb_sums(table, SECRET, rows, ids=ids, measure=measure, unit=120).tolist()

    def test_worked_with_its_own_key(self, table: PTable) -> None:
        keys = derived_keys(SECRET, [("minuten", "A", "Q1", 4_000)])
        noise = table.noise(np.array([7]), keys.to_numpy())[0]
        assert self._published(table, self.CELLS)[0] == 4_000 + 120 * noise

    def test_sums_are_moved_by_units_and_never_below_zero(self, table: PTable) -> None:
        rows = pl.DataFrame(
            {"sozialraum": ["A"] * 500, "periode": ["Q1"] * 500, "minuten": range(0, 1_000, 2)}
        )
        published = np.array(self._published(table, rows))
        moved = published - rows["minuten"].to_numpy()
        assert (published >= 0).all()
        assert (np.abs(moved) <= MOST_NOISE * 120).all()
        assert (moved[published > 0] % 120 == 0).all()
        assert len(set(moved[published > 0].tolist())) == 2 * MOST_NOISE + 1

    def test_order_does_not_matter(self, table: PTable) -> None:
        assert self._published(table, self.CELLS)[::-1] == self._published(
            table, self.CELLS.reverse()
        )

    def test_measure_place_and_value_each_change_the_key(self, table: PTable) -> None:
        def noises(**changed: object) -> list[int]:
            rows = pl.DataFrame(
                {"sozialraum": ["A"] * 200, "periode": "Q1", "minuten": range(10_000, 10_200)}
            ).with_columns(**{name: pl.lit(value) for name, value in changed.items()})
            return (np.array(self._published(table, rows)) - rows["minuten"].to_numpy()).tolist()

        assert noises() == noises()
        assert noises() != noises(sozialraum="B")
        assert len(set(noises(minuten=10_000))) == 1
        renamed = self.CELLS.rename({"minuten": "direkt"})
        assert self._published(table, self.CELLS) != self._published(table, renamed, "direkt")

    @pytest.mark.parametrize("minutes", [[-1], [1.5], [None]])
    def test_what_is_no_sum_is_refused(self, table: PTable, minutes: list[object]) -> None:
        rows = pl.DataFrame({"sozialraum": ["A"], "periode": ["Q1"], "minuten": minutes})
        with pytest.raises(ValueError, match="integers from 0 on"):
            self._published(table, rows)


def test_equal_rows_have_equal_noise_in_every_table(table: PTable) -> None:
    ids = pl.Series([f"T-{number}" for number in range(40)])
    keys = record_keys(SECRET, ids).cast(pl.Int64)
    one, other = keys.sum() % KEY_RANGE, keys.reverse().sum() % KEY_RANGE
    counts, cell_keys = _columns([(40, one), (40, other)])
    assert len(set(perturb(table, counts, cell_keys).tolist())) == 1
