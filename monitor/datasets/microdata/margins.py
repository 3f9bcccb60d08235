"""Small remainders: what a published total gives away of the rows that were coarsened.

Known is the number of all rows of an area, a period and some kinds of activity (a published
indicator counts them); the file shows most of them exactly. The difference is the number of those
in classes that reach beyond; where it is one or two, the file and the table together publish a
count that neither may publish alone. It is mended by merging: the smallest class inside and one
that reaches beyond become one class, so that the remainder is no longer small.

A class counts as known where all rows in it belong, whatever its label says: who knows which cells
are empty and which stand elsewhere in the file knows that much.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from monitor.datasets.microdata.anonymity import COUNT, label
from monitor.datasets.microdata.hierarchies import AREA, Hierarchy, half_year
from monitor.microdata_rules import PERIOD

KIND: Final = "aktivitaet_art"

#: Columns in which a view fixes area and period: exact, or wider.
_AREAS: Final = (AREA, "kreis")
_PERIODS: Final = (PERIOD, "halbjahr", "jahr")

_CLASS: Final = (label(AREA), label(PERIOD), label(KIND))

Margin = frozenset[str]


def small_remainders(cells: pl.DataFrame, margins: Iterable[Margin], least: int) -> pl.DataFrame:
    """Return the views whose remainder is between 1 and ``least`` − 1.

    Args:
        cells: one row per area, quarter and kind with their labels, ``COUNT`` and ``jahr``.
        margins: sets of kinds whose total is known per area and quarter, half-year, year.
        least: smallest remainder that is no secret.

    Returns:
        gebiet, zeit (values of the view's columns), their column names, arten, bekannt, rest.
    """
    found = [
        _remainders(cells, margin, area, period, least)
        for margin in margins
        for area, period in itertools.product(_AREAS, _PERIODS)
    ]
    return pl.concat(found)


def with_wider(cells: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with the wider areas and periods that totals are known for."""
    halves = pl.col(PERIOD).map_elements(half_year, return_dtype=pl.String)
    return cells.with_columns(kreis=pl.lit("KREIS"), halbjahr=halves)


def _remainders(
    cells: pl.DataFrame, margin: Margin, area: str, period: str, least: int
) -> pl.DataFrame:
    classes, view = list(_CLASS), [area, period]
    inside = cells.filter(pl.col(KIND).is_in(list(margin)))
    sizes = cells.group_by(classes).agg(pl.col(COUNT).sum().alias("_klasse"))
    parts = inside.group_by(*view, *classes).agg(pl.col(COUNT).sum()).join(sizes, on=classes)
    known = pl.col(COUNT) == pl.col("_klasse")
    return (
        parts.group_by(view)
        .agg(
            bekannt=pl.col(COUNT).filter(known).sum(), rest=pl.col(COUNT).filter(~known).sum()
        )
        .filter(pl.col("bekannt") > 0, pl.col("rest").is_between(1, least - 1))
        .select(
            pl.col(area).alias("gebiet"), pl.col(period).alias("zeit"),
            pl.lit(area).alias("gebiet_spalte"), pl.lit(period).alias("zeit_spalte"),
            pl.lit(sorted(margin)).alias("arten"), "bekannt", "rest",
        )
        .sort("gebiet", "zeit")
    )  # fmt: skip


def mend(
    cells: pl.DataFrame,
    hierarchies: Mapping[str, Hierarchy],
    margins: Collection[Margin],
    least: int,
) -> pl.DataFrame:
    """Merge classes until no remainder is small; ends, because every step leaves fewer classes."""
    if not margins:
        return cells
    wider = with_wider(cells)
    while not (views := small_remainders(wider, margins, least)).is_empty():
        wider = _merge(wider, views.row(0, named=True), hierarchies)
    return wider.select(cells.columns)


def _merge(
    cells: pl.DataFrame, view: Mapping[str, Any], hierarchies: Mapping[str, Hierarchy]
) -> pl.DataFrame:
    """Merge the smallest class inside a view with the largest part that reaches beyond."""
    classes = list(_CLASS)
    inside = cells.filter(
        pl.col(view["gebiet_spalte"]) == view["gebiet"],
        pl.col(view["zeit_spalte"]) == view["zeit"],
        pl.col(KIND).is_in(view["arten"]),
    )
    sizes = cells.group_by(classes).agg(pl.col(COUNT).sum().alias("_klasse"))
    parts = inside.group_by(classes).agg(pl.col(COUNT).sum()).join(sizes, on=classes)
    known = pl.col(COUNT) == pl.col("_klasse")
    taken = parts.filter(known).sort(COUNT, *classes).row(0, named=True)
    beyond = parts.filter(~known).sort(COUNT, *classes, descending=[True, *[False] * 3])
    other = beyond.row(0, named=True)
    common = {
        label(key): _common(hierarchies[key], taken[label(key)], other[label(key)])
        for key in (AREA, PERIOD, KIND)
    }
    return _relabel(cells, [taken, other], common)


def _common(hierarchy: Hierarchy, one: str, other: str) -> str:
    """Return the finest label that covers both."""
    leaves = hierarchy.leaves()
    covered = {*leaves.get(one, hierarchy.labels), *leaves.get(other, hierarchy.labels)}
    fitting = [name for name, values in leaves.items() if covered <= set(values)]
    return min(fitting, key=lambda name: (hierarchy.penalties.get(name, 1.0), name))


def _relabel(
    cells: pl.DataFrame, classes: Sequence[Mapping[str, Any]], common: Mapping[str, str]
) -> pl.DataFrame:
    belongs = pl.any_horizontal(
        pl.all_horizontal(pl.col(name) == found[name] for name in common) for found in classes
    )
    return cells.with_columns(
        pl.when(belongs).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in common.items()
    )
