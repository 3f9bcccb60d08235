"""Grounds of a goal's status: number of graded indicators, their weight, the oldest grade.

A goal reached by one of four indicators, graded two years ago, is not reached like a goal with all
four indicators graded last quarter. Pure functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from monitor.concept.vocabulary import Status
from monitor.statistics.attainment import GRADES

Place = tuple[str, str]  # goal, area


@dataclass(frozen=True)
class Grounds:
    """``graded`` of ``counted`` indicators; ``oldest``: the period of the oldest grade."""

    graded: int
    counted: int
    oldest: str


#: Codes that are grades; all others say why there is none.
_GRADES: Final = [grade.value for grade in GRADES]


def read_grounds(contributions: pl.DataFrame, ends: Mapping[str, dt.date]) -> dict[Place, Grounds]:
    """Return the grounds by goal and area, for goals with a graded indicator.

    Args:
        contributions: rows of ``ziel_beitrag`` of one quarter.
        ends: period of ``contributions`` → last day.
    """
    counted = contributions.filter(
        pl.col("gewicht") > 0, pl.col("status") != Status.BEOBACHTUNG.value
    )
    is_graded = pl.col("status").is_in(_GRADES) & pl.col("zielerreichung").is_not_null()
    graded = counted.filter(is_graded).select(
        "ziel_id", "gebiet_id", "periode",
        bis=pl.col("periode").replace_strict(ends, return_dtype=pl.Date),
    )  # fmt: skip
    keys = ["ziel_id", "gebiet_id"]
    found = (
        graded.group_by(keys)
        .agg(pl.len().alias("graded"), oldest=pl.col("periode").sort_by("bis", "periode").first())
        .join(counted.group_by(keys).len("counted"), on=keys)
    )
    columns = (*keys, "graded", "counted", "oldest")
    return {(goal, area): Grounds(*rest) for goal, area, *rest in found.select(columns).iter_rows()}
