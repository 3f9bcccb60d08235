"""``nebentabellen_sozialraum``: children, places, Kitas of each area, the context of its figures.

Per quarter, on the reference day of the indicators' denominators.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from data.schema import DIM_KITA, DIM_SOZIALRAUM, KITA_STAND
from monitor.access import Group
from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.datasets.makers.names import Frames, with_area_names
from monitor.datasets.model import Dataset, MissingReason
from monitor.datasets.variables import (
    AREA,
    PERCENT,
    PERSONS,
    QUARTER,
    Unit,
    columns_of,
    from_schema,
    integer,
    with_reasons,
)

_POPULATION: Final = ("kinder_u7", "kinder_u7_sgb2_quote", "stand")
_PLACES: Final[Unit] = ("Plätze", "places")
_NOT_KNOWN: Final = (MissingReason.NICHT_ERHOBEN, MissingReason.KEINE_ANGABE)


def areas(side: Frames, content: Content) -> Dataset:
    """Return the context of each area and of the district per quarter."""
    variables = (
        *AREA,
        QUARTER,
        integer("kitas", "Kitas", "day-care centres"),
        integer("kitas_mit_ksa", "Kitas mit Kita-Sozialarbeit", "centres with social work"),
        from_schema(DIM_KITA["plaetze"], content.codes, _PLACES),
        from_schema(KITA_STAND["betreute_kinder"], content.codes, PERSONS),
        from_schema(DIM_SOZIALRAUM["kinder_u7"], content.codes, PERSONS, _NOT_KNOWN),
        from_schema(DIM_SOZIALRAUM["kinder_u7_sgb2_quote"], content.codes, PERCENT, _NOT_KNOWN),
        from_schema(DIM_SOZIALRAUM["stand"], content.codes, missing=_NOT_KNOWN),
    )
    named = with_area_names(_with_population(side), content).select(columns_of(variables))
    return Dataset(
        "nebentabellen_sozialraum",
        "Sozialräume",
        "Areas",
        "Kitas, Plätze und betreute Kinder je Sozialraum und Quartal (mittlerer Tag), dazu Kinder "
        "unter 7 Jahren zum angegebenen Stand.",
        "Day-care centres, places and children in care per area and quarter (middle day), and "
        "children under 7 as of the date given.",
        variables,
        named.sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal"),
        frozenset(Group),
    )


def _with_population(side: Frames) -> pl.LazyFrame:
    """Add the office's facts on an area's children; the district has none."""
    known = side["bevoelkerung"].lazy().unique("gebiet_id")
    joined = side["sozialraum"].lazy().join(known, on="gebiet_id", how="left")
    reason = (
        pl.when(pl.col("gebiet_id") == DISTRICT)
        .then(pl.lit(MissingReason.NICHT_ERHOBEN.value))
        .otherwise(pl.lit(MissingReason.KEINE_ANGABE.value))
    )
    return with_reasons(joined, dict.fromkeys(_POPULATION, reason))
