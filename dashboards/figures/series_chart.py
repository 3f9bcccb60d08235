"""An indicator over time: one description for picture, words, table, download and exploring.

Values are points with error bars in shape and colour of their status, on a zone in which the
target is met. A version of the concept breaks the line; what is missing is a gap, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from dashboards.figures import explored_series, series_drawing
from dashboards.figures.bullet import interval_words, target_words
from dashboards.figures.chart_marks import (
    ChartMark,
    PlacedMark,
    mark_words,
    marks_in,
    place_marks,
)
from dashboards.figures.layout import Figure
from dashboards.figures.period_slots import Slots, short_name, slots_of
from dashboards.figures.picture import NARROW, WIDE, ChartName, ChartTable, picture
from dashboards.figures.series_table import COLUMNS, shown_cells
from dashboards.figures.ungraded import without_targets
from dashboards.words import formats, values
from dashboards.words.messages import Messages
from dashboards.words.scale_ends import within_unit
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status
from monitor.periods import PeriodKind

#: Coverage (share) from here on is full.
FULL: Final = 0.9995


@dataclass(frozen=True)
class SeriesChart:
    """The chart of a series, in the language of ``t``.

    ``rows``: of ``wert`` in time order. ``limits``: period → row of ``regelkarte``; drawn if
    ``with_limits``. ``area``: name of the area. ``marks``: decisions and events.
    """

    indicator: Row
    rows: tuple[Row, ...]
    limits: Mapping[str, Row]
    area: str
    with_limits: bool
    t: Messages
    marks: tuple[ChartMark, ...] = ()

    @property
    def name(self) -> ChartName:
        """Return the name of the chart in addresses."""
        return ChartName.SCHWANKUNG if self.shows_limits else ChartName.VERLAUF

    @property
    def title(self) -> str:
        """Return indicator and area."""
        return self.t("figure.series_title", name=self.indicator["name"], area=self.area)

    @cached_property
    def summary(self) -> str:
        """Return range of periods, latest, highest and lowest value, and marks in sentences."""
        known = [row for row in self.rows if row["wert"] is not None]
        if not known:
            return self.t("figure.nothing")
        said = [self._span(known), self._latest(known[-1]), self._extremes(known), self._marked()]
        return " ".join(filter(None, said))

    @cached_property
    def notes(self) -> list[str]:
        """Return how to read path, hollow points, coverage, limits, rings, marks, where drawn."""
        return [*self.reading, *self.legend]

    @cached_property
    def reading(self) -> list[str]:
        """Return the notes but for the words of the marks."""
        limits = self._limits() if self.shows_limits else []
        marked = self.t("marks.note") if self.placed_marks else ""
        said = [self._path(), self._hollow(), self._coverage(), *limits, marked]
        return [note for note in said if note]

    @cached_property
    def legend(self) -> list[str]:
        """Return number, day and words of each mark."""
        return [mark_words(one, self.t) for one in self.placed_marks]

    @cached_property
    def placed_marks(self) -> list[PlacedMark]:
        """Return the marks that lie within the series."""
        return place_marks(self.marks, self.slots)

    @cached_property
    def slots(self) -> Slots:
        """Return the places of the periods."""
        kind = PeriodKind(self.rows[0]["periode_art"]) if self.rows else PeriodKind.QUARTAL
        return slots_of(kind, self.rows)

    @cached_property
    def shows_limits(self) -> bool:
        """Tell whether the usual range is drawn: asked for, and known for a period."""
        return self.with_limits and any(
            row["mittel"] is not None for row in map(self.limit, self.rows) if row
        )

    def limit(self, row: Row) -> Row | None:
        """Return the row of ``regelkarte`` at a row of ``wert``."""
        return self.limits.get(row["periode"])

    def has_signal(self, row: Row) -> bool:
        """Tell whether a rule of the usual range fired at a row that is drawn with the range."""
        limit = self.limit(row) if self.shows_limits else None
        return bool(limit and limit["signal"])

    def partly_covered(self) -> list[tuple[int, Row]]:
        """Return slot and row wherever deliveries are missing behind a value."""
        return [
            (slot, row)
            for slot, row in self.slots.pairs()
            if row["abdeckung"] is not None and row["abdeckung"] < FULL
        ]

    def period_names(self) -> dict[str, str]:
        """Return the short name of every period."""
        return {row["periode"]: short_name(row, self.t.language) for row in self.rows}

    def table(self) -> ChartTable:
        """Return the numbers as text, newest first, with the marks of each period if there are."""
        frame = pl.DataFrame(list(self.rows), infer_schema_length=None)
        head = tuple(self.t(f"column.{name}") for name in COLUMNS)
        if frame.is_empty():
            return ChartTable(head, ())
        rows = tuple(shown_cells(self.indicator, frame, self.t).reverse().rows())
        return (
            self._with_marks(ChartTable(head, rows))
            if self.placed_marks
            else ChartTable(head, rows)
        )

    def explored(self) -> Figure:
        """Return the same as a figure of plotly.js, to zoom in and to compare."""
        return explored_series.figure(self)

    def _with_marks(self, table: ChartTable) -> ChartTable:
        """Return a table with a further column: the words of the marks of each period."""
        found = [marks_in(self.placed_marks, slot) for slot, _ in reversed(self.slots.pairs())]
        cells = ["; ".join(mark_words(one, self.t) for one in each) or "–" for each in found]
        rows = ((*row, cell) for row, cell in zip(table.rows, cells, strict=True))
        return ChartTable((*table.head, self.t("marks.column")), tuple(rows))

    def _marked(self) -> str:
        """Return the marks in a sentence each, for who does not see them."""
        return " ".join(f"{said.rstrip('.')}." for said in self.legend)

    def _span(self, known: list[Row]) -> str:
        first, last = (formats.period(row["periode"], self.t.language) for row in
                       (self.rows[0], self.rows[-1]))  # fmt: skip
        return self.t("figure.series_span", n=len(known), first=first, last=last)

    def _latest(self, row: Row) -> str:
        written = values.with_unit(self.indicator, row, self.t)
        said = {
            "period": formats.period(row["periode"], self.t.language),
            "value": written + interval_words(self.indicator, row, self.t),
        }
        if row["status"] == Status.NICHT_BEWERTET:
            return self.t("figure.series_latest_ungraded", **said)
        if row["zielwert"] is None:
            return self.t("figure.series_latest_observed", **said)
        aim = target_words(self.indicator, row, self.t)
        status = self.t(f"status.{row['status']}")
        return self.t("figure.series_latest", **said, target=aim, status=status)

    def _extremes(self, known: list[Row]) -> str:
        if len(known) < 3:  # noqa: PLR2004  # of two values both are read off
            return ""
        ends = {"high": max(known, key=lambda row: row["wert"]),
                "low": min(known, key=lambda row: row["wert"])}  # fmt: skip
        said = {name: values.with_unit(self.indicator, row, self.t) for name, row in ends.items()}
        when = {f"{name}_period": formats.period(row["periode"], self.t.language)
                for name, row in ends.items()}  # fmt: skip
        return self.t("figure.series_extremes", **said, **when)

    def _path(self) -> str:
        leads = any(row["pfadwert"] is not None for row in self.rows)
        return self.t("figure.note_path") if leads else ""

    def _hollow(self) -> str:
        soft = any(row["vorlaeufig"] and row["wert"] is not None for row in self.rows)
        return self.t("figure.note_provisional") if soft else ""

    def _coverage(self) -> str:
        partly = [row for _, row in self.partly_covered()]
        if not partly:
            return ""
        lowest = min(partly, key=lambda row: row["abdeckung"])
        return self.t.count(
            "figure.note_coverage", len(partly),
            share=formats.percent(lowest["abdeckung"], self.t.language),
            period=formats.period(lowest["periode"], self.t.language),
        )  # fmt: skip

    def _limits(self) -> list[str]:
        drawn = [row for row in map(self.limit, self.rows) if row and row["mittel"] is not None]
        soft = any(row.get("grenzen_vorlaeufig") for row in drawn)
        ringed = any(map(self.has_signal, self.rows))
        return [
            self.t("figure.note_limits"),
            self.t("figure.note_limits_soft") if soft else "",
            self.t("figure.note_signal") if ringed else "",
        ]


def describe_series(
    indicator: Row, rows: pl.DataFrame, limits: pl.DataFrame, t: Messages, *,
    area: str, with_limits: bool = False, marks: Sequence[ChartMark] = (),
) -> SeriesChart:  # fmt: skip
    """Return the description of a series.

    Args:
        indicator: a row of ``indikator`` with ``name`` and ``einheit`` in the language of ``t``.
        rows: of ``wert`` of one indicator, area and kind of period, in time order.
        limits: rows of ``regelkarte`` of the same series; may be empty.
        t: messages of the language.
        area: name of the area.
        with_limits: draw mean and limits of the usual range.
        marks: decisions and events to be drawn.
    """
    by_period = {row["periode"]: _clipped(indicator, row) for row in limits.iter_rows(named=True)}
    shown = tuple(without_targets(rows).iter_rows(named=True))
    return SeriesChart(indicator, shown, by_period, area, with_limits, t, tuple(marks))


def _clipped(indicator: Row, limit: Row) -> Row:
    """Return a row of ``regelkarte`` with limits that the value can reach."""
    ends = {
        name: within_unit(indicator, limit[name])
        for name in ("untere_grenze", "obere_grenze")
        if limit.get(name) is not None
    }
    return {**limit, **ends}


def draw(chart: SeriesChart) -> str:
    """Return the markup of the chart, broad and narrow, with words and notes.

    The words of its marks stand beneath as the page lists them.
    """
    return picture(chart, lambda width: draw_at(chart, width), (WIDE, NARROW), notes=chart.reading)


def draw_at(chart: SeriesChart, width: int) -> str:
    """Return the SVG of the chart in a width (pixels)."""
    return series_drawing.draw_at(chart, width)
