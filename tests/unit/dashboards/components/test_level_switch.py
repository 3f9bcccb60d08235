"""Exact figures for those who steer, published ones for everybody: pages, switch and files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import dash
import flask
import pytest
from dash.development.base_component import Component

from dashboards.pages.catalogue import PAGES
from dashboards.request.form_links import SIGN_IN
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.app import create_app
from dashboards.web.routing import render
from dashboards.words.language import Language
from monitor.access import Resource, Role, Viewer, may_see
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind
from monitor.settings import Settings
from monitor.snapshots.layout import STEERING
from tests.builders.sign_in import EVALUATOR, LEADER, STEWARD, client_of

INTERNAL, PUBLISHED = FigureLevel.STEUERUNG, FigureLevel.VEROEFFENTLICHUNG
#: The written table: what each reader sees by themself, and at each level that it asks for.
SEES = {
    (LEADER, None): INTERNAL,
    (LEADER, INTERNAL): INTERNAL,
    (LEADER, PUBLISHED): PUBLISHED,
    (STEWARD, None): INTERNAL,
    (STEWARD, INTERNAL): INTERNAL,
    (STEWARD, PUBLISHED): PUBLISHED,
    (EVALUATOR, None): PUBLISHED,
    (EVALUATOR, INTERNAL): None,
    (EVALUATOR, PUBLISHED): PUBLISHED,
}
MARKS = {Language.DE: ("intern", "wie veröffentlicht"), Language.EN: ("internal", "as published")}


class Office:
    """An application over an instance, and its pages."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app: dash.Dash = create_app(settings)
        self.library: Library = self.app.server.extensions["fachkonzept-monitor"]

    def page(self, name: str, view: View) -> Component:
        (page,) = (page for page in PAGES if page.name == name)
        with self.app.server.test_request_context("/"):
            return render(page, self.library, view, {"ziel_id": "Z1"} if name == "goal" else {})

    def get(self, address: str, viewer: Viewer = LEADER) -> Any:
        with client_of(self.app, *viewer.roles) as client:
            return client.get(address)


@pytest.fixture(scope="module")
def office(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Office:
    settings = fake.write_instance(tmp_path_factory.mktemp("zwei_ebenen"))
    fake.write_steering(settings)
    return Office(settings)


@pytest.fixture
def unreleased(fake: ModuleType, tmp_path: Path) -> Office:
    """Return an office with exact figures that has published nothing yet."""
    settings = fake.write_instance(tmp_path / "instanz")
    fake.write_steering(settings)
    (settings.releases / "current").unlink()
    return Office(settings)


def nodes(tree: object) -> Iterator[Component]:
    if isinstance(tree, list | tuple):
        for part in tree:
            yield from nodes(part)
    elif isinstance(tree, Component):
        yield tree
        yield from nodes(getattr(tree, "children", None))


def texts(tree: object) -> list[str]:
    children = (getattr(node, "children", None) for node in nodes(tree))
    parts = (part for each in children for part in (each if isinstance(each, list) else [each]))
    return [part for part in parts if isinstance(part, str)]


def of_class(tree: object, name: str) -> list[Component]:
    return [n for n in nodes(tree) if name in str(getattr(n, "className", "") or "").split()]


def values(office: Office, viewer: Viewer, level: FigureLevel | None) -> list[float]:
    numbers = office.library.open(viewer, level)
    return numbers.series("Z1.1", "KREIS", PeriodKind.QUARTAL)["wert"].to_list()


def test_the_table_names_every_reader_and_level() -> None:
    assert set(SEES) == {
        (viewer, level)
        for viewer in (Viewer(frozenset({role})) for role in Role)
        if may_see(viewer, Resource.KENNZAHLEN)
        for level in (None, *FigureLevel)
    }


@pytest.mark.parametrize(("viewer", "level"), SEES)
@pytest.mark.parametrize("name", ["overview", "goal"])
def test_a_page_shows_the_level_of_its_reader(
    name: str, viewer: Viewer, level: FigureLevel | None, office: Office
) -> None:
    shown = office.page(name, View(viewer=viewer, level=level))
    seen, said = SEES[viewer, level], " ".join(texts(shown))
    switch = of_class(shown, "level")
    assert ("Diese Seite ist nicht für Ihr Konto bestimmt" in said) is (seen is None)
    assert bool(switch) is (viewer != EVALUATOR)
    if seen is not None:
        steering = office.library.store.steering(LEADER)
        assert steering is not None
        assert (steering.snapshot_id in said) is (seen is INTERNAL)


@pytest.mark.parametrize("path", ["/", "/ziel/Z1"])
def test_evaluators_do_not_get_exact_figures_by_address(path: str, office: Office) -> None:
    asked = View(viewer=EVALUATOR, level=INTERNAL)
    for address in (asked.href(path), asked.href("/download/verlauf/Z1.1.csv")):
        assert "ebene=steuerung" in address
        assert office.get(address, EVALUATOR).status_code == HTTPStatus.FORBIDDEN
        assert office.get(address, LEADER).status_code == HTTPStatus.OK


def test_both_levels_are_read_and_kept_apart(office: Office) -> None:
    exact = values(office, LEADER, None)
    published = values(office, LEADER, PUBLISHED)
    assert set(exact).isdisjoint(published)
    assert values(office, EVALUATOR, None) == published
    assert values(office, LEADER, INTERNAL) == exact


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("level", [None, PUBLISHED])
@pytest.mark.parametrize("name", ["overview", "goal"])
def test_the_mark_says_the_level_and_the_switch_the_choice(
    name: str, level: FigureLevel | None, language: Language, office: Office
) -> None:
    shown = office.page(name, View(viewer=LEADER, level=level, language=language))
    (mark,) = of_class(shown, "level")
    choices = of_class(mark, "choice")
    assert tuple(getattr(choice, "children", "") for choice in choices) == MARKS[language]
    current = [c for c in choices if c.to_plotly_json()["props"].get("aria-current") == "true"]
    assert [c.children for c in current] == [MARKS[language][level is PUBLISHED]]
    assert mark.to_plotly_json()["props"]["aria-label"]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("viewer", "level"), [key for key, seen in SEES.items() if seen])
