"""One indicator on the page of its goal: facts, switches, ways on, revisions, gaps."""

from __future__ import annotations

import csv
import io
from typing import Any

import flask
import pytest

from dashboards.components.static_html import to_html
from dashboards.pages import goal
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind
from tests.builders.component_trees import of_class, of_type, text_of, with_id
from tests.builders.sign_in import LEADER

REVISED = "revidiert am 1. August 2026"
CORRECTED = "berichtigt am 1. August 2026: Datei <vertauscht>"
PUBLISHED = FigureLevel.VEROEFFENTLICHUNG


def _section(two_levels: Library, key: str, **view: Any) -> Any:
    goal_id = key.partition(".")[0]
    context = Context(f"/ziel/{goal_id}", View(viewer=LEADER, **view), two_levels, internal=True)
    return with_id(goal.content(context, goal_id), key.replace(".", "-"))


def test_the_facts_stand_above_the_chart(two_levels: Library) -> None:
    heading, facts, certainty, *_ = _section(two_levels, "Z1.1").children
    assert text_of(heading).endswith("Was Z1.1 misst · Z1.1")
    said = text_of(facts)
    assert ": " in said.partition(" · 3. Quartal 2026")[2]
    assert "Fällen), Ziel mindestens 80\u00a0%." in said
    assert "vorläufig" in said
    assert "liegt" in text_of(certainty)


def test_an_observed_indicator_has_no_status_of_a_target(two_levels: Library) -> None:
    section = _section(two_levels, "Z2.1")
    said = text_of(section)
    assert "wird beobachtet, ohne Zielwert" in said
    assert "Unsicherheitsbereich: " in said
    assert not of_class(section, "follow")


def test_the_usual_range_and_the_funnel_are_switched_without_scripts(two_levels: Library) -> None:
    section = _section(two_levels, "Z1.1")
    switches = of_class(section, "swap")
    assert [text_of(of_type(one, "Summary")[0]) for one in switches] == [
        "Übliche Schwankung zeigen", "Als Trichter zeigen (gemessen am Landkreis)",
    ]  # fmt: skip
    assert all(type(one).__name__ == "Details" and one.id for one in switches)
    assert len(of_class(section, "swapped")) == 2


def test_charts_can_be_explored_and_taken_along(two_levels: Library) -> None:
    over_time, by_area = of_class(_section(two_levels, "Z1.1", area="071375001"), "chart-tools")
    button, copying = of_type(over_time, "Button")
    asked = "gebiet=071375001&quartal=2026-Q3&zeitraum=quartal"
    assert getattr(button, "data-explore") == f"/diagramm/Z1.1/verlauf.json?{asked}"
    assert [link.href for link in of_type(over_time, "A")] == [
        f"/diagramm/Z1.1/verlauf.svg?{asked}", f"/diagramm/Z1.1/verlauf.png?{asked}",
        f"/download/verlauf/Z1.1.csv?{asked}",
    ]  # fmt: skip
    assert text_of(copying) == "Satz kopieren"
    (said,) = [one for one in of_type(over_time, "Span") if hasattr(one, "data-text")]
    assert text_of(said).startswith("Erstkontakt")
    assert "Quelle: Fachkonzept-Monitor, interne Zahlen vom" in text_of(said)
    assert [link.href for link in of_type(by_area, "A")] == [
        f"/diagramm/Z1.1/gebiete.{ending}?{asked}" for ending in ("svg", "png")
    ]


def test_there_is_one_disclosure_with_tables_definition_and_quality(two_levels: Library) -> None:
    (more,) = of_class(_section(two_levels, "Z1.1"), "more")
    assert len(of_type(more, "Table")) >= 2
    said = text_of(more)
    for word in ("Definition", "Datenqualität", "Wirkungstreppe", "Zielerreichung: "):
        assert word in said


