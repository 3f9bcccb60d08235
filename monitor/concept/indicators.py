"""The kinds of indicators as declared in ``content/konzept/*.toml``, and what each may declare.

Responsible for the shape of a declaration and for what can be checked inside one. What declarations
mean as computation is in ``monitor.measures``; whole versions are in ``monitor.concept.versions``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    Field,
    model_validator,
)

from data.schema import TABLES
from monitor.concept.vocabulary import (
    AreaLevel,
    Condition,
    Declared,
    Direction,
    IntervalKind,
    Quantity,
    Subject,
    Text,
    condition,
)
from monitor.periods import PeriodKind

#: Column of the age of a row at the receipt of its delivery.
DAYS_UNTIL_RECEIPT: Final = "tage_bis_eingang"
#: Kind of period → how many of them are a year: those that a season can show in.
SEASONS: Final[Mapping[PeriodKind, int]] = {
    PeriodKind.MONAT: 12,
    PeriodKind.QUARTAL: 4,
    PeriodKind.HALBJAHR: 2,
}

#: The keys that hold a quantity, in the order of `quantities`.
_QUANTITIES: Final = ("zaehler", "nenner", "wert")


class _Indicator(Declared):
    """The declaration that all kinds of indicators share."""

    # N.…: figures of the side tables (`monitor.results.side_tables`), which belong to no goal
    id: str = Field(pattern=r"^(Z\d{1,2}\.\d{1,2}[a-z]?|N\..+)$")
    name: Text
    beschreibung: Text
    einheit: Text
    nachkommastellen: int = Field(1, ge=0, le=3)
    richtung: Direction
    zielwert: float | None = None
    zielwert_oben: float | None = None
    ausgangswert: float | None = None
    zielpfad: Mapping[str, float] = Field(default_factory=dict)
    periode: PeriodKind
    ebene: AreaLevel = AreaLevel.SOZIALRAUM
    gewicht: float = Field(1.0, gt=0)
    wirkungstreppe: str
    thema: Subject
    reif: tuple[Condition, ...] = ()
    #: Holidays and peaks come back each year: values are compared with the year before.
    saison: bool = False
    #: Quarters add up to a year's volume, shown against the target cumulated over the year.
    volumen: bool = False

    @model_validator(mode="after")
    def _year_fits(self) -> Self:
        if self.saison and self.periode not in SEASONS:
            raise ValueError(f"saison gibt es nur bei periode = {', '.join(SEASONS)}")
        if self.volumen and self.periode is not PeriodKind.QUARTAL:
            raise ValueError("volumen gibt es nur bei periode = QUARTAL")
        return self

    @model_validator(mode="after")
    def _targets_fit(self) -> Self:
        if self.richtung is Direction.BEOBACHTEN:
            if self.zielwert is not None:
                raise ValueError("zielwert ist bei richtung = BEOBACHTEN nicht erlaubt")
        elif self.zielwert is None:
            raise ValueError("zielwert fehlt (oder richtung = BEOBACHTEN setzen)")
        if (self.richtung is Direction.BAND) != (self.zielwert_oben is not None):
            raise ValueError("zielwert_oben gehört zu richtung = BAND und nur dazu")
        if any(not year.isdigit() for year in self.zielpfad):
            raise ValueError("zielpfad braucht Jahre als Schlüssel, etwa { 2025 = 70, 2027 = 80 }")
        return self

    @model_validator(mode="after")
    def _units_fit(self) -> Self:
        for quantity in self.quantities:
            if quantity.teiler != 1 and quantity.einheit is None:
                raise ValueError("teiler braucht eine einheit, in der die Menge dann steht")
            if quantity.einheit is not None and not isinstance(self, QuotientIndicator):
                raise ValueError("einheit und teiler einer Menge gibt es nur bei art = quote")
        return self

    @property
    def ziel_id(self) -> str:
        """Return the goal that the indicator belongs to."""
        return self.id.partition(".")[0]

    @property
    def mature_after_days(self) -> int:
        """Return how old a row is at receipt at least before it counts; 0: that does not matter."""
        ages = (one.mindestens for one in self.reif if one.feld == DAYS_UNTIL_RECEIPT)
        return max((age for age in ages if age is not None), default=0)

    @property
    def _keys(self) -> tuple[str, ...]:
        return tuple(key for key in _QUANTITIES if key in type(self).model_fields)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return numerator and denominator (or what is averaged) as far as the kind has them."""
        return tuple(getattr(self, key) for key in self._keys)

    @property
    def declared(self) -> tuple[tuple[str, Quantity], ...]:
        """Return `quantities` with the key that each is declared under."""
        return tuple(zip(self._keys, self.quantities, strict=True))

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return (table, column) of further columns that the declaration names."""
        return ()

    @property
    def groups(self) -> tuple[tuple[str, Condition], ...]:
        """Return (key of the declaration, condition) of each group that an indicator compares."""
        return ()

    @property
    def numerator_text(self) -> Text:
        """Return the numerator in words: what is counted, before any restriction to rows."""
        return self.quantities[0].text

    @property
    def denominator_text(self) -> Text:
        """Return the denominator in words; a plain count has none."""
        given: Text | None = getattr(self, "nenner_text", None)
        return given or self.quantities[-1].text

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the canonical tables it is computed from, in order of appearance."""
        return tuple(dict.fromkeys(quantity.quelle for quantity in self.quantities))

    def definition(self) -> str:
        """Return what is executed, as JSON without what says how the result is told or judged."""
        told = {
            *("name", "beschreibung", "nenner_text", "einheit", "nachkommastellen"),
            *("zielwert", "zielwert_oben", "ausgangswert", "zielpfad", "gewicht", "wirkungstreppe"),
            *("saison", "volumen"),
        }
        excluded: dict[str, Any] = dict.fromkeys(told, True)
        return self.model_dump_json(
            exclude=excluded | {name: {"text", "einheit", "teiler"} for name in _QUANTITIES},
            exclude_defaults=True,
            by_alias=True,
        )

    @property
    def fingerprint(self) -> str:
        """Return a short hash of the executed definition; a series breaks where it changes."""
        return hashlib.sha256(self.definition().encode()).hexdigest()[:12]


