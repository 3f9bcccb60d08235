"""The primary rules of confidentiality and display (docs/methoden.md#geheimhaltung).

What else has to be hidden so that nothing follows from the rest: ``monitor.disclosure``. A hidden
cell keeps its keys and loses everything that could be turned back into counts.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.concept import Indicator
from monitor.content import Confidentiality, Thresholds
from monitor.declaration import IntervalKind, Subject
from monitor.never_shown import OF_DISTRICT
from monitor.tables import DISTRICT, PeriodKind

#: Set to null where a cell is hidden or rests on too few cases.
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
)

#: Those of them that are shares, or follow from one.
_SHARES: Final = ("wert", "unten", "oben", "grenze_unten", "grenze_oben")

#: Subjects whose small counts are hidden.
OF_PERSONS: Final = frozenset({Subject.FAELLE, Subject.SENSIBEL})

#: Why a figure is hidden: a part of it is small, or nothing of it may be shown at all.
SMALL: Final = "geheim_teil"
WHOLE: Final = "geheim_ganz"
#: No secret, but too few cases for a share to mean anything.
TOO_FEW: Final = "zu_wenig"


def flag_figures(
    indicator: Indicator, figures: pl.DataFrame, rules: Confidentiality
) -> pl.DataFrame:
    """Say in the columns `SMALL`, `WHOLE` and `TOO_FEW` which figures are not shown, and why."""
    small = pl.lit(value=False)
    if indicator.thema in OF_PERSONS:
        small = pl.col("kleinster_teil") < threshold(indicator, rules.schwellen)
    return figures.with_columns(
        small.fill_null(value=False).alias(SMALL),
        _is_hidden_whole(indicator, rules.schwellen).fill_null(value=False).alias(WHOLE),
        _is_too_few(indicator, rules.anzeige.mindestnenner).alias(TOO_FEW),
    )


def blank_figures(indicator: Indicator, figures: pl.DataFrame) -> pl.DataFrame:
    """Take out what is hidden, or rests on too few cases to be shown.

    ``figures`` are flagged, and say in ``geheim``, ``fehlend_geheim`` and ``quarantaene_geheim``
    what is hidden. The
    rows beside a figure are shown in its own kind of period only, and the bounds that follow from
    them only where both are.
    """
    nothing = pl.col("geheim") | pl.col(TOO_FEW)
    blanked = figures.with_columns(
        pl.when(~nothing).then(pl.col(name)).alias(name) for name in _TELLING
    )
    own = pl.col("periode_art") == indicator.periode.value
    lacking, suspected = pl.col("fehlend_geheim"), pl.col("quarantaene_geheim")
    conditions = {
        "fehlend": own & ~lacking,
        "quarantaene": own & ~suspected,
        "grenze_unten": own & ~lacking & ~suspected,
        "grenze_oben": own & ~lacking & ~suspected,
    }
    return blanked.with_columns(
        pl.when(shown).then(pl.col(name)).alias(name) for name, shown in conditions.items()
    ).drop("fehlend_geheim", "quarantaene_geheim")


def blank_too_few(figures: pl.DataFrame) -> pl.DataFrame:
    """Take out the shares of too few cases to mean anything; the counts that they rest on stay.

    ``figures`` are flagged; they come back in the shape of `blank_figures`, with nothing hidden.
    """
    return figures.with_columns(
        pl.when(~pl.col(TOO_FEW)).then(pl.col(name)).alias(name) for name in _SHARES
    ).with_columns(geheim=pl.lit(value=False))


def threshold(indicator: Indicator, rules: Thresholds) -> int:
    """Return from which count on persons or cases of this subject may be shown."""
    return rules.sensibel if indicator.thema is Subject.SENSIBEL else rules.faelle


def _is_hidden_whole(indicator: Indicator, rules: Thresholds) -> pl.Expr:
    units = rules.traeger if indicator.thema is Subject.GELD_STELLEN else rules.kitas
    hidden = (pl.col("beitragende") > 0) & (pl.col("beitragende") < units)
    hidden |= pl.col("groesster_anteil") > rules.dominanz
    if indicator.thema is Subject.SENSIBEL:
        hidden |= pl.col("hat_nullteil") & (pl.col("fallzahl") > 0)
        hidden |= pl.col("periode_art") != PeriodKind.JAHR.value
    if indicator.thema in OF_DISTRICT:
        hidden |= pl.col("gebiet_id") != DISTRICT
    return hidden


def _is_too_few(indicator: Indicator, minimum: int) -> pl.Expr:
    if indicator.intervall in {IntervalKind.WILSON, IntervalKind.NEWCOMBE}:
        return (pl.col("fallzahl") < minimum).fill_null(value=True)
    return pl.lit(value=False)
