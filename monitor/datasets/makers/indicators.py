"""``indikatoren``: one row per indicator × area × period, from the protected table ``wert``."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.access import Group
from monitor.content import Content
from monitor.datasets import labels
from monitor.datasets.makers.definedness import CONDITIONAL, defined_columns
from monitor.datasets.makers.names import Frames, with_area_names, with_concept_names
from monitor.datasets.model import Dataset, Missing
from monitor.datasets.variables import (
    ANY,
    AREA,
    CONCEPT,
    GOAL,
    INDICATOR,
    NOT_ASKED,
    PERIOD,
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
from monitor.tables import Status

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
    text("aus_stand", "früherer Stand, dessen Zahl bleibt, bis die Änderung gezeigt werden darf",
         "earlier release whose figure stays until the change may show"),
)  # fmt: skip

_TEXTS: Final = ("ziel_id", "einheit", "zaehler_einheit", "nenner_einheit", "aus_stand")
_HIDDEN: Final = pl.col("status") == Status.GEHEIM.value
#: Rows that are not told because there are 1 or 2 (``primary_rules``), and the bounds with them.
_REMAINDERS: Final = ("fehlend", "quarantaene")
_BOUNDS: Final = ("grenze_unten", "grenze_oben")
_NOT_GRADED: Final = (Status.BEOBACHTUNG.value, Status.NICHT_BEWERTET.value)


def indicators(frames: Frames, content: Content) -> Dataset:
    """Return the indicator series; a hidden cell says GEHEIM and nothing else."""
    return Dataset(
        "indikatoren",
        "Indikatoren",
        "Indicators",
        "Werte aller Indikatoren je Gebiet und Zeitraum, mit Intervall, Zähler, Nenner, Ziel, "
        "Zielerreichung, Status und dem, was fehlt. Geschützte Zahlen wie in der Anwendung.",
        "Values of all indicators per area and period, with interval, numerator, denominator, "
        "target, attainment, status and what is missing. Protected figures, as on the pages.",
        VARIABLES,
        _rows(frames, content),
        frozenset(Group),
        ("Eine geheime Zelle verliert alles, woraus sie sich zurückrechnen ließe.",),
        ("A suppressed cell loses everything that it could be computed from.",),
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
    return {
        "wert": _reason(otherwise=Missing.KEINE_ANGABE),
        **{name: _reason(name, otherwise=Missing.KEINE_ANGABE) for name in CONDITIONAL},
        **{name: _reason(name, otherwise=Missing.GEHEIM) for name in _REMAINDERS},
        **{name: _bound_reason(name) for name in _BOUNDS},
        **{
            name: pl.lit(Missing.NICHT_ERHOBEN.value)
            for name in ("zielwert", "zielwert_oben", "pfadwert", "abdeckung")
        },
        "zielerreichung": pl.when(ungraded)
        .then(pl.lit(Missing.NICHT_ERHOBEN.value))
        .otherwise(_reason(otherwise=Missing.KEINE_ANGABE)),
    }


def _reason(name: str | None = None, *, otherwise: Missing) -> pl.Expr:
    """Return the reason of a null: not defined for the indicator, hidden, or something else."""
    known = pl.col(f"hat_{name}").fill_null(value=True) if name else pl.lit(value=True)
    return (
        pl.when(~known)
        .then(pl.lit(Missing.NICHT_ERHOBEN.value))
        .when(_HIDDEN)
        .then(pl.lit(Missing.GEHEIM.value))
        .when(pl.col("wert").is_null())
        .then(pl.lit(Missing.KEINE_ANGABE.value))
        .otherwise(pl.lit(otherwise.value))
    )


def _bound_reason(name: str) -> pl.Expr:
    """Bounds are not told beside a remainder that is not; else they need all deliveries."""
    untold = pl.any_horizontal(
        pl.col(part).is_null() & pl.col(f"hat_{part}").fill_null(value=True) for part in _REMAINDERS
    )
    return (
        pl.when(untold & pl.col("wert").is_not_null() & pl.col(f"hat_{name}"))
        .then(pl.lit(Missing.GEHEIM.value))
        .otherwise(_reason(name, otherwise=Missing.KEINE_ANGABE))
    )
