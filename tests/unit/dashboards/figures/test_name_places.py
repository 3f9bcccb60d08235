"""Names beside points cover nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboards.figures.name_places import Box, Size, around, free_place

EDGE = Box(0, 0, 300, 200)
spot = st.builds(around, st.floats(10, 290), st.floats(10, 190), st.just(8.0))


@given(st.lists(spot, min_size=1, max_size=12))
def test_placed_names_overlap_neither_each_other_nor_points(spots: list[Box]) -> None:
    taken = list(spots)
    for place in spots:
        others = [box for box in taken if box is not place]
        found = free_place(place, Size(60, 13), others, EDGE)
        if found is not None:
            assert EDGE.holds(found)
            assert not any(found.overlaps(box) for box in others)
            taken.append(found)


def test_a_name_stands_at_the_right_where_there_is_room_and_at_the_left_at_the_edge() -> None:
    assert free_place(around(100, 100, 8), Size(60, 13), [], EDGE) == Box(108, 93.5, 168, 106.5)
    assert free_place(around(290, 100, 8), Size(60, 13), [], EDGE) == Box(222, 93.5, 282, 106.5)


def test_where_there_is_no_room_there_is_no_name() -> None:
    assert free_place(around(100, 100, 8), Size(600, 13), [], EDGE) is None
