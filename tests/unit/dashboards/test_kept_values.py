"""A value kept from an earlier release says so wherever it is shown, and only then."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import dash
import flask
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.library import Library
from dashboards.routing import render
from dashboards.view import Language, View

WHY = "eine Änderung wird erst gezeigt, wenn sie nichts Einzelnes verrät."

Words = Callable[[str, View], list[str]]


@pytest.fixture
def words(app: dash.Dash, library: Library, page: Any) -> Words:
    """Return a function: goal and view → all texts of its page that speak of a release."""

    def make(ziel_id: str, view: View) -> list[str]:
        with app.server.test_request_context("/"):
            shown = render(page("goal"), library, view, {"ziel_id": ziel_id})
        sent = json.loads(json.dumps(shown, cls=PlotlyJSONEncoder))
        return [text for text in _texts(sent) if "2026" in text and "August" in text]

    return make


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(part)


def test_the_last_value_says_from_which_release_it_is(words: Words) -> None:
    said = words("Z8", View())
    caption = [text for text in said if text.startswith("Zuletzt, 3. Quartal 2026")]
    assert len(caption) == 1
    assert caption[0].endswith(f"Wert aus dem Stand vom 1. August 2026 – {WHY}")


def test_tips_and_cells_say_it_too(words: Words) -> None:
    said = words("Z8", View(area="071375004"))
    tips = [
        text.split("<br>")[0] for text in said if text.endswith("aus dem Stand vom 1. August 2026")
    ]
    assert sorted(tips) == ["<b>1. Quartal 2026</b>", "<b>3. Quartal 2026</b>",
                            "<b>Landkreis Mayen-Koblenz</b>", "<b>Mendig</b>"]  # fmt: skip
    cells = [text for text in said if text.endswith("(aus dem Stand vom 1. August 2026)")]
    assert len(cells) == 2


def test_areas_and_tables_name_what_is_not_of_this_release(words: Words) -> None:
    notes = [text for text in words("Z8", View(area="071375004")) if "früheren Stand" in text]
    table = "1. Quartal 2026 (1. August 2026) und 3. Quartal 2026 (1. August 2026)"
    areas = "Landkreis Mayen-Koblenz (1. August 2026) und Mendig (1. August 2026)"
    assert f"Aus einem früheren Stand: {table} – {WHY}" in notes
    assert any(text.endswith(f"Aus einem früheren Stand: {areas} – {WHY}") for text in notes)


def test_other_values_say_nothing(words: Words) -> None:
    assert words("Z1", View()) == []


def test_it_is_said_in_english(words: Words) -> None:
    said = words("Z8", View(language=Language.EN))
    assert any("Value from the release of 1 August 2026 – a change is shown" in t for t in said)
    assert not any("Stand" in text for text in said)


def test_the_numbers_behind_a_chart_name_the_release(
    client: flask.testing.FlaskClient, fake: ModuleType
) -> None:
    answer = client.get("/download/verlauf/Z8.1.csv?gebiet=071375004")
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    kept = {row["periode"]: row["aus_stand"] for row in rows if row["aus_stand"]}
    assert kept == {"2026-Q1": fake.WITHDRAWN, "2026-Q3": fake.WITHDRAWN}
