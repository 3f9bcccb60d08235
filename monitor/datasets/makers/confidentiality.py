"""``geheimhaltung``: how many figures of a release are hidden, and what that costs; no value.

Which figures are hidden, the tables show. Why, is told for the whole release, and per table to the
nearest five where enough are hidden: for a single cell, or for all of a few, that would narrow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import polars as pl

from monitor.access import Group
from monitor.datasets import labels
from monitor.datasets.makers.names import Frames, with_concept_names
from monitor.datasets.model import REASON_SUFFIX, Dataset, Missing
from monitor.datasets.variables import (
    CONCEPT,
    HIDDEN,
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

#: How many figures of a table must be hidden before it is told why, and what that is rounded to.
_ENOUGH: Final = 10
_ROUNDED_TO: Final = 5


class Why(StrEnum):
    """Why a figure is hidden."""

    REGEL = "nach_regel"  # a rule hides it (primary)
    FOLGE = "damit_nichts_folgt"  # so that no other follows from it (secondary)
    PRUEFUNG = "fuer_die_pruefung"  # so that the audit tells no other too closely (secondary)


#: What is known of why figures are hidden where nothing is.
NO_REASONS: Final = pl.DataFrame(
    schema=dict.fromkeys(
        ("indikator_id", "gebiet_id", "periode_art", "periode", "grund"), pl.String
    )
)

VARIABLES: Final = (
    CONCEPT,
    *INDICATOR,
    code("ebene", "Ebene", "Level", labels.LEVEL),
    PERIOD[0],
    integer("zahlen", "Zahlen, die es geben könnte", "figures that there could be"),
    integer("geheim", "davon geheim", "of these suppressed"),
    integer(Why.REGEL, "geheim nach einer Regel, auf 5 gerundet",
            "suppressed by a rule, to the nearest 5", missing=HIDDEN),
    integer(Why.FOLGE, "geheim, damit keine andere folgt, auf 5 gerundet",
            "suppressed so that no other follows, to the nearest 5", missing=HIDDEN),
    integer(Why.PRUEFUNG, "geheim, damit keine andere zu eng einzugrenzen ist, auf 5 gerundet",
            "suppressed so that no other can be told too closely, to the nearest 5",
            missing=HIDDEN),
    integer("zu_wenig", "davon ohne Angabe, z. B. zu wenige Fälle",
            "of these without a value, e.g. too few cases"),
    integer("behalten", "davon aus einem früheren Stand behalten",
            "of these kept from an earlier release"),
    decimal("anteil_geheim", "Anteil der geheimen Zahlen", "share of the suppressed figures",
            SHARE),
)  # fmt: skip


def confidentiality(
    frames: Frames, summary: Mapping[str, Any], reasons: pl.DataFrame = NO_REASONS
) -> Dataset:
    """Return how much is hidden, by indicator, level and kind of period.

    Args:
        frames: the protected tables of the release.
        summary: of `monitor.protection.Protected.summary`; empty where nothing was audited.
        reasons: of every hidden figure why it is hidden, see `Why`: the columns of `NO_REASONS`.
    """
    return Dataset(
        "geheimhaltung",
        "Bericht zur Geheimhaltung",
        "Report on statistical disclosure control",
        "Wie viele Zahlen je Indikator, Ebene und Art des Zeitraums geheim sind.",
        "How many figures are suppressed per indicator, level and kind of period.",
        VARIABLES,
        _rows(frames, reasons),
        frozenset({Group.EVALUATION, Group.DATENVERANTWORTLICHE}),
        *_notes(summary),
    )


def _rows(frames: Frames, reasons: pl.DataFrame) -> pl.LazyFrame:
    status = pl.col("status")
    hidden = (status == Status.GEHEIM.value).sum()
    counted = (
        with_concept_names(frames["wert"].lazy(), frames, "indikator")
        .join(reasons.lazy(), on=NO_REASONS.columns[:-1], how="left")
        .with_columns(
            ebene=pl.when(pl.col("gebiet_id") == DISTRICT)
            .then(pl.lit(Level.KREIS.value))
            .otherwise(pl.lit(Level.SOZIALRAUM.value))
        )
        .group_by("konzept_id", "indikator_id", "indikator", "ebene", "periode_art")
        .agg(
            *(
                (pl.col("grund") == why.value)
                .filter(status == Status.GEHEIM.value)
                .sum()
                .alias(why)
                for why in Why
            ),
            zahlen=pl.len().cast(pl.Int64),
            geheim=hidden.cast(pl.Int64),
            zu_wenig=(pl.col("wert").is_null() & (status != Status.GEHEIM.value))
            .sum()
            .cast(pl.Int64),
            behalten=pl.col("aus_stand").is_not_null().sum().cast(pl.Int64),
            anteil_geheim=hidden / pl.len(),
        )
    )
    few = pl.col("geheim").is_between(1, _ENOUGH - 1)
    told = counted.with_columns(
        pl.when(~few).then((pl.col(why) / _ROUNDED_TO).round().cast(pl.Int64) * _ROUNDED_TO)
        for why in Why
    ).with_columns(
        pl.when(few).then(pl.lit(Missing.GEHEIM.value)).alias(why + REASON_SUFFIX) for why in Why
    )
    return told.select(columns_of(VARIABLES)).sort(
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
