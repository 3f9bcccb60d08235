"""A volume through its years (Z chart): quarters, the year so far against its path, last year.

The upper picture adds up the quarters of a year beside the path to the year's target; the lower one
shows the sum of the last four quarters, which no season disturbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from dashboards.figures import year_drawing
from dashboards.figures.period_slots import Slots, slots_of
from dashboards.figures.picture import NARROW, WIDE, ChartName, ChartTable, picture
from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.periods import PeriodKind, parse_quarter

#: Years shown at most.
_MOST: Final = 5

#: Columns of the table, after the quarter.
_COLUMNS: Final = ("wert", "kumuliert", "pfad", "gleitend", "jahresziel")


@dataclass(frozen=True)
class YearChart:
    """The course of a volume, in the language of ``t``; ``rows`` of ``jahresverlauf``."""

    indicator: Row
    rows: tuple[Row, ...]
    area: str
    t: Messages

    @property
    def name(self) -> ChartName:
        """Return the name of the chart in addresses."""
        return ChartName.JAHR

    @property
    def title(self) -> str:
        """Return indicator and area."""
        return self.t("figure.year_title", name=self.indicator["name"], area=self.area)

    @cached_property
    def summary(self) -> str:
        """Return the year so far against its path, and the last four quarters."""
        row = self.rows[-1]
        period = formats.period(row["periode"], self.t.language)
        said = {name: self.written(row[name]) for name in _COLUMNS}
        unit, year = self.indicator["einheit"], row["jahr"]
        if row["kumuliert"] is None:
            return self.t("figure.year_gap", year=year, period=period)
        parts = [self.t("figure.year_so_far", year=year, period=period, unit=unit, **said)]
        if row["gleitend"] is not None:
            parts.append(self.t("figure.year_moving", unit=unit, **said))
        return " ".join(parts)

    @property
    def notes(self) -> list[str]:
        """Return how to read the two pictures."""
        return [self.t("figure.note_year")]

    @cached_property
    def slots(self) -> Slots:
        """Return the places of the quarters."""
        return slots_of(PeriodKind.QUARTAL, self.rows)

    def written(self, value: float | None) -> str:
        """Return a number with the indicator's decimals."""
        digits = self.indicator["nachkommastellen"]
        return formats.number(value, self.t.language, digits=digits)

    def table(self) -> ChartTable:
        """Return the numbers as text, newest first."""
        head = (self.t("column.quartal"), *(self.t(f"figure.year.{name}") for name in _COLUMNS))
        rows = [
            (formats.period(row["periode"], self.t.language),
             *(self.written(row[name]) for name in _COLUMNS))
            for row in reversed(self.rows)
        ]  # fmt: skip
        return ChartTable(head, tuple(rows))


def describe_year(
    indicator: Row, rows: pl.DataFrame, t: Messages, *, area: str
) -> YearChart | None:
    """Return the description of a volume's course; ``None``: there is none.

    Args:
        indicator: a row of ``indikator`` with ``name`` and ``einheit`` in the language of ``t``.
        rows: of ``jahresverlauf`` of one indicator and area, in time order.
        t: messages of the language.
        area: name of the area.
    """
    if rows.is_empty() or rows["wert"].is_null().all():
        return None
    shown = rows.filter(pl.col("jahr") > rows["jahr"][-1] - _MOST).iter_rows(named=True)
    dated = [{**row, "von": parse_quarter(row["periode"]).start} for row in shown]
    return YearChart(indicator, tuple(dated), area, t)


def draw(chart: YearChart) -> str:
    """Return the markup of the chart with words and notes."""
    return picture(chart, lambda width: draw_at(chart, width), (WIDE, NARROW))


def draw_at(chart: YearChart, width: int) -> str:
    """Return the SVG of the chart in a width (pixels)."""
    return year_drawing.draw_at(chart, width)
