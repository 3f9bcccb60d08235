"""Every kind of indicator, and the module that computes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from monitor.concept.indicators import (
    CompleteUnitsIndicator,
    CountIndicator,
    CoverageIndicator,
    GapIndicator,
    Indicator,
    MeanIndicator,
    PerUnitIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    RecencyIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.measures.components import Components
from monitor.measures.kinds import (
    complete_units,
    count,
    coverage,
    gap,
    mean,
    per_unit,
    quantile,
    quotient,
    rate,
    ratio,
    recency,
    share,
    variety,
)
from monitor.measures.kinds.kind import IndicatorKind

#: Declaration of a kind → what is computed of it. A kind without an entry cannot be computed.
KINDS: Final[Mapping[type, IndicatorKind[Any]]] = {
    CountIndicator: count.KIND,
    ShareIndicator: share.KIND,
    RateIndicator: rate.KIND,
    MeanIndicator: mean.KIND,
    QuantileIndicator: quantile.KIND,
    CoverageIndicator: coverage.KIND,
    PerUnitIndicator: per_unit.KIND,
    VarietyIndicator: variety.KIND,
    RatioIndicator: ratio.KIND,
    GapIndicator: gap.KIND,
    QuotientIndicator: quotient.KIND,
    CompleteUnitsIndicator: complete_units.KIND,
    RecencyIndicator: recency.KIND,
}


def kind_of(indicator: Indicator) -> IndicatorKind[Any]:
    """Return the kind of an indicator.

    Raises:
        KeyError: there is no such kind.
    """
    return KINDS[type(indicator)]


def plan(indicator: Indicator) -> Components:
    """Return the components that an indicator needs, by role."""
    return kind_of(indicator).components(indicator)
