"""Linear statements, taken apart into what hangs together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.audit.blocks import take_apart
from monitor.audit.system import Secret, System, Unknown


def _hide(system: System, *names: str) -> None:
    for name in names:
        system.secrets.append(Secret(name, {system.unknown(name): 1.0}, 1.0, 3.0))


def test_what_no_statement_connects_is_a_block_of_its_own() -> None:
    system = System()
    a, b, c, d = (system.unknown(name) for name in "abcd")
    system.equal({a: 1.0, b: 1.0}, 5, by="ab")
    system.equal({c: 1.0, d: 1.0}, 5, by="cd")
    _hide(system, "a", "c")
    blocks = take_apart(system).blocks
    assert [[one.name for one in block.secrets] for block in blocks] == [["a"], ["c"]]
    assert [len(block.unknowns) for block in blocks] == [2, 2]


def test_a_known_number_takes_what_it_connects_apart() -> None:
    system = System()
    a, b, c = (system.unknown(name) for name in "abc")
    system.equal({a: 1.0, b: 1.0, c: 1.0}, 9, by="abc")
    system.equal({b: 1.0}, 4, by="b")
    _hide(system, "a", "c")
    (block,) = take_apart(system).blocks
    assert (block.statements.lower, block.statements.upper) == ([5], [5])
    assert set(block.figures(0)) == {"abc", "b"}


def test_blocks_without_secrets_are_left_out() -> None:
    system = System()
    a, b = system.unknown("a"), system.unknown("b")
    system.equal({a: 1.0, b: 1.0}, 5, by="ab")
    assert take_apart(system).blocks == []


def test_numbers_that_add_up_to_zero_are_zero_unless_they_may_be_negative() -> None:
    for sort, known in ((Unknown(), True), (Unknown(is_signed=True), False)):
        system = System()
        a, b = system.unknown("a", sort), system.unknown("b", sort)
        system.equal({a: 1.0, b: 1.0}, 0, by="zero")
        _hide(system, "a")
        (block,) = take_apart(system).blocks
        assert (not block.unknowns) is known


def test_a_secret_that_follows_at_once_names_the_figures_it_follows_from() -> None:
    system = System()
    a, b, c = (system.unknown(name) for name in "abc")
    system.equal({a: 1.0, b: 1.0}, 5, by="ab")
    system.equal({b: 1.0, c: 1.0}, 6, by="bc")
    system.equal({c: 1.0}, 2, by="c")
    _hide(system, "a")
    (block,) = take_apart(system).blocks
    assert set(block.secrets[0].told_by) == {"ab", "bc", "c"}


def test_a_sum_and_what_it_leaves_are_one_secret_and_the_wider_need_counts() -> None:
    system = System()
    a, b = system.unknown("a"), system.unknown("b")
    system.equal({b: 1.0}, 12, by="b")
    system.secrets += [
        Secret("a", {a: 1.0}, 2, 3),
        Secret("rest", {b: 1.0, a: -1.0}, 10, 5),
    ]
    (block,) = take_apart(system).blocks
    (secret,) = block.secrets
    assert (secret.name, secret.width, secret.value) == ("rest", 5, -2)
    assert set(secret.names) == {"a", "rest"}


def test_nothing_follows_at_once_from_what_is_withheld() -> None:
    system = System()
    a, b = system.unknown("a"), system.unknown("b")
    system.equal({a: 1.0, b: 1.0}, 5, by="ab")
    system.equal({b: 1.0}, 2, by="b")
    _hide(system, "a")
    (block,) = take_apart(system).blocks
    assert set(block.secrets[0].told_by) == {"ab", "b"}
    system.withheld = frozenset({"b"})
    (block,) = take_apart(system).blocks
    assert block.names == ("a", "b")
    assert block.statements.by == ("ab", "b")


def test_figures_that_say_what_cannot_be_are_named() -> None:
    system = System()
    a = system.unknown("a")
    system.equal({a: 1.0}, 5, by="five")
    system.equal({a: 1.0}, 6, by="six")
    _hide(system, "a")
    (wrong,) = take_apart(system).contradicting
    assert wrong in {"five", "six"}
    system.withheld = frozenset({"six"})
    assert take_apart(system).contradicting == ()


def test_a_count_that_is_new_is_the_sum_of_what_is_known() -> None:
    system = System()
    count, one, other, third = (system.unknown(name) for name in ("count", "one", "other", "third"))
    system.equal({count: 1.0, one: -1.0, other: -1.0}, 0.0)
    system.equal({one: 1.0, third: 1.0}, 9, by="figure")
    _hide(system, "count")
    (block,) = take_apart(system).blocks
    place = {name: n for n, name in enumerate(block.names)}
    is_new = np.array([name == "count" for name in block.names])
    world = np.zeros(4)
    world[place["one"]], world[place["other"]], world[place["third"]] = 4.0, 3.0, 5.0
    completed = block.statements.completing(is_new)(world)
    assert completed[place["count"]] == 7.0
    everything = np.ones(4, dtype=np.bool_)
    assert block.statements.completing(everything)(np.zeros(4)).tolist() == [0.0] * 4


@given(
    values=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    sums=st.lists(st.sets(st.integers(0, 4), min_size=1), min_size=1, max_size=6),
)
def test_what_follows_at_once_is_true_and_the_rest_says_the_same(
    values: list[int], sums: list[set[int]]
) -> None:
    system = System()
    for name in range(5):
        _hide(system, str(name))
    for number, members in enumerate(sums):
        system.equal(dict.fromkeys(members, 1.0), sum(values[n] for n in members), by=number)
    left = set[str]()
    for block in take_apart(system).blocks:
        for name, value in block.values.items():
            assert value == pytest.approx(values[int(str(name))])
        truth = np.array([values[int(str(name))] for name in block.names], dtype=float)
        said = block.statements.matrix @ truth if len(block.statements) else np.zeros(0)
        assert (said >= block.statements.lower - 1e-9).all()
        assert (said <= block.statements.upper + 1e-9).all()
        left |= {str(name) for name in block.names}
        assert left.isdisjoint(str(name) for name in block.values)
    assert left | {str(name) for name in block.values} == set("01234")
