"""What is hidden where an interval is too narrow, on tables with totals."""

from __future__ import annotations

from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.audit.attack import Attack, Finding, attack
from monitor.audit.blocks import take_apart
from monitor.audit.system import Secret, System
from monitor.mending import Cost, needless, ways_out
from tests.unit.monitor.audit.tables import findings, table

#: Two hidden cells in every row and column that has one; each lies between 0 and 2.
NARROW = [[1, 1, 7], [1, 1, 8], [9, 6, 5]]
HIDDEN = {(0, 0), (0, 1), (1, 0), (1, 1)}


def price(by: Hashable) -> float:
    """Return what a figure costs: the total of the first row much, all others the same."""
    return 50.0 if by == "row 0" else 1.0


def mended(system: System, cost: Cost, spare: float = 0.0) -> set[Hashable]:
    blocks = take_apart(system).blocks
    found = {
        figure
        for one in blocks
        for figure in ways_out(attack(one, withheld=system.withheld), cost, spare).figures
    }
    system.withheld |= found
    return found


def test_hides_what_makes_the_interval_wide_enough() -> None:
    system = table(NARROW, HIDDEN)
    assert not any(one.is_safe for one in findings(system).values())
    hidden = mended(system, price)
    assert hidden
    assert all(one.is_safe for one in findings(system).values())


def chain() -> System:
    """Return a chain of sums that tells a number exactly; hiding any of them is enough."""
    system = System()
    x, y, z, w, u = (system.unknown(name) for name in "xyzwu")
    system.equal({x: 1.0, y: 1.0}, 5, by="P")
    system.equal({y: 1.0, z: 1.0}, 8, by="Q")
    system.equal({z: 1.0, w: 1.0}, 9, by="R")
    system.equal({w: 1.0, u: 2.0}, 14, by="S")
    system.equal({w: 1.0, u: 1.0}, 9, by="T")
    system.secrets.append(Secret("x", {x: 1.0}, 2, 3))
    return system


@pytest.mark.parametrize("cheap", "PQRST")
def test_hides_what_costs_least(cheap: str) -> None:
    system = chain()
    assert mended(system, lambda by: 1.0 if by == cheap else 5.0) == {cheap}
    assert findings(system)["x"].is_safe


def test_mends_sums_of_any_size() -> None:
    system, most = System(), 3_000_000.0  # euros
    large, small = system.unknown("large"), system.unknown("small")
    system.equal({large: 1.0, small: 1.0}, most + 1, by="sum")
    system.equal({small: 1.0, system.unknown("other"): 1.0}, 1.0, by="few")
    system.secrets.append(Secret("large", {large: 1.0}, most, 3.0))
    assert mended(system, price)
    assert findings(system)["large"].is_safe


@pytest.mark.parametrize("order", ["PQRST", "TSRQP", "RPTQS"])
def test_opens_again_all_but_what_is_enough(order: str) -> None:
    (block,) = take_apart(chain()).blocks
    going_on = Attack(block, withheld=set(order))
    groups = [{figure} for figure in order]
    assert list(needless(going_on, groups, price)) == [0, 1, 2, 3]
    assert going_on.withheld == {order[-1]}


def test_leaves_hidden_what_else_an_insider_would_learn() -> None:
    """Who knows one of two cells of a row learns the other from the total."""
    system = table([[6, 7], [5, 5]], {(0, 0), (0, 1)}, known_to={(0, 0): "mine"})
    columns = {"column 0", "column 1"}
    system.withheld = frozenset({"row 0"} | columns)
    (block,) = take_apart(system).blocks
    assert list(needless(Attack(block, system.withheld), [{"row 0"}, columns], price)) == []
    anyway = {(0, 1): {"mine"}}  # it is no news
    assert list(needless(Attack(block, system.withheld, anyway), [{"row 0"}], price)) == [0]


@given(
    values=st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3),
    hidden=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5),
)
def test_what_stays_hidden_is_enough(values: list[list[int]], hidden: set[tuple[int, int]]) -> None:
    system = table(values, hidden)
    totals = [f"{line} {number}" for line in ("row", "column") for number in range(3)]
    system.withheld = frozenset(totals)  # so that any number is possible
    for block in take_apart(system).blocks:
        going_on = Attack(block, system.withheld)
        groups = [{total} for total in totals]
        opened = set(needless(going_on, groups, price))
        kept = system.withheld - {totals[position] for position in opened}
        assert going_on.withheld == kept
        assert _is_safe(Attack(block, kept))


def _is_safe(attacking: Attack) -> bool:
    """Tell whether all secrets are safe in real numbers."""
    attacking.prepare(attacking.numbers(), whole=False)
    return not attacking.on(attacking.numbers(), whole=False).unsafe


def test_leaves_alone_what_is_safe_and_what_cannot_be_hidden() -> None:
    wide = table([[5, 6, 7], [8, 9, 5], [9, 6, 5]], HIDDEN)
    assert mended(wide, price) == set()
    stuck = table(NARROW, HIDDEN)
    assert mended(stuck, lambda _: None) == set()


def test_has_no_way_out_where_nothing_is_unknown() -> None:
    shown = table([[0, 0], [0, 0]], {(0, 0), (0, 1)})
    assert mended(shown, price) == set()


@given(
    values=st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=4, max_size=4),
    hidden=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6),
)
def test_whatever_the_table_what_was_too_narrow_gets_wide_enough(
    values: list[list[int]], hidden: set[tuple[int, int]]
) -> None:
    system, spare = table(values, hidden), 0.0
    while not all(one.is_safe for one in _open(system)):
        found = mended(system, lambda _: 1.0, spare)
        assert found or spare == 0.0
        spare = 2.0


def _open(system: System) -> list[Finding]:
    """Return the findings about what doesn't follow at once from totals of zero."""
    return [one for one in findings(system).values() if one.secret.terms]
