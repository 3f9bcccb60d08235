"""The sentence below a chart says of the rules what the chart draws, in every view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from dash.development.base_component import Component

from dashboards.pages.goal import content
from dashboards.request.view import View
from dashboards.words import formats
from dashboards.words.behaviour import Behaviour, read_behaviour
from dashboards.words.language import Language
from monitor.concept.vocabulary import Assurance, Variation
from monitor.periods import PeriodKind
from tests.builders.sign_in import LEADER

HIT = 11  # pixels: how large a value is drawn at which a rule fired


def _series(
    *signals: tuple[str, str] | None, mean: float | None = 50.0
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of ``wert`` and ``regelkarte`` of as many quarters from 2021 on."""
    names = [f"{2021 + i // 4}-Q{i % 4 + 1}" for i, _ in enumerate(signals)]
    values = pl.DataFrame({"periode": names, "wert": [50.0] * len(names)})
    limits = values.select("periode").with_columns(
        mittel=pl.lit(mean, pl.Float64), n=pl.lit(12, pl.Int32),
        signal=pl.Series([hit[0] if hit else None for hit in signals], dtype=pl.String),
        richtung=pl.Series([hit[1] if hit else None for hit in signals], dtype=pl.String),
    )  # fmt: skip
    return values, limits


UP = ("PUNKT_AUSSERHALB", "OBEN")
HIGHER = {"richtung": "HOEHER"}


@pytest.mark.parametrize(
    ("direction", "variation"),
    [
        ("HOEHER", Variation.VERBESSERUNG),
        ("NIEDRIGER", Variation.VERSCHLECHTERUNG),
        ("BAND", Variation.VERAENDERUNG),
        ("BEOBACHTEN", Variation.VERAENDERUNG),
    ],
)
def test_a_signal_at_the_latest_value(direction: str, variation: Variation) -> None:
    found = read_behaviour({"richtung": direction}, *_series(None, UP), "NICHT_STABIL")
    assert found == Behaviour(variation, 12, Assurance.NICHT_STABIL, UP[0], "2021-Q2")


def test_the_latest_of_earlier_signals() -> None:
    found = read_behaviour(HIGHER, *_series(UP, UP, None), "NICHT_STABIL")
    assert found == Behaviour(Variation.ZUFALL, 12, Assurance.NICHT_STABIL, UP[0], "2021-Q2")
    assert found.is_past


def test_an_earlier_quarter_knows_nothing_of_later_ones_and_foretells_nothing() -> None:
    values, limits = _series(None, None, UP)
    found = read_behaviour(HIGHER, values.head(2), limits, "NIE")
    assert found == Behaviour(Variation.ZUFALL, 12, Assurance.KEINE_ANGABE)


def test_a_latest_value_that_is_missing_does_not_hide_the_signal_before_it() -> None:
    values, limits = _series(None, UP, None)
    gap = values.with_columns(wert=pl.when(pl.col("periode") != "2021-Q3").then("wert"))
    found = read_behaviour(HIGHER, gap, limits, "NICHT_STABIL")
    assert found is not None
    assert (found.variation, found.period) == (Variation.VERBESSERUNG, "2021-Q2")


def test_without_limits_there_is_nothing_to_say() -> None:
    values, limits = _series(None, UP)
    assert read_behaviour(HIGHER, values, limits.clear(), "NIE") is None
    short = read_behaviour(HIGHER, *_series(None, None, mean=None), "KEINE_ANGABE")
    assert short == Behaviour(Variation.ZU_KURZ, 12, Assurance.KEINE_ANGABE)


def _parts(page: Component) -> Iterator[Component]:
    return (part for part in page._traverse() if isinstance(part, Component))


def _text(component: object) -> str:
    if isinstance(component, list | tuple):
        return " ".join(map(_text, component))
    if isinstance(component, Component):
        return _text(getattr(component, "children", None))
    return component if isinstance(component, str) else ""


def _hits(figure: dict[str, Any]) -> list[int]:
    lines = [trace for trace in figure["data"] if trace["name"] == "wert"]
    sizes = [size for line in lines for size in line["marker"]["size"]]
    return [place for place, size in enumerate(sizes) if size == HIT]


@pytest.mark.parametrize("kind", [None, PeriodKind.QUARTAL, PeriodKind.JAHR])
@pytest.mark.parametrize("quarter", [None, "2025-Q4", "2025-Q3", "2022-Q1"])
@pytest.mark.parametrize("area", ["KREIS", "071375003", "071375007"])
def test_the_sentence_says_what_the_chart_draws(
    area: str, quarter: str | None, kind: PeriodKind | None, context: Any
) -> None:
    view = View(viewer=LEADER, area=area, quarter=quarter, period_kind=kind)
    seen = 0
    for goal in ("Z1", "Z2", "Z4", "Z8", "Z9"):
        page = content(context(f"/ziel/{goal}", view), goal)
        for section in _parts(page):
            if getattr(section, "className", None) != "indicator":
                continue
            charts = [p for p in _parts(section) if getattr(p, "className", "") == "graph"]
            said = [p for p in _parts(section) if getattr(p, "className", "") == "behaviour"]
            if not charts:
                continue
            seen += 1
            if not said:  # no chart with limits is made of what is published of areas
                assert area != "KREIS"
                assert all(trace["name"] != "mittel" for trace in charts[0].figure["data"])
                continue
            figure, words = charts[0].figure, _text(said[0])
            hits = _hits(figure)
            drawn = any(trace["name"] == "mittel" for trace in figure["data"])
            assert ("keine Regel hat angeschlagen" in words) == (drawn and not hits)
            assert ("keine Regelkarte" in words) == (not drawn)
            named = formats.period("2025-Q4", Language.DE) in words
            assert named == bool(hits)
            assert not (hits and "Läuft es so weiter" in words)
    assert seen