class CountIndicator(_Indicator):
    """The number of rows, or the sum of columns."""

    art: Literal["anzahl"]
    zaehler: Quantity
    nenner_text: Text = Text(de="–", en="–")
    intervall: IntervalKind = IntervalKind.KEINES


class _PartIndicator(_Indicator):
    """A numerator that is a part of the denominator's rows."""

    art: str
    nenner: Quantity
    zaehler: Quantity

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return numerator (within the denominator) and denominator."""
        return (self.zaehler.within(self.nenner), self.nenner)


class _PerIndicator(_Indicator):
    """A numerator over a denominator that is no quantity of rows, hence told in words."""

    art: str
    zaehler: Quantity
    nenner_text: Text
    intervall: IntervalKind = IntervalKind.KEINES


class ShareIndicator(_PartIndicator):
    """The share of the denominator's rows (or sums) that satisfy the numerator, in percent."""

    art: Literal["anteil"]
    intervall: IntervalKind = IntervalKind.WILSON


class RateIndicator(_PerIndicator):
    """Events per ``je`` children in care."""

    art: Literal["rate"]
    je: int = 100
    intervall: IntervalKind = IntervalKind.BYAR


class MeanIndicator(_Indicator):
    """The mean of ``faktor`` × a row's sum of columns + ``plus``."""

    art: Literal["mittelwert"]
    wert: Quantity
    faktor: float = 1.0
    plus: float = 0.0
    nenner_text: Text
    intervall: IntervalKind = IntervalKind.T


