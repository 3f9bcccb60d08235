"""Names of areas, goals and indicators beside their ids, in rows of the release's tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content

Frames = Mapping[str, pl.DataFrame]

_BY_CONCEPT: Final = {"ziel": "ziel_id", "indikator": "indikator_id"}


def with_area_names(rows: pl.LazyFrame, content: Content) -> pl.LazyFrame:
    """Add the column ``gebiet`` to rows with ``gebiet_id``."""
    named_areas = (*content.areas, *content.served_areas)  # the latter name what is merged
    names = {DISTRICT: content.office.kreis} | {area.ars: area.name for area in named_areas}
    named = pl.col("gebiet_id").replace_strict(names, default=pl.col("gebiet_id"))
    return rows.with_columns(named.alias("gebiet"))


def with_concept_names(rows: pl.LazyFrame, frames: Frames, table: str) -> pl.LazyFrame:
    """Add the column ``ziel`` or ``indikator``: the German name in the row's concept version."""
    key = _BY_CONCEPT[table]
    names = frames[table].lazy().select("konzept_id", key, pl.col("name_de").alias(table))
    return rows.join(
        names.unique(("konzept_id", key), keep="first", maintain_order=True),
        on=("konzept_id", key),
        how="left",
    ).with_columns(pl.col(table).fill_null(""))
