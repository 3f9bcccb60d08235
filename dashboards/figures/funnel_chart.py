"""Areas by their size around the district: which lie further away than chance alone explains.

Small areas vary more than large ones, so the limits narrow like a funnel. The list of areas keeps
its fixed order; the chart is no ranking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from dashboards.figures import explored_funnel, funnel_drawing
from dashboards.figures.layout import Figure
from dashboards.figures.picture import NARROW, WIDE, ChartName, ChartTable, picture
from dashboards.words import formats, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, IntervalKind
from monitor.statistics.funnel import (
    FUNNEL_KINDS,
    Funnel,
    FunnelPlace,
    places,
    rate_funnel,
    share_funnel,
)

#: Fewest areas that make a funnel.
_FEWEST: Final = 3

#: Where an area lies beyond the limits, in the order in which sentences name them.
_OUTSIDE: Final = (
    FunnelPlace.UEBER_AUSSEN, FunnelPlace.UEBER_INNEN,
    FunnelPlace.UNTER_AUSSEN, FunnelPlace.UNTER_INNEN,
)  # fmt: skip


@dataclass(frozen=True)
class FunnelChart:
    """The funnel of a period, in the language of ``t``.

    ``areas``: name → row of ``wert`` with value and denominator, in fixed order, without the
    district, whose row is ``district``.
    """

    indicator: Row
    district: Row
    areas: Mapping[str, Row]
    t: Messages

    @property
    def name(self) -> ChartName:
        """Return the name of the chart in addresses."""
        return ChartName.TRICHTER

    @property
    def title(self) -> str:
        """Return indicator and period."""
        period = formats.period(self.district["periode"], self.t.language)
        return self.t("figure.funnel_title", name=self.indicator["name"], period=period)

    @cached_property
    def summary(self) -> str:
        """Return the district's value and which areas lie outside the limits."""
        value = values.with_unit(self.indicator, self.district, self.t)
        lead = self.t("figure.funnel_district", value=value)
        outside = [sentence for place in _OUTSIDE if (sentence := self._named(place))]
        return " ".join([lead, *(outside or [self.t("figure.funnel_inside")])])

    @property
    def notes(self) -> list[str]:
        """Return how to read the limits, and which areas lie outside."""
        return [self.t("figure.note_funnel"), self.summary]

    @cached_property
    def places(self) -> dict[str, FunnelPlace]:
        """Return where every area lies."""
        rows = list(self.areas.values())
        found = places([row["wert"] for row in rows], self.limits([row["nenner"] for row in rows]))
        return dict(zip(self.areas, map(FunnelPlace, found), strict=True))

    @property
    def size_words(self) -> str:
        """Return what the size of an area counts."""
        unit = self.indicator.get(f"nenner_einheit_{self.t.language}")
        return self.t("figure.funnel_axis", unit=unit or self.t("figure.cases"))

    def is_outside(self, name: str) -> bool:
        """Tell whether an area lies outside the limits."""
        return self.places[name] in _OUTSIDE

    def explored(self) -> Figure:
        """Return the same as a figure of plotly.js."""
        return explored_funnel.figure(self)

    def limits(self, denominators: list[float]) -> Funnel:
        """Return the limits for areas of these sizes."""
        district, n = self.district["wert"], np.asarray(denominators, dtype=np.float64)
        if self.indicator["intervall"] == IntervalKind.WILSON:
            return share_funnel(district, n)
        per = district * self.district["nenner"] / self.district["zaehler"]
        return rate_funnel(district, n, per)

    def table(self) -> ChartTable:
        """Return size, value and place of every area as text, in the fixed order."""
        names = ("figure.area", "figure.size", "column.wert", "figure.place")
        rows = [
            (
                name,
                formats.number(row["nenner"], self.t.language),
                values.plain(self.indicator, row, "wert", self.t),
                self.t(f"figure.funnel_place.{self.places[name]}"),
            )
            for name, row in self.areas.items()
        ]
        return ChartTable(tuple(self.t(name) for name in names), tuple(rows))

    def _named(self, place: FunnelPlace) -> str:
        names = [name for name, found in self.places.items() if found is place]
        which = formats.listing(names, self.t.language)
        return self.t(f"figure.funnel_outside.{place}", which=which) if names else ""


def describe_funnel(
    indicator: Row, rows: pl.DataFrame, areas: pl.DataFrame, t: Messages
) -> FunnelChart | None:
    """Return the description of a funnel; ``None`` for kinds and periods that have none.

    Args:
        indicator: a row of ``indikator`` with ``name`` and ``einheit`` in the language of ``t``.
        rows: of ``wert`` of one indicator and period, one per area, the district among them.
        areas: the areas (``gebiet_id``, ``name``) in their fixed order.
        t: messages of the language.
    """
    if indicator["intervall"] not in FUNNEL_KINDS:
        return None
    by_area = {row["gebiet_id"]: row for row in rows.iter_rows(named=True) if _is_placed(row)}
    district = by_area.pop(DISTRICT, None)
    named = {
        name: by_area[area]
        for area, name in areas.select("gebiet_id", "name").iter_rows()
        if area in by_area
    }
    if district is None or not district["zaehler"] or len(named) < _FEWEST:
        return None
    return FunnelChart(indicator, district, named, t)


def _is_placed(row: Row) -> bool:
    return row["wert"] is not None and bool(row["nenner"])


def draw(chart: FunnelChart) -> str:
    """Return the markup of the chart with words and notes."""
    return picture(chart, lambda width: draw_at(chart, width), (WIDE, NARROW))


def draw_at(chart: FunnelChart, width: int) -> str:
    """Return the SVG of the chart in a width (pixels)."""
    return funnel_drawing.draw_at(chart, width)
