"""The path to a target: where it is the easier line, a value is graded on it before its target.

Pure functions: rows in, text out. Example: *Auch mit Unsicherheit (50 bis 57 %) verfehlt der Wert
das Endziel 60 %; ob er auch den Pfad 2025 (55 %) verfehlt, ist nicht gesichert.*
"""

from __future__ import annotations

from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.sentences import unit_after
from dashboards.words.target_side import is_certain, is_met
from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction


def path_of(indicator: Row, value: Row) -> float | None:
    """Return what the path asks for at a value; ``None`` where the target asks for no more."""
    path, target = value["pfadwert"], value["zielwert"]
    if path is None or target is None:
        return None
    is_easier = path > target if indicator["richtung"] == Direction.NIEDRIGER else path < target
    return float(path) if is_easier else None


def path_words(indicator: Row, value: Row, t: Messages) -> str:
    """Return the path in a few words: *Pfad 2025: 55 %*; "" without one."""
    path = path_of(indicator, value)
    if path is None:
        return ""
    return t("goal_page.path.named", year=year_of(value), path=number(indicator, path, t)).rstrip()


def number(indicator: Row, line: float, t: Messages) -> str:
    """Return a target or a path as a number with its unit: *55 %*."""
    written = formats.decided(line, t.language)
    return written + unit_after(written, indicator, t)


def year_of(value: Row) -> str:
    """Return the year of a path: paths have steps of years."""
    return str(value["periode"]).removeprefix("W")[:4]


def place_on_path(indicator: Row, value: Row) -> str:
    """Return the place of a value that has an interval and misses its target, or may.

    ``on`` or ``off`` the path for certain, else ``open``; then whether the target is missed for
    certain: ``on_missed``, ``on_open``, ``off``, ``open_missed``, ``open_open``.
    """
    on_path = {**value, "zielwert": path_of(indicator, value)}
    target = "missed" if is_certain(indicator, value) else "open"
    if not is_certain(indicator, on_path):
        return f"open_{target}"
    return f"on_{target}" if is_met(indicator, on_path) else "off"
