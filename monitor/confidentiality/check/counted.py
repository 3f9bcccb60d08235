"""The published counts of all releases, as the check of a release looks at them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitor.confidentiality.check.audit import Counted
from monitor.confidentiality.perturbation.longer import longer_kinds
from monitor.confidentiality.plan.atoms import Cut, Published
from monitor.confidentiality.revisions.units import Unit
from monitor.periods import Period, PeriodKind, period_of, periods_between

_AREA: Final = "gebiet"
_QUARTER: Final = "quartal"


def published_counts(
    published: Published, concept: str, units: Mapping[str, Unit], areas: Sequence[str]
) -> Iterator[Counted]:
    """Yield every count that passed, in each version that was published.

    Counts of the same rows are seen together in the longest published period, with the quarters as
    one more dimension. Rows with and without a usable value count as one set, since the number of
    missing values is published exactly.

    Args:
        published: how the indicators of a version of the concept are published.
        concept: the version.
        units: all published quarters and waves; a period is told by the version that it begins in.
        areas: ids of the areas with figures.
    """
    kinds: dict[str, PeriodKind] = {}
    names = names_of_populations(published)
    tables: dict[Cut, list[str]] = {}
    for figure in published.passed:
        cut = figure.cut
        tables.setdefault(cut, []).append(figure.indicator.id)
        kinds[cut.population] = _longer(kinds.get(cut.population, cut.periode), cut.periode)
    for cut, indicators in tables.items():
        base, table = names[cut.population], ", ".join(indicators)
        spans = _periods(cut.periode, kinds[cut.population], concept, units)
        for period, quarters, versions in spans:
            for version, (parts, times) in itertools.product(range(versions), _parts(cut, areas)):
                own = {**parts, _QUARTER: quarters} if quarters else parts
                yield Counted(base, period, version, table, own, times)


def names_of_populations(published: Published) -> dict[str, str]:
    """Return how each set of rows is called: by the bases that are cut from it."""
    bases: dict[str, list[str]] = {}
    for cut in published.cuts:
        bases.setdefault(cut.population, []).append(cut.basis)
    return {rows: " und ".join(dict.fromkeys(named)) for rows, named in bases.items()}


def open_dimensions(published: Published) -> frozenset[tuple[str, str]]:
    """Return (rows, dimension) of which some values are not counted anywhere."""
    names = names_of_populations(published)
    return frozenset(
        (names[figure.cut.population], figure.open_dimension)
        for figure in published.passed
        if figure.open_dimension
    )


def _longer(one: PeriodKind, other: PeriodKind) -> PeriodKind:
    return one if one in longer_kinds(other) else other


def _parts(cut: Cut, areas: Sequence[str]) -> list[tuple[dict[str, frozenset[str]], int]]:
    """Return the covered values of each atom, and the number of counts in its sum.

    Areas are alike: one area and the sum of all others stand for each single area.
    """
    alone, others = frozenset(areas[:1]), frozenset(areas[1:])
    places = [(frozenset(areas), 1)] if cut.is_district else [(alone, 1), (others, len(others))]
    return [
        ({_AREA: place, **dict(atom.parts)}, times)
        for atom in cut.atoms
        for place, times in places
        if place
    ]


def _periods(
    kind: PeriodKind, longest: PeriodKind, concept: str, units: Mapping[str, Unit]
) -> Iterator[tuple[tuple[str, str], frozenset[str], int]]:
    """Yield the longest period, the quarters of it that a count covers, and in how many versions.

    No quarters: it covers all of the period. With each quarter that is published anew, the longest
    period is seen once more as a whole.
    """
    if kind is PeriodKind.WELLE:
        for unit in units.values():
            if unit.kind is kind and unit.concept == concept:
                yield (kind.value, unit.name), frozenset(), len(unit.history)
        return
    for end in [unit.end for unit in units.values() if unit.kind is PeriodKind.QUARTAL]:
        period, outer = period_of(end, kind), period_of(end, longest)
        inside = _quarters(period)
        if period.end != end or not set(inside) <= set(units):
            continue
        if units[inside[0]].concept == concept:
            versions = 1 + sum(units[one].version for one in _quarters(outer) if one in units)
            covered = frozenset() if kind is longest else frozenset(inside)
            yield (longest.value, outer.name), covered, versions


def _quarters(period: Period) -> list[str]:
    return [one.name for one in periods_between(period.start, period.end, PeriodKind.QUARTAL)]
