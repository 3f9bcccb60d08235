"""Cells → areas × periods: sums of the district, areas, Kitas and Träger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl
import polars.selectors as cs

from monitor.concept.vocabulary import DISTRICT
from monitor.measures.calendar import PERIOD, months_of
from monitor.measures.components import Cells, Measure

AREA: Final = "gebiet_id"
KEYS: Final = (AREA, *PERIOD)

#: What is added up: components, and sums of record keys, which are integers.
_SUMS: Final = cs.float() | cs.starts_with(f"{Measure.KEYS}_")

#: What rows are clustered by: the Kita where there is one, else the Träger.
_CONTRIBUTOR: Final[Mapping[str, str]] = {"stellen": "traeger_id"}


@dataclass(frozen=True)
class RolledUp:
    """The components of one source, added up.

    ``areas``: one row per gebiet_id × period with the sum of each component.
    ``contributors``: the same sums per gebiet_id × period × contributor, with ``ist_kita``.
    ``kitas``: one row per kita_id × period with the sums, empty where the source has no Kitas.
    ``providers``: the same per gebiet_id × period × traeger_id, empty where it has no Träger.
    ``values``: long, gebiet_id × period × baustein × wert with its count ``anzahl``.
    """

    areas: pl.DataFrame
    contributors: pl.DataFrame
    kitas: pl.DataFrame
    providers: pl.DataFrame
    values: pl.DataFrame


def roll_up(cells: Cells, periods: pl.DataFrame) -> RolledUp:
    """Add the cells of a source up to areas and the district, per period that its grain allows."""
    months = months_of(periods, cells.source.kinds)
    in_periods = cells.sums.join(months, on="monat", how="inner")
    contributors = _by(("beitragender", "ist_kita"), in_periods.with_columns(**_contributor(cells)))
    return RolledUp(
        areas=contributors.group_by(*KEYS).agg(_SUMS.sum()),
        contributors=contributors,
        kitas=_by_kita(in_periods),
        providers=_by(("traeger_id",), in_periods),
        values=_values(cells.values, months),
    )


def _contributor(cells: Cells) -> dict[str, pl.Expr]:
    """Return who a row comes from, and whether that is a Kita (or as good as one)."""
    units = cells.source.units
    preferred = _CONTRIBUTOR.get(cells.source.name, "kita_id")
    names = [name for name in (preferred, "traeger_id") if name in units]
    return {
        "beitragender": pl.coalesce(*names) if names else pl.lit(""),
        "ist_kita": pl.col(names[0]).is_not_null() if names else pl.lit(value=True),
    }


def _by(units: tuple[str, ...], in_periods: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of the district and of each area per unit, empty where rows carry none."""
    if not set(units) <= set(in_periods.columns):
        return pl.DataFrame()
    parts = [in_periods.with_columns(pl.lit(DISTRICT).alias(AREA))]
    if "sozialraum_ars" in in_periods.columns:
        parts.append(_with_area(in_periods))
    return pl.concat(part.group_by(*KEYS, *units).agg(_SUMS.sum()) for part in parts)


def _with_area(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("sozialraum_ars").is_not_null()).with_columns(
        pl.col("sozialraum_ars").alias(AREA)
    )


def _by_kita(in_periods: pl.DataFrame) -> pl.DataFrame:
    if "kita_id" not in in_periods.columns:
        return pl.DataFrame()
    known = in_periods.filter(pl.col("kita_id").is_not_null())
    return known.group_by("kita_id", *PERIOD).agg(_SUMS.sum())


def _values(values: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    if values.is_empty():
        return pl.DataFrame(
            schema=dict.fromkeys((*KEYS, "baustein", "wert"), pl.String) | {"anzahl": pl.Int64}
        )
    in_periods = values.join(months, on="monat", how="inner")
    parts = [in_periods.with_columns(pl.lit(DISTRICT).alias(AREA)), _with_area(in_periods)]
    return pl.concat(parts).group_by(*KEYS, "baustein", "wert").agg(pl.col("anzahl").sum())
