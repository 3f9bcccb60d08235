"""The table behind a chart: the same numbers, as the page shows them and as a CSV carries them."""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards import formats, values
from dashboards.messages import Messages
from dashboards.sentences import Row
from monitor.tables import Status

#: Columns of the table on the page, in order; keys of the catalogue under ``column``.
COLUMNS: Final = ("periode", "wert", "unten", "oben", "fallzahl", "zielwert", "status", "abdeckung")

#: Columns of the CSV: what the chart is drawn from.
CSV_COLUMNS: Final = (
    "indikator_id", "gebiet_id", "periode_art", "periode", "von", "bis", "konzept_id", "wert",
    "unten", "oben", "zaehler", "nenner", "fallzahl", "zielwert", "zielwert_oben",
    "zielerreichung", "status", "vorlaeufig", "abdeckung", "aus_stand",
)  # fmt: skip

_HIDDEN: Final = "•"


def shown_cells(indicator: Row, rows: pl.DataFrame, t: Messages) -> pl.DataFrame:
    """Return the cells as text: numbers in the language, ``•`` for hidden ones, – for missing."""
    return pl.DataFrame(
        [_cells(indicator, row, t) for row in rows.iter_rows(named=True)],
        schema=dict.fromkeys(COLUMNS, pl.String),
    )


def _cells(indicator: Row, row: Row, t: Messages) -> dict[str, str]:
    language, digits = t.language, indicator["nachkommastellen"]
    hidden = row["status"] == Status.GEHEIM.value
    cells = {
        name: _HIDDEN if hidden else values.plain(indicator, row, name, language)
        for name in ("wert", "unten", "oben")
    }
    return {
        "periode": formats.period(row["periode"], language),
        **cells,
        "fallzahl": _HIDDEN if hidden else formats.number(row["fallzahl"], language),
        "zielwert": formats.decided(row["zielwert"], language, digits=digits),
        "status": _status(row, t),
        "abdeckung": formats.percent(row["abdeckung"], language),
    }


def _status(row: Row, t: Messages) -> str:
    """Return the status in words, with what else is to be known of the value in brackets."""
    notes = [t("provisional")] if row["vorlaeufig"] else []
    if row["aus_stand"] is not None:
        notes.append(t("kept", date=formats.release_date(row["aus_stand"], t.language)))
    status = t(f"status.{row['status']}")
    return f"{status} ({', '.join(notes)})" if notes else status
