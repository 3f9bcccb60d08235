"""Fingerprints of what a goal's grade rests on: are the figures those that a text is about?"""

from __future__ import annotations

import polars as pl

from dashboards.request.library import Figures
from monitor.reading.fingerprints import goal_fingerprint


def fingerprint(numbers: Figures, goal: str, area: str, quarter: str) -> str:
    """Return the fingerprint of a goal in an area and quarter."""
    contributions = numbers.contributions(area, quarter).filter(pl.col("ziel_id") == goal)
    return goal_fingerprint(contributions, numbers.graded_values(contributions, area))
