"""The components of an indicator: what is added up per month × area × Träger × Kita.

A component is mergeable: the value of a longer period or a larger area is the sum (for histograms
the sum per value, for codes the union) of its parts. Equal components of different indicators are
one and the same column, so that every row of the facts is looked at once. Which components a kind
of indicator needs, its module in `monitor.measures.kinds` says.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import polars as pl

from monitor.concept.indicators import Indicator
from monitor.concept.sources import FactSource
from monitor.concept.vocabulary import Condition, Quantity


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


@dataclass(frozen=True)
class Cells:
    """The cells of one source.

    ``sums``: one row per month and unit, one column per additive component; sums of record keys
    are integers, all others floats.
    ``values``: long, one row per month, unit, component and value or code, with its
    count ``anzahl``.
    """

    source: FactSource
    sums: pl.DataFrame
    values: pl.DataFrame


#: Role of an indicator's component → the component.
#:
#: Roles: ``z`` numerator, ``n`` denominator, ``fehlend`` and `QUARANTINED` (see `unknown_rows`),
#: ``xx``/``xy``/``yy``/``k`` sums over clusters, ``h`` histogram, ``v`` codes,
#: ``z_<group>``/``n_<group>`` numerator and denominator of a group.
Components = Mapping[str, Component]

#: Role of the count of quarantined rows that might belong to the base of an indicator.
QUARANTINED: Final = "q"


def rows_of(
    quantity: Quantity, measure: Measure, where: Iterable[Condition], columns: tuple[str, ...] = ()
) -> Component:
    """Return what a measure makes of the usable rows of a quantity that satisfy ``where``, too."""
    conditions = (*quantity.wo, *where, *quantity.gueltig)
    return Component(quantity.quelle, measure, conditions, columns=columns)


def amount(quantity: Quantity, where: Iterable[Condition]) -> Component:
    """Return the sum of a quantity's columns, or the number of its rows where it has none."""
    measure = Measure.SUM if quantity.summe else Measure.COUNT
    return rows_of(quantity, measure, where, quantity.summe)


def unknown_rows(
    indicator: Indicator,
    *,
    told_apart: tuple[Condition, ...] = (),
    counting: tuple[Condition, ...] = (),
) -> dict[str, Component]:
    """Return what is counted of rows that might belong to the base of an indicator, by role.

    ``fehlend``: rows of the base that are not mature or have no usable value (or no group);
    `QUARANTINED`: rows of the base that could count, looked for in the quarantine.

    Args:
        indicator: whose rows they are.
        told_apart: what a row must say so that it belongs to one of the groups compared.
        counting: what a row must say beside, so that its codes count.
    """
    base = indicator.quantities[-1]
    usable = (*indicator.reif, *base.gueltig, *told_apart)
    suspected = Component(base.quelle, Measure.COUNT, (*base.wo, *told_apart, *counting))
    if not usable:
        return {QUARANTINED: suspected}
    missing = Component(base.quelle, Measure.COUNT, base.wo, lacking=usable)
    return {"fehlend": missing, QUARANTINED: suspected}
