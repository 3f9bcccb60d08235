"""Relations between components follow from their declared conditions."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.declaration import Condition
from monitor.disclosure.elimination import PRIME
from monitor.disclosure.relations import combine, coordinates, holds
from monitor.measures.components import Component, Measure


def _condition(column: str, **operator: Any) -> Condition:
    named = {{"in_": "in"}.get(name, name): value for name, value in operator.items()}
    return Condition.model_validate({"feld": column, **named})


FIRST = _condition("erstkontakt", gleich=True)
WAITED = _condition("wartezeit_werktage", vorhanden=True)
QUICK = _condition("wartezeit_werktage", hoechstens=5)
SLOW = _condition("wartezeit_werktage", mindestens=6)


def _count(*where: Condition, lacking: tuple[Condition, ...] = ()) -> Component:
    return Component("aktivitaet", Measure.COUNT, where, lacking=lacking)


def test_missing_and_valid_rows_make_up_the_base() -> None:
    base, valid, lacking = _count(FIRST), _count(FIRST, WAITED), _count(FIRST, lacking=(WAITED,))
    known = coordinates([base, valid, lacking])
    assert combine({valid.name: 1, lacking.name: 1}, known) == combine({base.name: 1}, known)


def test_quick_and_slow_make_up_those_with_a_waiting_time() -> None:
    quick, slow, all_ = _count(FIRST, QUICK), _count(FIRST, SLOW), _count(FIRST, WAITED)
    known = coordinates([quick, slow, all_])
    assert combine({quick.name: 1, slow.name: 1, all_.name: -1}, known) == {}


def test_codes_that_cover_a_group_make_it_up() -> None:
    both = _count(_condition("aktivitaet_art", in_=("BEGL", "ANTRAG")))
    one, other = (_count(_condition("aktivitaet_art", gleich=code)) for code in ("BEGL", "ANTRAG"))
    known = coordinates([both, one, other])
    assert combine({one.name: 1, other.name: 1, both.name: -1}, known) == {}


def test_yes_and_no_make_up_all_where_one_of_them_is_always_said() -> None:
    rows, yes, no = _count(), _count(FIRST), _count(_condition("erstkontakt", gleich=False))
    sometimes = coordinates([rows, yes, no])
    always = coordinates([rows, yes, no], {"erstkontakt": (False, True)})
    assert combine({yes.name: 1, no.name: 1, rows.name: -1}, sometimes) != {}
    assert combine({yes.name: 1, no.name: 1, rows.name: -1}, always) == {}


def test_independent_components_stay_independent() -> None:
    quick, slow = _count(FIRST, QUICK), _count(FIRST, SLOW)
    known = coordinates([quick, slow])
    assert known == {quick.name: {0: 1}, slow.name: {1: 1}}


def test_sums_of_columns_add_up_like_the_columns() -> None:
    def total(*columns: str) -> Component:
        return Component("aktivitaet", Measure.SUM, (FIRST,), columns=columns)

    adults, children, both = (
        total("tn_erwachsene"),
        total("tn_kinder"),
        total("tn_erwachsene", "tn_kinder"),
    )
    known = coordinates([adults, children, both])
    assert combine({adults.name: 1, children.name: 1, both.name: -1}, known) == {}


def test_a_sum_is_no_count() -> None:
    count = _count(FIRST)
    total = Component("aktivitaet", Measure.SUM, (FIRST,), columns=("tn_kinder",))
    known = coordinates([count, total])
    assert known[count.name].keys().isdisjoint(known[total.name])


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ({"gleich": True}, None, False),
        ({"ungleich": "KEINE"}, None, False),
        ({"ungleich": "KEINE"}, "EB", True),
        ({"in_": ("A", "B")}, "B", True),
        ({"nicht_in": ("A", "B")}, "C", True),
        ({"nicht_in": ("A", "B")}, None, False),
        ({"mindestens": 3}, 3, True),
        ({"hoechstens": 3}, 4, False),
        ({"vorhanden": False}, None, True),
        ({"vorhanden": True}, 0, True),
    ],
)
def test_a_condition_holds_as_it_does_in_sql(
    operator: dict[str, Any], value: object, expected: bool
) -> None:
    assert holds(_condition("feld", **operator), value) is expected


_conditions = st.sampled_from([FIRST, WAITED, QUICK, SLOW, _condition("abschluss", gleich=True)])
_components = st.lists(
    st.builds(
        lambda where, lacking: _count(*where, lacking=tuple(lacking)),
        st.lists(_conditions, max_size=3, unique=True),
        st.lists(_conditions, max_size=1),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(components=_components, seed=st.integers(0, 1000))
def test_every_relation_that_is_found_holds_for_any_rows(
    components: list[Component], seed: int
) -> None:
    """A component equals its combination of independent ones on rows made at random."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    rows = [
        {
            "erstkontakt": draw.choice([True, False]),
            "wartezeit_werktage": draw.choice([None, 2, 5, 6, 9]),
            "abschluss": draw.choice([True, False]),
        }
        for _ in range(30)
    ]

    def counted(component: Component) -> int:
        return sum(
            all(holds(c, row[c.feld]) for c in component.where)
            and not (component.lacking and all(holds(c, row[c.feld]) for c in component.lacking))
            for row in rows
        )

    for name, vector in coordinates(components).items():
        own = next(component for component in components if component.name == name)
        combined = sum(factor * counted(components[i]) for i, factor in vector.items()) % PRIME
        assert combined == counted(own)
