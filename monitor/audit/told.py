"""Which counts a figure of an indicator tells, and which of them are numbers of persons or cases.

Worked out from the definitions (docs/methoden.md) for the audit alone. A figure is taken to tell
all counts that it is computed from: a share and its interval to 0.1 points give both away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from monitor.concept import (
    CompleteUnitsIndicator,
    CoverageIndicator,
    GapIndicator,
    Indicator,
    QuotientIndicator,
    RatioIndicator,
    RecencyIndicator,
    VarietyIndicator,
)
from monitor.content import Thresholds
from monitor.declaration import Subject
from monitor.measures.components import Component, Plan, plan
from monitor.tables import DISTRICT, PeriodKind


@dataclass(frozen=True)
class Told:
    """A sum of components of one source, e.g. ``n - z``: those who were not reached.

    ``within``: what it is a part of, if it is for sure.
    """

    source: str
    factors: tuple[tuple[str, int], ...]
    is_sum: bool = False  # of values (hours, participants), not of rows
    within: Told | None = field(default=None, compare=False)

    @property
    def is_plain(self) -> bool:
        """Return whether this is one component as it is, which the figure tells directly."""
        return len(self.factors) == 1


@dataclass(frozen=True)
class Tells:
    """What the figures of an indicator tell, worked out once for all of them."""

    indicator: Indicator

    @cached_property
    def plan(self) -> Plan:
        """Return the components of the indicator, by role."""
        return plan(self.indicator)

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Return the role of each component, by its name."""
        return {component.name: role for role, component in self.plan.items()}

    @cached_property
    def counts(self) -> Sequence[Told]:
        """Return the counts that a figure tells and that add up over areas and periods."""
        return told_counts(self.indicator, self.plan)

    @cached_property
    def missing(self) -> Told | None:
        """Return the count of rows that lack a usable value, shown beside a figure."""
        component = self.plan.get("fehlend")
        return _one(component) if component else None


def told_counts(indicator: Indicator, needed: Plan) -> Sequence[Told]:
    """Return the counts that a figure tells and that add up over areas and periods."""
    if isinstance(
        indicator, CoverageIndicator | CompleteUnitsIndicator | RatioIndicator | RecencyIndicator
    ):
        return []
    if isinstance(indicator, GapIndicator):
        groups = (indicator.gruppe, indicator.vergleichsgruppe)
        pairs = [(needed[f"z_{group}"], needed[f"n_{group}"]) for group in groups]
        return [one for z, n in pairs for one in _share(z, n)]
    z, n = needed.get("z"), needed.get("n")
    if n is None:
        return [_one(z)] if z else []
    if z is None:
        return [_one(n)]
    found = _share(z, n)
    if isinstance(indicator, QuotientIndicator):  # of its two counts neither is a part of the other
        return [replace(one, within=None) for one in found]
    return found


def own_columns(indicator: Indicator) -> tuple[str, ...]:
    """Return the columns of table ``wert`` that hold counts of the indicator's own.

    These don't add up over time: Kitas, the two sides of a ratio, kinds of partners.
    """
    match indicator:
        case CoverageIndicator() | CompleteUnitsIndicator() | RatioIndicator():
            return ("zaehler", "nenner")
        case VarietyIndicator():
            return ("wert",)
        case _:
            return ()


def events_of_ratio(indicator: RatioIndicator) -> Told:
    """Return the count of all events: those of the two levels that are compared, and the rest."""
    return _one(plan(indicator)["z"])


def least(indicator: Indicator, rules: Thresholds) -> int:
    """Return the smallest count that may show."""
    return rules.sensibel if indicator.thema is Subject.SENSIBEL else rules.faelle


def is_of_persons(indicator: Indicator) -> bool:
    """Return whether small counts of the indicator are numbers of persons or cases."""
    return indicator.thema in {Subject.FAELLE, Subject.SENSIBEL}


def rests_on_too_few(indicator: Indicator, figure: Mapping[str, object], rules: Thresholds) -> bool:
    """Return whether a figure rests on too few Kitas (or Träger), or to too much on one."""
    money = indicator.thema is Subject.GELD_STELLEN
    contributors, share = figure["beitragende"], figure["groesster_anteil"]
    few = contributors is not None and 0 < _number(contributors) < (
        rules.traeger if money else rules.kitas
    )
    return few or (share is not None and _number(share) > rules.dominanz)


def is_out_of_grid(indicator: Indicator, figure: Mapping[str, object]) -> bool:
    """Return whether a subject may not be shown at this area or in this kind of period."""
    of_area = figure["gebiet_id"] != DISTRICT
    if indicator.thema is Subject.SENSIBEL:
        return of_area or figure["periode_art"] != PeriodKind.JAHR
    return indicator.thema is Subject.GELD_STELLEN and of_area


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _share(z: Component, n: Component) -> list[Told]:
    whole = _one(n)
    if z.source != n.source:
        return [whole, _one(z)]
    found = [whole, replace(_one(z), within=whole)]
    # what remains of a mean's rows without its values is no count
    if bool(z.columns) == bool(n.columns):
        factors = ((n.name, 1), (z.name, -1))
        found.append(Told(n.source, factors, is_sum=bool(n.columns), within=whole))
    return found


def _one(component: Component) -> Told:
    return Told(component.source, ((component.name, 1),), is_sum=bool(component.columns))
