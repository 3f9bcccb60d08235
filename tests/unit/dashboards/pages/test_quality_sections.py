"""Deliveries that wait for a decision stand first on *Qualität*, with the way to decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from dashboards.pages.quality_sections import to_decide
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.releases.open_deliveries import waiting_deliveries


def _register() -> pl.DataFrame:
    rows = [
        ("L-1", "WARTET", "WENIGER_ZEILEN", 3, 9, "2026-Q3"),
        ("L-2", "WARTET", "REIHENFOLGE_UNKLAR", 1200, 5, None),
        ("L-3", "GELADEN", None, 0, 4, "2026-Q3"),
    ]
    return pl.DataFrame(
        [
            {
                "lieferung_id": key, "status": status, "grund": reason, "zeilen_wartend": number,
                "eingang_am": dt.date(2026, 10, day), "quartal": quarter, "reihenfolge": day,
                "traeger": "Träger 01", "datei": f"{key}.csv",
            }
            for key, status, reason, number, day, quarter in rows
        ]
    )  # fmt: skip


def _text(component: Any) -> str:
    children = getattr(component, "children", component)
    if isinstance(children, list | tuple):
        return " ".join(_text(child) for child in children)
    return (
        ""
        if children is None
        else str(children)
        if isinstance(children, str | int)
        else _text(children)
    )


@pytest.mark.parametrize(
    ("language", "title", "reason"),
    [
        ("de", "2 Lieferungen warten auf eine Entscheidung", "hat weniger als 80 % der Zeilen"),
        ("en", "2 deliveries are waiting for a decision", "has fewer than 80% of the rows"),
    ],
)
def test_what_waits_is_told_with_its_reason(language: str, title: str, reason: str) -> None:
    (section,) = to_decide(waiting_deliveries(_register()), Messages(Language(language)))
    told = _text(section)
    assert title in told
    assert reason in told
    assert told.index("ersetzt L-2") < told.index("ersetzt L-1")
    assert "L-3" not in told


def test_nothing_is_said_where_nothing_waits() -> None:
    loaded = _register().filter(pl.col("status") == "GELADEN")
    assert to_decide(waiting_deliveries(loaded), Messages(Language.DE)) == []
