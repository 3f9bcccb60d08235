"""A version of the concept: goals, indicators, how it is published, how long it is valid."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, ValidationInfo, field_validator

from monitor.concept.indicators import Indicator
from monitor.concept.publication import Base, Exact, NoisySums
from monitor.concept.vocabulary import Declared, Text


class Goal(Declared):
    """One goal of the concept."""

    id: str = Field(pattern=r"^Z\d{1,2}$")
    name: Text
    beschreibung: Text


class ConceptHead(Declared):
    """Name and validity of one version of the concept."""

    id: str = Field(pattern=r"^[A-Za-z0-9-]{1,20}$")
    name: Text
    gueltig_von: dt.date
    gueltig_bis: dt.date | None = None

    @field_validator("gueltig_bis")
    @classmethod
    def _after_the_start(cls, end: dt.date | None, info: ValidationInfo) -> dt.date | None:
        if end is not None and "gueltig_von" in info.data and end < info.data["gueltig_von"]:
            raise ValueError("gueltig_bis liegt vor gueltig_von")
        return end


class Concept(Declared):
    """One version of the concept; ``ziel`` and ``indikator`` are in the order of display."""

    konzept: ConceptHead
    ziel: tuple[Goal, ...]
    indikator: tuple[Indicator, ...]
    veroeffentlichung: Exact = Exact()
    grundmenge: tuple[Base, ...] = ()
    summe: tuple[NoisySums, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the version."""
        return self.konzept.id
