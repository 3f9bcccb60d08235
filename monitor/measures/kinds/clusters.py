"""Sums over clusters, for intervals of ratios: sessions, or Kitas (and a Träger's other rows)."""

from __future__ import annotations

import polars as pl

from monitor.concept.vocabulary import Quantity
from monitor.measures.components import Component, Measure
from monitor.measures.rollup import KEYS
from monitor.measures.world import World


def session_sums(numerator: Quantity, denominator: Quantity) -> dict[str, Component]:
    """Return the sums of squares and products per row that a ratio estimator needs, by role."""
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


def kita_clusters(numerator: Component, denominator: Component, world: World) -> pl.DataFrame:
    """Return sums of squares and products over Kitas, per gebiet_id × period: y, x, yy, xy, xx, k.

    Rows of a Träger without a Kita are one cluster more.
    """
    y, x = pl.col(numerator.name), pl.col(denominator.name)
    return (
        world.rolled[denominator.source]
        .contributors.group_by(KEYS)
        .agg(y=y.sum(), x=x.sum(), yy=(y * y).sum(), xy=(x * y).sum(), xx=(x * x).sum(),
             k=(x > 0).sum().cast(pl.Float64))
    )  # fmt: skip
