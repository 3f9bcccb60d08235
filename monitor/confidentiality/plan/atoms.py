"""Atoms: the disjoint classes that a base is cut into once, and the figures that follow from them.

Only counts of atoms pass to the public. A share's numerator is the sum of some of its base's atoms,
the denominator the sum of all of them; a median lies between their edges. Example: first contacts
of families by waiting time 0–1, 2–3, 4–5, 6–10, 11 and more; "within 5 days" is the first three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from monitor.concept.indicators import (
    Indicator,
)
from monitor.measures.components import Component, key_of
from monitor.periods import PeriodKind

#: Class of everything that no declared class names; of a base without classes: all of it.
REST: Final = "UEBRIGE"
ALL: Final = "ALLE"
#: Class of those who answered, or answered well.
YES: Final = "JA"

#: A count belongs to a role of an indicator this many times.
Roles = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Atom:
    """One class of a base: the sum of ``plus`` without the sum of ``minus``.

    ``parts``: the covered values of each column, for the check; integers one by one. ``stufe``:
    the level of strain of the Kitas whose rows count (none: all Kitas).
    """

    klasse: str
    plus: Component
    minus: tuple[Component, ...] = ()
    parts: tuple[tuple[str, frozenset[str]], ...] = ()
    stufe: int | None = None


@dataclass(frozen=True)
class Cut:
    """A base as it is cut for the district or for areas.

    ``rows`` names the set of rows, the same for bases of the same rows; ``population`` the set with
    those that lack a usable value, whose number is published, too; ``periode`` is the kind of
    period that counts pass for.
    """

    basis: str
    rows: str
    population: str
    is_district: bool
    periode: PeriodKind
    atoms: tuple[Atom, ...]


@dataclass(frozen=True)
class PassedFigure:
    """An indicator as it is published for the district or for areas, from the atoms of one cut.

    ``indicator`` carries the published kind of period and level. ``roles``: the classes that make
    up each count. ``edges``: where the classes of a quantile begin and end.
    ``open_dimension``: a column of which only some values are counted.
    """

    indicator: Indicator
    cut: Cut
    roles: Roles
    edges: tuple[float, ...] = ()
    open_dimension: str | None = None


@dataclass(frozen=True)
class SummedFigure:
    """An indicator that rests on sums with noise; ``unit`` is a quarter of the largest noise."""

    indicator: Indicator
    unit: int


@dataclass(frozen=True)
class Published:
    """How the indicators of one version of the concept are published."""

    exact: tuple[Indicator, ...]
    passed: tuple[PassedFigure, ...]
    summed: tuple[SummedFigure, ...]

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """Return the cuts, each once."""
        return tuple(dict.fromkeys(figure.cut for figure in self.passed))

    def components(self) -> Iterator[Component]:
        """Yield what is counted for the atoms: counts, and sums of record keys beside them."""
        for cut in self.cuts:
            for atom in cut.atoms:
                for component in (atom.plus, *atom.minus):
                    yield component
                    if has_record_keys(component):
                        yield key_of(component)


class PlanError(ValueError):
    """How figures are published is not declared, or declared in a way that is not sound."""

    def __init__(self, table: str, item: str | None, key: str | None, message: str) -> None:
        super().__init__(message)
        self.table, self.item, self.key = table, item, key


def has_record_keys(component: Component) -> bool:
    """Tell whether what is counted are rows that have a key of their own."""
    return component.source == "aktivitaet"
