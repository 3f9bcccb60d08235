"""Names written beside what they name: the latest value and the target of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboards.figures import points, svg
from dashboards.figures.picture import TYPE, WIDE, text_width
from dashboards.words import formats, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction

if TYPE_CHECKING:
    from dashboards.figures.series_chart import SeriesChart
    from dashboards.figures.series_plan import Plot

#: Size of type of the latest value (pixels).
LARGE: Final = 14

_APART: Final = 16.0
_LINE: Final = 14.0
_BESIDE: Final = 8.0
_OF_LETTERS: Final = 0.36  # a letter's height above its base, of the size of type, halved


def latest_words(chart: SeriesChart) -> str:
    """Return the latest value as written at its point; of other units than % the number alone."""
    row = _latest(chart)
    if row is None:
        return ""
    is_percent = chart.indicator["einheit"] == "%"
    if is_percent:
        return values.with_unit(chart.indicator, row, chart.t)
    return values.plain(chart.indicator, row, "wert", chart.t)


def target_words(chart: SeriesChart, *, is_wide: bool) -> list[list[str]]:
    """Return the lines of the label of every target: in one line where there is room."""
    t, indicator = chart.t, chart.indicator
    if not chart.rows:
        return []
    row = chart.rows[-1]
    if row["zielwert"] is None or indicator["richtung"] == Direction.BEOBACHTEN:
        return []
    said = _written(indicator, row, t)
    if indicator["richtung"] == Direction.BAND and row["zielwert_oben"] is not None:
        return [[t("figure.aim_low", value=said["zielwert"])],
                [t("figure.aim_high", value=said["zielwert_oben"])]]  # fmt: skip
    short = t(f"figure.aim_short.{indicator['richtung']}", value=said["zielwert"])
    return [[f"{t('figure.aim')} {short}"]] if is_wide else [[t("figure.aim"), short]]


def aim_words(indicator: Row, row: Row, t: Messages) -> str:
    """Return the target of a row of ``wert`` in one short line, e.g. ``Ziel höchst. 10 %``."""
    said = _written(indicator, row, t)
    if indicator["richtung"] == Direction.BAND and row["zielwert_oben"] is not None:
        low, high = said["zielwert"], said["zielwert_oben"]
        return f"{t('figure.aim_low', value=low)} {t('figure.aim_high', value=high)}"
    short = t(f"figure.aim_short.{indicator['richtung']}", value=said["zielwert"])
    return f"{t('figure.aim')} {short}"


def _written(indicator: Row, row: Row, t: Messages) -> dict[str, str]:
    sign = formats.percent_sign(indicator["einheit"], t.language)
    return {
        name: formats.decided(row[name], t.language) + sign
        for name in ("zielwert", "zielwert_oben")
    }


def labels(chart: SeriesChart, plot: Plot, width: int) -> list[str]:
    """Return the labels of latest value and targets, apart from each other."""
    row = _latest(chart)
    at = None if row is None else plot.y.at(row["wert"])
    return [*_of_targets(chart, plot, width, at), _of_value(chart, plot, row)]


def _latest(chart: SeriesChart) -> Row | None:
    return next((row for row in reversed(chart.rows) if row["wert"] is not None), None)


def _of_value(chart: SeriesChart, plot: Plot, row: Row | None) -> str:
    if row is None:
        return ""
    slot = {one["periode"]: place for place, one in chart.slots.pairs()}[row["periode"]]
    text, x, y = latest_words(chart), plot.x(slot), plot.y.at(row["wert"])
    bold = {"fill": points.ink(row["status"]), "font_weight": "700"}
    if slot < chart.slots.count - 1:
        top = plot.y.at(row["wert"] if row["oben"] is None else row["oben"])
        return svg.words(x, top - 8, text, text_anchor="middle", font_size=LARGE, **bold)
    is_near = plot.step / 2 > text_width(text, LARGE) + 2 * _BESIDE
    return svg.words(
        x + 12 if is_near else plot.right + _BESIDE, y + LARGE * _OF_LETTERS, text,
        font_size=LARGE, **bold,
    )  # fmt: skip


def _of_targets(chart: SeriesChart, plot: Plot, width: int, value: float | None) -> list[str]:
    lines = target_words(chart, is_wide=width >= WIDE)
    names = ("zielwert", "zielwert_oben")[: len(lines)]
    drawn, taken = [], [] if value is None else [value]
    for name, text in zip(names, lines, strict=True):
        y = _free(plot.y.at(chart.rows[-1][name]), taken, len(text), plot)
        taken.append(y)
        drawn += [
            svg.words(plot.right + _BESIDE, y + _LINE * place + TYPE * _OF_LETTERS, line)
            for place, line in enumerate(text)
        ]
    return [svg.group(drawn, fill=svg.colour("reached"))]


def _free(y: float, taken: list[float], lines: int, plot: Plot) -> float:
    """Return the place of the first line of a label near ``y`` that covers no other label."""
    below = _APART
    above = _APART + _LINE * (lines - 1)
    for other in sorted(taken, key=lambda one: abs(one - y)):
        if other - above < y < other + below:
            y = other + below if y >= other else other - above
    return min(max(y, plot.top - 2), plot.bottom - _LINE * (lines - 1))
