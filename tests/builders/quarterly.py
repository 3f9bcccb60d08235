"""Series of one indicator, quarter by quarter, and the versions of the concept they follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT
from monitor.content.restarts import Restart
from monitor.periods import PeriodKind, periods_between
from monitor.results.graded_in import GradedIn, Kinds

TEXT = {"de": "etwas", "en": "something"}

#: What makes another executed definition of an indicator.
OTHER: dict[str, Any] = {"reif": [{"feld": "tage_bis_eingang", "mindestens": 56}]}


def kinds(*concepts: Concept) -> GradedIn:
    """Return the declared kind of period of each indicator, for the district and for areas."""
    return {(c.id, i.id): Kinds(i.periode, i.periode) for c in concepts for i in c.indikator}


def version(year: int, **given: Any) -> Concept:
    """Return a version of one indicator, valid from the beginning of a year."""
    rows = {"text": TEXT, "wo": [{"feld": "erstkontakt", "gleich": True}]}
    indicator = {
        **{"id": "Z1.1", "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": "anzahl"},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "QUARTAL", "wirkungstreppe": "2"},
        **({"thema": "FAELLE", "zaehler": rows} | given),
    }
    return Concept.model_validate(
        {
            "konzept": {"id": str(year), "name": TEXT, "gueltig_von": dt.date(year, 1, 1)},
            "ziel": [{"id": "Z1", "name": TEXT, "beschreibung": TEXT}],
            "indikator": [indicator],
        }
    )


def restart(day: dt.date, indicator: str = "Z1.1") -> Restart:
    """Return a restart of the indicator."""
    reason = {"de": "Neue Leitung", "en": "New head"}
    return Restart.model_validate({"indikator": indicator, "ab": day, "grund": reason})


def quarters(
    values: Sequence[float | None],
    concepts: Sequence[Concept],
    area: str = DISTRICT,
    *,
    half: float | None = None,
    kind: PeriodKind = PeriodKind.QUARTAL,
) -> pl.DataFrame:
    """Return the rows of table wert of consecutive quarters (or other periods) from 2021 on.

    ``half`` is half the width of the values' intervals.
    """
    spans = periods_between(dt.date(2021, 1, 1), dt.date(2060, 1, 1), kind)[: len(values)]
    versions = [[c for c in concepts if c.konzept.gueltig_von <= one.start][-1] for one in spans]
    rows = pl.DataFrame(
        {
            "indikator_id": "Z1.1",
            "gebiet_id": area,
            "periode_art": kind.value,
            "periode": [one.name for one in spans],
            "von": [one.start for one in spans],
            "bis": [one.end for one in spans],
            "konzept_id": [concept.id for concept in versions],
            "wert": pl.Series(values, dtype=pl.Float64),
            "zielwert": pl.Series([c.indikator[0].zielwert for c in versions], dtype=pl.Float64),
            "pfadwert": pl.Series([None] * len(spans), dtype=pl.Float64),
            "mehr_als": False,
        }
    )
    return rows.with_columns(
        unten=pl.col("wert") - pl.lit(half, pl.Float64), oben=pl.col("wert") + half
    )
