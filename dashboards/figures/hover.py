"""What is shown when pointing at a value: where or when, the value, its interval, its status.

Of a value kept from an earlier release, also which one.
"""

from __future__ import annotations

from dashboards import formats, values
from dashboards.messages import Messages
from dashboards.sentences import Row


def hover_lines(title: str, indicator: Row, row: Row, t: Messages) -> list[str]:
    """Return the lines about one value of an indicator."""
    language = t.language
    lines = [f"<b>{title}</b>", values.with_unit(indicator, row, language)]
    if row["unten"] is not None and row["oben"] is not None:
        low, high = (values.plain(indicator, row, end, language) for end in ("unten", "oben"))
        lines.append(t("chart.interval", low=low, high=high))
    lines.append(t(f"status.{row['status']}"))
    if row["aus_stand"] is not None:
        lines.append(t("kept", date=formats.release_date(row["aus_stand"], language)))
    return lines
