"""Places of periods along an axis of time, and the names written beneath.

Every period has a slot of the same width; a period without a row leaves its slot empty. Waves of
surveys have no fixed distance and stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.values import Row
from monitor.periods import PeriodKind

_YEAR_MONTHS: Final = 12
_MONTHS: Final[Mapping[PeriodKind, int]] = {
    PeriodKind.MONAT: 1,
    PeriodKind.QUARTAL: 3,
    PeriodKind.HALBJAHR: 6,
    PeriodKind.JAHR: _YEAR_MONTHS,
    PeriodKind.KITAJAHR: _YEAR_MONTHS,
}

_LETTERS: Final[Mapping[PeriodKind, str]] = {PeriodKind.QUARTAL: "Q", PeriodKind.HALBJAHR: "H"}

#: Least room for the name of a part of a year, of a year, and of a longer name (pixels).
_PART: Final = 22.0
_YEAR: Final = 30.0
_LONG: Final = 52.0


@dataclass(frozen=True)
class Label:
    """A name beneath the axis: centre and width in slots, line 0 or 1."""

    text: str
    middle: float
    line: int


@dataclass(frozen=True)
class Slots:
    """The slots of a series: one number per row, and how many slots there are."""

    kind: PeriodKind
    rows: Sequence[Row]
    places: tuple[int, ...]

    @property
    def count(self) -> int:
        """Return how many slots there are, at least one."""
        return self.places[-1] + 1 if self.places else 1

    def pairs(self) -> list[tuple[int, Row]]:
        """Return slot and row of every row."""
        return list(zip(self.places, self.rows, strict=True))

    def years(self) -> dict[int, list[int]]:
        """Return the slots of every calendar year, empty ones included."""
        months = _MONTHS[self.kind]
        first = _month(self.rows[0]) // months
        found: dict[int, list[int]] = {}
        for slot in range(self.count):
            found.setdefault((first + slot) * months // _YEAR_MONTHS, []).append(slot)
        return found

    def year_starts(self) -> list[int]:
        """Return the slots at which a new year starts within the axis."""
        if not self.rows or _MONTHS.get(self.kind, _YEAR_MONTHS) == _YEAR_MONTHS:
            return []
        return [slots[0] for slots in self.years().values() if slots[0]]

    def labels(self, step: float, language: Language) -> list[Label]:
        """Return the names for which there is room if slots are ``step`` pixels wide."""
        if not self.rows:
            return []
        if _MONTHS.get(self.kind, _YEAR_MONTHS) == _YEAR_MONTHS:
            return self._whole(step, language)
        years = [
            Label(str(year), (slots[0] + slots[-1]) / 2, 1)
            for year, slots in self.years().items()
            if len(slots) * step >= _YEAR
        ]
        return [*self._parts(step), *years]

    def _whole(self, step: float, language: Language) -> list[Label]:
        names = [short_name(row, language) for row in self.rows]
        least = _LONG if not all(map(str.isdigit, names)) else _YEAR
        every = max(1, -(-int(least) // max(1, int(step))))
        return [
            Label(name, place, 0)
            for name, place in zip(names, self.places, strict=True)
            if (self.places[-1] - place) % every == 0
        ]

    def _parts(self, step: float) -> list[Label]:
        """Return ``Q1`` or ``H1`` for every slot or every other; months go without."""
        every = next((one for one in (1, 2) if one * step >= _PART), 0)
        if not every or self.kind is PeriodKind.MONAT:
            return []
        months, letter = _MONTHS[self.kind], _LETTERS[self.kind]
        numbers = [
            (_month(self.rows[0]) // months + slot) % (_YEAR_MONTHS // months)
            for slot in range(self.count)
        ]
        return [
            Label(f"{letter}{number + 1}", slot, 0)
            for slot, number in enumerate(numbers)
            if number % every == 0
        ]  # fmt: skip


def slots_of(kind: PeriodKind, rows: Sequence[Row]) -> Slots:
    """Return the slots of rows of ``wert`` in time order."""
    if kind not in _MONTHS or not rows:
        return Slots(kind, rows, tuple(range(len(rows))))
    numbers = [_month(row) // _MONTHS[kind] for row in rows]
    return Slots(kind, rows, tuple(one - numbers[0] for one in numbers))


def short_name(row: Row, language: Language) -> str:
    """Return the name of a period beneath an axis; of a wave its year."""
    return formats.short_period(row["periode"], language).removeprefix("W")


def _month(row: Row) -> int:
    return int(row["von"].year * _YEAR_MONTHS + row["von"].month - 1)
