"""Definedness: the figures of an indicator's kind; an undefined figure was never asked.

An undefined figure is told apart from a hidden figure and from missing data. Follows
``monitor.measures.kinds`` and ``monitor.measures.figures`` compute; a test holds both together.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.indicators import Indicator
from monitor.concept.units import denominator_unit, numerator_unit, rests_on_cases
from monitor.concept.vocabulary import Direction, IntervalKind
from monitor.content.folder import Content
from monitor.measures.components import QUARANTINED
from monitor.measures.kinds.registry import kind_of

#: Columns of table ``wert`` that some indicators do not have.
CONDITIONAL: Final = (
    "unten", "oben", "zaehler", "nenner", "fallzahl", "zielwert", "zielwert_oben", "pfadwert",
    "fehlend", "quarantaene", "grenze_unten", "grenze_oben",
)  # fmt: skip


def defined_columns(content: Content) -> pl.DataFrame:
    """Return per konzept_id and indikator_id one flag ``hat_<column>`` per conditional column."""
    rows = [
        {"konzept_id": concept.id, "indikator_id": indicator.id}
        | {f"hat_{name}": name not in undefined(indicator) for name in CONDITIONAL}
        for concept in content.concepts
        for indicator in concept.indikator
    ]
    return pl.DataFrame(rows)


def undefined(indicator: Indicator) -> frozenset[str]:
    """Return the columns that this indicator never has a value in."""
    kind = kind_of(indicator)
    needed, bounds = kind.components(indicator), kind.bounds(indicator)
    absent = {
        "unten": indicator.intervall is IntervalKind.KEINES,
        "oben": indicator.intervall is IntervalKind.KEINES,
        "zaehler": numerator_unit(indicator) is None,
        "nenner": denominator_unit(indicator) is None,
        "fallzahl": not rests_on_cases(indicator),
        "zielwert": indicator.zielwert is None,
        "zielwert_oben": indicator.zielwert_oben is None,
        "pfadwert": not indicator.zielpfad or indicator.richtung is Direction.BEOBACHTEN,
        "fehlend": "fehlend" not in needed,
        "quarantaene": needed[QUARANTINED].source != AKTIVITAET.name,
        "grenze_unten": bounds is None,
        "grenze_oben": bounds is None,
    }
    return frozenset(name for name, is_absent in absent.items() if is_absent)
