"""``regelkarten``: process behaviour charts, point by point, with the signs of each series."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets import labels
from monitor.datasets.makers.names import Frames, with_area_names, with_concept_names
from monitor.datasets.model import Dataset, MissingReason
from monitor.datasets.variables import (
    AREA,
    CONCEPT,
    INDICATOR,
    NOT_ASKED,
    PERIOD,
    code,
    columns_of,
    decimal,
    flag,
    integer,
    with_reasons,
)

_NO_LIMITS: Final = (MissingReason.KEINE_ANGABE,)

VARIABLES: Final = (
    *INDICATOR,
    *AREA,
    *PERIOD,
    CONCEPT,
    decimal("mittel", "Mittel der Reihe", "mean of the series", missing=_NO_LIMITS),
    decimal("untere_grenze", "untere Grenze der üblichen Schwankung",
            "lower limit of common variation", missing=_NO_LIMITS),
    decimal("obere_grenze", "obere Grenze der üblichen Schwankung",
            "upper limit of common variation", missing=_NO_LIMITS),
    integer("n", "Zahl der Werte der Reihe", "number of values of the series"),
    code("signal", "Regel, die angeschlagen hat", "rule that fired", labels.SIGNAL,
         missing=NOT_ASKED),
    code("richtung", "Seite des Signals", "side of the signal", labels.SIDE, missing=NOT_ASKED),
    code("variation", "Zeichen der Variation", "variation sign", labels.VARIATION,
         missing=NOT_ASKED),
    code("zusicherung", "Zeichen der Zusicherung", "assurance sign", labels.ASSURANCE,
         missing=NOT_ASKED),
    integer("phase", "Phase der Reihe (1, 2, …), jede mit eigenen Grenzen",
            "phase of the series (1, 2, …), each with its own limits"),
    flag("grenzen_vorlaeufig", "vorläufige Grenzen: aus weniger als 12 Werten",
         "provisional limits: of less than 12 values"),
    code("trend", "Trend der letzten Phase (Mann-Kendall, 5 %)",
         "trend of the last phase (Mann-Kendall, 5 %)", labels.TREND, missing=NOT_ASKED),
    integer("trend_n", "Zahl der Werte des Trends", "number of values of the trend",
            missing=NOT_ASKED),
    code("signal_damals", "Regel, die ohne spätere Werte angeschlagen hat",
         "rule that fired without later values", labels.SIGNAL, missing=NOT_ASKED),
    code("richtung_damals", "Seite dieses Signals", "side of that signal", labels.SIDE,
         missing=NOT_ASKED),
)  # fmt: skip

_SERIES: Final = ("indikator_id", "gebiet_id", "konzept_id")
_SIGNALS: Final = ("signal", "richtung", "signal_damals", "richtung_damals")
_SIGNS: Final = ("variation", "zusicherung", "trend", "trend_n")


def charts(frames: Frames, content: Content) -> Dataset:
    """Return the points of all charts; the signs belong to a series' latest version."""
    signs = frames["regelkarte_stand"].lazy().unique(_SERIES, keep="first", maintain_order=True)
    rows = frames["regelkarte"].lazy().join(
        signs.select(*_SERIES, *_SIGNS), on=_SERIES, how="left"
    )  # fmt: skip
    named = with_area_names(with_concept_names(rows, frames, "indikator"), content)
    reasons = dict.fromkeys(("mittel", "untere_grenze", "obere_grenze"), MissingReason.KEINE_ANGABE)
    reasons |= dict.fromkeys((*_SIGNALS, *_SIGNS), MissingReason.NICHT_ERHOBEN)
    told = with_reasons(named, {name: pl.lit(reason.value) for name, reason in reasons.items()})
    return Dataset(
        "regelkarten",
        "Verlaufskarten",
        "Process behaviour charts",
        "Mittel, Grenzen und Signale jeder Reihe (XmR, 2,66 × mittlere Spannweite). Variation, "
        "Zusicherung und Trend gelten der letzten Phase der Reihe und stehen bei den Zeilen ihrer "
        "letzten Fassung. Hat in der Phase eine Regel angeschlagen, ist die Zusicherung "
        "NICHT_STABIL. Bei Indikatoren mit Saison wird die Differenz zum Vorjahr beurteilt, und n "
        "zählt Differenzen.",
        "Mean, limits and signals of each series (XmR, 2.66 × mean moving range). Variation, "
        "assurance and trend belong to the series' last phase and stand beside the rows of its "
        "latest version. Where a rule fired in the phase, assurance is NICHT_STABIL. Of seasonal "
        "indicators the difference to the year before is judged; n counts the differences.",
        VARIABLES,
        told.select(columns_of(VARIABLES)).sort(
            "indikator_id", "gebiet_id", "periode_art", "periode", maintain_order=True
        ),
        frozenset(Group),
    )
