"""Periods inside sentences: *seit dem 4. Quartal 2025*, *seit 2024*, *im 1. Halbjahr 2026*."""

from __future__ import annotations

from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.messages import Messages


def since(period: str, t: Messages, *, is_start: bool = False) -> str:
    """Return since when, e.g. *seit dem 4. Quartal 2025*, *since Q4 2025*.

    ``is_start``: nothing is known before the period, so *seit Beginn, 4. Quartal 2025*.
    """
    if is_start:
        return t("goal_page.since.start", period=_name(period, t))
    return t(f"goal_page.since.{_article(period)}", period=_name(period, t))


def at(period: str, t: Messages) -> str:
    """Return when, e.g. *im 4. Quartal 2025*, *in Q4 2025*."""
    return t(f"goal_page.at.{_article(period)}", period=_name(period, t))


def until(period: str, t: Messages) -> str:
    """Return until when, e.g. *zum 4. Quartal 2025*, *Q4 2025*."""
    return t(f"goal_page.until.{_article(period)}", period=_name(period, t))


def _name(period: str, t: Messages) -> str:
    name = (
        formats.short_period if t.language is Language.EN and _is_part(period) else formats.period
    )
    return name(period, t.language).replace(". ", ".\u00a0")


def _is_part(period: str) -> bool:
    """Tell whether a period is a quarter or a half-year."""
    return "-Q" in period or "-H" in period


def _article(period: str) -> str:
    """Return the German article that a period has in a sentence: years and months have none."""
    if period.startswith("W"):
        return "der"
    return "dem" if _is_part(period) or "/" in period else "bare"
