"""The components of an indicator: what is added up per month × area × Träger × Kita.

A component is mergeable: the value of a longer period or a larger area is the sum (for histograms
the sum per value, for codes the union) of its parts. Equal components of different indicators are
one and the same column, so that every row of the facts is looked at once.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from monitor.concept.indicators import (
    CompleteUnitsIndicator,
    GapIndicator,
    Indicator,
    MeanIndicator,
    QuantileIndicator,
    QuotientIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.concept.vocabulary import Condition, IntervalKind, Quantity


class Measure(StrEnum):
    """What is done with the selected rows."""

    COUNT = "anzahl"
    KEYS = "schluessel"
    SUM = "summe"
    SUM_SQUARES = "quadrate"
    SUM_PRODUCTS = "produkte"
    HISTOGRAM = "histogramm"
    CODES = "codes"


@dataclass(frozen=True)
class Component:
    """One column of the cells.

    Rows count when all of ``where`` hold and, if ``lacking`` is given, not all of ``lacking`` do.
    ``columns`` are added up within a row; ``others`` are the second factor of a product.
    """

    source: str
    measure: Measure
    where: tuple[Condition, ...]
    lacking: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @functools.cached_property
    def name(self) -> str:
        """Return the column name: the same for equal components, whatever the indicator."""
        key = repr((self.source, self.measure, self.where, self.lacking, self.columns, self.others))
        return f"{self.measure}_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def key_of(count: Component) -> Component:
    """Return the sum of the record keys of the rows that a component counts."""
    return replace(count, measure=Measure.KEYS)


#: Roles of an indicator's components → the component; the roles are explained in ``plan``.
Components = Mapping[str, Component]

#: Role of the count of quarantined rows that might belong to the base of an indicator.
QUARANTINED: Final = "q"


def plan(indicator: Indicator) -> Components:
    """Return the components that an indicator needs, by role.

    Roles: ``z`` numerator, ``n`` denominator, ``fehlend`` rows of the base that are not mature or
    have no usable value (or no group), ``q`` rows of the base that could count (used on the
    quarantine), ``xx``/``xy``/``yy``/``k`` sums over clusters, ``h`` histogram, ``v`` codes,
    ``z_<group>``/``n_<group>`` numerator and denominator of a group.
    """
    first = indicator.quantities[-1]
    usable = (*indicator.reif, *first.gueltig, *_told_apart(indicator))
    components = _by_kind(indicator)
    if usable:
        components["fehlend"] = Component(first.quelle, Measure.COUNT, first.wo, lacking=usable)
    components[QUARANTINED] = Component(
        first.quelle, Measure.COUNT, (*first.wo, *_told_apart(indicator), *_counting(indicator))
    )
    return components


def _told_apart(indicator: Indicator) -> tuple[Condition, ...]:
    """Return what a row must say so that a gap can put it into one of its two groups."""
    if not isinstance(indicator, GapIndicator):
        return ()
    groups = [indicator.gruppe, indicator.vergleichsgruppe]
    return (Condition.model_validate({"feld": indicator.feld, "in": groups}),)


def _counting(indicator: Indicator) -> tuple[Condition, ...]:
    """Return what a row must say beside its base, so that its codes count."""
    if not isinstance(indicator, VarietyIndicator):
        return ()
    return tuple(condition for _, condition in indicator.groups)


@functools.singledispatch
def _by_kind(indicator: Indicator) -> dict[str, Component]:
    """Return numerator (and denominator) of a kind; kinds that need more are registered below."""
    numerator = indicator.quantities[0]
    counts = {"z": _amount(numerator, indicator.reif)}
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        counts["yy"] = _component(numerator, Measure.SUM_SQUARES, indicator.reif, numerator.summe)
    return counts


@_by_kind.register
def _share(indicator: ShareIndicator) -> dict[str, Component]:
    numerator, denominator = indicator.quantities
    shares = {"z": _amount(numerator, indicator.reif), "n": _amount(denominator, indicator.reif)}
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        shares |= _cluster_sums(numerator, denominator)
    return shares


@_by_kind.register
def _quotient(indicator: QuotientIndicator) -> dict[str, Component]:
    return {
        "z": _amount(indicator.zaehler, indicator.reif),
        "n": _amount(indicator.nenner, indicator.reif),
    }


@_by_kind.register
def _mean(indicator: MeanIndicator) -> dict[str, Component]:
    averaged, where = indicator.wert, indicator.reif
    return {
        "n": _component(averaged, Measure.COUNT, where),
        "z": _component(averaged, Measure.SUM, where, averaged.summe),
        "yy": _component(averaged, Measure.SUM_SQUARES, where, averaged.summe),
    }


@_by_kind.register
def _quantile(indicator: QuantileIndicator) -> dict[str, Component]:
    rows, where = indicator.nenner, indicator.reif
    return {
        "n": _component(rows, Measure.COUNT, where),
        "h": _component(rows, Measure.HISTOGRAM, where, (indicator.feld,)),
    }


@_by_kind.register
def _variety(indicator: VarietyIndicator) -> dict[str, Component]:
    rows, where = indicator.zaehler, indicator.reif
    return {
        "z": _amount(rows, where),
        "v": _component(rows, Measure.CODES, where, (indicator.feld,)),
    }


@_by_kind.register
def _complete_units(indicator: CompleteUnitsIndicator) -> dict[str, Component]:
    return {
        f"z_{group}": _amount(indicator.zaehler, (_equals(indicator.feld, group),))
        for group in indicator.gruppen
    }


@_by_kind.register
def _gap(indicator: GapIndicator) -> dict[str, Component]:
    numerator, denominator = indicator.quantities
    return {
        f"{role}_{group}": _amount(quantity, (_equals(indicator.feld, group),))
        for group in (indicator.gruppe, indicator.vergleichsgruppe)
        for role, quantity in (("z", numerator), ("n", denominator))
    }


def _component(
    quantity: Quantity, measure: Measure, where: Iterable[Condition], columns: tuple[str, ...] = ()
) -> Component:
    conditions = (*quantity.wo, *where, *quantity.gueltig)
    return Component(quantity.quelle, measure, conditions, columns=columns)


def _amount(quantity: Quantity, where: Iterable[Condition]) -> Component:
    measure = Measure.SUM if quantity.summe else Measure.COUNT
    return _component(quantity, measure, where, quantity.summe)


def _cluster_sums(numerator: Quantity, denominator: Quantity) -> dict[str, Component]:
    """Return the sums of squares and products per row that a ratio estimator needs."""
    where = (*numerator.wo, *numerator.gueltig)
    source, y, x = numerator.quelle, numerator.summe, denominator.summe
    return {
        "k": Component(source, Measure.COUNT, (*denominator.wo, *denominator.gueltig)),
        "yy": Component(source, Measure.SUM_SQUARES, where, columns=y),
        "xy": Component(source, Measure.SUM_PRODUCTS, where, columns=y, others=x),
        "xx": Component(
            source, Measure.SUM_SQUARES, (*denominator.wo, *denominator.gueltig), columns=x
        ),
    }


def _equals(column: str, value: str) -> Condition:
    return Condition.model_validate({"feld": column, "gleich": value})