@pytest.mark.parametrize("name", ["overview", "goal", "data"])
def test_published_figures_say_that_they_are_changed_and_lead_to_how(
    name: str, viewer: Viewer, level: FigureLevel | None, language: Language, office: Office
) -> None:
    view = View(viewer=viewer, level=level, language=language)
    marks = of_class(office.page(name, view), "protected")
    is_internal = SEES[viewer, level] is INTERNAL and name != "data"
    assert len(marks) == (not is_internal)
    for mark in marks:
        words = {Language.DE: "Zum Schutz leicht verändert:", Language.EN: "Slightly changed"}
        assert any(text.startswith(words[language]) for text in texts(mark))
        (link,) = (node.href for node in nodes(mark) if hasattr(node, "href"))
        assert link.startswith("/schutz")
        assert office.get(link, viewer).status_code == HTTPStatus.OK


KINDS = {INTERNAL: 6, PUBLISHED: 4}  # as graded, and how many kinds of periods


@pytest.mark.parametrize("level", list(FigureLevel))
def test_periods_are_offered_that_the_level_has(level: FigureLevel, office: Office) -> None:
    shown = office.page("goal", View(viewer=LEADER, level=level))
    (control,) = of_class(shown, "control-period_kind")
    options = [node for node in nodes(control) if type(node).__name__ == "Option"]
    assert len(options) == KINDS[level]


def test_an_area_is_graded_in_its_own_kind_of_period(office: Office) -> None:
    """Of staff's requests areas have quarters internally, and years of what is published."""
    for level, last in ((INTERNAL, "3. Quartal 2026"), (PUBLISHED, "2025")):
        shown = office.page("goal", View(viewer=LEADER, level=level, area="071375001"))
        (section,) = (node for node in nodes(shown) if getattr(node, "id", "") == "Z1-3")
        (fact,) = of_class(section, "fact-line")
        assert f"{last}: " in "".join(texts(fact))
    shown = office.page("goal", View(viewer=LEADER, level=PUBLISHED))
    (section,) = (node for node in nodes(shown) if getattr(node, "id", "") == "Z1-3")
    said = " ".join(texts(section))
    assert "3. Quartal 2026: " in said  # the district
    assert "Nach Sozialräumen · 2025" in said


def test_what_is_published_for_the_district_only_is_said_of_an_area(office: Office) -> None:
    for level, is_left_out in ((INTERNAL, False), (PUBLISHED, True)):
        view = View(viewer=LEADER, level=level, area="071375001")
        said = " ".join(texts(office.page("goal", view)))
        assert ("Hier ohne Z1.2b „Wartezeit Familien, 90 %“" in said) is is_left_out
        assert ("wird nur für den Landkreis veröffentlicht" in said) is is_left_out


def test_what_is_not_published_for_a_kind_of_period_is_said(office: Office) -> None:
    view = View(viewer=LEADER, level=PUBLISHED, area="071375001", period_kind=PeriodKind.QUARTAL)
    said = " ".join(texts(office.page("goal", view)))
    assert (
        "Veröffentlicht ist dieser Indikator hier für Kalenderjahre und längere Zeiträume, "
        "nicht für Quartale." in said
    )


def test_every_link_keeps_the_level(office: Office) -> None:
    view = View(viewer=LEADER, level=PUBLISHED, area="071375001")
    shown = office.page("goal", view)
    switch = {id(choice) for choice in of_class(shown, "choice")}
    hrefs = [str(getattr(n, "href", "")) for n in nodes(shown) if id(n) not in switch]
    own = [href for href in hrefs if href.startswith("/") and href != SIGN_IN]  # without figures
    assert len(own) > 15
    assert [href for href in own if "ebene=veroeffentlichung" not in href] == []
    back, here = (str(choice.href) for choice in of_class(shown, "choice"))
    assert back == "/ziel/Z1?gebiet=071375001"
    assert here == "/ziel/Z1?gebiet=071375001&ebene=veroeffentlichung"


