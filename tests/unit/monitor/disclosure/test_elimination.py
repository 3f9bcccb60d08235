"""What follows from what: against the ranks of dense matrices, and known traps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.disclosure.elimination import Eliminator, Secret

Vector = Mapping[int, int]


def _eliminator(*secrets: Vector) -> Eliminator:
    return Eliminator([Secret(dict(secret)) for secret in secrets])


def _table(rows: int, columns: int) -> tuple[list[list[int]], list[Vector], list[Vector]]:
    """Return the cells of a table as indices, its row sums and its column sums."""
    cells = [[row * columns + column for column in range(columns)] for row in range(rows)]
    by_row = [dict.fromkeys(line, 1) for line in cells]
    by_column = [dict.fromkeys([line[column] for line in cells], 1) for column in range(columns)]
    return cells, by_row, by_column


def test_what_is_left_of_a_sum_is_a_secret_too() -> None:
    eliminator = _eliminator({0: 1})
    assert eliminator.publish([{0: 1, 1: 1}])
    assert not eliminator.publish([{1: 1}])


def test_a_share_is_not_published_beside_its_denominator() -> None:
    numerator, rest = {0: 1}, {1: 1}
    eliminator = _eliminator(rest)
    assert eliminator.publish([{0: 1, 1: 1}])
    assert not eliminator.publish([numerator])


def test_figures_are_published_together_or_not_at_all() -> None:
    eliminator = _eliminator({0: 1})
    assert not eliminator.publish([{0: 1, 1: 1}, {1: 1}])
    assert eliminator.publish([{1: 1}])


def test_a_trial_tells_what_could_be_published_and_publishes_nothing() -> None:
    eliminator = _eliminator({0: 1})
    assert eliminator.publish([{0: 1, 1: 1}], trial=True)
    assert eliminator.publish([{1: 1}], trial=True)  # the sum is not published
    assert eliminator.publish([{1: 1}])
    assert not eliminator.publish([{0: 1, 1: 1}], trial=True)


def test_two_suppressions_in_each_line_are_not_enough_when_a_cell_links_two_blocks() -> None:
    """Each row and column has two hidden cells at least; the linking one follows all the same."""
    cells, by_row, by_column = _table(4, 4)
    hidden = {cells[0][0], cells[0][1], cells[1][0], cells[1][1], cells[1][2]}
    hidden |= {cells[2][2], cells[2][3], cells[3][2], cells[3][3]}
    linking = cells[1][2]
    eliminator = _eliminator({linking: 1})
    assert all(eliminator.publish([line]) for line in (*by_row, *by_column[:-1]))
    others = [cell for line in cells for cell in line if cell not in hidden]
    published = [cell for cell in others if eliminator.publish([{cell: 1}])]
    assert len(published) < len(others)


def test_two_linked_tables_are_not_safe_because_each_of_them_is() -> None:
    """Cells 0…2 are a row of one table; 0 and 1 lie in one line of another one, 2 in another."""
    eliminator = _eliminator({2: 1})
    assert eliminator.publish([{0: 1, 1: 1, 2: 1}])
    assert not eliminator.publish([{0: 1, 1: 1}])


def test_who_knows_a_cell_of_his_own_does_not_learn_the_other_one() -> None:
    own, other = Secret({0: 1}, "Kita 1"), Secret({1: 1}, "Kita 2")
    eliminator = Eliminator([own, other])
    assert not eliminator.publish([{0: 1, 1: 1}])
    assert eliminator.publish([{0: 1, 1: 1, 2: 1}])
    assert not eliminator.publish([{2: 1}])


def test_three_singletons_in_a_row_may_stand_beside_their_sum() -> None:
    eliminator = Eliminator([Secret({number: 1}, f"Kita {number}") for number in range(3)])
    assert eliminator.publish([{0: 1, 1: 1, 2: 1}])


def test_somebody_with_two_cells_of_his_own_does_not_learn_the_third() -> None:
    secrets = [Secret({0: 1}, "Kita 1"), Secret({1: 1}, "Kita 1"), Secret({2: 1}, "Kita 2")]
    assert not Eliminator(secrets).publish([{0: 1, 1: 1, 2: 1}])


def test_one_who_contributes_everything_learns_nothing_new() -> None:
    secrets = [Secret({0: 1}, "Kita 1"), Secret({1: 1}, "Kita 1")]
    assert Eliminator(secrets).publish([{0: 1, 1: 1}])


def test_what_somebody_knows_anyway_keeps_nothing_hidden() -> None:
    """Of a half-year and one of its quarters both are his own: he knows the other quarter."""
    half, first, second = {0: 1, 1: 1}, {0: 1}, {1: 1}
    secrets = [Secret(half, "Kita 1"), Secret(first, "Kita 1"), Secret(second)]
    assert Eliminator(secrets).publish([{1: 1, 2: 1}])
    by_others = Eliminator([*secrets, Secret({2: 1}, "Kita 2")])
    assert not by_others.publish([{1: 1, 2: 1}])  # now the second Kita learns it, too


@pytest.mark.parametrize("turn", [1, -1])
def test_a_count_that_two_figures_show_is_known_to_who_is_alone_behind_one(turn: int) -> None:
    same = [Secret({0: 1}, "Kita 1"), Secret({0: 1})][::turn]
    secrets = [*same, Secret({1: 1}, "Kita 1")]
    assert Eliminator(secrets).publish([{0: 1, 1: 1}])


_ATOMS = 6
_vectors = st.lists(
    st.lists(st.sampled_from([0, 0, 1, 1, -1]), min_size=_ATOMS, max_size=_ATOMS),
    min_size=1,
    max_size=12,
)


def _sparse(dense: Sequence[int]) -> dict[int, int]:
    return {index: value for index, value in enumerate(dense) if value}


def _follows(secret: Sequence[int], published: Sequence[Sequence[int]]) -> bool:
    if not published:
        return not any(secret)
    known = np.asarray(published)
    return bool(np.linalg.matrix_rank(np.vstack([known, secret])) == np.linalg.matrix_rank(known))


@given(secrets=_vectors, candidates=_vectors)
def test_nothing_hidden_follows_and_everything_hidden_is_necessary(
    secrets: list[list[int]], candidates: list[list[int]]
) -> None:
    hidden = [secret for secret in secrets if any(secret)]
    eliminator = _eliminator(*map(_sparse, hidden))
    published: list[list[int]] = []
    for candidate in candidates:
        is_safe = not any(_follows(secret, [*published, candidate]) for secret in hidden)
        assert eliminator.publish([_sparse(candidate)]) == is_safe
        if is_safe:
            published.append(candidate)


@given(secrets=_vectors, candidates=_vectors, owners=st.lists(st.sampled_from("AB"), min_size=12))
def test_no_insider_learns_more_than_his_own(
    secrets: list[list[int]], candidates: list[list[int]], owners: list[str]
) -> None:
    held = [(secret, owner) for secret, owner in zip(secrets, owners, strict=False) if any(secret)]
    held = list({tuple(secret): (secret, owner) for secret, owner in held}.values())
    own = {who: [secret for secret, owner in held if owner == who] for who in "AB"}
    foreign = {who: [secret for secret, owner in held if owner != who] for who in "AB"}
    # what an insider knows without any publication is not ours to hide
    unknown = {who: [one for one in foreign[who] if not _follows(one, own[who])] for who in "AB"}
    eliminator = Eliminator([Secret(_sparse(secret), owner) for secret, owner in held])
    published = [candidate for candidate in candidates if eliminator.publish([_sparse(candidate)])]
    for who in "AB":
        for secret in unknown[who]:
            assert not _follows(secret, [*own[who], *published])


def test_a_vector_without_coefficients_gives_nothing_away() -> None:
    assert _eliminator({0: 1}).publish([{}])


@pytest.mark.parametrize("factor", [2, -1, 7])
def test_a_multiple_of_a_secret_is_the_secret(factor: int) -> None:
    assert not _eliminator({0: 1, 1: 1}).publish([{0: factor, 1: factor}])
