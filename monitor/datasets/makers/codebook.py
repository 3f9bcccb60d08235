"""``codebuch``: every variable of every dataset, its values, and the definitions as executed.

Each indicator also with numerator, denominator and their units. Ranges are taken from the published
rows, and left out for datasets closed to some group: the codebook is for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from monitor.access import Group
from monitor.datasets.codebook_entries import EMPTY, VARIABLES, make_codebook_entries
from monitor.datasets.makers.names import Frames
from monitor.datasets.model import REASON_SUFFIX, Dataset, MissingReason
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
        for entry in make_codebook_entries(dataset, _open_summary(dataset, summaries))
    ]
    entries += _definitions(frames)
    return replace(described, rows=_frame(entries))


def _open_summary(dataset: Dataset, summaries: Mapping[str, Summary]) -> Summary | None:
    return summaries.get(dataset.name) if dataset.groups == frozenset(Group) else None


def _frame(entries: list[dict[str, Any]]) -> pl.LazyFrame:
    schema = dict.fromkeys(EMPTY, pl.String) | {"position": pl.Int64}
    rows = pl.DataFrame(entries, schema=schema)
    reason = pl.when(pl.col("art").is_null()).then(pl.lit(MissingReason.NICHT_ERHOBEN.value))
    told = rows.with_columns(reason.alias("art" + REASON_SUFFIX))
    return told.select(columns_of(VARIABLES)).lazy()


def _definitions(frames: Frames) -> list[dict[str, Any]]:
    rows = frames["indikator"].sort("indikator_id", "konzept_id")
    return [entry for row in rows.iter_rows(named=True) for entry in _of_indicator(row)]


def _of_indicator(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    common = {
        **EMPTY,
        "datensatz": "indikatoren",
        "wert": row["indikator_id"],
        "konzept_id": row["konzept_id"],
    }
    yield {
        **common,
        **_told(row, "name", "einheit"),
        "variable": "indikator_id",
        "eintrag": "DEFINITION",
        "definition": row["definition"],
    }
    for name in ("zaehler", "nenner"):
        if row[f"{name}_einheit_de"] is not None:
            told = _told(row, name, f"{name}_einheit")
            yield {**common, **told, "variable": name, "eintrag": "EINHEIT"}


def _told(row: Mapping[str, Any], text: str, unit: str) -> dict[str, str]:
    return {
        "beschriftung": row[f"{text}_de"],
        "beschriftung_en": row[f"{text}_en"],
        "einheit": row[f"{unit}_de"],
        "einheit_en": row[f"{unit}_en"],
    }
