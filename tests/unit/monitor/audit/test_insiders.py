"""What contributors learn who know secrets of their own."""

from __future__ import annotations

import pytest

from monitor.audit.blocks import take_apart
from monitor.audit.insiders import known_anyway, learnt_by_insiders
from monitor.audit.system import Secret, System
from tests.unit.monitor.audit.tables import findings


def _singletons(*values: int) -> System:
    """Return a published total of cells that rest on one Kita each."""
    system = System()
    cells = [system.unknown(number) for number, _ in enumerate(values)]
    system.equal(dict.fromkeys(cells, 1.0), sum(values), by="total")
    system.secrets += [
        Secret(f"cell {cell}", {cell: 1.0}, value, 3, f"K{cell}")
        for cell, value in zip(cells, values, strict=True)
    ]
    return system


def test_of_two_singletons_each_learns_the_other() -> None:
    (block,) = take_apart(_singletons(8, 9)).blocks
    assert learnt_by_insiders(block) == {0: ("K1",), 1: ("K0",)}
    assert not any(one.is_safe for one in findings(_singletons(8, 9)).values())


def test_three_singletons_are_safe_from_each_other() -> None:
    (block,) = take_apart(_singletons(8, 9, 7)).blocks
    assert learnt_by_insiders(block) == {}
    assert all(one.is_safe for one in findings(_singletons(8, 9, 7)).values())


def test_three_singletons_of_which_one_kita_knows_two() -> None:
    system = _singletons(8, 9, 7)
    system.secrets[1] = Secret("cell 1", {1: 1.0}, 9, 3, "K0")
    (block,) = take_apart(system).blocks
    assert learnt_by_insiders(block) == {2: ("K0",)}


@pytest.mark.parametrize("factor", [1.0, -2.0])
def test_a_combination_of_own_secrets_is_known(factor: float) -> None:
    system = System()
    a, b, c = (system.unknown(name) for name in "abc")
    system.equal({a: 1.0, b: 1.0, c: 1.0}, 24, by="total")
    system.secrets += [
        Secret("a", {a: 1.0}, 8, 3, "K1"),
        Secret("b and c", {b: factor, c: factor}, 16 * factor, 3),
        Secret("b", {b: 1.0}, 9, 3),
    ]
    (block,) = take_apart(system).blocks
    assert learnt_by_insiders(block) == {1: ("K1",)}


def test_everybody_who_learns_a_secret_is_named() -> None:
    """Two published sums share a secret: each of the two others gives it away to its owner."""
    system = System()
    a, b, c = (system.unknown(name) for name in "abc")
    system.equal({a: 1.0, c: 1.0}, 17, by="a and c")
    system.equal({b: 1.0, c: 1.0}, 16, by="b and c")
    system.secrets += [
        Secret("a", {a: 1.0}, 8, 3, "K0"),
        Secret("b", {b: 1.0}, 7, 3, "K1"),
        Secret("c", {c: 1.0}, 9, 3),
    ]
    (block,) = take_apart(system).blocks
    assert learnt_by_insiders(block) == {0: ("K1",), 1: ("K0",), 2: ("K0", "K1")}


def _half_year(*, published: bool) -> System:
    """Return a half-year of two quarters: one rests on one Kita, the other one may be published."""
    system = System()
    own, other, both = (system.unknown(name) for name in ("Q1", "Q2", "H1"))
    system.equal({both: 1.0, own: -1.0, other: -1.0}, 0)
    if published:
        system.equal({other: 1.0}, 12, by="Q2")
    system.secrets += [
        Secret("Q1", {own: 1.0}, 4, 3, "K0"),
        Secret("H1", {both: 1.0}, 16, 3),
    ]
    return system


def test_a_published_part_tells_the_whole_to_whom_the_rest_belongs() -> None:
    """What is published is taken off before: it is no part of the block, but behind the finding."""
    told = findings(_half_year(published=True))["H1"]
    assert (told.is_safe, told.knows, told.behind) == (False, "K0", ("Q2",))
    assert findings(_half_year(published=False))["H1"].is_safe


def test_what_somebody_knows_without_any_figure_is_not_told_by_one() -> None:
    system = _half_year(published=True)
    system.secrets.append(Secret("twice", {0: 2.0}, 8, 3))
    assert known_anyway(system) == {"twice": {"K0"}}
    assert findings(system)["twice"].is_safe