def test_areas_are_counted_in_what_follows(two_levels: Library) -> None:
    (follow,) = of_class(_section(two_levels, "Z1.1"), "follow")
    assert text_of(follow).startswith("In den Sozialräumen, gemessen am Ziel. ")
    assert not of_class(_section(two_levels, "Z3.1"), "follow")  # for the district only


@pytest.mark.parametrize(
    ("key", "view", "why"),
    [
        ("Z3.1", {"area": "071375001"}, "Diesen Indikator gibt es nur für den Landkreis"),
        ("Z1.1", {"area": "071375001", "period_kind": PeriodKind.MONAT},
         "Monatswerte gibt es nur für den Landkreis"),
        ("Z2.2", {"level": PUBLISHED, "period_kind": PeriodKind.QUARTAL},
         "Veröffentlicht ist dieser Indikator hier für Halbjahre und längere Zeiträume"),
        ("Z7.1", {"quarter": "2021-Q3"}, "gibt es hier keine Werte (Kalenderjahre)"),
        ("Z5.1", {"quarter": "2021-Q3", "level": PUBLISHED},
         "ist hier noch nichts veröffentlicht (Befragungswellen)"),
    ],
)  # fmt: skip
def test_an_empty_series_says_why(
    key: str, view: dict[str, Any], why: str, two_levels: Library
) -> None:
    assert why in text_of(_section(two_levels, key, **view))


def test_published_areas_may_not_add_up_to_the_district(two_levels: Library) -> None:
    differ = "Zusammengezählt können die Gebiete um etwa 3 vom Landkreis abweichen."
    assert differ in text_of(_section(two_levels, "Z1.1", level=PUBLISHED))
    assert differ not in text_of(_section(two_levels, "Z1.1"))
    assert differ not in text_of(_section(two_levels, "Z9.1", level=PUBLISHED))  # a full count


def test_what_was_published_anew_is_named_below_the_tables(two_levels: Library) -> None:
    section = _section(two_levels, "Z8.1", level=PUBLISHED, area="071375004")
    (note,) = of_class(section, "revised")
    assert text_of(note) == (
        f"Neu veröffentlicht: 1. Quartal 2026 ({REVISED}) und 3. Quartal 2026 ({CORRECTED})."
    )
    english = _section(two_levels, "Z8.1", level=PUBLISHED, language=Language.EN)
    assert "revised on 1 August 2026" in text_of(of_class(english, "revised")[0])
    assert not of_class(_section(two_levels, "Z1.1", level=PUBLISHED), "revised")


def test_the_numbers_behind_a_chart_say_it(client: flask.testing.FlaskClient) -> None:
    answer = client.get("/download/verlauf/Z8.1.csv?gebiet=071375004&ebene=VEROEFFENTLICHUNG")
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    anew = [(r["periode"], r["revidiert_am"], r["korrektur"]) for r in rows if r["revidiert_am"]]
    assert anew == [
        ("2026-Q1", "2026-08-01", ""), ("2026-Q3", "2026-08-01", "Datei <vertauscht>"),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(PeriodKind.JAHR, "Kalenderjahre"),
                                            (PeriodKind.MONAT, "Monate")])  # fmt: skip
def test_periods_that_are_not_graded_have_no_target(
    kind: PeriodKind, said: str, two_levels: Library
) -> None:
    section = _section(two_levels, "Z1.1", period_kind=kind)
    (note,) = of_class(section, "ungraded")
    assert text_of(note) == (
        f"{said} werden gezeigt, nicht bewertet. Die Zeile darüber gilt für: 3. Quartal 2026."
    )
    drawn = to_html(section)
    assert "in diesem Zeitraum nicht bewertet" in drawn
    if kind is PeriodKind.JAHR:  # of months areas have no values, so that quarters are shown
        assert "Ziel mind." not in drawn
        assert not of_class(section, "follow")


def test_graded_periods_need_no_such_note(two_levels: Library) -> None:
    section = _section(two_levels, "Z1.1", period_kind=PeriodKind.QUARTAL)
    assert not of_class(section, "ungraded")
    assert "Ziel mind." in to_html(section)
