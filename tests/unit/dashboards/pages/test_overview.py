"""*Übersicht*: what changed is said against the quarter before and against the year before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from dash.development.base_component import Component

from dashboards.pages import overview
from dashboards.request.library import Figures
from dashboards.request.view import View
from tests.builders.sign_in import LEADER

GOALS = ("Z1", "Z2")


def _text(component: object) -> str:
    if isinstance(component, list | tuple):
        return "".join(map(_text, component))
    if isinstance(component, Component):
        return _text(getattr(component, "children", None))
    return component if isinstance(component, str) else ""


def _compared(page: Component) -> list[tuple[str, list[str]]]:
    """Return heading and entries of each comparison."""
    found = [p for p in page._traverse() if getattr(p, "className", None) == "compared"]
    return [
        (_text(part.children[0]), [_text(entry) for entry in _entries(part.children[1])])
        for part in found[0].children
    ]


def _entries(body: Component) -> list[Any]:
    return list(body.children) if type(body).__name__ == "Ul" else [body]


@pytest.fixture
def worsened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that makes Z1 have another status until a quarter."""
    genuine = Figures.standings

    def change(until: str) -> None:
        def standings(self: Figures, area: str) -> pl.DataFrame:
            was = (pl.col("ziel_id") == "Z1") & (pl.col("quartal") <= until)
            status = pl.when(was).then(pl.lit("AUF_KURS")).otherwise(pl.lit("VERFEHLT"))
            return genuine(self, area).with_columns(status=status)

        monkeypatch.setattr(Figures, "standings", standings)

    return change


def test_what_got_worse_within_a_year_is_said(worsened: Any, context: Any) -> None:
    worsened("2025-Q4")
    quarter, year = _compared(overview.content(context("/", View(viewer=LEADER))))
    assert quarter == (
        "Seit dem Quartal davor (2. Quartal 2026)", ["Kein Ziel hat seinen Status geändert."]
    )  # fmt: skip
    assert year[0] == "Seit demselben Quartal im Jahr davor (3. Quartal 2025)"
    assert year[1] == ["Z1 Schnelle Beratungauf Kurs → jetztverfehlt"]


def test_the_same_change_may_be_in_both(worsened: Any, context: Any) -> None:
    worsened("2026-Q2")
    quarter, year = _compared(overview.content(context("/", View(viewer=LEADER))))
    assert quarter[1] == year[1] == ["Z1 Schnelle Beratungauf Kurs → jetztverfehlt"]


def test_where_there_is_nothing_earlier_that_is_said(context: Any) -> None:
    nothing = "Für diesen Vergleich gibt es keinen früheren Stand."
    first = _compared(overview.content(context("/", View(viewer=LEADER, quarter="2021-Q3"))))
    assert [entries for _, entries in first] == [[nothing], [nothing]]
    second = _compared(overview.content(context("/", View(viewer=LEADER, quarter="2021-Q4"))))
    assert second[0][0] == "Seit dem Quartal davor (3. Quartal 2021)"
    assert second[1] == ("Seit demselben Quartal im Jahr davor", [nothing])