@pytest.mark.parametrize("name", ["data", "protection", "quality", "statement"])
def test_other_pages_are_about_releases(name: str, office: Office) -> None:
    shown = office.page(name, View(viewer=STEWARD))
    assert of_class(shown, "level") == []
    steering = office.library.store.steering(LEADER)
    assert steering is not None
    assert steering.snapshot_id not in json.dumps(shown.to_plotly_json(), default=str)


@pytest.mark.parametrize(("viewer", "level"), [key for key, seen in SEES.items() if seen])
def test_a_file_says_that_it_is_internal(
    viewer: Viewer, level: FigureLevel | None, office: Office
) -> None:
    view = View(viewer=viewer, level=level)
    answer = office.get(view.href("/download/verlauf/Z1.1.csv"), viewer)
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    is_internal = SEES[viewer, level] is INTERNAL
    assert ("_intern" in answer.headers["Content-Disposition"]) is is_internal
    changed = "veröffentlicht, zum Schutz leicht verändert"
    assert {row["ebene"] for row in rows} == {"intern" if is_internal else changed}
    assert list(rows[0])[:2] == ["ebene", "datenart"]
    told = [float(row["wert"].replace(",", ".")) for row in rows]
    assert told == pytest.approx(values(office, viewer, level))


def test_before_anything_is_published_those_who_steer_see_exact_figures(
    unreleased: Office,
) -> None:
    for name in ("overview", "goal"):
        assert len(of_class(unreleased.page(name, View(viewer=LEADER)), "level")) == 1
        said = texts(unreleased.page(name, View(viewer=LEADER, level=PUBLISHED)))
        assert "Noch nicht veröffentlicht" in said
        assert "Zu den internen Zahlen" in said
        said = texts(unreleased.page(name, View(viewer=EVALUATOR)))
        assert "Es gibt noch keine Ausgabe" in said


@pytest.mark.parametrize(
    ("waiting", "until"),
    [
        ({}, ""),
        ({"2026-Q3": "2026-12-09"}, " (wartet bis zum 9. Dezember 2026 auf fehlende Lieferungen)"),
    ],
)
def test_what_is_not_published_yet_is_said(
    waiting: dict[str, str],
    until: str,
    fake: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = fake.write_instance(tmp_path / "instanz")
    fake.write_steering(settings, waiting=waiting)
    office = Office(settings)
    read = Library.frame

    def without_last(library: Any, numbers: Any, name: str, *selection: Any) -> Any:
        frame = read(library, numbers, name, *selection)
        if numbers.level is INTERNAL or name != "ziel_stand":
            return frame
        return frame.filter(frame["quartal"] != "2026-Q3")

    monkeypatch.setattr(Library, "frame", without_last)
    view = View(viewer=LEADER, level=PUBLISHED, quarter="2026-Q3")
    said = " ".join(texts(office.page("overview", view)))
    assert f"Noch nicht veröffentlicht: 3. Quartal 2026{until}." in said
    assert "3. Quartal 2026 ist noch nicht veröffentlicht. Gezeigt wird" in said
    evaluators = replace(view, viewer=EVALUATOR, level=None)
    assert "noch nicht veröffentlicht" not in " ".join(texts(office.page("overview", evaluators)))
    assert "noch nicht" not in " ".join(texts(office.page("overview", replace(view, level=None))))


def test_damaged_exact_figures_are_not_shown(fake: ModuleType, tmp_path: Path) -> None:
    settings = fake.write_instance(tmp_path / "instanz")
    name = fake.write_steering(settings)
    (settings.steering / name / STEERING.database).write_bytes(b"other")
    office = Office(settings)
    shown = office.page("overview", View(viewer=LEADER))
    assert of_class(shown, "level") == []
    assert "Die internen Zahlen sind beschädigt" in " ".join(texts(shown))
    assert "beschädigt" not in " ".join(texts(office.page("overview", View(viewer=EVALUATOR))))


def test_an_unknown_level_is_said(office: Office) -> None:
    answer = office.get("/download/verlauf/Z1.1.csv?ebene=alles")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    view = View(viewer=LEADER, unread=(("level", "alles"),))
    assert "Eine Ebene „alles“ gibt es hier nicht" in " ".join(texts(office.page("overview", view)))


def test_the_api_does_not_know_of_exact_figures(office: Office) -> None:
    steering = office.library.store.steering(LEADER)
    assert steering is not None
    for address in ("/api/v1/releases", "/api/v1/releases/latest"):
        answer: flask.Response = office.get(address)
        assert steering.snapshot_id not in answer.get_data(as_text=True)
    found = office.get(f"/api/v1/releases/{steering.snapshot_id}")
    assert found.status_code == HTTPStatus.NOT_FOUND
