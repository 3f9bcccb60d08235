"""Controls: a form of plain HTML that keeps whatever else the address says."""

from __future__ import annotations

from typing import Any

from dashboards.components.controls import row, select
from dashboards.components.static_html import to_html
from dashboards.request.view import View
from dashboards.words.language import Language
from tests.builders.sign_in import LEADER


def _area() -> Any:
    return select("area", "Gebiet", [("KREIS", "Landkreis"), ("1", "<Ort>")], "1", default="KREIS")


def test_a_select_says_value_name_and_default() -> None:
    written = to_html(_area())
    assert '<label for="wahl-gebiet">Gebiet</label>' in written
    assert '<select data-default="KREIS" id="wahl-gebiet" name="gebiet">' in written
    assert '<option selected="selected" value="1">&lt;Ort&gt;</option>' in written
    assert written.count(" selected=") == 1


def test_a_form_keeps_the_rest_of_the_address(context: Any) -> None:
    view = View(viewer=LEADER, language=Language.EN, area="1", quarter="2025-Q1")
    written = to_html(row(context("/ziel/Z1", view), [_area()], label="Auswahl"))
    assert (
        '<form action="/ziel/Z1" aria-label="Auswahl" class="controls" method="get" role="search"'
        in written
    )
    assert '<input type="hidden" name="sprache" value="en">' in written
    assert '<input type="hidden" name="quartal" value="2025-Q1">' in written
    assert 'type="hidden" name="gebiet"' not in written


def test_without_scripts_there_is_a_button(context: Any) -> None:
    written = to_html(row(context("/", View(viewer=LEADER)), [_area()], label="Auswahl"))
    assert '<noscript><button type="submit" class="button">Anzeigen</button></noscript>' in written