class QuantileIndicator(_Indicator):
    """A quantile of an integer column, exact from its histogram."""

    art: Literal["quantil"]
    nenner: Quantity
    feld: str
    quantil: float = Field(gt=0, lt=1)
    intervall: IntervalKind = IntervalKind.RANGSTATISTIK

    @property
    def numerator_text(self) -> Text:
        """Return what is ordered by size: the label of the column."""
        column = TABLES[self.nenner.quelle][self.feld]
        return Text(de=column.label_de, en=column.label_en)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the column of the quantile."""
        return ((self.nenner.quelle, self.feld),)


class CoverageIndicator(_PerIndicator):
    """The share of Kitas with social work that have at least one such row, in percent."""

    art: Literal["einheiten_anteil"]


class PerUnitIndicator(_PerIndicator):
    """Rows per Kita with social work, or per area."""

    art: Literal["je_einheit"]
    bezug: Literal["KITA", "SOZIALRAUM"]


class VarietyIndicator(_PerIndicator):
    """The number of distinct codes in a column, as the mean over areas."""

    art: Literal["vielfalt"]
    feld: str
    ohne: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the column whose codes are told apart."""
        return ((self.zaehler.quelle, self.feld),)

    @property
    def groups(self) -> tuple[tuple[str, Condition], ...]:
        """Return the codes that don't count."""
        return (("ohne", condition(self.feld, nicht_in=self.ohne)),) if self.ohne else ()


class RatioIndicator(_PerIndicator):
    """The rate per child in Kitas of one level of strain, divided by that of another."""

    art: Literal["verhaeltnis"]
    stufe: int = Field(3, ge=1, le=3)
    vergleichsstufe: int = Field(1, ge=1, le=3)
    mindestens_ereignisse: int = 0
    mindestens_kitas: int = 3
    intervall: IntervalKind = IntervalKind.EXAKT_BEDINGT


class GapIndicator(_PartIndicator):
    """The share in one group minus the share in another, in percentage points (signed)."""

    art: Literal["differenz"]
    feld: str
    gruppe: str
    vergleichsgruppe: str
    intervall: IntervalKind = IntervalKind.NEWCOMBE

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the column that tells the groups apart."""
        return ((self.nenner.quelle, self.feld),)

    @property
    def groups(self) -> tuple[tuple[str, Condition], ...]:
        """Return the two groups."""
        named = (("gruppe", self.gruppe), ("vergleichsgruppe", self.vergleichsgruppe))
        return tuple((key, condition(self.feld, gleich=group)) for key, group in named)


class QuotientIndicator(_Indicator):
    """A sum divided by another one, of the same or of another table, times ``faktor``.

    Both as they are added up: their ``teiler`` only say how they are told.
    """

    art: Literal["quote"]
    zaehler: Quantity
    nenner: Quantity
    faktor: float = 100.0
    intervall: IntervalKind = IntervalKind.KEINES


class CompleteUnitsIndicator(_PerIndicator):
    """The share of Kitas with social work in which every group has answered, in percent."""

    art: Literal["vollstaendige_einheiten"]
    feld: str
    gruppen: tuple[str, ...]

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the column that names the groups."""
        return ((self.zaehler.quelle, self.feld),)

    @property
    def groups(self) -> tuple[tuple[str, Condition], ...]:
        """Return the groups that must all have answered."""
        return tuple(("gruppen", condition(self.feld, gleich=name)) for name in self.gruppen)


class RecencyIndicator(_PerIndicator):
    """The share of areas with a wave that is at most ``monate`` old at the period's end."""

    art: Literal["aktualitaet"]
    monate: int = Field(gt=0)


Indicator = Annotated[
    CountIndicator
    | ShareIndicator
    | RateIndicator
    | MeanIndicator
    | QuantileIndicator
    | CoverageIndicator
    | PerUnitIndicator
    | VarietyIndicator
    | RatioIndicator
    | GapIndicator
    | QuotientIndicator
    | CompleteUnitsIndicator
    | RecencyIndicator,
    Field(discriminator="art"),
]
