"""Longer calendar periods: what is published of them is added up from their published parts."""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.measures.world import World
from monitor.periods import PeriodKind

#: Calendar periods from short to long.
_CALENDAR: Final = (PeriodKind.QUARTAL, PeriodKind.HALBJAHR, PeriodKind.JAHR)


def longer_kinds(kind: PeriodKind) -> tuple[PeriodKind, ...]:
    """Return the kinds of period that figures are published for: their own and longer ones."""
    return _CALENDAR[_CALENDAR.index(kind) :] if kind in _CALENDAR else (kind,)


def in_longer_periods(frame: pl.DataFrame, kind: PeriodKind, world: World) -> pl.DataFrame:
    """Return rows of one kind of period, and again under each longer period that holds theirs."""
    spans = world.all_periods.select("periode_art", "periode", "von", "bis")
    short = spans.filter(pl.col("periode_art") == kind.value)
    longer = [one.value for one in longer_kinds(kind)]
    held = short.join(spans.filter(pl.col("periode_art").is_in(longer)), how="cross").filter(
        pl.col("von_right") <= pl.col("von"), pl.col("bis") <= pl.col("bis_right")
    )
    names = held.select("periode", "periode_art_right", "periode_right")
    inside = frame.drop("periode_art").join(names, on="periode", how="inner").drop("periode")
    return inside.rename({"periode_art_right": "periode_art", "periode_right": "periode"})
