"""Which counts a published figure gives away: numerator, denominator, and what is left of it.

A share with its interval to 0.1 points gives both away, so that every figure is taken to give away
all it was computed from. A median gives away how many values there were, not the values.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.concept import (
    CompleteUnitsIndicator,
    CoverageIndicator,
    GapIndicator,
    Indicator,
    MeanIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RatioIndicator,
    RecencyIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.measures.components import Component, plan


@dataclass(frozen=True)
class Count:
    """A count of rows, or a sum over them: a combination of components of one source.

    ``is_shown`` is false for what is left of a denominator: it follows from the others. ``within``
    is the component that it is a part of, for sure: zero where that rests on nothing else.
    """

    parts: tuple[tuple[Component, int], ...]
    is_shown: bool = True
    within: Component | None = field(default=None, compare=False)

    @property
    def source(self) -> str:
        """Return the table that the count is taken from."""
        return self.parts[0][0].source

    @property
    def factors(self) -> Mapping[str, int]:
        """Return the name of each component with its coefficient."""
        return {component.name: factor for component, factor in self.parts}


@dataclass(frozen=True)
class OwnCount:
    """A count of an indicator's own that doesn't add up over time; ``column`` is that of ``wert``.

    ``of_district`` says by what its sum over the areas is divided to give the district's.
    """

    column: str
    averages_areas: bool = False


def counts(indicator: Indicator) -> tuple[Count, ...]:
    """Return the counts that a figure of an indicator gives away and that add up over time."""
    return tuple(dict.fromkeys(_counts(indicator)))


def own_counts(indicator: Indicator) -> tuple[OwnCount, ...]:
    """Return the counts that a figure gives away and that add up over areas only."""
    match indicator:
        case CoverageIndicator() | CompleteUnitsIndicator():
            return (OwnCount("zaehler"), OwnCount("nenner"))
        case RatioIndicator():
            return (OwnCount("zaehler"), OwnCount("nenner"))
        case VarietyIndicator():
            return (OwnCount("wert", averages_areas=True),)
        case _:
            return ()


def counts_of_all(indicator: RatioIndicator) -> Count:
    """Return the count of a ratio's events, whatever the level of the Kita."""
    return _of(plan(indicator)["z"])


def missing(indicator: Indicator) -> Count | None:
    """Return the count of rows without a usable value, which is shown beside the figure."""
    needed = plan(indicator)
    return _of(needed["fehlend"]) if "fehlend" in needed else None


def _of(component: Component, within: Component | None = None) -> Count:
    return Count(((component, 1),), within=within)


def _rest(whole: Component, part: Component, within: Component | None = None) -> Count:
    return Count(((whole, 1), (part, -1)), is_shown=False, within=within)


def _parts(whole: Component, part: Component) -> list[Count]:
    """Return a whole, a part of it, and what is left."""
    return [_of(whole), _of(part, whole), _rest(whole, part, whole)]


@functools.singledispatch
def _counts(indicator: Indicator) -> list[Count]:
    """Return the numerator: of counts, rates, and rows per unit."""
    return [_of(plan(indicator)["z"])]


@_counts.register
def _share(indicator: ShareIndicator) -> list[Count]:
    needed = plan(indicator)
    z, n = needed["z"], needed["n"]
    return _parts(n, z) if z.source == n.source else [_of(n), _of(z)]


@_counts.register
def _quotient(indicator: QuotientIndicator) -> list[Count]:
    """Return two counts of which neither is a part of the other."""
    needed = plan(indicator)
    z, n = needed["z"], needed["n"]
    return [_of(n), _of(z), *([_rest(n, z)] if z.source == n.source else [])]


@_counts.register
def _mean(indicator: MeanIndicator) -> list[Count]:
    needed = plan(indicator)
    return [_of(needed["n"]), _of(needed["z"], needed["n"])]


@_counts.register
def _quantile(indicator: QuantileIndicator) -> list[Count]:
    return [_of(plan(indicator)["n"])]


@_counts.register
def _gap(indicator: GapIndicator) -> list[Count]:
    needed = plan(indicator)
    found = []
    for group in (indicator.gruppe, indicator.vergleichsgruppe):
        found += _parts(needed[f"n_{group}"], needed[f"z_{group}"])
    return found


@_counts.register(CoverageIndicator)
@_counts.register(CompleteUnitsIndicator)
@_counts.register(RatioIndicator)
@_counts.register(RecencyIndicator)
def _none(indicator: Indicator) -> list[Count]:
    """Return nothing: what these give away are counts of their own (`own_counts`)."""
    del indicator
    return []


@_counts.register
def _variety(indicator: VarietyIndicator) -> list[Count]:
    return [_of(plan(indicator)["z"])]
