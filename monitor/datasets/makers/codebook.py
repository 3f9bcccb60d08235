"""``codebuch``: every variable of every dataset, its values, and the definitions as executed.

Ranges are those of the published rows, and left out for datasets that not everybody may have: the
codebook is for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from monitor.access import Group
from monitor.datasets.entries import EMPTY, VARIABLES, describe
from monitor.datasets.makers.names import Frames
from monitor.datasets.model import REASON_SUFFIX, Dataset, Missing
from monitor.datasets.summary import Summary
from monitor.datasets.variables import columns_of


def codebook(
    datasets: Sequence[Dataset], summaries: Mapping[str, Summary], frames: Frames
) -> Dataset:
    """Return the codebook of these datasets and of itself."""
    described = Dataset(
        "codebuch",
        "Codebuch",
        "Codebook",
        "Alle Variablen aller Datensätze mit Werten, Bezeichnungen, Einheiten, Wertebereichen und "
        "Gründen für fehlende Werte; Definition jedes Indikators je Fassung, wie gerechnet.",
        "All variables of all datasets with values, labels, units, ranges and reasons for missing "
        "values; definition of each indicator per version, as executed.",
        VARIABLES,
        pl.LazyFrame(),
        frozenset(Group),
    )
    entries = [
        entry
        for dataset in (*datasets, described)
        for entry in describe(dataset, _open_summary(dataset, summaries))
    ]
    entries += _definitions(frames)
    return replace(described, rows=_frame(entries))


def _open_summary(dataset: Dataset, summaries: Mapping[str, Summary]) -> Summary | None:
    return summaries.get(dataset.name) if dataset.groups == frozenset(Group) else None


def _frame(entries: list[dict[str, Any]]) -> pl.LazyFrame:
    schema = dict.fromkeys(EMPTY, pl.String) | {"position": pl.Int64}
    rows = pl.DataFrame(entries, schema=schema)
    reason = pl.when(pl.col("art").is_null()).then(pl.lit(Missing.NICHT_ERHOBEN.value))
    told = rows.with_columns(reason.alias("art" + REASON_SUFFIX))
    return told.select(columns_of(VARIABLES)).lazy()


def _definitions(frames: Frames) -> list[dict[str, Any]]:
    rows = frames["indikator"].sort("indikator_id", "konzept_id")
    return [
        {
            **EMPTY,
            "datensatz": "indikatoren",
            "variable": "indikator_id",
            "eintrag": "DEFINITION",
            "wert": row["indikator_id"],
            "beschriftung": row["name_de"],
            "beschriftung_en": row["name_en"],
            "einheit": row["einheit_de"],
            "einheit_en": row["einheit_en"],
            "konzept_id": row["konzept_id"],
            "definition": row["definition"],
        }
        for row in rows.iter_rows(named=True)
    ]
