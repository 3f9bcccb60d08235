"""Faults of deliveries: rows outside the rules, duplicates, remarks, damaged files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

#: Column → wrong value; each entry breaks one rule of ``expectations.rules.activity`` for certain.
FAULTS: Final[tuple[Mapping[str, pl.Expr], ...]] = (
    {"dauer_min": pl.lit(720, pl.Int64)},
    {"dauer_min": pl.lit(2, pl.Int64)},
    {"aktivitaet_art": pl.lit("TELEFONAT")},
    {"kita_id": pl.lit("K999")},
    {"sozialraum_ars": pl.lit("071370003")},  # an area with a youth office of its own
    {"datum": pl.col("datum").dt.offset_by("-120d")},
    {"setting": pl.lit("EINZEL"), "tn_erwachsene": pl.lit(6, pl.Int64)},
    {
        "setting": pl.lit("OFFEN"),
        "tn_erwachsene": pl.lit(0, pl.Int64),
        "tn_kinder": pl.lit(0, pl.Int64),
        "tn_erstmalig": pl.lit(None, pl.Int64),
    },
    {"weitervermittlung": pl.lit("EB"), "weitervermittlung_ergebnis": pl.lit(None, pl.String)},
    {"abschluss": pl.lit(value=True), "ergebnis": pl.lit(None, pl.String)},
    {
        "abschluss": pl.lit(value=False),
        "ergebnis": pl.lit(None, pl.String),
        "gas_wert": pl.lit(1, pl.Int64),
        "gas_perspektive": pl.lit("FACHKRAFT"),
    },
    {"ort": pl.lit("HAUSBESUCH"), "zielgruppe": pl.lit("TEAM")},
)

#: Every so many-th date of a smudged delivery cannot be read.
SMUDGED_EVERY: Final = 40
NO_DATE: Final = "31.02.23"

#: Header and texts of a column that must not be there; the persons are made up.
REMARKS_HEADER: Final = "Bemerkungen"
_REMARKS: Final = (
    "Gespräch mit Frau Beispiel, Rückruf unter 0261 000000",
    "Fam. Mustermann war da",
    "Herr Probe hat abgesagt, neue Mail: probe@example.org",
)


def break_rules(rows: pl.DataFrame, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """Return the rows, a share of them (rounded) breaking a rule each."""
    fault = np.full(len(rows), -1)
    broken = rng.choice(len(rows), round(len(rows) * share), replace=False)
    fault[broken] = rng.integers(0, len(FAULTS), len(broken))
    columns = {name for values in FAULTS for name in values}
    return (
        rows.with_columns(fault=pl.Series(fault))
        .with_columns(_with_faults(name).alias(name) for name in sorted(columns))
        .drop("fault")
    )


def _with_faults(name: str) -> pl.Expr:
    value = pl.col(name)
    for number, values in enumerate(FAULTS):
        if name in values:
            value = pl.when(fault=number).then(values[name]).otherwise(value)
    return value


def repeat_rows(rows: pl.DataFrame, count: int) -> pl.DataFrame:
    """Return the rows with the first ``count`` of them once more at the end."""
    return pl.concat([rows, rows.head(count)])


def smudge_dates(spelled: pl.DataFrame, header: str) -> pl.DataFrame:
    """Return a spelled delivery with every 40th date missing from the calendar."""
    smudged = pl.int_range(pl.len()) % SMUDGED_EVERY == 0
    return spelled.with_columns(
        pl.when(smudged).then(pl.lit(NO_DATE)).otherwise(pl.col(header)).alias(header)
    )


def add_remarks(spelled: pl.DataFrame) -> pl.DataFrame:
    """Return a spelled delivery with a remarks column naming persons here and there."""
    number = pl.int_range(pl.len())
    texts = pl.lit(pl.Series(_REMARKS)).gather(number // 9 % len(_REMARKS))
    return spelled.with_columns(pl.when(number % 9 == 0).then(texts).alias(REMARKS_HEADER))
