"""*vollstaendige_einheiten*: the share of Kitas in which every group has answered, in percent."""

from __future__ import annotations

import polars as pl

from monitor.concept.indicators import CompleteUnitsIndicator
from monitor.concept.vocabulary import condition
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds
from monitor.measures.kinds.kitas import share_of_kitas


def _components(indicator: CompleteUnitsIndicator) -> Components:
    groups = {
        _role(group): amount(indicator.zaehler, (condition(indicator.feld, gleich=group),))
        for group in indicator.gruppen
    }
    return {**groups, **unknown_rows(indicator)}


def _evaluate(indicator: CompleteUnitsIndicator, counts: Counts) -> Values:
    roles = [_role(group) for group in indicator.gruppen]
    kitas = counts.with_own(counts.world.kitas_of(indicator.zaehler.quelle), roles)
    return share_of_kitas(counts, kitas, pl.all_horizontal(pl.col(role) > 0 for role in roles))


def _role(group: str) -> str:
    return f"z_{group}"


KIND = IndicatorKind(_components, _evaluate, no_bounds)
