"""The page *Bericht*: what it offers to whom, and where its links lead."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashboards.components.static_html import to_html
from dashboards.pages.report import PAGE, content
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.routing import render
from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel
from tests.builders.sign_in import EVALUATOR, LEADER


def shown(library: Library, view: View) -> str:
    level = PAGE.default_level
    context = Context("/bericht", view, library, internal=True, default_level=level)
    return to_html(content(context))


def chosen(page: str, words: str) -> bool:
    found = re.search(rf"<option([^>]*)>{re.escape(words)}<", page)
    return found is not None and "selected" in found[1]


def test_every_format_is_a_plain_link(two_levels: Library) -> None:
    page = shown(two_levels, View(viewer=EVALUATOR, area="071375003"))
    for ending in ("pdf", "html", "xlsx"):
        assert f'href="/bericht/ausschuss.{ending}?gebiet=071375003&amp;quartal=2026-Q3"' in page
    assert 'href="/bericht/ausschuss/vorschau?gebiet=071375003&amp;quartal=2026-Q3"' in page


def test_published_figures_are_chosen_unless_asked_otherwise(two_levels: Library) -> None:
    leader = View(viewer=LEADER)
    page = shown(two_levels, leader)
    assert chosen(page, "veröffentlicht")
    assert "Bitte nicht weitergeben" not in page
    internal = shown(two_levels, replace(leader, level=FigureLevel.STEUERUNG))
    assert chosen(internal, "intern (genau)")
    assert "Bitte nicht weitergeben" in internal
    link = re.search('<a[^>]*data-report="pdf"[^>]*>', internal)
    assert link is not None
    assert "ebene=steuerung" in link[0]


def test_head_and_foot_are_of_the_figures_of_the_report(two_levels: Library) -> None:
    """And links to other pages lead to the figures that are shown there by themselves."""
    page = to_html(render(PAGE, two_levels, View(viewer=LEADER), {}))
    assert "Intern, genaue Zahlen" not in page
    assert 'href="/ziel/Z1"' in page


def test_without_the_right_there_is_no_choice_of_level(two_levels: Library) -> None:
    assert 'name="ebene"' not in shown(two_levels, View(viewer=EVALUATOR))


def test_the_frame_of_a_vorlage_goes_into_every_link(two_levels: Library) -> None:
    view = View(viewer=LEADER, form="beschluss", meeting="2026-11-26", number="12")
    page = shown(two_levels, view)
    assert "art=beschluss&amp;sitzung=2026-11-26&amp;nummer=12" in page
    assert "erscheint als JHA/2026/12" in page
    assert 'type="date"' in page
    assert 'value="2026-11-26"' in page


def test_only_reports_for_the_committee_have_a_frame(two_levels: Library) -> None:
    page = shown(two_levels, View(viewer=LEADER, report="tabellen", form="beschluss"))
    assert "Rahmen einer Vorlage" not in page


def test_a_version_is_chosen_for_the_balance_only(two_levels: Library) -> None:
    assert 'name="konzept"' in shown(two_levels, View(viewer=LEADER, report="bilanz"))
    assert 'name="konzept"' not in shown(two_levels, View(viewer=LEADER))


def test_a_profile_is_of_an_area(two_levels: Library) -> None:
    whole = shown(two_levels, View(viewer=LEADER, report="profil"))
    assert "Bitte oben ein Gebiet wählen" in whole
    assert ".pdf" not in whole
    assert ".pdf" in shown(two_levels, View(viewer=LEADER, report="profil", area="071375003"))


def test_the_page_speaks_english(two_levels: Library) -> None:
    page = shown(two_levels, View(viewer=LEADER, language=Language.EN))
    assert "Report for the committee" in page
    assert "sprache=en" in page


@pytest.mark.parametrize("text", ["<script>", '" onload="x'])
def test_what_the_address_says_is_never_markup(text: str, two_levels: Library) -> None:
    view = View(viewer=LEADER, report=text, form=text, meeting=text, number=text, concept=text)
    assert text not in shown(two_levels, view)


def test_a_number_that_cannot_be_is_kept_in_its_field_and_stops_the_report(
    two_levels: Library,
) -> None:
    view = View(viewer=LEADER, report="bilanz", form="mitteilung", number="12 (neu)", concept="X")
    page = shown(two_levels, view)
    assert 'value="12 (neu)"' in page
    assert "nummer=12+%28neu%29" in page
    assert "konzept=X" not in page  # the page says which version is taken in its place
