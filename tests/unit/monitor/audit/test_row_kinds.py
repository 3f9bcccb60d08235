"""Which kinds of rows the conditions allow."""

from __future__ import annotations

from monitor.audit.row_kinds import row_kinds
from monitor.declaration import Condition, condition
from monitor.measures.components import Component, Measure


def _count(*where: Condition, lacking: tuple[Condition, ...] = ()) -> Component:
    return Component("aktivitaet", Measure.COUNT, where, lacking=lacking)


FIRST = condition("erstkontakt", gleich=True)
IN_TIME = condition("wartezeit_werktage", hoechstens=5)
KNOWN = condition("wartezeit_werktage", vorhanden=True)
LATE = condition("wartezeit_werktage", mindestens=6)


def test_a_part_of_a_whole_is_never_without_the_whole() -> None:
    whole, part = _count(FIRST), _count(FIRST, IN_TIME)
    assert set(row_kinds([whole, part])) == {
        frozenset({whole.name}),
        frozenset({whole.name, part.name}),
    }


def test_parts_and_rest_make_up_the_whole() -> None:
    whole, part, rest = _count(FIRST), _count(FIRST, IN_TIME), _count(FIRST, LATE)
    missing = _count(FIRST, lacking=(KNOWN,))
    assert set(row_kinds([whole, part, rest, missing])) == {
        frozenset({whole.name, one.name}) for one in (part, rest, missing)
    }


def test_what_has_nothing_to_do_with_each_other_stays_apart() -> None:
    first, closed = _count(FIRST), _count(condition("abschluss", gleich=True))
    assert set(row_kinds([first, closed])) == {frozenset({first.name}), frozenset({closed.name})}


def test_codes_exclude_each_other() -> None:
    group = _count(condition("aktivitaet_art", gleich="GRUPPE"))
    some = _count(condition("aktivitaet_art", **{"in": ["GRUPPE", "BERATUNG"]}))
    other = _count(condition("aktivitaet_art", ungleich="GRUPPE"))
    kinds = set(row_kinds([group, some, other]))
    assert kinds == {
        frozenset({group.name, some.name}),
        frozenset({some.name, other.name}),
        frozenset({other.name}),
    }


def test_of_a_closed_list_all_values_make_up_the_whole() -> None:
    whole = _count()
    parts = [_count(condition("aktivitaet_art", gleich=code)) for code in ("A", "B")]
    found = set(row_kinds([whole, *parts], {"aktivitaet_art": ["A", "B"]}))
    assert found == {frozenset({whole.name, part.name}) for part in parts}


def test_yes_and_no_make_up_the_whole_where_one_of_them_is_always_said() -> None:
    whole, yes, no = _count(), _count(FIRST), _count(condition("erstkontakt", gleich=False))
    assert frozenset({whole.name}) in row_kinds([whole, yes, no])
    found = set(row_kinds([whole, yes, no], {"erstkontakt": [False, True]}))
    assert found == {frozenset({whole.name, part.name}) for part in (yes, no)}


def test_a_survey_may_have_more_questions_than_a_word_has_bits() -> None:
    answers = [_count(condition("aktivitaet_art", gleich=f"Q{number}")) for number in range(80)]
    whole = _count()
    kinds = row_kinds([whole, *answers])
    assert set(kinds) == {
        frozenset({whole.name}),
        *(frozenset({whole.name, answer.name}) for answer in answers),
    }


def test_sums_are_apart_from_the_rows_they_are_of() -> None:
    rows = _count(FIRST)
    hours = Component("aktivitaet", Measure.SUM, (FIRST,), columns=("dauer_min",))
    more = Component("aktivitaet", Measure.SUM, (FIRST, IN_TIME), columns=("dauer_min",))
    assert set(row_kinds([rows, hours, more])) == {
        frozenset({rows.name}),
        frozenset({hours.name}),
        frozenset({hours.name, more.name}),
    }


def test_what_can_never_be_is_no_kind() -> None:
    never = _count(IN_TIME, LATE)
    assert row_kinds([never]) == []
