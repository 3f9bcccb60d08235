"""A value that was revised or corrected says so wherever it is shown, and only then."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import dash
import flask
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.routing import render
from dashboards.words.language import Language
from tests.builders.sign_in import LEADER

REVISED = "revidiert am 1. August 2026"
CORRECTED = "berichtigt am 1. August 2026: Datei <vertauscht>"

Words = Callable[[str, View], list[str]]


@pytest.fixture
def words(app: dash.Dash, library: Library, page: Any) -> Words:
    """Return a function: goal and view → all texts of its page that name the day."""

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


def test_the_last_value_says_that_it_was_published_anew(words: Words) -> None:
    said = words("Z8", View(viewer=LEADER))
    caption = [text for text in said if text.startswith("Zuletzt, 3. Quartal 2026")]
    assert len(caption) == 1
    assert caption[0].endswith(f"Neu veröffentlicht: {REVISED}.")


def test_tips_and_cells_say_it_too(words: Words) -> None:
    said = words("Z8", View(viewer=LEADER, area="071375004"))
    tips = {text.split("<br>")[0]: text.rpartition("<br>")[2] for text in said if "<br>" in text}
    escaped = CORRECTED.replace("<", "&lt;").replace(">", "&gt;")
    assert tips == {
        "<b>1. Quartal 2026</b>": REVISED, "<b>3. Quartal 2026</b>": escaped,
        "<b>Landkreis Mayen-Koblenz</b>": REVISED, "<b>Mendig</b>": escaped,
    }  # fmt: skip
    cells = [text for text in said if text.endswith(")")]
    assert sorted(text.partition("(")[2] for text in cells) == [f"{CORRECTED})", f"{REVISED})"]


def test_areas_and_tables_name_what_was_published_anew(words: Words) -> None:
    notes = [
        text
        for text in words("Z8", View(viewer=LEADER, area="071375004"))
        if "Neu veröffentlicht" in text
    ]
    table = f"1. Quartal 2026 ({REVISED}) und 3. Quartal 2026 ({CORRECTED})"
    areas = f"Landkreis Mayen-Koblenz ({REVISED}) und Mendig ({CORRECTED})"
    assert f"Neu veröffentlicht: {table}." in notes
    assert any(text.endswith(f"Neu veröffentlicht: {areas}.") for text in notes)


def test_other_values_say_nothing(words: Words) -> None:
    assert words("Z1", View(viewer=LEADER)) == []


def test_it_is_said_in_english(words: Words) -> None:
    said = words("Z8", View(viewer=LEADER, language=Language.EN))
    assert any("Published anew: revised on 1 August 2026." in text for text in said)
    assert not any("veröffentlicht" in text for text in said)


def test_the_numbers_behind_a_chart_say_it(client: flask.testing.FlaskClient) -> None:
    answer = client.get("/download/verlauf/Z8.1.csv?gebiet=071375004")
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    anew = [(r["periode"], r["revidiert_am"], r["korrektur"]) for r in rows if r["revidiert_am"]]
    assert anew == [
        ("2026-Q1", "2026-08-01", ""), ("2026-Q3", "2026-08-01", "Datei <vertauscht>"),
    ]  # fmt: skip
