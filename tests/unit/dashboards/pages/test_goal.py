"""*Ziel*: the sentence first, the worst indicator on top, nothing in a statistician's words."""

from __future__ import annotations

from typing import Any

import pytest
from dash.development.base_component import Component

from dashboards.components.selection import select
from dashboards.components.static_html import to_html
from dashboards.pages import goal
from dashboards.pages.graded_indicators import graded_indicators, worst_first
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind
from tests.builders.component_trees import of_class, of_type, parts_of, text_of, with_id
from tests.builders.fake_indicators import GOALS
from tests.builders.sign_in import LEADER

#: Words of statistics that no page of figures uses where an office's words do.
OFFICE_SAYS_OTHERWISE = ("XmR", "Konfidenz", "Signifikanz", "signifikant", "Regelkarte", "n = ")


def _context(two_levels: Library, ziel_id: str, **view: Any) -> Context:
    return Context(f"/ziel/{ziel_id}", View(viewer=LEADER, **view), two_levels, internal=True)


def _page(two_levels: Library, ziel_id: str, **view: Any) -> Component:
    return goal.content(_context(two_levels, ziel_id, **view), ziel_id)


def _sections(page: Component) -> list[str]:
    return [part.id for part in of_class(page, "indicator")]


def test_the_line_and_the_sentence_come_first_and_are_read_out(two_levels: Library) -> None:
    page = _page(two_levels, "Z6")
    line, verdict, second, _ = of_class(page, "verdict-head")[0].children
    assert text_of(line).startswith(
        "Z6 Passgenaue Unterstützung · Landkreis Mayen-Koblenz · 3. Quartal 2026"
    )
    assert type(verdict).__name__ == "H1"
    assert " (seit " in text_of(verdict)
    assert "Ziel" in text_of(second)
    assert [part for part in parts_of(page) if hasattr(part, "data-said")] == [line, verdict]


def test_provisional_is_said_once_in_the_head(two_levels: Library) -> None:
    assert text_of(_page(two_levels, "Z1").children[0]).count("vorläufig") == 1


@pytest.mark.parametrize("ziel_id", GOALS)
@pytest.mark.parametrize("area", ["KREIS", "071375001"])
def test_table_and_sections_have_the_same_order_worst_first(
    ziel_id: str, area: str, two_levels: Library
) -> None:
    context = _context(two_levels, ziel_id, area=area)
    page = goal.content(context, ziel_id)
    graded = worst_first(graded_indicators(context, select(context), ziel_id))
    wanted = [one.key.replace(".", "-") for one in graded]
    links = [link.href.removeprefix("#") for link in of_type(of_class(page, "glance")[0], "A")]
    assert links == _sections(page)
    assert links[: len(wanted)] == wanted


@pytest.mark.parametrize("level", list(FigureLevel))
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("area", ["KREIS", "071375003"])
def test_every_goal_is_said_in_an_offices_words(
    level: FigureLevel, language: Language, area: str, two_levels: Library
) -> None:
    for ziel_id in GOALS:
        page = _page(two_levels, ziel_id, level=level, language=language, area=area)
        assert to_html(page).startswith("<div")
        said = text_of(page)
        assert not [word for word in OFFICE_SAYS_OTHERWISE if word in said]


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_every_kind_of_period_can_be_drawn(kind: PeriodKind, two_levels: Library) -> None:
    for area in ("KREIS", "071375003"):
        page = _page(two_levels, "Z1", period_kind=kind, area=area)
        assert len(_sections(page)) == 4
        assert to_html(page)


def test_percent_of_attainment_stand_in_disclosures_only(two_levels: Library) -> None:
    page = _page(two_levels, "Z6")
    assert "Zielerreichung" in text_of(with_id(page, "zielerreichung"))
    inside = "".join(text_of(part) for part in of_type(page, "Details"))
    assert text_of(page).count("Zielerreichung ") == inside.count("Zielerreichung ")


def test_what_a_grade_rests_on_is_said(two_levels: Library) -> None:
    said = text_of(with_id(_page(two_levels, "Z1"), "zielerreichung"))
    assert "Bewertet sind 4 von 4 Indikatoren (100\u202f% des Gewichts)" in said


def test_a_goal_of_the_district_says_so_in_an_area(two_levels: Library) -> None:
    page = _page(two_levels, "Z10", area="071375001")
    assert text_of(of_type(page, "H1")[0]) == (
        "Dieses Ziel wird nur für den Landkreis bewertet; für Pellenz gibt es keine Angabe."
    )
    assert "nur Landkreis" in text_of(of_class(page, "glance")[0])


def test_an_area_names_the_indicators_it_goes_without(two_levels: Library) -> None:
    page = _page(two_levels, "Z1", area="071375001", level=FigureLevel.VEROEFFENTLICHUNG)
    assert "Hier ohne Z1.2b „Wartezeit Familien, 90 %“" in text_of(with_id(page, "zielerreichung"))
    assert "wird nur für den Landkreis veröffentlicht" in text_of(with_id(page, "Z1-2b"))


def test_the_window_names_goal_area_and_quarter(two_levels: Library) -> None:
    context = _context(two_levels, "Z6", quarter="2025-Q4", area="071375001")
    assert goal.window_title(context, "Z6") == (
        "Z6 Passgenaue Unterstützung · Pellenz · 4. Quartal 2025"
    )


def test_an_unknown_goal_is_not_there(two_levels: Library) -> None:
    context = _context(two_levels, "Z99")
    assert not goal.exists(context, "Z99")
    assert goal.exists(context, "Z1")
    assert text_of(of_class(goal.content(context, "Z99"), "notice-code")[0]) == "404"
    assert goal.window_title(context, "Z99")


def test_the_ways_to_the_goals_around(two_levels: Library) -> None:
    for ziel_id, ways in {"Z1": ["/ziel/Z2"], "Z6": ["/ziel/Z5", "/ziel/Z7"]}.items():
        (trail,) = of_class(_page(two_levels, ziel_id), "trail")
        assert [link.href for link in of_type(trail, "A")] == ways
