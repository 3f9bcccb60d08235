"""How a concept's figures are published: exact, from counts of classes, or from noisy sums.

Declared beside the indicators in ``content/konzept/*.toml``. Every indicator stands in exactly one
place: the list of exact indicators, one base whose counts pass, or one entry of sums with noise.
The computation is in ``monitor.confidentiality``.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from monitor.concept.vocabulary import Declared
from monitor.periods import PeriodKind

#: Class of an integer column: [from, to], or [from] for the last one, which is open above.
IntegerClass = Annotated[tuple[int, ...], Field(min_length=1, max_length=2)]
#: Class of a column of codes; the codes that no class names are one class more.
CodeClass = Annotated[tuple[str, ...], Field(min_length=1)]
Classes = tuple[IntegerClass, ...] | tuple[CodeClass, ...]


class Base(Declared):
    """A set of rows that is cut once into disjoint classes; their counts pass, nothing else.

    ``klassen`` are classes of ``feld`` (none: one count of all rows), ``klassen_sozialraum`` those
    of areas where they are fewer; ``offen_bis`` is where the last, open class is taken to end.
    ``periode`` and ``periode_sozialraum`` are the periods that counts pass for, where these are
    longer than the indicator's own. ``nur_kreis`` names indicators published for the district only.
    """

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    indikatoren: tuple[str, ...] = Field(min_length=1)
    feld: str | None = None
    klassen: Classes = ()
    klassen_sozialraum: Classes = ()
    offen_bis: int | None = None
    offen_bis_sozialraum: int | None = None
    periode: PeriodKind | None = None
    periode_sozialraum: PeriodKind | None = None
    nur_kreis: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _classes_fit(self) -> Self:
        if (self.feld is None) != (not self.klassen):
            raise ValueError("feld und klassen gehören zusammen")
        if self.klassen_sozialraum and not self.klassen:
            raise ValueError("klassen_sozialraum braucht klassen")
        for classes in (self.klassen, self.klassen_sozialraum):
            _require_order(classes)
        if not set(self.nur_kreis) <= set(self.indikatoren):
            raise ValueError("nur_kreis nennt einen Indikator, der nicht in indikatoren steht")
        return self

    def classes(self, *, district: bool) -> Classes:
        """Return the classes of the district or of areas."""
        return self.klassen if district or not self.klassen_sozialraum else self.klassen_sozialraum

    def open_end(self, *, district: bool) -> int | None:
        """Return where the open class of the district or of areas is taken to end."""
        return self.offen_bis if district else self.offen_bis_sozialraum or self.offen_bis


def _require_order(classes: Classes) -> None:
    """Require classes of integers to follow each other without a gap, the last one open above."""
    numbers = [part for part in classes if isinstance(part[0], int)]
    if not numbers:
        codes = [code for part in classes for code in part]
        if len(set(codes)) < len(codes):
            raise ValueError("ein Code steht in zwei Klassen")
        return
    if len(numbers[-1]) != 1 or any(len(part) != 2 for part in numbers[:-1]):  # noqa: PLR2004 - from, to
        raise ValueError("Klassen sind [von, bis], die letzte [von]")
    ends = [part[-1] for part in numbers[:-1]]
    if any(int(start) != int(end) + 1 for (start, *_), end in zip(numbers[1:], ends, strict=True)):
        raise ValueError("zwischen zwei Klassen ist eine Lücke oder eine Überschneidung")


class NoisySums(Declared):
    """Indicators that rest on sums, with the unit of the noise that each sum gets."""

    id: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    indikatoren: tuple[str, ...] = Field(min_length=1)
    einheit: int = Field(gt=0)


class Exact(Declared):
    """Indicators that tell nothing of persons or cases, and are published as they are."""

    exakt: tuple[str, ...] = ()
