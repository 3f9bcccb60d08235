"""What areas have and the district has of them: kinds that count or average areas."""

from __future__ import annotations

import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.measures.rollup import AREA, KEYS


def with_district(areas: pl.DataFrame, total: pl.Expr) -> pl.DataFrame:
    """Return the areas (KEYS and one more column), and what they make of the district."""
    district = areas.group_by(KEYS[1:]).agg(pl.lit(DISTRICT).alias(AREA), total)
    return pl.concat([areas, district.select(areas.columns)])
