"""``indikatoren``: one row per indicator × area × period, from the published table ``wert``."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.access import Group
from monitor.concept.vocabulary import Status
from monitor.content.folder import Content
from monitor.datasets import labels
from monitor.datasets.makers.definedness import CONDITIONAL, defined_columns
from monitor.datasets.makers.names import Frames, with_area_names, with_concept_names
from monitor.datasets.model import Dataset, MissingReason
from monitor.datasets.variables import (
    ANY,
    AREA,
    CONCEPT,
    GOAL,
    INDICATOR,
    NOT_ASKED,
    PERIOD,
    PROTECTED_DE,
    PROTECTED_EN,
    PROVISIONAL,
    ROWS,
    SHARE,
    code,
    columns_of,
    day,
    decimal,
    flag,
    integer,
    text,
    with_reasons,
)

VARIABLES: Final = (
    *INDICATOR,
    *GOAL,
    *AREA,
    *PERIOD,
    day("von", "erster Tag des Zeitraums", "first day of the period"),
    day("bis", "letzter Tag des Zeitraums", "last day of the period"),
    CONCEPT,
    text("einheit", "Einheit von Wert, Grenzen und Ziel", "unit of value, limits and target"),
    code("richtung", "Richtung", "direction", labels.DIRECTION),
    code("intervall", "Verfahren für das 95-%-Intervall", "method of the 95% interval",
         labels.INTERVAL),
    decimal("wert", "Wert in der Einheit des Indikators", "value in the indicator's unit",
            missing=ANY),
    decimal("unten", "untere Grenze des 95-%-Intervalls", "lower end of the 95% interval",
            missing=ANY),
    decimal("oben", "obere Grenze des 95-%-Intervalls", "upper end of the 95% interval",
            missing=ANY),
    decimal("zaehler", "Zähler, in zaehler_einheit", "numerator, in zaehler_einheit", missing=ANY),
    text("zaehler_einheit", "Einheit des Zählers", "unit of the numerator"),
    decimal("nenner", "Nenner, in nenner_einheit", "denominator, in nenner_einheit", missing=ANY),
    text("nenner_einheit", "Einheit des Nenners", "unit of the denominator"),
    integer("fallzahl", "Fallzahl: Fälle oder Personen, auf denen der Wert beruht",
            "number of cases or persons that the value rests on", missing=ANY),
    decimal("zielwert", "Zielwert der gültigen Fassung", "target of the valid version",
            missing=NOT_ASKED),
    decimal("zielwert_oben", "obere Grenze des Zielbands", "upper end of the target band",
            missing=NOT_ASKED),
    decimal("pfadwert", "Zwischenziel des Jahres", "interim target of the year",
            missing=NOT_ASKED),
    decimal("zielerreichung", "Zielerreichung", "attainment", SHARE, missing=ANY),
    flag("bewertet", "in diesem Zeitraum bewertet", "graded in this period"),
    code("status", "Status", "status", labels.STATUS),
    PROVISIONAL,
    decimal("abdeckung", "Anteil der erwarteten Lieferungen", "share of the expected deliveries",
            SHARE, missing=NOT_ASKED),
    integer("fehlend", "Zeilen ohne nötige Angabe oder bei Eingang zu jung",
            "rows that lack a needed answer or were too young", ROWS, missing=ANY),
    integer("quarantaene", "Zeilen in Quarantäne", "rows in quarantine", ROWS, missing=ANY),
    decimal("grenze_unten", "Wert, wenn alle fehlenden nicht dazugehörten",
            "value if none of the missing counted", missing=ANY),
    decimal("grenze_oben", "Wert, wenn alle fehlenden dazugehörten",
            "value if all of the missing counted", missing=ANY),
    flag("mehr_als", "bekannt ist nur: größer als der Wert",
         "all that is known: larger than the value"),
    day("revidiert_am", "Tag, an dem der Zeitraum neu veröffentlicht wurde",
        "day on which the period was published anew", missing=NOT_ASKED),
    text("korrektur", "Grund einer Korrektur", "reason of a correction"),
)  # fmt: skip

_TEXTS: Final = ("ziel_id", "einheit", "zaehler_einheit", "nenner_einheit", "korrektur")
_NOT_GRADED: Final = (Status.BEOBACHTUNG.value, Status.NICHT_BEWERTET.value)


def indicators(frames: Frames, content: Content) -> Dataset:
    """Return the indicator series as published."""
    return Dataset(
        "indikatoren",
        "Indikatoren",
        "Indicators",
        "Werte aller Indikatoren je Gebiet und Zeitraum, mit Intervall, Zähler, Nenner, Ziel, "
        "Zielerreichung, Status und dem, was fehlt.",
        "Values of all indicators per area and period, with interval, numerator, denominator, "
        "target, attainment, status and what is missing.",
        VARIABLES,
        _rows(frames, content),
        frozenset(Group),
        (PROTECTED_DE,),
        (PROTECTED_EN,),
    )


def _rows(frames: Frames, content: Content) -> pl.LazyFrame:
    keys = ("konzept_id", "indikator_id")
    described = (
        frames["indikator"].lazy().unique(keys, keep="first", maintain_order=True)
        .select(*keys, "ziel_id", pl.col("^.*einheit_de$").name.replace("_de$", ""), "richtung",
                "intervall")
    )  # fmt: skip
    values = (
        frames["wert"].lazy()
        .join(described, on=keys, how="left")
        .join(defined_columns(content).lazy(), on=keys, how="left")
        .with_columns(pl.col(_TEXTS).fill_null(""))
    )  # fmt: skip
    named = with_area_names(
        with_concept_names(with_concept_names(values, frames, "indikator"), frames, "ziel"), content
    )
    ordered = named.sort(
        "indikator_id", "gebiet_id", "periode_art", "bis", "periode", maintain_order=True
    )
    return with_reasons(ordered, _reasons()).select(columns_of(VARIABLES))


def _reasons() -> dict[str, pl.Expr]:
    ungraded = pl.col("status").is_in(_NOT_GRADED)
    not_asked = ("zielwert", "zielwert_oben", "pfadwert", "abdeckung", "revidiert_am")
    return {
        "wert": pl.lit(MissingReason.KEINE_ANGABE.value),
        **{name: _reason(name) for name in CONDITIONAL},
        **{name: pl.lit(MissingReason.NICHT_ERHOBEN.value) for name in not_asked},
        "zielerreichung": pl.when(ungraded)
        .then(pl.lit(MissingReason.NICHT_ERHOBEN.value))
        .otherwise(pl.lit(MissingReason.KEINE_ANGABE.value)),
    }


def _reason(name: str) -> pl.Expr:
    """Return the reason of a null: not defined for the indicator, or without data."""
    return (
        pl.when(~pl.col(f"hat_{name}").fill_null(value=True))
        .then(pl.lit(MissingReason.NICHT_ERHOBEN.value))
        .otherwise(pl.lit(MissingReason.KEINE_ANGABE.value))
    )
