"""What the releases show, and what they must not tell: statements and secrets of the system.

The rules (docs/methoden.md#geheimhaltung) are applied here once more, to the figures as they were
before anything was hidden. Where a figure shows that must not, that is a finding by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from monitor.audit.evidence import NOTHING, Evidence, Truth, changes, truths
from monitor.audit.knowledge import QUARANTINE, Knowledge, Said
from monitor.audit.places import OUTSIDE, Where
from monitor.audit.system import Secret, Terms, Unknown
from monitor.audit.told import (
    Tells,
    Told,
    events_of_ratio,
    is_of_persons,
    is_out_of_grid,
    least,
    own_columns,
    rests_on_too_few,
)
from monitor.concept import (
    CompleteUnitsIndicator,
    CoverageIndicator,
    Indicator,
    RatioIndicator,
    ShareIndicator,
)
from monitor.content import Confidentiality
from monitor.declaration import IntervalKind, Subject
from monitor.measures.components import QUARANTINED
from monitor.tables import DISTRICT, Status
from monitor.units import is_told_as_counted

_KEYS: Final = ["konzept_id", "indikator_id", "gebiet_id", "periode_art", "periode"]
#: Sums of hours or money: the interval spans this share of the value (10 % to either side).
_SHARE_OF_SUM: Final = 0.2
_ROUNDING: Final = 1e-6
_ROWS: Final = "zeilen"
_SHOWN: Final = ("wert", "zaehler", "nenner", "fallzahl", "fehlend", "quarantaene")


@dataclass
class Reading:
    """Reads releases into a system.

    ``shown_small``: figures that show although a rule hides them.
    """

    knowledge: Knowledge
    rules: Confidentiality
    shown_small: list[Said] = field(default_factory=list)
    _tells: dict[tuple[int, str, str], Tells] = field(default_factory=dict)

    def read(self) -> None:
        """Read all releases, oldest first."""
        for level, release in enumerate(self.knowledge.releases):
            for figure in _joined(release).iter_rows(named=True):
                self._read_figure(self._figure(level, figure))
            for before in range(level):
                self._read_changes(before, level)
        self.knowledge.tie_months()

    def _figure(self, level: int, row: Mapping[str, Any]) -> _Figure:
        release, key = self.knowledge.releases[level], (row["konzept_id"], row["indikator_id"])
        indicator = release.indicators[key]
        if (level, *key) not in self._tells:
            self._tells[level, *key] = Tells(indicator)
        return _Figure(level, release, self._tells[level, *key], row)

    def _read_figure(self, figure: _Figure) -> None:
        self._read_counts(figure)
        self._read_own(figure)
        for shown, told in figure.beside():
            self._read_beside(figure, shown, told)

    def _read_counts(self, figure: _Figure) -> None:
        knowledge, level = self.knowledge, figure.level
        counts = figure.tells.counts
        if figure.is_shown:
            if self._must_hide(figure):
                self.shown_small.append(figure.said())
            for told in counts:
                if told.is_plain:
                    value = figure.published(told)
                    knowledge.say(level, told, figure.where, value, figure.said())
            return
        self._read_part(figure)
        if figure.is_too_few(self.rules.anzeige.mindestnenner):
            terms = knowledge.terms(level, counts[0], figure.where)
            highest = self.rules.anzeige.mindestnenner - 1
            knowledge.system.at_most(terms, highest, by=figure.said())
        # a figure that is hidden for the sake of others may rest on a small sum of scores or hours
        secret_sums = self._must_hide(figure)
        for told in counts:
            truth = figure.release.truth(told, figure.where)
            if told.within and not truth.value:  # who is alone behind a count knows what is zero
                whole = figure.release.truth(told.within, figure.where)
                truth = truth._replace(known_to=whole.known_to)
            if self._is_secret(figure, truth.value) and (secret_sums or not told.is_sum):
                terms = knowledge.terms(level, told, figure.where)
                self._hide(figure, told, terms, truth)

    def _read_part(self, figure: _Figure) -> None:
        """State that of two sums one is a part of the other: of those invited some took part."""
        if not isinstance(figure.indicator, ShareIndicator):
            return
        needed = figure.tells.plan
        part, whole = needed["z"], needed["n"]
        if part.columns == whole.columns:
            return  # so say the kinds of rows
        rest = Told(whole.source, ((whole.name, 1), (part.name, -1)), is_sum=True)
        if figure.release.truth(rest, figure.where).value >= 0:
            terms = self.knowledge.terms(figure.level, rest, figure.where)
            self.knowledge.system.between(terms, 0.0, math.inf)

    def _must_hide(self, figure: _Figure) -> bool:
        smallest = figure.raw["kleinster_teil"]
        is_small = is_of_persons(figure.indicator) and (
            smallest is not None and 0 < smallest < self._least(figure)
        )
        return is_small or self._is_hidden_whole(figure)

    def _is_secret(self, figure: _Figure, value: float) -> bool:
        if self._is_hidden_whole(figure):
            return True
        return is_of_persons(figure.indicator) and 0 < value < self._least(figure)

    def _is_hidden_whole(self, figure: _Figure) -> bool:
        raw, indicator = figure.raw, figure.indicator
        if is_out_of_grid(indicator, raw) or rests_on_too_few(indicator, raw, self.rules.schwellen):
            return True
        has_cases = (raw["fallzahl"] or 0) > 0
        return bool(indicator.thema is Subject.SENSIBEL and raw["hat_nullteil"] and has_cases)

    def _least(self, figure: _Figure) -> int:
        return least(figure.indicator, self.rules.schwellen)

    def _hide(self, figure: _Figure, told: Told, terms: Terms, truth: Truth) -> None:
        width = float(self._least(figure))
        if told.is_sum and not is_of_persons(figure.indicator):
            width = _SHARE_OF_SUM * abs(truth.value)
        name = (figure.said(), told.factors)
        self.knowledge.system.secrets.append(
            Secret(name, terms, truth.value, width, truth.known_to, self.knowledge.is_whole(told))
        )

    def _read_beside(self, figure: _Figure, shown: str, told: Told) -> None:
        knowledge, level = self.knowledge, figure.level
        published = figure.row[shown]
        if published is not None:
            by = figure.said(shown)
            knowledge.say(level, told, figure.where, float(published), by)
            return
        truth = figure.release.truth(told, figure.where)
        if 0 < truth.value < self._least(figure):
            self._hide(figure, told, knowledge.terms(level, told, figure.where), truth)

    def _read_own(self, figure: _Figure) -> None:
        """Read counts of Kitas, of the two sides of a ratio, of kinds of partners."""
        columns = own_columns(figure.indicator)
        if not columns:
            return
        system = self.knowledge.system
        unknown = {column: self._own(figure, column, figure.where.area) for column in columns}
        if isinstance(figure.indicator, CoverageIndicator | CompleteUnitsIndicator):
            system.at_most({unknown["zaehler"]: 1.0, unknown["nenner"]: -1.0}, 0.0)
        if isinstance(figure.indicator, RatioIndicator):
            self._tie_ratio(figure, unknown)
        elif figure.where.area == DISTRICT:
            self._tie_areas(figure, unknown)
        for column, number in unknown.items():
            value = figure.raw[column]
            if figure.is_shown and figure.row[column] is not None:
                system.equal(
                    {number: 1.0}, figure.row[column], by=figure.said(), tolerance=_ROUNDING
                )
            elif value is not None and not figure.is_shown and self._is_secret(figure, value):
                self._hide(figure, _own_told(figure, column), {number: 1.0},
                           Truth(value, 0, 0.0, None))  # fmt: skip

    def _own(self, figure: _Figure, column: str, area: str) -> int:
        """Return the unknown of a count of its own: the same as before where nothing changed."""
        level = figure.level
        while level and figure.is_as_in(self.knowledge.releases[level - 1], column, area):
            level -= 1
        key = (figure.indicator.id, column, area, *figure.where[1:], level)
        # the district's number of kinds is the mean of its areas
        return self.knowledge.system.unknown(key, Unknown(is_whole=column != "wert"))

    def _tie_areas(self, figure: _Figure, unknown: Mapping[str, int]) -> None:
        for column, number in unknown.items():
            # a mean over areas is one over those that anything is known of
            areas = figure.areas_with(column)
            if not areas:
                continue
            parts = {self._own(figure, column, area): -1.0 for area in areas}
            whole = float(len(areas)) if column == "wert" else 1.0
            if column != "wert" and not figure.adds_up(column, areas):
                parts[self._own(figure, column, OUTSIDE)] = -1.0
            self.knowledge.system.equal({number: whole} | parts, 0.0, tolerance=_ROUNDING)

    def _tie_ratio(self, figure: _Figure, unknown: Mapping[str, int]) -> None:
        told = events_of_ratio(figure.indicator)  # type: ignore[arg-type]  # a ratio, as asked
        events = self.knowledge.terms(figure.level, told, figure.where)
        rest = events | dict.fromkeys(unknown.values(), -1.0)
        self.knowledge.system.at_most({n: -f for n, f in rest.items()}, 0.0)
        both = sum(float(figure.raw[column] or 0) for column in unknown)
        truth = figure.release.truth(told, figure.where)
        if not figure.is_shown and self._is_secret(figure, truth.value - both):
            left = Truth(truth.value - both, 0, 0.0, None)
            self._hide(figure, told, rest, left)

    def _read_changes(self, earlier: int, level: int) -> None:
        """Hide differences to a release before that the rules would hide as a table."""
        before, release = (self.knowledge.releases[one] for one in (earlier, level))
        found: dict[Told, Mapping[Where, Truth]] = {}
        differences = {source: changes(before, release, source) for source in release.contributors}
        changed = [frame.select(_KEYS[2:]) for frame in differences.values() if frame is not None]
        known = _joined(release).join(before.wert, on=_KEYS[2:], how="semi")
        known = known.join(pl.concat([*changed, known.clear().select(_KEYS[2:])]),
                           on=_KEYS[2:], how="semi")  # fmt: skip
        for raw in known.iter_rows(named=True):
            figure = self._figure(level, raw)
            counts = figure.tells.counts
            for told in counts:
                if told not in found:
                    found[told] = truths(differences.get(told.source), told)
            base = found[counts[0]].get(figure.where, NOTHING) if counts else NOTHING
            for told in counts:
                change = found[told].get(figure.where, NOTHING)
                if change.value and self._is_small_change(figure, change, base):
                    terms = self.knowledge.difference((earlier, level), told, figure.where)
                    self._hide(figure, told, terms, change)

    def _is_small_change(self, figure: _Figure, change: Truth, base: Truth) -> bool:
        rules = self.rules.schwellen
        money = figure.indicator.thema is Subject.GELD_STELLEN
        units = rules.traeger if money else rules.kitas
        if base.contributors and (base.contributors < units or base.largest_share > rules.dominanz):
            return True
        return is_of_persons(figure.indicator) and abs(change.value) < self._least(figure)


@dataclass(frozen=True)
class _Figure:
    """A figure of a release: as published, and (``roh_…``) as it was."""

    level: int
    release: Evidence
    tells: Tells
    row: Mapping[str, Any]

    @property
    def indicator(self) -> Indicator:
        return self.tells.indicator

    @property
    def where(self) -> Where:
        return Where(self.row["gebiet_id"], self.row["periode_art"], self.row["periode"])

    @property
    def raw(self) -> Mapping[str, Any]:
        return _Raw(self.row)

    @property
    def is_shown(self) -> bool:
        is_own = self.row["aus_stand"] is None
        shown = any(self.row[name] is not None for name in _SHOWN[:4])
        return is_own and shown and self.row["status"] != Status.GEHEIM

    def said(self, shown: str = "wert") -> Said:
        return Said(self.release.release_id, shown, self.indicator.id, *self.where)

    def published(self, told: Told) -> float:
        """Return what the figure tells of a count: what stands in the table, where it does."""
        role = self.tells.roles[told.factors[0][0]]
        # of two tables a figure counts what both know: more than that is taken to be told
        is_whole = len(self.indicator.sources) == 1 and is_told_as_counted(self.indicator)
        column = {"z": "zaehler", "n": "nenner"}.get(role) if is_whole else None
        value = self.row[column] if column else None
        return float(value) if value is not None else self.release.truth(told, self.where).value

    def is_too_few(self, minimum: int) -> bool:
        wilson = self.indicator.intervall is IntervalKind.WILSON
        is_open = self.row["status"] != Status.GEHEIM and self.row["aus_stand"] is None
        few = bool((self.raw["fallzahl"] or 0) < minimum)
        return isinstance(self.indicator, ShareIndicator) and wilson and is_open and few

    def beside(self) -> Iterator[tuple[str, Told]]:
        """Yield the counts of rows beside a figure: without a value, and in quarantine."""
        if self.row["periode_art"] != self.indicator.periode or self.row["aus_stand"] is not None:
            return
        # what a release counted by another definition tells nothing of these counts
        if self.tells.missing and self.release.knows(self.tells.missing):
            yield "fehlend", self.tells.missing
        suspected = Told(QUARANTINE, ((self.tells.plan[QUARANTINED].name, 1),))
        if self.raw["quarantaene"] is not None and self.release.knows(suspected):
            yield "quarantaene", suspected

    def is_as_in(self, other: Evidence, column: str, area: str) -> bool:
        return other.own(self.indicator.id, column, area, *self.where[1:]) == self.release.own(
            self.indicator.id, column, area, *self.where[1:]
        )

    def areas_with(self, column: str) -> list[str]:
        """Return the areas that the indicator is given for and has this count in."""
        release, name = self.release, self.indicator.id
        return [
            area
            for area in release.own_areas(name)
            if release.own(name, column, area, *self.where[1:]) is not None
        ]

    def adds_up(self, column: str, areas: Sequence[str]) -> bool:
        parts = [self.release.own(self.indicator.id, column, a, *self.where[1:]) for a in areas]
        whole = self.raw[column] or 0.0
        return bool(abs(sum(part or 0.0 for part in parts) - whole) < _ROUNDING)


class _Raw(Mapping[str, Any]):
    """The figure as it was: columns ``roh_…`` of a joined row, and its keys."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    def __getitem__(self, name: str) -> Any:
        return self._row[f"roh_{name}" if f"roh_{name}" in self._row else name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._row)


def _joined(release: Evidence) -> pl.DataFrame:
    """Return the published figures, each with what it was in columns ``roh_…``."""
    raw = release.figures.select(*_KEYS, pl.exclude(_KEYS).name.prefix("roh_"))
    return release.wert.join(raw, on=_KEYS, how="left", maintain_order="left")


def _own_told(figure: _Figure, column: str) -> Told:
    return Told(figure.indicator.id, ((column, 1),))
