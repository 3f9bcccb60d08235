"""Small areas: their rows and Kitas count for the neighbour that they are merged with.

An area with fewer than three Kitas with social work has no figures of its own, at either level
(docs/methoden.md, Kleine Sozialräume); the content names the neighbour. Example: with Mendig merged
into Pellenz, a cell of 2 first contacts in Mendig and one of 5 in Pellenz are 7 in Pellenz.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from monitor.measures.components import Cells
from monitor.measures.rollup import AREA

#: Columns that name the area of a row: of cells, and of the state of the Kitas.
_NAMING: Final = ("sozialraum_ars", AREA)


def merged(frame: pl.DataFrame, areas: Mapping[str, str]) -> pl.DataFrame:
    """Return rows with the area that each counts for; no rows are added up.

    Args:
        frame: rows with ``sozialraum_ars`` or ``gebiet_id``, or with neither.
        areas: ARS of a merged area → ARS of the area whose figures its rows are part of
            (`monitor.content.folder.Content.figure_areas`).
    """
    named = [name for name in _NAMING if name in frame.columns]
    return frame.with_columns(pl.col(name).replace(areas) for name in named) if areas else frame


def merged_cells(cells: Mapping[str, Cells], areas: Mapping[str, str]) -> dict[str, Cells]:
    """Return the cells of each source with the area that each counts for."""
    return {
        name: replace(part, sums=merged(part.sums, areas), values=merged(part.values, areas))
        for name, part in cells.items()
    }


def merged_population(rows: pl.DataFrame, areas: Mapping[str, str]) -> pl.DataFrame:
    """Return the children of the areas that have figures, merged areas added to their neighbour.

    A share is weighted by the children: 100 children with 10 % and 300 with 20 % are 400 with
    17.5 %. What is unknown of one area is unknown of both; ``stand`` is the older date.

    Args:
        rows: one per area: gebiet_id, kinder_u7, kinder_u7_sgb2_quote (percent), stand.
        areas: as of `merged`.
    """
    if not areas:
        return rows
    children, share = pl.col("kinder_u7"), pl.col("kinder_u7_sgb2_quote")
    counted = children.is_not_null().all()
    joint = ((share * children).sum() / children.sum()).fill_nan(None).round(1)
    return (
        merged(rows, areas)
        .group_by("gebiet_id", maintain_order=True)
        .agg(
            pl.when(counted).then(children.sum()).alias("kinder_u7"),
            pl.when(counted & share.is_not_null().all())
            .then(pl.when(children.len() > 1).then(joint).otherwise(share.first()))
            .alias("kinder_u7_sgb2_quote"),
            pl.col("stand").min(),
        )
        .select(rows.columns)
    )
