"""Changes to the year before: said of calm series, where the interval leaves no doubt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from dashboards.pages.indicator_changes import year_change, year_changes
from dashboards.pages.indicator_figures import Series
from dashboards.words.behaviour import Behaviour
from monitor.periods import PeriodKind

CALM = Behaviour("ZUFALL", 10, is_provisional=True)
CERTAIN: dict[str, Any] = {
    "periode": "2026-H1", "vergleich": "VORJAHR", "differenz": -9.4, "unten": -17.0, "oben": -2.0,
    "gesichert": True, "richtung": "SCHLECHTER",
}  # fmt: skip


def _context(row: dict[str, Any]) -> Any:
    frame = pl.DataFrame([row], schema_overrides={"unten": pl.Float64, "oben": pl.Float64})
    return SimpleNamespace(numbers=SimpleNamespace(changes=lambda *_: frame))


def _series(found: Behaviour | None) -> Series:
    shown = pl.DataFrame({"periode": ["2025-H2", "2026-H1"]})
    return Series(PeriodKind.HALBJAHR, shown, pl.DataFrame(), found, None, None)


@pytest.mark.parametrize(
    ("found", "given", "is_said"),
    [
        (CALM, {}, True),
        (CALM, {"gesichert": False}, False),
        (CALM, {"vergleich": "VORPERIODE"}, False),
        (CALM, {"periode": "2025-H2"}, False),
        (CALM, {"unten": None, "oben": None}, False),  # a full count
        (Behaviour("VERSCHLECHTERUNG", 12), {}, False),  # said already
        (Behaviour("ZU_KURZ", 5), {}, False),
        (None, {}, False),
    ],
)
def test_what_is_said(found: Behaviour | None, given: dict[str, Any], is_said: bool) -> None:
    one: Any = SimpleNamespace(key="Z6.1", series=_series(found))
    chosen: Any = SimpleNamespace(area="KREIS")
    context = _context(CERTAIN | given)
    row = year_change(context, chosen, one, one.series)
    assert (row is not None) is is_said
    assert list(year_changes(context, chosen, [one])) == (["Z6.1"] if is_said else [])
