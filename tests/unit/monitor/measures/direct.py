"""Figures worked out from the rows in plain Python: what the whole way to a figure must agree with.

Shares no code with ``monitor.measures``: no cells, no roll-up, no joins. One function per kind says
what a figure is, and what a missing delivery does to it (the table in docs/methoden.md).
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, Final

from monitor.concept.indicators import (
    CompleteUnitsIndicator,
    CountIndicator,
    CoverageIndicator,
    GapIndicator,
    MeanIndicator,
    PerUnitIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    RecencyIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.concept.vocabulary import Quantity
from tests.builders.worlds import Row
from tests.unit.monitor.measures.reference import holds

DISTRICT: Final = "KREIS"
ACTIVITIES: Final = "aktivitaet"


@dataclass(frozen=True)
class Span:
    """A period: its kind, name, first and last day."""

    kind: str
    name: str
    first: dt.date
    last: dt.date

    @property
    def quarters(self) -> list[str]:
        """Return the quarter of each month."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        months = [self.first.month - 1 + number for number in range(count)]
        return [f"{self.first.year + m // 12}-Q{m % 12 // 3 + 1}" for m in months]


@dataclass(frozen=True)
class District:
    """Everything that was delivered: rows by table, Kitas with their state, deliveries."""

    areas: Sequence[str]
    kitas: Sequence[Row]
    tables: Mapping[str, Sequence[Row]]
    waves: Mapping[str, dt.date]
    missing: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def rows(self, table: str, area: str, span: Span) -> list[Row]:
        """Return the rows of a table in an area and period."""
        return [
            row
            for row in self.tables.get(table, ())
            if self._is_in_time(row, span) and area in {DISTRICT, row.get("sozialraum_ars")}
        ]

    def _is_in_time(self, row: Row, span: Span) -> bool:
        if "welle" in row:
            return bool(row["welle"] == span.name)
        if "quartal" in row:
            return row["quartal"] in span.quarters
        if "jahr" in row:
            return str(row["jahr"]) == span.name
        return bool(span.first <= row["datum"] <= span.last)

    def delivered(self, traeger: str, span: Span) -> float:
        """Return the share of the period's months that a Träger has delivered."""
        if span.kind == "WELLE":
            return 1.0
        return fmean((traeger, quarter) not in self.missing for quarter in span.quarters)

    def kitas_in(self, area: str) -> list[Row]:
        """Return the Kitas of an area."""
        return [kita for kita in self.kitas if area in {DISTRICT, kita["sozialraum_ars"]}]

    def coverage(self, area: str, span: Span) -> float:
        """Return how much of an area is delivered; of one without social work, of the district."""
        served = [kita for kita in self.kitas_in(area) if kita["hat_ksa"]]
        if not served:
            return self.coverage(DISTRICT, span)
        return fmean(self.delivered(kita["traeger_id"], span) for kita in served)


@dataclass(frozen=True)
class Place:
    """Where and when a figure is asked for."""

    district: District
    area: str
    span: Span

    def rows(self, quantity: Quantity) -> list[Row]:
        """Return the rows that count for a quantity."""
        found = self.district.rows(quantity.quelle, self.area, self.span)
        conditions = (*quantity.wo, *quantity.gueltig)
        return [row for row in found if all(holds(row, one) for one in conditions)]

    def kitas(self, quantity: Quantity) -> list[tuple[Row, float]]:
        """Return the Kitas, each with the share of the period that is known of it.

        The activities of a Kita are known as far as its Träger delivered; what the office itself
        delivers is known.
        """
        return [
            (kita, self._known(kita["traeger_id"], quantity.quelle))
            for kita in self.district.kitas_in(self.area)
        ]

    def _known(self, traeger: str, table: str) -> float:
        return self.district.delivered(traeger, self.span) if table == ACTIVITIES else 1.0

    def share_of_area(self, area: str, quantity: Quantity) -> float:
        """Return the share of an area that is known."""
        return self.district.coverage(area, self.span) if quantity.quelle == ACTIVITIES else 1.0

    @property
    def areas(self) -> Sequence[str]:
        """Return the areas of the place."""
        return self.district.areas if self.area == DISTRICT else [self.area]

    def matched(self, traeger: str, table: str) -> float:
        """Return how much of a Träger is known from a table that it must have reported to."""
        if table == ACTIVITIES:
            return self._known(traeger, table)
        rows = self.district.rows(table, self.area, self.span)
        return float(any(row["traeger_id"] == traeger for row in rows))


def total(rows: Iterable[Row], quantity: Quantity) -> float:
    """Return number or sum."""
    listed = list(rows)
    if not quantity.summe:
        return len(listed)
    return float(sum(row.get(name) or 0 for row in listed for name in quantity.summe))


def quotient(numerator: float, denominator: float) -> float | None:
    """Return nothing where there is nothing to divide by."""
    return numerator / denominator if denominator > 0 else None


@functools.singledispatch
def figure(indicator: Any, place: Place) -> float | None:
    """Return the figure of an indicator, ``None`` where there is none."""
    raise NotImplementedError(type(indicator))


@figure.register
def _count(indicator: CountIndicator, place: Place) -> float | None:
    return total(place.rows(indicator.zaehler), indicator.zaehler)


@figure.register
def _share(indicator: ShareIndicator, place: Place) -> float | None:
    part, whole = indicator.quantities
    share = quotient(total(place.rows(part), part), total(place.rows(whole), whole))
    return None if share is None else 100 * share


@figure.register
def _rate(indicator: RateIndicator, place: Place) -> float | None:
    events = total(place.rows(indicator.zaehler), indicator.zaehler)
    children = sum(k["betreute_kinder"] * known for k, known in place.kitas(indicator.zaehler))
    return quotient(indicator.je * events, children)


