"""Lines shown when pointing at a value: area or period, value, interval, status, revision."""

from __future__ import annotations

from html import escape

from dashboards.words import values
from dashboards.words.messages import Messages
from dashboards.words.values import Row


def hover_lines(title: str, indicator: Row, row: Row, t: Messages) -> list[str]:
    """Return the lines about one value of an indicator."""
    lines = [f"<b>{title}</b>", values.with_unit(indicator, row, t)]
    if row["unten"] is not None and row["oben"] is not None:
        low, high = (values.plain(indicator, row, end, t) for end in ("unten", "oben"))
        lines.append(t("chart.interval", low=low, high=high))
    lines.append(t(f"status.{row['status']}"))
    if revised := values.revised(row, t):
        lines.append(escape(revised))  # the reason is people's text, and lines are read as HTML
    return lines
