"""*Maßnahmen* and the texts on a goal's page: order, filters, verdicts by level, kept pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import ModuleType
from typing import Any

import dash
import pytest

from dashboards.components.selection import select
from dashboards.pages import actions
from dashboards.pages.action_judgement import judge
from dashboards.pages.goal_texts import chart_marks, read_texts
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.app import create_app
from monitor.access import Function, Role
from monitor.application.texts.actions import ActionState
from monitor.confidentiality.levels import FigureLevel
from monitor.statistics.before_after import Verdict, VerdictReason
from tests.builders.component_trees import of_class, of_type, text_of
from tests.builders.sign_in import EVALUATOR, LEADER, client_of, site_of
from tests.builders.written_texts import WrittenTexts, without_texts

DONE = {"state": ActionState.UMGESETZT, "done_on": dt.date(2025, 9, 1)}


@pytest.fixture(scope="module")
def app(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    settings = fake.write_instance(tmp_path_factory.mktemp("massnahmen") / "amt")
    fake.write_steering(settings)
    return create_app(settings)


@pytest.fixture
def written(app: dash.Dash) -> WrittenTexts:
    without_texts(site_of(app))
    return WrittenTexts(site_of(app))


@pytest.fixture
def opened(app: dash.Dash) -> Any:
    """Return a function: path and view → context of a page."""
    library: Library = app.server.extensions["fachkonzept-monitor"]

    def make(path: str = "/massnahmen", **view: Any) -> Context:
        return Context(path, View(**{"viewer": LEADER, **view}), library, internal=True)

    return make


def _rows(context: Context) -> list[str]:
    page = actions.content(context)
    return [text_of(row) for row in of_type(of_class(page, "planned-table")[0], "Tr")[1:]]


def test_overdue_comes_first_and_the_headline_counts(written: WrittenTexts, opened: Any) -> None:
    written.action(text="Später", due_on=dt.date(2090, 1, 1))
    written.action(text="Erledigt", **DONE)
    written.action(text="Versäumt", due_on=dt.date(2025, 3, 1))
    page = actions.content(opened())
    assert text_of(of_type(page, "H1")) == "3 Maßnahmen, 1 ist überfällig."
    assert [row.partition("Ändern")[0] for row in _rows(opened())] == [
        "Versäumt", "Später", "Erledigt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("view", "left"),
    [
        ({"goal": "Z2"}, ["Lotsen"]),
        ({"area": "071375001"}, ["Pellenz"]),
        ({"action_state": "umgesetzt"}, ["Lotsen"]),
        ({"goal": "Z99", "action_state": "nie"}, ["Pellenz", "Lotsen"]),
    ],
)
def test_filters_leave_what_was_asked_for(
    view: dict[str, str], left: list[str], written: WrittenTexts, opened: Any
) -> None:
    written.action(text="Pellenz", area="071375001")
    written.action(text="Lotsen", indicator="Z2.2", **DONE)
    rows = _rows(opened(**view))
    assert [word for word in ("Pellenz", "Lotsen") if any(r.startswith(word) for r in rows)] == left
    assert len(rows) == len(left)


def test_who_may_change_an_action_finds_the_way_to_its_form(
    written: WrittenTexts, app: dash.Dash
) -> None:
    action = written.action(owner=Function.TRAEGER)
    way = f'href="/massnahme?id={action.id}&amp;von=%2Fmassnahmen"'
    assert way in client_of(app, Role.LEITUNG).get("/massnahmen").text
    for role in (Role.DATENVERANTWORTLICHE, Role.EVALUATION):
        assert way not in client_of(app, role).get("/massnahmen").text


def test_an_unknown_filter_is_said(written: WrittenTexts, app: dash.Dash) -> None:
    written.action()
    page = client_of(app, Role.LEITUNG).get("/massnahmen?ziel=Z99&umsetzung=nie").text
    assert "Ein Ziel „Z99“ gibt es hier nicht. Gezeigt wird stattdessen: alle." in page
    assert "Einen Stand „nie“" in page


def test_a_verdict_comes_on_the_day_of_the_review(written: WrittenTexts, opened: Any) -> None:
    action = written.action(review_on=dt.date(2026, 6, 1))
    context = opened()
    chosen = select(context)
    found = judge(replace(context, today=dt.date(2026, 6, 1)), chosen, action)
    assert found is not None
    assert found.verdict in set(Verdict)
    assert found.n_before > 0
    assert judge(replace(context, today=dt.date(2026, 5, 31)), chosen, action) is None


@pytest.mark.parametrize(
    ("level", "given", "reason"),
    [
        ("VEROEFFENTLICHUNG", {"area": "071375001"}, VerdictReason.GEBIET_VEROEFFENTLICHT),
        ("STEUERUNG", {"indicator": "Z99.9"}, VerdictReason.KEINE_REIHE),
        ("STEUERUNG", {"state": ActionState.BESCHLOSSEN}, VerdictReason.NICHT_BEGONNEN),
        ("STEUERUNG", {"decided_on": dt.date(2001, 1, 1)}, VerdictReason.ZU_WENIG_VORHER),
    ],
)
def test_what_cannot_be_judged_has_a_reason(
    level: str, given: dict[str, Any], reason: VerdictReason, written: WrittenTexts, opened: Any
) -> None:
    action = written.action(review_on=dt.date(2026, 6, 1), **given)
    context = replace(opened(level=FigureLevel(level)), today=dt.date(2027, 1, 1))
    found = judge(context, select(context), action)
    assert found is not None
    assert (found.verdict, found.reason) == (Verdict.NICHT_ZU_BEURTEILEN, reason)


def test_an_area_shows_its_own_actions_and_those_of_the_district(
    written: WrittenTexts, opened: Any
) -> None:
    for area in ("KREIS", "071375001", "071375002"):
        written.action(text=area, area=area)
    shown, marked = {}, {}
    for area in ("KREIS", "071375001"):
        context = opened("/ziel/Z1", area=area)
        chosen = select(context)
        texts = read_texts(context, chosen, "Z1")
        shown[area] = {one.content.area for one in texts.actions}
        marks = chart_marks(texts, "Z1.1", chosen, FigureLevel.STEUERUNG)
        marked[area] = {one.text for one in marks}
    assert shown == {
        "KREIS": {"KREIS", "071375001", "071375002"},
        "071375001": {"KREIS", "071375001"},
    }
    assert marked == {"KREIS": {"KREIS"}, "071375001": {"KREIS", "071375001"}}


def test_texts_belong_to_a_level_and_only_released_ones_leave_the_office(
    written: WrittenTexts, opened: Any
) -> None:
    for level in FigureLevel:
        written.commentary(f"zu {level}", figures="0" * 32, level=level)
    written.event(is_released=False)
    context = opened("/ziel/Z1", level=FigureLevel.VEROEFFENTLICHUNG)
    texts = read_texts(context, select(context), "Z1")
    assert [one.text for one in texts.commentaries] == ["zu VEROEFFENTLICHUNG"]
    assert texts.has_changed(texts.commentaries[0])
    assert (len(texts.occurrences), len(texts.released().occurrences)) == (1, 0)
    assert len(texts.released().commentaries) == 1
    seen = opened("/ziel/Z1", viewer=EVALUATOR)
    assert len(read_texts(seen, select(seen), "Z1").commentaries) == 1


def test_kept_pages_are_made_anew_when_a_text_was_saved(
    written: WrittenTexts, app: dash.Dash
) -> None:
    client = client_of(app, Role.EVALUATION)
    assert "Neue Worte" not in client.get("/massnahmen").text
    written.action(text="Neue Worte")
    assert "Neue Worte" in client.get("/massnahmen").text
    assert "Neue Worte" in client.get("/ziel/Z1").text
