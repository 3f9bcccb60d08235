"""Funnel limits: how far areas of a given size may lie from the district by chance alone.

The limits are the observed figures whose own interval just touches the district's figure, at 95 %
and at 99.8 %: small areas may lie further away than large ones. Shares by Wilson's interval
inverted, rates by the exact Poisson interval inverted (of which Byar's is the approximation), as
PHEindicatormethods does (``calculate_funnel_limits``, ``assign_funnel_significance``). Other kinds
of figures have no funnel: where participations come in sessions, areas vary more than by chance
alone, and full counts don't vary by chance at all.

Source: Spiegelhalter (2005), Stat Med 24, 1185–1202; PHE Fingertips, technical guidance.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from monitor.concept.vocabulary import IntervalKind
from monitor.statistics.attainment import select_code
from monitor.statistics.intervals import Interval

#: Level of the inner limits, and of the outer: about two and three standard errors.
INNER: Final = 0.95
OUTER: Final = 0.998

#: Kinds of intervals (column ``intervall``) whose figures have a funnel.
FUNNEL_KINDS: Final = frozenset({IntervalKind.WILSON, IntervalKind.BYAR})


class FunnelPlace(StrEnum):
    """Where an area lies: within the limits, or beyond the inner (95 %) or outer (99.8 %) ones."""

    UNTER_AUSSEN = "UNTER_AUSSEN"
    UNTER_INNEN = "UNTER_INNEN"
    INNERHALB = "INNERHALB"
    UEBER_INNEN = "UEBER_INNEN"
    UEBER_AUSSEN = "UEBER_AUSSEN"
    KEINE_ANGABE = "KEINE_ANGABE"


@dataclass(frozen=True)
class Funnel:
    """Inner and outer limits, one per denominator, in the unit of the figures."""

    inner: Interval
    outer: Interval


def share_funnel(district: ArrayLike, n: ArrayLike, unit: float = 100.0) -> Funnel:
    """Return the funnel of shares.

    Args:
        district: the district's share, in ``unit``.
        n: denominators: cases of areas, or a grid of them to draw.
        unit: 100 for percent.
    """
    share = np.asarray(district, dtype=np.float64) / unit
    inner, outer = (share_limits(share, n, level).scaled(unit) for level in (INNER, OUTER))
    return Funnel(inner, outer)


def rate_funnel(district: ArrayLike, exposure: ArrayLike, per: float = 1.0) -> Funnel:
    """Return the funnel of rates ``per`` × events / exposure.

    Args:
        district: the district's rate.
        exposure: denominators: children in areas, or a grid of them to draw.
        per: 100 for rates per 100 children.
    """
    inner, outer = (rate_limits(district, exposure, per, level) for level in (INNER, OUTER))
    return Funnel(inner, outer)


def share_limits(target: ArrayLike, n: ArrayLike, level: float = INNER) -> Interval:
    """Return which shares (0–1) an area with ``n`` cases may show if its true share is ``target``.

    NaN for shares or denominators that cannot be.
    """
    share, cases = (np.asarray(given, dtype=np.float64) for given in (target, n))
    cases = np.where((cases > 0) & (share >= 0) & (share <= 1), cases, np.nan)
    half = float(special.ndtri(0.5 + level / 2)) * np.sqrt(share * (1 - share) / cases)
    return Interval(np.clip(share - half, 0, 1), np.clip(share + half, 0, 1))


def rate_limits(
    target: ArrayLike, exposure: ArrayLike, per: float = 1.0, level: float = INNER
) -> Interval:
    """Return which rates an area with this exposure may show if its true rate is ``target``.

    Counts between whole ones are interpolated, so that the limits are smooth curves. NaN for rates
    or exposures that cannot be.
    """
    rate, exposed = (np.asarray(given, dtype=np.float64) for given in (target, exposure))
    exposed = np.where((exposed > 0) & (rate > 0), exposed, np.nan)
    expected = rate * exposed / per
    tail = (1 - level) / 2
    lower = np.where(np.exp(-expected) >= tail, 0.0, special.pdtrik(tail, expected))
    upper = np.asarray(special.pdtrik(1 - tail, expected) + 1, dtype=np.float64)
    return Interval(np.maximum(lower, 0.0), upper).scaled(per / exposed)


def places(values: ArrayLike, funnel: Funnel) -> NDArray[np.str_]:
    """Return where each area lies (codes of `FunnelPlace`); on a limit is within the limit."""
    value = np.asarray(values, dtype=np.float64)
    return select_code(
        (np.isnan(value + funnel.outer.lower), FunnelPlace.KEINE_ANGABE),
        (value < funnel.outer.lower, FunnelPlace.UNTER_AUSSEN),
        (value < funnel.inner.lower, FunnelPlace.UNTER_INNEN),
        (value > funnel.outer.upper, FunnelPlace.UEBER_AUSSEN),
        (value > funnel.inner.upper, FunnelPlace.UEBER_INNEN),
        otherwise=FunnelPlace.INNERHALB,
    )
