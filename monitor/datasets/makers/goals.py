"""``ziele`` and ``ziel_beitraege``: attainment of the goals, and each indicator's contribution."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets import labels
from monitor.datasets.makers.names import Frames, with_area_names, with_concept_names
from monitor.datasets.model import Dataset, MissingReason, Variable
from monitor.datasets.variables import (
    AREA,
    CONCEPT,
    GOAL,
    INDICATOR,
    PROVISIONAL,
    QUARTER,
    SHARE,
    code,
    columns_of,
    day,
    decimal,
    integer,
    text,
    with_reasons,
)

_STATUS: Final = code("status", "Status", "status", labels.STATUS)
_ATTAINMENT: Final = decimal(
    "zielerreichung", "Zielerreichung", "attainment", SHARE,
    missing=(MissingReason.KEINE_ANGABE,),
)  # fmt: skip

GOAL_VARIABLES: Final = (
    *GOAL,
    *AREA,
    QUARTER,
    day("stand", "letzter Tag des Quartals", "last day of the quarter"),
    CONCEPT,
    _ATTAINMENT,
    _STATUS,
    text("seit", "erstes Quartal mit diesem Status", "first quarter of this status"),
    decimal("gewicht_bewertet", "bewerteter Teil des Gewichts", "graded part of the weight", SHARE),
    PROVISIONAL,
    integer("anzahl_erreicht", "Indikatoren am Ziel", "indicators that reached their target"),
    integer("anzahl_bewertet", "bewertete Indikatoren", "graded indicators"),
)

CONTRIBUTION_VARIABLES: Final = (
    *GOAL,
    *AREA,
    QUARTER,
    *INDICATOR,
    CONCEPT,
    text("periode", "Zeitraum der letzten Bewertung", "period of the latest grade"),
    _ATTAINMENT,
    _STATUS,
    decimal("gewicht", "Gewicht im Ziel", "weight in the goal"),
)


def goals(frames: Frames, content: Content) -> Dataset:
    """Return the attainment of each goal per area and quarter."""
    rows = with_concept_names(frames["ziel_stand"].lazy(), frames, "ziel")
    return Dataset(
        "ziele",
        "Zielerreichung",
        "Attainment of goals",
        "Zielerreichung und Status jedes Ziels je Gebiet am Ende jedes Quartals.",
        "Attainment and status of each goal per area at the end of each quarter.",
        GOAL_VARIABLES,
        _finished(rows, content, GOAL_VARIABLES),
        frozenset(Group),
    )


def contributions(frames: Frames, content: Content) -> Dataset:
    """Return the latest grade of each indicator, as it counted for its goal."""
    quarters = (
        frames["ziel_stand"].lazy().select("quartal", "konzept_id").unique("quartal", keep="first")
    )
    rows = frames["ziel_beitrag"].lazy().join(quarters, on="quartal", how="left")
    named = with_concept_names(with_concept_names(rows, frames, "ziel"), frames, "indikator")
    return Dataset(
        "ziel_beitraege",
        "Beiträge zu den Zielen",
        "Contributions to the goals",
        "Die jeweils letzte Bewertung jedes Indikators, wie sie in das Ziel eingeht.",
        "The latest grade of each indicator, as it counts for its goal.",
        CONTRIBUTION_VARIABLES,
        _finished(named, content, CONTRIBUTION_VARIABLES),
        frozenset(Group),
    )


def _finished(
    rows: pl.LazyFrame, content: Content, variables: tuple[Variable, ...]
) -> pl.LazyFrame:
    reason = pl.lit(MissingReason.KEINE_ANGABE.value)
    columns = columns_of(variables)
    keys = [name for name in ("ziel_id", "gebiet_id", "quartal", "indikator_id") if name in columns]
    told = with_reasons(with_area_names(rows, content), {"zielerreichung": reason})
    return told.select(columns).sort(keys, maintain_order=True)