@figure.register
def _mean(indicator: MeanIndicator, place: Place) -> float | None:
    rows = place.rows(indicator.wert)
    if not rows:
        return None
    return indicator.faktor * total(rows, indicator.wert) / len(rows) + indicator.plus


@figure.register
def _quantile(indicator: QuantileIndicator, place: Place) -> float | None:
    """Return the type 2 quantile of Hyndman & Fan."""
    ordered = sorted(row[indicator.feld] for row in place.rows(indicator.nenner))
    if not ordered:
        return None
    rank = len(ordered) * indicator.quantil
    if rank != int(rank):
        return float(ordered[int(rank)])
    return fmean(ordered[int(rank) - 1 : int(rank) + 1])


@figure.register
def _coverage(indicator: CoverageIndicator, place: Place) -> float | None:
    with_one = {row["kita_id"] for row in place.rows(indicator.zaehler)}
    known = [k["kita_id"] for k, known in place.kitas(indicator.zaehler) if k["hat_ksa"] and known]
    return quotient(100 * len(with_one.intersection(known)), len(known))


@figure.register
def _complete(indicator: CompleteUnitsIndicator, place: Place) -> float | None:
    rows = place.rows(indicator.zaehler)
    by_group = [
        {row["kita_id"] for row in rows if row[indicator.feld] == group}
        for group in indicator.gruppen
    ]
    known = [k["kita_id"] for k, known in place.kitas(indicator.zaehler) if k["hat_ksa"] and known]
    return quotient(100 * len(set.intersection(*by_group, set(known))), len(known))


@figure.register
def _per_unit(indicator: PerUnitIndicator, place: Place) -> float | None:
    quantity = indicator.zaehler
    if indicator.bezug == "KITA":
        units = sum(known for kita, known in place.kitas(quantity) if kita["hat_ksa"])
    else:
        units = sum(place.share_of_area(area, quantity) for area in place.areas)
    return quotient(total(place.rows(quantity), quantity), units)


@figure.register
def _variety(indicator: VarietyIndicator, place: Place) -> float | None:
    quantity = indicator.zaehler
    kinds = [
        _kinds(indicator, Place(place.district, area, place.span))
        for area in place.areas
        if place.share_of_area(area, quantity) > 0
    ]
    return fmean(kinds) if kinds else None


def _kinds(indicator: VarietyIndicator, place: Place) -> int:
    named = (row[indicator.feld] for row in place.rows(indicator.zaehler))
    found = {code for codes in named if codes for code in codes.split("|")}
    return len(found.difference(indicator.ohne))


@figure.register
def _ratio(indicator: RatioIndicator, place: Place) -> float | None:
    sides = [_side(indicator, place, level)
             for level in (indicator.stufe, indicator.vergleichsstufe)]  # fmt: skip
    for events, _, kitas in sides:
        too_few = kitas < indicator.mindestens_kitas or events < indicator.mindestens_ereignisse
        if too_few or not events:
            return None
    (a, children_a, _), (b, children_b, _) = sides
    return (a / children_a) / (b / children_b) if children_a and children_b else None


def _side(indicator: RatioIndicator, place: Place, level: int) -> tuple[float, float, int]:
    quantity = indicator.zaehler
    known = {
        kita["kita_id"]: kita["betreute_kinder"] * part
        for kita, part in place.kitas(quantity)
        if kita["belastungsstufe"] == level and part and kita["betreute_kinder"]
    }
    rows = [row for row in place.rows(quantity) if row["kita_id"] in known]
    return total(rows, quantity), sum(known.values()), len(known)


@figure.register
def _gap(indicator: GapIndicator, place: Place) -> float | None:
    part, whole = indicator.quantities
    shares = []
    for group in (indicator.gruppe, indicator.vergleichsgruppe):
        of_group = [
            [row for row in place.rows(quantity) if row[indicator.feld] == group]
            for quantity in (part, whole)
        ]
        shares.append(quotient(total(of_group[0], part), total(of_group[1], whole)))
    first, second = shares
    return None if first is None or second is None else 100 * (first - second)


@figure.register
def _quotient(indicator: QuotientIndicator, place: Place) -> float | None:
    """Return sum over sum; of two tables what is known of the same Träger in both."""
    z, n = indicator.zaehler, indicator.nenner
    if z.quelle == n.quelle:
        over = quotient(total(place.rows(z), z), total(place.rows(n), n))
        return None if over is None else indicator.faktor * over
    upper, lower = 0.0, 0.0
    for traeger in {kita["traeger_id"] for kita in place.district.kitas}:
        of_z, of_n = (
            total((row for row in place.rows(q) if row["traeger_id"] == traeger), q) for q in (z, n)
        )
        upper += of_z * place.matched(traeger, n.quelle)
        lower += of_n * place.matched(traeger, z.quelle)
    over = quotient(upper, lower)
    return None if over is None else indicator.faktor * over


@figure.register
def _recency(indicator: RecencyIndicator, place: Place) -> float | None:
    """Return the share of areas asked within so many months up to the period's last day."""
    last = place.span.last
    months = last.year * 12 + last.month - 1 - indicator.monate
    year, month = months // 12, months % 12 + 1
    oldest = dt.date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
    recent = {wave for wave, end in place.district.waves.items() if oldest <= end <= last}
    rows = place.district.tables.get(indicator.zaehler.quelle, ())
    asked = {row["sozialraum_ars"] for row in rows if row["welle"] in recent}
    return 100 * len(asked.intersection(place.areas)) / len(place.areas)
