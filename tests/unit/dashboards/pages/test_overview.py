"""*Übersicht*: the sentence, the groups by need to act, the comparison, the matrix."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from dash.development.base_component import Component

from dashboards.pages import overview
from dashboards.pages.graded_indicators import (
    GradedIndicator,
    joint_tendency,
    tendency_of,
    worst_first,
)
from dashboards.pages.overview_areas import read_leanings
from dashboards.pages.overview_scope import read_overview
from dashboards.request.library import Figures
from dashboards.request.view import GoalOrder, GoalsComparedWith, View
from dashboards.words.language import Language
from monitor.concept.vocabulary import Status
from tests.builders.component_trees import of_class, text_of
from tests.builders.sign_in import EVALUATOR, LEADER

MET, ON, OPEN, MISSED = Status.ERREICHT, Status.AUF_KURS, Status.UNSICHER, Status.VERFEHLT


def _caption(page: Component) -> str:
    return text_of(of_class(page, "caption")[0])


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


def test_the_page_begins_with_one_line_and_the_sentence(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER)))
    line, verdict = of_class(page, "verdict-head")[0].children
    assert text_of(line).startswith("Landkreis Mayen-Koblenz · 3. Quartal 2026")
    assert type(verdict).__name__ == "H1"
    assert text_of(verdict).rstrip(".")[0].isdigit() or text_of(verdict).startswith("Kein")
    told = [p for p in page._traverse() if hasattr(p, "data-said")]
    assert told == [line, verdict]


def test_what_got_worse_since_is_said(worsened: Any, context: Any) -> None:
    worsened("2025-Q4")
    year = overview.content(context("/", View(viewer=LEADER)))
    assert "vor einem Jahr (1 auf Kurs, 10 verfehlt). Seitdem schlechter: Z1." in _caption(year)
    assert "vor einem Jahr: auf Kurs" in text_of(of_class(year, "since"))
    quarter = View(viewer=LEADER, comparison=GoalsComparedWith.QUARTAL)
    said = _caption(overview.content(context("/", quarter)))
    assert "Seitdem hat kein Ziel seinen Status geändert." in said


def test_where_there_is_nothing_earlier_that_is_said(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER, quarter="2021-Q3")))
    assert _caption(page) == ("Für den Vergleich „vor einem Jahr“ gibt es keine früheren Zahlen.")
    assert of_class(page, "bars-before") == []


def test_goals_to_decide_on_come_first(worsened: Any, context: Any) -> None:
    worsened("2020-Q1")
    groups = [
        text_of(p) for p in of_class(overview.content(context("/", View(viewer=LEADER))), "group")
    ]
    assert groups == ["Verfehlt (11)hier ist zu entscheiden"]


def test_the_order_of_the_concept_is_one_list(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER, order=GoalOrder.KONZEPT)))
    assert of_class(page, "group") == []
    names = [text_of(p) for p in of_class(page, "goal-id")]
    assert names[:2] == ["Z1", "Z2"]


def test_the_window_says_area_and_quarter(context: Any) -> None:
    shown = context("/", View(viewer=LEADER, quarter="2025-Q1", area="071375001"))
    assert overview.window_title(shown) == "Übersicht: Pellenz, 1. Quartal 2025"
    english = context("/", View(viewer=EVALUATOR, language=Language.EN))
    assert overview.window_title(english).startswith("Overview: Landkreis")


def test_percentages_of_attainment_stand_below_only(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER)))
    how = of_class(page, "how")[0]
    assert "Zielerreichung" in text_of(how)
    goals = text_of(of_class(page, "goals"))
    assert "Zielerreichung" not in goals


def _graded(
    key: str, status: Status, attainment: float | None = None, **more: Any
) -> GradedIndicator:
    return GradedIndicator({"indikator_id": key, "ziel_id": "Z1"}, status, attainment, None,
                           more.get("tendency"))  # fmt: skip


def test_the_worst_indicator_stands_first() -> None:
    graded = [
        _graded("a", MET, 1.0), _graded("b", OPEN, 1.0, tendency=MET),
        _graded("c", MISSED, 0.9), _graded("d", OPEN, 0.9, tendency=MISSED),
        _graded("e", MISSED, 0.2), _graded("f", ON, 0.8),
    ]  # fmt: skip
    assert "".join(one.key for one in worst_first(graded)) == "ecdbfa"
    assert worst_first(reversed(graded)) == worst_first(graded)


@pytest.mark.parametrize(
    ("leanings", "tendency"),
    [((), None), ((MET, MET), MET), ((MET, ON, MISSED), MISSED), ((MET, ON), ON)],
)
def test_a_goal_leans_as_the_worst_of_its_uncertain_indicators(
    leanings: tuple[Status, ...], tendency: Status | None
) -> None:
    assert joint_tendency(leanings) == tendency


@pytest.mark.parametrize(
    ("attainment", "path", "figure", "tendency"),
    [(1.0, None, 81.0, MET), (0.9, None, 79.0, MISSED), (0.9, 78.0, 79.0, ON),
     (0.9, 79.5, 79.0, MISSED), (0.9, 80.0, 79.0, MISSED)],
)  # fmt: skip
def test_a_value_leans_to_target_or_path(
    attainment: float, path: float | None, figure: float, tendency: Status
) -> None:
    value = {"pfadwert": path, "zielwert": 80.0, "wert": figure}
    assert tendency_of(value, attainment) == tendency


def test_list_and_matrix_agree_on_where_a_goal_leans(context: Any) -> None:
    here = context("/", View(viewer=LEADER))
    shown = read_overview(here)
    leanings = read_leanings(here, shown.chosen.quarter)
    unsure = [goal for goal, status in shown.statuses.items() if status == OPEN]
    assert {goal: shown.tendency(goal) for goal in unsure} == {
        goal: leanings.get(("KREIS", goal)) for goal in unsure
    }


def test_the_table_below_says_on_what_each_status_rests(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER, area="071375001")))
    goals = sorted(of_class(page, "goal"), key=_number)
    (table,) = of_class(page, "shares")
    rows = [row.children for row in table._traverse() if type(row).__name__ == "Tr"][1:]
    assert len(rows) == len(goals) > 0
    for goal, (name, *cells) in zip(goals, rows, strict=True):
        assert text_of(name).startswith(text_of(of_class(goal, "goal-id")))
        is_graded = "edge-neutral" not in goal.className.split()
        assert {text_of(cell) != "–" for cell in cells} == {is_graded}


def _number(goal: Component) -> int:
    return int(text_of(of_class(goal, "goal-id")).removeprefix("Z"))


def test_a_group_that_needs_explaining_has_help(monkeypatch: Any, context: Any) -> None:
    genuine = Figures.standings

    def unsure(self: Figures, area: str) -> pl.DataFrame:
        return genuine(self, area).with_columns(status=pl.lit("UNSICHER"))

    monkeypatch.setattr(Figures, "standings", unsure)
    (group,) = of_class(overview.content(context("/", View(viewer=LEADER))), "group")
    (word,), (text,) = of_class(group, "help-word"), of_class(group, "help-text")
    assert getattr(word, "aria-describedby") == text.id
    assert text_of(text).count(".") == 2


def test_an_old_assessment_is_called_so(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER)))
    said = [text_of(p) for p in of_class(page, "since")]
    old = [text for text in said if "älteste Bewertung" in text]
    assert all("älteste Bewertung: Welle 20" in text for text in old)
    fresh = overview.content(context("/", View(viewer=LEADER, quarter="2021-Q3")))
    assert not any("älteste" in text_of(p) for p in of_class(fresh, "since"))


def test_a_cell_says_on_how_many_indicators_it_rests(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER)))
    cells = of_class(page, "cell")
    assert cells
    for cell in cells:
        n, total = re.search(r"Bewertet: (\d+) von (\d+) Indikatoren", cell.title).groups()  # type: ignore[union-attr]
        assert int(n) <= int(total)
