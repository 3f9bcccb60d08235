"""``geheimhaltung``: how many figures of a release are hidden, and what that costs; no value.

Which figures are hidden, the tables show. Why, is told for the whole release only: for a single
cell that would narrow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from monitor.access import Group
from monitor.datasets import labels
from monitor.datasets.makers.names import Frames, with_concept_names
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    CONCEPT,
    INDICATOR,
    PERIOD,
    SHARE,
    code,
    columns_of,
    decimal,
    integer,
)
from monitor.declaration import Level
from monitor.tables import DISTRICT, Status

VARIABLES: Final = (
    CONCEPT,
    *INDICATOR,
    code("ebene", "Ebene", "Level", labels.LEVEL),
    PERIOD[0],
    integer("zahlen", "Zahlen, die es geben könnte", "figures that there could be"),
    integer("geheim", "davon geheim", "of these suppressed"),
    integer("zu_wenig", "davon ohne Angabe, z. B. zu wenige Fälle",
            "of these without a value, e.g. too few cases"),
    integer("behalten", "davon aus einem früheren Stand behalten",
            "of these kept from an earlier release"),
    decimal("anteil_geheim", "Anteil der geheimen Zahlen", "share of the suppressed figures",
            SHARE),
)  # fmt: skip


def confidentiality(frames: Frames, summary: Mapping[str, Any]) -> Dataset:
    """Return how much is hidden, by indicator, level and kind of period.

    Args:
        frames: the protected tables of the release.
        summary: of `monitor.protection.Protected.summary`; empty where nothing was audited.
    """
    return Dataset(
        "geheimhaltung",
        "Bericht zur Geheimhaltung",
        "Report on statistical disclosure control",
        "Wie viele Zahlen je Indikator, Ebene und Art des Zeitraums geheim sind.",
        "How many figures are suppressed per indicator, level and kind of period.",
        VARIABLES,
        _rows(frames),
        frozenset({Group.EVALUATION, Group.DATENVERANTWORTLICHE}),
        *_notes(summary),
    )


def _rows(frames: Frames) -> pl.LazyFrame:
    status = pl.col("status")
    hidden = (status == Status.GEHEIM.value).sum()
    counted = (
        with_concept_names(frames["wert"].lazy(), frames, "indikator")
        .with_columns(
            ebene=pl.when(pl.col("gebiet_id") == DISTRICT)
            .then(pl.lit(Level.KREIS.value))
            .otherwise(pl.lit(Level.SOZIALRAUM.value))
        )
        .group_by("konzept_id", "indikator_id", "indikator", "ebene", "periode_art")
        .agg(
            zahlen=pl.len().cast(pl.Int64),
            geheim=hidden.cast(pl.Int64),
            zu_wenig=(pl.col("wert").is_null() & (status != Status.GEHEIM.value))
            .sum()
            .cast(pl.Int64),
            behalten=pl.col("aus_stand").is_not_null().sum().cast(pl.Int64),
            anteil_geheim=hidden / pl.len(),
        )
    )
    return counted.select(columns_of(VARIABLES)).sort(
        "konzept_id", "indikator_id", "ebene", "periode_art"
    )


def _notes(summary: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in German and English why how many figures are hidden in the whole release."""
    if "figures_hidden_by_rule" not in summary:
        return (), ()
    by_rule, following, repaired = (
        summary[name]
        for name in (
            "figures_hidden_by_rule",
            "figures_hidden_so_that_none_follows",
            "figures_hidden_for_the_audit",
        )
    )
    secrets, statements = (summary["audit"][name] for name in ("secrets", "statements"))
    german = (
        f"Geheim nach einer Regel: {by_rule:,} Zahlen; damit keine davon genau folgt: "
        f"{following:,}; damit sich keine zu eng eingrenzen lässt: {repaired:,}. Die Prüfung griff "
        f"{secrets:,} geheime Anzahlen mit {statements:,} Aussagen an."
    )
    english = (
        f"Suppressed by a rule: {by_rule:,} figures; so that none of these follows exactly: "
        f"{following:,}; so that none can be told too closely: {repaired:,}. The audit attacked "
        f"{secrets:,} suppressed counts with {statements:,} statements."
    )
    blanked = summary["row_columns_blanked"]
    if blanked:
        german += (
            " In den Zeilen für die Wissenschaft sind je Sozialraum und Quartal Spalten "
            f"ausgeblendet: insgesamt {blanked:,}."
        )
        english += (
            f" In the rows for science columns are blank per area and quarter: {blanked:,} in all."
        )
    return (german.replace(",", "."),), (english,)
