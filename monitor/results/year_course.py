"""A volume's course through the years: quarter, cumulated year against its path, moving total.

The three lines of a Z chart. Only for indicators declared as volumes, whose quarters add up: the
sessions per Kita of four quarters are those of a year. A gap is no zero: sums over one are NULL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from monitor.concept.versions import Concept
from monitor.periods import PeriodKind
from monitor.results.definitions import definitions, graded_series
from monitor.results.graded_in import GradedIn

_SERIES: Final = ("indikator_id", "gebiet_id", "definition")
_QUARTERS: Final = 4

_COURSE = pl.DataFrame(
    schema={"indikator_id": pl.String, "gebiet_id": pl.String, "periode": pl.String}
    | {"jahr": pl.Int32}
    | dict.fromkeys(("wert", "kumuliert", "pfad", "gleitend", "jahresziel"), pl.Float64)
)


def year_course_table(
    concepts: Sequence[Concept], wert: pl.DataFrame, kinds: GradedIn
) -> pl.DataFrame:
    """Return the table jahresverlauf: a row per quarter of a volume and area.

    ``kinds``: in which kind of period each indicator is graded.
    """
    volumes = [one for one in definitions(concepts, wert) if one.indicator.volumen]
    rows = [
        graded_series(one, wert, kinds).with_columns(definition=pl.lit(number, pl.Int32))
        for number, one in enumerate(volumes)
    ]
    if not rows:
        return _COURSE
    quarters = pl.concat(rows).filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    return _cumulated(quarters.sort(*_SERIES, "bis")).select(_COURSE.columns)


def _cumulated(quarters: pl.DataFrame) -> pl.DataFrame:
    """Return the sums; the path and the year's target count the quarters from the first one on."""
    value, year = pl.col("wert"), (*_SERIES, "jahr")
    asked = pl.coalesce("pfadwert", "zielwert")
    still_to_come = _QUARTERS - pl.col("bis").dt.quarter().cast(pl.Int32)
    whole_so_far = value.is_null().cum_sum().over(year) == 0
    return (
        quarters.with_columns(jahr=pl.col("von").dt.year().cast(pl.Int32), verlangt=asked)
        .with_columns(
            kumuliert=pl.when(whole_so_far).then(value.cum_sum().over(year)),
            pfad=pl.col("verlangt").cum_sum().over(year),
            gleitend=value.rolling_sum(_QUARTERS, min_samples=_QUARTERS).over(_SERIES),
        )
        .with_columns(jahresziel=pl.col("pfad") + still_to_come * pl.col("verlangt"))
    )
