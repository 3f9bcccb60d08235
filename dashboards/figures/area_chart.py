"""One indicator in all areas on one scale, in a fixed order: never sorted by value, no ranking.

The district comes first. Beside every line stand mark and value as text; an area without a value
says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from dashboards.figures import area_drawing, explored_areas
from dashboards.figures.bullet import interval_words
from dashboards.figures.layout import Figure
from dashboards.figures.picture import ChartName, ChartTable, picture
from dashboards.figures.series_table import COLUMNS, shown_cells
from dashboards.figures.ungraded import without_targets
from dashboards.words import formats, sentences, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, IntervalKind

#: Width of the drawing (pixels): a column beside a series, or a phone.
WIDTH: Final = 340

#: Fewest cases behind a value that is shown (docs/methoden.md).
_FEWEST: Final = 10


@dataclass(frozen=True)
class AreaChart:
    """The chart of the areas at a period, in the language of ``t``.

    ``places``: id and name of the areas in their fixed order, the district first. ``rows``: area →
    row of ``wert``. ``marked``: the area that the page is about.
    """

    indicator: Row
    places: tuple[tuple[str, str], ...]
    rows: Mapping[str, Row]
    period: str
    marked: str | None
    is_published: bool
    t: Messages

    @property
    def name(self) -> ChartName:
        """Return the name of the chart in addresses."""
        return ChartName.GEBIETE

    @property
    def title(self) -> str:
        """Return indicator and period."""
        name, period = self.indicator["name"], formats.period(self.period, self.t.language)
        return self.t("figure.areas_title", name=name, period=period)

    @cached_property
    def summary(self) -> str:
        """Return every area with value, interval and status, in the fixed order."""
        return " ".join(self._said(area, name) for area, name in self.places)

    @cached_property
    def notes(self) -> list[str]:
        """Return what bars, hollow points and revised values mean, where there are any."""
        shown = [row for row in self.rows.values() if row["wert"] is not None]
        named = [{**row, "name": self.named(area)} for area, row in self.rows.items()]
        revised = sentences.revised(pl.DataFrame(named, infer_schema_length=None), self.t)
        said = [
            self._about_bars(shown),
            self.t("figure.note_provisional") if any(row["vorlaeufig"] for row in shown) else "",
            revised,
        ]
        return [note for note in said if note]

    def lines(self) -> Iterator[tuple[str, str, Row | None]]:
        """Yield area, name and row, if the area has a value."""
        for area, name in self.places:
            row = self.rows.get(area)
            yield area, self.named(area, name), row if row and row["wert"] is not None else None

    def named(self, area: str, name: str = "") -> str:
        """Return how an area is called where there is little room."""
        return self.t("district_short") if area == DISTRICT else name or dict(self.places)[area]

    def why_empty(self, area: str) -> str:
        """Return why an area has no value: too few cases, protected, or not known."""
        row = self.rows.get(area)
        if row is None:
            return self.t("figure.protected" if self.is_published else "status.KEINE_ANGABE")
        cases = row["fallzahl"]
        is_small = cases is not None and cases < _FEWEST
        return self.t("figure.few", n=_FEWEST) if is_small else self.t("status.KEINE_ANGABE")

    def table(self) -> ChartTable:
        """Return the numbers as text, an area per row."""
        head = (self.t("figure.area"), *(self.t(f"column.{name}") for name in COLUMNS[1:]))
        frame = pl.DataFrame(list(self.rows.values()), infer_schema_length=None)
        cells = dict(zip(self.rows, shown_cells(self.indicator, frame, self.t).rows(), strict=True))
        empty = ("–",) * (len(COLUMNS) - 1)
        rows = [
            (name, *(cells[area][1:] if area in cells else empty)) for area, name in self.places
        ]
        return ChartTable(head, tuple(rows))

    def explored(self) -> Figure:
        """Return the same as a figure of plotly.js."""
        return explored_areas.figure(self)

    def _said(self, area: str, name: str) -> str:
        row = self.rows.get(area)
        if row is None or row["wert"] is None:
            return self.t(
                "figure.area_empty", area=self.named(area, name), why=self.why_empty(area)
            )
        written = values.with_unit(self.indicator, row, self.t)
        value = written + interval_words(self.indicator, row, self.t)
        status = self.t(f"status.{row['status']}")
        return self.t("figure.area_value", area=self.named(area, name), value=value, status=status)

    def _about_bars(self, shown: list[Row]) -> str:
        if any(row["unten"] is not None for row in shown):
            return self.t("figure.note_bars")
        is_full = self.indicator["intervall"] == IntervalKind.KEINES
        return self.t("figure.note_full" if is_full else "figure.note_classes") if shown else ""


def describe_areas(
    indicator: Row, rows: pl.DataFrame, areas: pl.DataFrame, t: Messages, *,
    marked: str | None = None, is_published: bool = False,
) -> AreaChart:  # fmt: skip
    """Return the description of the areas at a period.

    Args:
        indicator: a row of ``indikator`` with ``name`` and ``einheit`` in the language of ``t``.
        rows: of ``wert`` of one indicator and period, one per area; not empty.
        areas: the areas (``gebiet_id``, ``name``) in their fixed order, the district first.
        t: messages of the language.
        marked: id of the area that the page is about, whose name is set off.
        is_published: whether the figures are those of a release, where some are protected.
    """
    places = tuple(areas.select("gebiet_id", "name").iter_rows())
    by_area = {row["gebiet_id"]: row for row in without_targets(rows).iter_rows(named=True)}
    ordered = {area: by_area[area] for area, _ in places if area in by_area}
    period = str(rows["periode"][0])
    return AreaChart(indicator, places, ordered, period, marked, is_published, t)


def draw(chart: AreaChart) -> str:
    """Return the markup of the chart with words and notes."""
    return picture(chart, lambda width: draw_at(chart, width), (WIDTH,))


def draw_at(chart: AreaChart, width: int) -> str:
    """Return the SVG of the chart in a width (pixels)."""
    return area_drawing.draw_at(chart, width)
