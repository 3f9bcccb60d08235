"""Keys against HMAC-SHA-256 as RFC 4231 publishes it, and for what must hold of any of them."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from monitor.confidentiality.perturbation.keys import (
    KEY_RANGE,
    cell_key,
    derived_keys,
    record_keys,
)

SECRET = bytes(range(32))
KEY_SUM = pl.col("key").cast(pl.Int64).sum()
texts = st.text(max_size=8)
parts = st.lists(st.one_of(texts, st.integers(-(2**70), 2**70)), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("secret", "text", "key"),
    [  # RFC 4231, test cases 1 and 2: the first four bytes of HMAC-SHA-256
        (b"\x0b" * 20, "Hi There", 0xB0344C61),
        (b"Jefe", "what do ya want for nothing?", 0x5BDCC146),
    ],
)
def test_published(secret: bytes, text: str, key: int) -> None:
    assert record_keys(secret, pl.Series([text])).to_list() == [key]


def test_record_keys_stand_in_the_order_of_their_ids() -> None:
    ids = pl.Series("aktivitaet_id", ["a", "ä", "a", ""])
    expected = [
        int.from_bytes(hmac.new(SECRET, text.encode(), hashlib.sha256).digest()[:4], "big")
        for text in ids
    ]
    keys = record_keys(SECRET, ids)
    assert keys.dtype == pl.UInt32
    assert keys.to_list() == expected


def test_no_ids_have_no_keys() -> None:
    assert record_keys(SECRET, pl.Series([], dtype=pl.String)).to_list() == []


@pytest.mark.parametrize("ids", [pl.Series(["a", None]), pl.Series([1, 2])])
def test_what_is_no_id_has_no_key(ids: pl.Series) -> None:
    with pytest.raises(TypeError, match="ids that are texts"):
        record_keys(SECRET, ids)


@given(parts, parts)
def test_other_parts_have_another_key(
    first: tuple[str | int, ...], second: tuple[str | int, ...]
) -> None:
    same = derived_keys(SECRET, [first, second]).n_unique() == 1
    # two of 2**32 keys are equal by chance once in four thousand million examples
    assert same == (first == second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        (("a", ""), ("a",)),
        ((12, 3), (1, 23)),
        (("a", "b"), ("b", "a")),
        ((0,), ()),
    ],
)
def test_parts_are_told_apart(first: tuple[str | int, ...], second: tuple[str | int, ...]) -> None:
    assert derived_keys(SECRET, [first, second]).n_unique() == 2


@pytest.mark.parametrize("part", [1.0, None, True, b"a"])
def test_a_key_is_derived_from_texts_and_integers_only(part: object) -> None:
    with pytest.raises(TypeError, match="texts and integers"):
        derived_keys(SECRET, [(part,)])  # type: ignore[list-item]


@given(texts)
def test_a_derived_key_is_no_record_key(text: str) -> None:
    assert derived_keys(SECRET, [(text,)])[0] != record_keys(SECRET, pl.Series([text]))[0]


def test_derived_keys_stand_in_the_order_of_the_rows() -> None:
    rows = [("W1", 2, "eltern"), ("W1", 3, "eltern")]
    alone = [derived_keys(SECRET, [row])[0] for row in rows]
    assert derived_keys(SECRET, rows).to_list() == alone


def test_another_secret_gives_other_keys() -> None:
    ids = pl.Series([f"id-{number}" for number in range(100)])
    assert (record_keys(SECRET, ids) != record_keys(SECRET[::-1], ids)).all()


def test_keys_are_uniform() -> None:
    keys = record_keys(SECRET, pl.Series([f"T01-{number:06d}" for number in range(16_000)]))
    per_sixteenth = (keys // 2**28).value_counts()["count"]
    chi_square = ((per_sixteenth - 1_000) ** 2 / 1_000).sum()
    assert len(per_sixteenth) == 16
    assert chi_square < 37.7  # 99.9 % point of chi-square with 15 degrees of freedom


records = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, KEY_RANGE - 1)), min_size=1, max_size=40
)


def _frame(rows: list[tuple[str, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"group": pl.String, "key": pl.UInt32}, orient="row")


@given(records)
def test_a_cell_key_is_the_sum_modulo_the_range(rows: list[tuple[str, int]]) -> None:
    cells = _frame(rows).group_by("group").agg(cell_key(KEY_SUM))
    assert cells["key"].dtype == pl.UInt32
    assert dict(cells.iter_rows()) == {
        group: sum(key for name, key in rows if name == group) % KEY_RANGE for group, _ in rows
    }


@given(records, st.randoms(use_true_random=False))
def test_cell_keys_do_not_depend_on_order(rows: list[tuple[str, int]], random: object) -> None:
    def cells(of: list[tuple[str, int]]) -> pl.DataFrame:
        return _frame(of).group_by("group").agg(cell_key(KEY_SUM)).sort("group")

    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert_frame_equal(cells(rows), cells(shuffled))


@given(records, st.integers(0, 40))
def test_key_sums_are_additive_over_any_split(rows: list[tuple[str, int]], cut: int) -> None:
    whole = _frame(rows).select(KEY_SUM).item()
    parts_of_it = [_frame(part).select(KEY_SUM).item() for part in (rows[:cut], rows[cut:])]
    keys = pl.DataFrame({"whole": [whole], "first": [parts_of_it[0]], "second": [parts_of_it[1]]})
    assert whole == sum(parts_of_it)
    assert keys.select(
        (cell_key(pl.col("first") + pl.col("second")) == cell_key(pl.col("whole"))).all()
        & (cell_key(pl.col("whole") - pl.col("first")) == cell_key(pl.col("second"))).all()
        & (cell_key(pl.col("first") - pl.col("whole")) == cell_key(-pl.col("second"))).all()
    ).item()


def test_many_large_keys_do_not_overflow() -> None:
    keys = pl.DataFrame({"key": pl.Series([KEY_RANGE - 1] * 100_000, dtype=pl.UInt32)})
    assert keys.select(cell_key(KEY_SUM)).item() == -100_000 % KEY_RANGE
