"""``qualitaet``: how complete and how valid the deliveries are."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.access import Group
from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.datasets.makers.names import Frames, with_area_names
from monitor.datasets.model import REASON_SUFFIX, Dataset, MissingReason
from monitor.datasets.variables import (
    ANY,
    AREA,
    NOT_ASKED,
    PERCENT,
    PROVISIONAL,
    QUARTER,
    SHARE,
    columns_of,
    decimal,
    with_reasons,
)

_VALID: Final = "gueltige_zeilen_prozent"

QUALITY_VARIABLES: Final = (
    *AREA,
    QUARTER,
    decimal("abdeckung", "Anteil der erwarteten Lieferungen", "share of the expected deliveries",
            SHARE, missing=NOT_ASKED),
    PROVISIONAL,
    decimal(_VALID, "gültige Zeilen (nur Kreis)", "valid rows (district only)", PERCENT,
            missing=ANY),
)  # fmt: skip


def quality(side: Frames, frames: Frames, content: Content) -> Dataset:
    """Return coverage per area and quarter, and the share of valid rows for the district."""
    rows = frames["abdeckung"].lazy().join(
        _valid_share(side).lazy(), on=("gebiet_id", "quartal"), how="left"
    )  # fmt: skip
    told = with_reasons(
        rows, {"abdeckung": pl.lit(MissingReason.NICHT_ERHOBEN.value)}
    ).with_columns(
        pl.when(pl.col("gebiet_id") != DISTRICT)
        .then(pl.lit(MissingReason.NICHT_ERHOBEN.value))
        .when(pl.col(_VALID).is_null())
        .then(pl.lit(MissingReason.KEINE_ANGABE.value))
        .alias(_VALID + REASON_SUFFIX)
    )
    named = with_area_names(told, content).select(columns_of(QUALITY_VARIABLES))
    return Dataset(
        "qualitaet",
        "Qualität der Daten",
        "Quality of the data",
        "Abdeckung je Gebiet und Quartal (Anteil der erwarteten Lieferungen, nach Kitas gewichtet) "
        "und Anteil gültiger Zeilen des Kreises.",
        "Coverage per area and quarter (share of expected deliveries, weighted by day-care "
        "centres) and share of valid rows of the district.",
        QUALITY_VARIABLES,
        named.sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal"),
        frozenset(Group),
    )


def _valid_share(side: Frames) -> pl.DataFrame:
    """Return the share of the district per quarter, to 0.1 points."""
    share = (100 * pl.col("zeilen_gueltig") / pl.col("zeilen_geprueft")).round(1)
    rows = side["lieferstand"].filter(pl.col("zeilen_geprueft") > 0)
    return rows.select("quartal", pl.lit(DISTRICT).alias("gebiet_id"), share.alias(_VALID))
