"""From figures to rows of table ``wert``: target, attainment, status, provisional or final."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.concept.indicators import Indicator
from monitor.concept.units import in_units
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import Direction, IntervalKind, Status
from monitor.content.confidentiality import DisplayRules
from monitor.measures.figures import JUDGED
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.attainment import Yardstick, attainment, status, yardstick
from monitor.statistics.intervals import Interval

#: The columns of table ``wert``, in its order.
COLUMNS: Final = (
    "indikator_id", "gebiet_id", "periode_art", "periode", "von", "bis", "konzept_id", "wert",
    "unten", "oben", "zaehler", "nenner", "fallzahl", "zielwert", "zielwert_oben", "pfadwert",
    "zielerreichung", "bewertet", "status", "vorlaeufig", "abdeckung", "fehlend", "quarantaene",
    "grenze_unten", "grenze_oben", "mehr_als", "revidiert_am", "korrektur",
)  # fmt: skip


def grade(
    concept: Concept,
    indicator: Indicator,
    figures: pl.DataFrame,
    rules: DisplayRules,
    *,
    as_of: dt.date,
) -> pl.DataFrame:
    """Grade the figures of an indicator in its own kind of period; the others are only drawn.

    Without enough of the deliveries (``mindestabdeckung``) there is a value at most, no grade.
    On the day ``as_of`` a figure is provisional while deliveries are missing, and until all rows
    of its period can have become mature.
    """
    shown = in_units(indicator, _without_uncovered(figures))
    measure = _yardstick(indicator, shown)
    values = _array(shown, "wert")
    own = (shown["periode_art"] == indicator.periode.value).to_numpy()
    covered = (shown["abdeckung"].fill_null(1.0) >= rules.mindestabdeckung).to_numpy()
    graded = own & covered
    judged, interval = _judged(indicator, shown, values)
    codes = _only_graded(status(judged, interval, measure), own, covered)
    attained = attainment(np.where(_meets(judged, measure), judged, values), measure)
    bewertet = np.isin(codes, [Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER])
    return shown.with_columns(
        pl.lit(indicator.id).alias("indikator_id"),
        pl.lit(concept.id).alias("konzept_id"),
        pl.lit(indicator.zielwert, pl.Float64).alias("zielwert"),
        pl.lit(indicator.zielwert_oben, pl.Float64).alias("zielwert_oben"),
        pl.Series("pfadwert", measure.path).fill_nan(None),
        pl.Series("zielerreichung", np.where(graded & bewertet, attained, np.nan)).fill_nan(None),
        pl.Series("bewertet", bewertet),
        pl.lit(None, pl.Date).alias("revidiert_am"),
        pl.lit(None, pl.String).alias("korrektur"),
        pl.Series("status", codes.tolist()),
        vorlaeufig=pl.col("vorlaeufig") | _may_mature(indicator, as_of),
        **{name: pl.col(name).round().cast(pl.Int64) for name in _COUNTS},
        # the order in which parts are added up is not fixed, and shows in the last digits
        **{name: pl.col(name).round(_DIGITS) for name in _MEASURED},
    ).select(COLUMNS)


_COUNTS: Final = ("fallzahl", "fehlend", "quarantaene")
_MEASURED: Final = ("wert", "unten", "oben", "zaehler", "nenner", "grenze_unten", "grenze_oben")
_DIGITS: Final = 9


def _may_mature(indicator: Indicator, as_of: dt.date) -> pl.Expr:
    """Return whether a later delivery is still needed to tell the last rows of a period.

    Whether any row was too young does not matter: a later delivery may bring more.
    """
    if not indicator.mature_after_days:
        return pl.lit(value=False)
    return pl.col("bis").dt.offset_by(f"{indicator.mature_after_days}d") > as_of


def _without_uncovered(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures without values where no delivery is in: missing is not zero."""
    nothing = (pl.col("abdeckung") == 0).fill_null(value=False)
    return figures.with_columns(
        pl.when(~nothing).then(pl.col(name)).alias(name)
        for name in ("wert", "unten", "oben", "zaehler", "nenner", "fallzahl")
    )


def _yardstick(indicator: Indicator, figures: pl.DataFrame) -> Yardstick:
    def number(value: float | None) -> float:
        return np.nan if value is None else value

    years = figures["bis"].dt.year().cast(pl.String)
    path = years.replace_strict(dict(indicator.zielpfad), default=None, return_dtype=pl.Float64)
    observed = indicator.richtung is Direction.BEOBACHTEN
    return yardstick(
        np.full(figures.height, indicator.richtung.value),
        np.full(figures.height, np.nan if observed else number(indicator.zielwert)),
        target_upper=np.full(figures.height, number(indicator.zielwert_oben)),
        baseline=np.full(figures.height, number(indicator.ausgangswert)),
        path=path.fill_null(float("nan")).to_numpy(),
    )


def _only_graded(codes: NDArray[np.str_], own: Flags, covered: Flags) -> NDArray[np.str_]:
    keeps = np.isin(codes, [Status.BEOBACHTUNG, Status.KEINE_ANGABE])
    uncovered = np.where(keeps | covered, codes, Status.KEINE_ANGABE.value)
    return np.where(keeps | own, uncovered, Status.NICHT_BEWERTET.value)


def _judged(indicator: Indicator, figures: pl.DataFrame, values: Array) -> tuple[Array, Interval]:
    """Return value and interval held against the target; kinds may name others than shown."""
    judged, *limits = (_array(figures, name) for name in JUDGED)
    is_given = ~np.isnan(judged)
    own = (_array(figures, name) for name in ("unten", "oben"))
    lower, upper = (np.where(is_given, a, b) for a, b in zip(limits, own, strict=True))
    interval = Interval(lower, upper)
    if indicator.intervall is not IntervalKind.KEINES:
        interval = _open_ended(interval)
    return np.where(is_given & ~np.isnan(values), judged, values), interval


def _open_ended(interval: Interval) -> Interval:
    """Return the interval without an end where none could be told: the value decides nothing.

    Few cases give no end, such as less than 36 a 90 % value: not certain, rather than exact.
    """
    lower, upper = interval.lower, interval.upper
    return Interval(
        np.where(np.isnan(lower), -np.inf, lower), np.where(np.isnan(upper), np.inf, upper)
    )


def _meets(judged: Array, measure: Yardstick) -> Flags:
    return (judged >= measure.region.lower) & (judged <= measure.region.upper)


def _array(figures: pl.DataFrame, name: str) -> Array:
    return figures[name].cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(np.float64)
