"""``veraenderungen``: change of each graded figure to the period before and to the year before."""

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
    text,
    with_reasons,
)

_KEYS: Final = ("indikator_id", "gebiet_id", "periode_art", "periode")

VARIABLES: Final = (
    *INDICATOR,
    *AREA,
    *PERIOD,
    CONCEPT,
    code("vergleich", "womit verglichen wird", "what it is compared with", labels.COMPARED_WITH),
    text("vergleich_periode", "Zeitraum, mit dem verglichen wird", "period compared with"),
    decimal("differenz", "Wert minus früherer Wert, in der Einheit des Indikators (bei Prozent: "
            "Prozentpunkte)",
            "value minus earlier value, in the indicator's unit (of percent: points)"),
    decimal("unten", "untere Grenze des 95-%-Intervalls der Differenz",
            "lower limit of the difference's 95% interval", missing=NOT_ASKED),
    decimal("oben", "obere Grenze des 95-%-Intervalls der Differenz",
            "upper limit of the difference's 95% interval", missing=NOT_ASKED),
    flag("gesichert", "gesichert: das Intervall schließt 0 nicht ein; bei Vollerhebungen jede "
         "Differenz",
         "certain: the interval does not contain 0; of full counts every difference"),
    code("richtung", "Richtung der Veränderung", "direction of the change", labels.CHANGE_WAY),
)  # fmt: skip


def changes(frames: Frames, content: Content) -> Dataset:
    """Return every change, with the version of the concept that the later figure belongs to."""
    versions = frames["wert"].lazy().select(*_KEYS, "konzept_id")
    rows = frames["veraenderung"].lazy().join(versions, on=_KEYS, how="left")
    named = with_area_names(with_concept_names(rows, frames, "indikator"), content)
    reason = pl.lit(MissingReason.NICHT_ERHOBEN.value)
    told = with_reasons(named, dict.fromkeys(("unten", "oben"), reason))
    return Dataset(
        "veraenderungen",
        "Veränderungen",
        "Changes",
        "Veränderung jedes bewerteten Werts zum Zeitraum davor und zum gleichen Zeitraum des "
        "Vorjahrs, mit 95-%-Intervall aus den Intervallen beider Werte (MOVER, Zou & Donner 2008). "
        "Vollerhebungen haben kein Intervall. Bei Indikatoren mit Saison sagt nur der Vergleich "
        "mit dem Vorjahr etwas.",
        "Change of each graded value to the period before and to the same period of the year "
        "before, with a 95% interval from the intervals of both values (MOVER, Zou & Donner 2008). "
        "Full counts have no interval. Of seasonal indicators only the comparison with the year "
        "before says something.",
        VARIABLES,
        told.select(columns_of(VARIABLES)).sort(*_KEYS, "vergleich", maintain_order=True),
        frozenset(Group),
    )
