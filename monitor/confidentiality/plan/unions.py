"""Which classes a numerator is made of: all of a class or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.concept.indicators import (
    Indicator,
)
from monitor.concept.publication import Base, Classes, IntegerClass
from monitor.concept.vocabulary import Condition
from monitor.confidentiality.plan.atoms import PlanError
from monitor.confidentiality.plan.classes import label


def inside(
    base: Base, indicator: Indicator, own: Iterable[Condition], *, is_district: bool
) -> frozenset[str]:
    """Return the classes that the numerator is made of.

    Raises:
        PlanError: the numerator is no union of classes.
    """
    conditions = list(own)
    if any(one.feld != base.feld for one in conditions):
        raise _no_union(base, indicator)
    classes = base.classes(district=is_district)
    if not classes:
        raise _no_union(base, indicator)
    if isinstance(classes[0][0], str):
        return _codes_inside(base, indicator, conditions, classes)
    inside = [part for part in classes if _integers_hold(base, indicator, conditions, part)]
    return frozenset(map(label, inside))


def _codes_inside(
    base: Base, indicator: Indicator, conditions: Iterable[Condition], classes: Classes
) -> frozenset[str]:
    wanted: set[str] | None = None
    for one in conditions:
        if one.gleich is None and one.in_ is None:
            raise _no_union(base, indicator)
        wanted = set(one.codes) if wanted is None else wanted & set(one.codes)
    found = [part for part in classes if set(map(str, part)) <= (wanted or set())]
    if {str(code) for part in found for code in part} != wanted:
        raise _no_union(base, indicator)
    return frozenset(map(label, found))


def _integers_hold(
    base: Base, indicator: Indicator, conditions: Iterable[Condition], part: IntegerClass
) -> bool:
    """Tell whether a class of integers satisfies all conditions; in part only is an error."""
    first, last = part[0], part[-1]
    is_open = len(part) == 1
    for one in conditions:
        if one.mindestens is not None:
            ends = first >= one.mindestens, is_open or last >= one.mindestens
        elif one.hoechstens is not None:
            ends = first <= one.hoechstens, not is_open and last <= one.hoechstens
        else:
            raise _no_union(base, indicator)
        if ends[0] != ends[1]:
            raise _no_union(base, indicator)
        if not ends[0]:
            return False
    return True


def _no_union(base: Base, indicator: Indicator) -> PlanError:
    return PlanError(
        "grundmenge", base.id, "klassen",
        f"Der Zähler von {indicator.id} setzt sich nicht aus ganzen Klassen der Grundmenge "
        f"„{base.id}“ zusammen. Bitte die Klassen so wählen, dass keine ihn durchschneidet.",
    )  # fmt: skip
