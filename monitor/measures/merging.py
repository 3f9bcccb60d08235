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

from monitor.measures.cells import Cells
from monitor.measures.rollup import AREA

#: Columns that name the area of a row: of cells, and of the state of the Kitas.
_NAMING: Final = ("sozialraum_ars", AREA)


def merged(frame: pl.DataFrame, areas: Mapping[str, str]) -> pl.DataFrame:
    """Return rows with the area that each counts for; no rows are added up.

    Args:
        frame: rows with ``sozialraum_ars`` or ``gebiet_id``, or with neither.
        areas: ARS of a merged area → ARS of the area whose figures its rows are part of
            (`monitor.content.Content.figure_areas`).
    """
    named = [name for name in _NAMING if name in frame.columns]
    return frame.with_columns(pl.col(name).replace(areas) for name in named) if areas else frame


def merged_cells(cells: Mapping[str, Cells], areas: Mapping[str, str]) -> dict[str, Cells]:
    """Return the cells of each source with the area that each counts for."""
    return {
        name: replace(part, sums=merged(part.sums, areas), values=merged(part.values, areas))
        for name, part in cells.items()
    }
