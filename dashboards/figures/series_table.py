"""The table behind a chart: the same numbers, as the page shows them and as a CSV carries them."""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards.words import formats, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row

#: Columns of the table on the page, in order; keys of the catalogue under ``column``.
COLUMNS: Final = ("periode", "wert", "unten", "oben", "fallzahl", "zielwert", "status", "abdeckung")

#: Columns of the CSV: what the chart is drawn from.
CSV_COLUMNS: Final = (
    "indikator_id", "gebiet_id", "periode_art", "periode", "von", "bis", "konzept_id", "wert",
    "unten", "oben", "zaehler", "zaehler_einheit", "nenner", "nenner_einheit", "fallzahl",
    "zielwert", "zielwert_oben",
    "zielerreichung", "status", "vorlaeufig", "abdeckung", "mehr_als", "revidiert_am", "korrektur",
)  # fmt: skip


def with_units(values: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Return values with the units of numerator and denominator, in German.

    ``indicators`` are the rows of the indicator, one per version of the concept; early releases
    have no units.
    """
    units = {f"{name}_einheit": f"{name}_einheit_de" for name in ("zaehler", "nenner")}
    named = indicators.select(
        "konzept_id",
        *(pl.col(column) if column in indicators.columns else pl.lit("").alias(column)
          for column in units.values()),
    ).rename({column: name for name, column in units.items()})  # fmt: skip
    return values.join(named, on="konzept_id", how="left", maintain_order="left").with_columns(
        pl.col(tuple(units)).fill_null("")
    )


def shown_cells(indicator: Row, rows: pl.DataFrame, t: Messages) -> pl.DataFrame:
    """Return the cells as text: numbers in the language, – where there is none."""
    return pl.DataFrame(
        [_cells(indicator, row, t) for row in rows.iter_rows(named=True)],
        schema=dict.fromkeys(COLUMNS, pl.String),
    )


def _cells(indicator: Row, row: Row, t: Messages) -> dict[str, str]:
    language, digits = t.language, indicator["nachkommastellen"]
    return {
        "periode": formats.period(row["periode"], language),
        **{name: values.plain(indicator, row, name, t) for name in ("wert", "unten", "oben")},
        "fallzahl": formats.number(row["fallzahl"], language),
        "zielwert": formats.decided(row["zielwert"], language, digits=digits),
        "status": _status(row, t),
        "abdeckung": formats.percent(row["abdeckung"], language),
    }


def _status(row: Row, t: Messages) -> str:
    """Return the status in words, with remarks on the value in brackets."""
    notes = [t("provisional")] if row["vorlaeufig"] else []
    if revised := values.revised(row, t):
        notes.append(revised)
    status = t(f"status.{row['status']}")
    return f"{status} ({', '.join(notes)})" if notes else status
