"""Runs of versions in which an indicator is computed alike: what may be compared over time.

Figures of one definition are one series, whatever targets its versions set. A definition that comes
back later is another series, for nothing is known of the time between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from monitor.concept.indicators import Indicator
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT
from monitor.results.graded_in import GradedIn, Kinds


@dataclass(frozen=True)
class Definition:
    """An indicator as executed in successive versions of the concept; the last gives the target."""

    indicator: Indicator
    versions: tuple[str, ...]

    @property
    def latest(self) -> str:
        """Return the last of the versions."""
        return self.versions[-1]


def definitions(concepts: Sequence[Concept], wert: pl.DataFrame) -> list[Definition]:
    """Return the definitions with figures, those of an indicator in time order.

    Versions of the concept that have not begun are left out: their targets say nothing yet.
    """
    begun = set(wert["konzept_id"])
    return list(_runs([concept for concept in concepts if concept.id in begun]))


def graded_series(definition: Definition, wert: pl.DataFrame, kinds: GradedIn) -> pl.DataFrame:
    """Return the rows of a definition in the kinds of period that it is graded in."""
    indicator = definition.indicator
    return wert.filter(
        pl.col("indikator_id") == indicator.id,
        pl.col("konzept_id").is_in(definition.versions),
        _is_graded(kinds[definition.latest, indicator.id]),
    )


def _is_graded(kinds: Kinds) -> pl.Expr:
    areas = kinds.areas.value if kinds.areas else None
    own = pl.when(pl.col("gebiet_id") == DISTRICT).then(pl.lit(kinds.district.value))
    return pl.col("periode_art") == own.otherwise(pl.lit(areas))


def _runs(concepts: Sequence[Concept]) -> Iterator[Definition]:
    running: dict[tuple[str, str], Definition] = {}
    for concept in concepts:
        continued = {}
        for indicator in concept.indikator:
            key = (indicator.id, indicator.fingerprint)
            before = running.pop(key, None)
            versions = before.versions if before else ()
            continued[key] = Definition(indicator, (*versions, concept.id))
        yield from running.values()
        running = continued
    yield from running.values()
