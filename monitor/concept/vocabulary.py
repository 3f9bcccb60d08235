"""The words a concept is declared in: directions, subjects, conditions, quantities.

What an indicator makes of them is ``monitor.concept.indicators``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: ``gebiet_id`` of the whole district.
DISTRICT: Final = "KREIS"


class Direction(StrEnum):
    """Which side of the target is good."""

    HOEHER = "HOEHER"
    NIEDRIGER = "NIEDRIGER"
    BAND = "BAND"
    BEOBACHTEN = "BEOBACHTEN"


class AreaLevel(StrEnum):
    """The finest areas that an indicator is given for."""

    SOZIALRAUM = "SOZIALRAUM"
    KREIS = "KREIS"


class IntervalKind(StrEnum):
    """How the uncertainty of a value is computed (docs/methoden.md#arten-von-indikatoren)."""

    WILSON = "WILSON"
    BYAR = "BYAR"
    T = "T"
    CLUSTER_TERMIN = "CLUSTER_TERMIN"
    CLUSTER_KITA = "CLUSTER_KITA"
    RANGSTATISTIK = "RANGSTATISTIK"
    EXAKT_BEDINGT = "EXAKT_BEDINGT"
    NEWCOMBE = "NEWCOMBE"
    KEINES = "KEINES"


class Subject(StrEnum):
    """What a figure is about; decides which rules of docs/methoden.md#geheimhaltung apply."""

    FAELLE = "FAELLE"  # persons or cases
    SENSIBEL = "SENSIBEL"  # persons or cases, sensitive subject
    TERMINE = "TERMINE"  # offers, minutes
    EINHEITEN = "EINHEITEN"  # Kitas, areas, deliveries
    GELD_STELLEN = "GELD_STELLEN"  # money, posts, answers of KSA

    @property
    def is_of_persons(self) -> bool:
        """Tell whether counts are of persons or cases."""
        return self in {Subject.FAELLE, Subject.SENSIBEL}


class Status(StrEnum):
    """What is said of an indicator's value in a period, or of a goal at a date."""

    ERREICHT = "ERREICHT"
    AUF_KURS = "AUF_KURS"
    VERFEHLT = "VERFEHLT"
    UNSICHER = "UNSICHER"
    KEINE_ANGABE = "KEINE_ANGABE"
    BEOBACHTUNG = "BEOBACHTUNG"  # the concept sets no target
    NICHT_BEWERTET = "NICHT_BEWERTET"  # drawn, but graded in another kind of period only


class Variation(StrEnum):
    """Variation sign of a process behaviour chart."""

    VERBESSERUNG = "VERBESSERUNG"
    VERSCHLECHTERUNG = "VERSCHLECHTERUNG"
    HOCH = "HOCH"  # a signal upwards where no direction is better
    NIEDRIG = "NIEDRIG"  # the same downwards
    ZUFALL = "ZUFALL"
    ZU_KURZ = "ZU_KURZ"


class Assurance(StrEnum):
    """Assurance sign: will the target be met as the process runs now?"""

    IMMER = "IMMER"
    ZUFALL = "ZUFALL"
    NIE = "NIE"
    NICHT_STABIL = "NICHT_STABIL"  # a rule fired, so the process does not run on as it did
    KEINE_ANGABE = "KEINE_ANGABE"


class Signal(StrEnum):
    """Rules of a process behaviour chart, in the order in which they are named to people."""

    PUNKT_AUSSERHALB = "PUNKT_AUSSERHALB"
    SIEBEN_EINE_SEITE = "SIEBEN_EINE_SEITE"
    SIEBEN_TREND = "SIEBEN_TREND"
    ZWEI_VON_DREI = "ZWEI_VON_DREI"


class Trend(StrEnum):
    """Result of a trend test over the values of a phase."""

    STEIGT = "STEIGT"
    FAELLT = "FAELLT"
    KEINER = "KEINER"  # none that chance would not give as well
    ZU_KURZ = "ZU_KURZ"  # so few values that not even a steady rise would show


class ComparedWith(StrEnum):
    """The earlier period that a value is compared with."""

    VORPERIODE = "VORPERIODE"
    VORJAHR = "VORJAHR"  # the same quarter or half of the year before


class ChangeWay(StrEnum):
    """Which way a value has changed; HOEHER and NIEDRIGER where no direction is better."""

    BESSER = "BESSER"
    SCHLECHTER = "SCHLECHTER"
    HOEHER = "HOEHER"
    NIEDRIGER = "NIEDRIGER"
    GLEICH = "GLEICH"


class Declared(BaseModel):
    """Base of everything that a file declares: unchangeable, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Declared):
    """A text in both languages."""

    de: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Condition(Declared):
    """A condition on one canonical column; exactly one operator is given."""

    feld: str
    gleich: bool | int | str | None = None
    ungleich: bool | int | str | None = None
    in_: tuple[str, ...] | None = Field(None, alias="in")
    nicht_in: tuple[str, ...] | None = None
    mindestens: int | None = None
    hoechstens: int | None = None
    vorhanden: bool | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> Self:
        if len(self.operator) != 1:
            raise ValueError(
                f"Bedingung zu „{self.feld}“ braucht genau einen Vergleich "
                "(gleich, ungleich, in, nicht_in, mindestens, hoechstens, vorhanden)"
            )
        return self

    @property
    def operator(self) -> Mapping[str, Any]:
        """Return the given operator and its value, as one entry."""
        return self.model_dump(exclude={"feld"}, exclude_none=True)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that the condition names, to be checked against the code list."""
        named = self.in_ or self.nicht_in or (self.gleich or self.ungleich,)
        return tuple(code for code in named if isinstance(code, str))


def condition(column: str, **operator: Any) -> Condition:
    """Return a condition that code makes, not a file: ``condition("ort", gleich="KITA")``."""
    return Condition.model_validate({"feld": column, **operator})


class Quantity(Declared):
    """A numerator, denominator or value: rows of one table, counted or added up.

    ``wo`` selects the rows; rows that fail ``gueltig`` carry no usable value and are reported as
    missing. ``summe`` names the columns to add (none: rows are counted). ``einheit`` is the unit
    shown, ``teiler`` the number of the columns' own units in a shown one (60 minutes an hour);
    without both, the sum is shown in the columns' own unit.
    """

    text: Text
    quelle: str = "aktivitaet"
    wo: tuple[Condition, ...] = ()
    gueltig: tuple[Condition, ...] = ()
    summe: tuple[str, ...] = ()
    einheit: Text | None = None
    teiler: float = Field(default=1.0, gt=0)

    def within(self, outer: Quantity) -> Quantity:
        """Return this quantity restricted to the rows of ``outer`` as well."""
        return self.model_copy(
            update={
                "quelle": outer.quelle,
                "wo": (*outer.wo, *self.wo),
                "gueltig": (*outer.gueltig, *self.gueltig),
            }
        )
