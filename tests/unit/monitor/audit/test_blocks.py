"""Linear statements, taken apart into what hangs together."""

from __future__ import annotations

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
