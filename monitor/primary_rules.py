"""The primary rules of confidentiality and display (DOMAIN.md §5 and §6), cell by cell.

Secondary suppression, the audit and the comparison of releases are not here. A hidden cell keeps
its keys and loses everything that could be turned back into counts.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.concept import Indicator
from monitor.content import Confidentiality, Thresholds
from monitor.declaration import IntervalKind, Subject
from monitor.tables import DISTRICT, PeriodKind

#: Set to null where a cell is hidden or rests on too few cases; ``unreif`` makes it provisional.
_TELLING: Final = (
    "wert",
    "unten",
    "oben",
    "zaehler",
    "nenner",
    "fallzahl",
    "fehlend",
    "quarantaene",
    "grenze_unten",
    "grenze_oben",
    "unreif",
)

_OF_PERSONS: Final = frozenset({Subject.FAELLE, Subject.SENSIBEL})

#: Given for the district only, whatever level the concept names.
_OF_DISTRICT: Final = frozenset({Subject.SENSIBEL, Subject.GELD_STELLEN})


def protect_figures(
    indicator: Indicator, figures: pl.DataFrame, rules: Confidentiality
) -> pl.DataFrame:
    """Hide what must not be published; and say so in the column ``geheim``."""
    hidden = _is_hidden(indicator, rules.schwellen)
    too_few = _is_too_few(indicator, rules.anzeige.mindestnenner)
    flagged = figures.with_columns(geheim=hidden.fill_null(value=False), zu_wenig=too_few)
    blanked = flagged.with_columns(
        pl.when(~pl.col("geheim") & ~pl.col("zu_wenig")).then(pl.col(name)).alias(name)
        for name in _TELLING
    )
    return _without_small_remainders(indicator, blanked, rules.schwellen).drop("zu_wenig")


def without_rules(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures as computed, in the shape of `protect_figures`."""
    return figures.with_columns(geheim=pl.lit(value=False))


def _threshold(indicator: Indicator, rules: Thresholds) -> int:
    return rules.sensibel if indicator.thema is Subject.SENSIBEL else rules.faelle


def _is_hidden(indicator: Indicator, rules: Thresholds) -> pl.Expr:
    units = rules.traeger if indicator.thema is Subject.GELD_STELLEN else rules.kitas
    hidden = (pl.col("beitragende") > 0) & (pl.col("beitragende") < units)
    hidden |= pl.col("groesster_anteil") > rules.dominanz
    if indicator.thema in _OF_PERSONS:
        hidden |= pl.col("kleinster_teil") < _threshold(indicator, rules)
    if indicator.thema is Subject.SENSIBEL:
        hidden |= pl.col("hat_nullteil") & (pl.col("fallzahl") > 0)
        hidden |= pl.col("periode_art") != PeriodKind.JAHR.value
    if indicator.thema in _OF_DISTRICT:
        hidden |= pl.col("gebiet_id") != DISTRICT
    return hidden


def _is_too_few(indicator: Indicator, minimum: int) -> pl.Expr:
    if indicator.intervall in {IntervalKind.WILSON, IntervalKind.NEWCOMBE}:
        return (pl.col("fallzahl") < minimum).fill_null(value=True)
    return pl.lit(value=False)


def _without_small_remainders(
    indicator: Indicator, figures: pl.DataFrame, rules: Thresholds
) -> pl.DataFrame:
    """Hide small numbers of missing or quarantined rows, and the bounds that would tell them."""
    least = _threshold(indicator, rules)
    small = pl.any_horizontal(
        pl.col(name).is_between(1, least - 1).fill_null(value=False)
        for name in ("fehlend", "quarantaene")
    )
    return figures.with_columns(
        pl.when(~small).then(pl.col(name)).alias(name)
        for name in ("fehlend", "quarantaene", "grenze_unten", "grenze_oben")
    )
