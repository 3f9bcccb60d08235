"""The known traps of cell suppression, and random tables against trying everything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.audit.attack import Contradiction, attack
from monitor.audit.blocks import take_apart
from monitor.audit.system import Secret, System, Unknown
from tests.unit.monitor.audit.tables import Cell, findings, table


def test_a_bridge_follows_although_each_row_and_column_has_two() -> None:
    """As in the vignette of sdcTable: a 4 × 4 table, hidden twice in each row and column."""
    values = [[9, 8, 20, 30], [7, 9, 2, 40], [50, 60, 8, 9], [70, 80, 9, 7]]
    two_squares = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)}
    found = findings(table(values, two_squares | {(1, 2)}))
    bridge = found[1, 2]
    assert not bridge.is_safe
    assert bridge.lower == bridge.upper == 2
    assert all(found[cell].is_safe for cell in two_squares)


def test_a_lone_cell_of_a_row_follows_at_once() -> None:
    found = findings(table([[1, 20], [30, 40]], {(0, 0)}))[0, 0]
    assert not found.is_safe
    assert set(found.by) >= {"row 0"} or set(found.by) >= {"column 0"}


def test_cells_that_add_up_to_nothing_are_nothing() -> None:
    found = findings(table([[0, 0, 5], [6, 7, 8]], {(0, 0), (0, 1), (1, 0), (1, 1)}))
    assert not found[0, 0].is_safe
    assert not found[1, 0].is_safe


def test_two_linked_tables_each_safe_alone() -> None:
    """Two halves of a year, each with two hidden areas; the year shows one of the two."""
    system = System()
    names = ["A H1", "B H1", "A H2", "B H2"]
    a1, b1, a2, b2 = (system.unknown(name) for name in names)
    for number, value in zip((a1, b1, a2, b2), (2, 9, 9, 9), strict=True):
        system.secrets.append(Secret(names[number], {number: 1.0}, value, 3))
    system.equal({a1: 1.0, b1: 1.0}, 11, by="H1")
    system.equal({a2: 1.0, b2: 1.0}, 18, by="H2")
    assert all(one.is_safe for one in findings(system).values())
    system.equal({a1: 1.0, a2: 1.0}, 11, by="A")
    assert all(one.is_safe for one in findings(system).values())
    system.equal({a1: 1.0, b2: 1.0}, 11, by="linked")
    system.equal({b1: 1.0, b2: 1.0, a2: 1.0}, 27, by="linked, too")
    assert not findings(system)["A H1"].is_safe


def test_a_share_with_its_denominator_tells_its_rest() -> None:
    system = System()
    z, rest, n = (system.unknown(name) for name in ("z", "rest", "n"))
    system.equal({n: 1.0, z: -1.0, rest: -1.0}, 0)
    system.equal({n: 1.0}, 12, by="denominator")
    system.secrets.append(Secret("z", {z: 1.0}, 2, 3))
    assert findings(system)["z"].is_safe
    system.equal({rest: 1.0}, 10, by="rest")
    found = findings(system)["z"]
    assert not found.is_safe
    assert set(found.by) == {"denominator", "rest"}


def test_an_interval_that_is_too_narrow_names_what_it_rests_on() -> None:
    system = System()
    a, b = system.unknown("a"), system.unknown("b")
    system.equal({a: 1.0, b: 1.0}, 2, by="sum")
    system.secrets.append(Secret("a", {a: 1.0}, 1, 3))
    (found,) = findings(system).values()
    assert (found.lower, found.upper, found.by) == (0, 2, ("sum",))


def test_whole_numbers_are_told_apart_from_real_ones() -> None:
    """3a + 7b = 21: b lies between 0 and 3, but of whole numbers only the ends are possible."""
    system = System()
    a, b = system.unknown("a"), system.unknown("b")
    system.equal({a: 3.0, b: 7.0}, 21, by="weights")
    system.secrets.append(Secret("b", {b: 1.0}, 3, 3))
    found = findings(system)["b"]
    assert (found.lower, found.upper) == (0, 3)
    system.secrets[0] = Secret("b", {b: 1.0}, 3, 4)
    assert not findings(system)["b"].is_safe


def test_sums_of_hours_need_not_be_whole_nor_positive() -> None:
    system = System()
    a, b = (system.unknown(name, Unknown(is_whole=False, is_signed=True)) for name in "ab")
    system.equal({a: 1.0, b: 1.0}, 0.5, by="sum", tolerance=1e-6)
    system.secrets.append(Secret("a", {a: 1.0}, -2.25, 1.5, is_whole=False))
    assert findings(system)["a"].is_safe


def test_figures_that_contradict_each_other_are_named() -> None:
    system = System()
    a, b = system.unknown("a"), system.unknown("b")
    system.secrets.append(Secret("a", {a: 1.0}, 1, 3))
    system.equal({a: 1.0, b: 1.0}, 5, by="five")
    system.equal({a: 2.0, b: 2.0}, 12, by="twelve")
    with pytest.raises(Contradiction) as raised:
        [attack(block) for block in take_apart(system).blocks]
    assert set(raised.value.by) == {"five", "twelve"}


def test_only_what_is_asked_for_is_attacked() -> None:
    system = table([[9, 8], [7, 9]], {(0, 0), (0, 1), (1, 0), (1, 1)})
    (block,) = take_apart(system).blocks
    assert attack(block, set()).findings == ()
    assert [one.secret.name for one in attack(block, {(0, 1)}).findings] == [(0, 1)]


def _all_tables(values: list[list[int]], hidden: set[Cell]) -> Iterator[dict[Cell, int]]:
    """Yield every filling of the hidden cells that leaves all totals as they are."""
    cells = sorted(hidden)
    most = [min(sum(values[row]), sum(line[column] for line in values)) for row, column in cells]
    for filled in itertools.product(*(range(top + 1) for top in most)):
        tried = dict(zip(cells, filled, strict=True))
        rows = all(
            sum(tried[cell] for cell in cells if cell[0] == row)
            == sum(values[row][column] for r, column in cells if r == row)
            for row in {row for row, _ in cells}
        )
        columns = all(
            sum(tried[cell] for cell in cells if cell[1] == column)
            == sum(values[r][column] for r, c in cells if c == column)
            for column in {column for _, column in cells}
        )
        if rows and columns:
            yield tried


@settings(max_examples=150)
@given(
    values=st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=2),
    hidden=st.sets(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1),
)
def test_every_interval_is_what_trying_all_tables_finds(
    values: list[list[int]], hidden: set[Cell]
) -> None:
    tables = list(_all_tables(values, hidden))
    for cell, finding in findings(table(values, hidden)).items():
        possible = [one[cell] for one in tables]  # type: ignore[index]  # cells are the names
        width = max(possible) - min(possible)
        assert finding.is_safe == (width >= finding.secret.width)
        if not finding.is_safe:
            known = values[cell[0]][cell[1]] - finding.secret.value  # type: ignore[index]
            assert (finding.lower + known, finding.upper + known) == (
                min(possible), max(possible),
            )  # fmt: skip
