"""The page *Daten*: what it datasets can be fetched, and what is not there is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from types import ModuleType
from typing import Any

import flask
import pytest
from dash import html
from dash.development.base_component import Component

from dashboards.components.static_html import to_html
from dashboards.pages.catalogue import PAGES
from dashboards.pages.data import content
from dashboards.pages.data_files import dataset_card
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.routing import render
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.reading.store import Store
from tests.builders.sign_in import EVALUATOR, LEADER
from tests.builders.tables import read_table

EVALUATION = View(viewer=EVALUATOR)
ADDRESS = "http://localhost:8050"
T = Messages(Language.DE)

Show = Callable[..., Component]


@pytest.fixture
def show(store: Store) -> Show:
    """Return a function that makes the page for a view."""

    def make(view: View = EVALUATION) -> Component:
        return content(Context("/daten", view, Library(store), ADDRESS))

    return make


def _parts(page: Component) -> Iterator[Component]:
    return (part for part in page._traverse() if isinstance(part, Component))


def _texts(page: Component) -> str:
    children = [getattr(part, "children", None) for part in (page, *_parts(page))]
    listed = [child if isinstance(child, list) else [child] for child in children]
    return "\n".join(text for texts in listed for text in texts if isinstance(text, str))


def _props(page: Component, name: str) -> list[Any]:
    return [value for part in _parts(page) if (value := getattr(part, name, None)) is not None]


def test_everything_offered_can_be_fetched(show: Show, client: flask.testing.FlaskClient) -> None:
    hrefs = {href for href in _props(show(), "href") if href.startswith("/api/")}
    assert len(hrefs) >= 6 + 1 + 7
    for href in hrefs:
        with client.get(href) as answer:
            assert answer.status_code == HTTPStatus.OK


def test_checksums_and_sizes_stand_beside_the_files(show: Show, store: Store) -> None:
    text = _texts(show())
    dataset = store.datasets.all(EVALUATION.viewer)[0]
    assert all(file.sha256 in text for file in dataset.files)
    assert T.count("data.rows", dataset.rows) in text
    assert dataset.description_de in text
    assert all(note in text for note in dataset.notes_de)


def test_the_default_is_the_current_release_and_its_first_dataset(show: Show, store: Store) -> None:
    current = store.current(EVALUATION.viewer).release_id
    named = View(viewer=EVALUATOR, release=current, dataset="indikatoren")
    assert _texts(show()) == _texts(show(named))
    assert T("data.superseded") not in _texts(show())


def test_a_withdrawn_release_says_so_and_keeps_its_own_addresses(
    show: Show, fake: ModuleType
) -> None:
    page = show(View(viewer=LEADER, release=fake.WITHDRAWN))
    assert T("data.withdrawn") in _texts(page)
    files = [href for href in _props(page, "href") if href.startswith("/api/v1/releases")]
    assert files
    assert all(fake.WITHDRAWN in href for href in files)
    options = [part for part in _parts(page) if isinstance(part, html.Option)]
    labels = {option.value: option.children for option in options}
    assert labels[fake.WITHDRAWN].endswith("zurückgezogen")
    assert fake.DRAFT not in labels


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View(viewer=LEADER, release="20200101T000000Z-000000000000"), "data.no_release"),
        (View(viewer=LEADER, release="../x"), "data.no_release"),
        (View(viewer=LEADER, dataset="nirgends"), "data.no_dataset"),
        (View(viewer=LEADER, dataset="einzelzeilen"), "data.no_dataset"),
    ],
)
def test_what_is_not_there_is_said_and_not_replaced(view: View, said: str, show: Show) -> None:
    page = show(view)
    assert T(said) in _texts(page)
    assert T("data.preview") not in _texts(page)
    assert "Einzelzeilen" not in _texts(page)


def test_a_draft_is_not_there(show: Show, fake: ModuleType) -> None:
    assert T("data.no_release") in _texts(show(View(viewer=LEADER, release=fake.DRAFT)))


def test_every_variable_is_explained_in_the_language_of_the_page(show: Show, store: Store) -> None:
    variables = store.datasets.variables(EVALUATION.viewer, "indikatoren")
    german = _texts(show())
    english = _texts(show(View(viewer=EVALUATOR, language=Language.EN)))
    for variable in variables:
        assert variable.label_de in german
        assert variable.label_en in english
    pictures = to_html(show()).count('class="distribution"')
    assert pictures == sum(bool(variable.bars) for variable in variables)


def test_an_earlier_release_without_profiles_can_still_be_seen(
    show: Show, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.datasets, "variables", lambda *_: ())
    monkeypatch.setattr(store, "citation", lambda *_: {})
    page = show()
    assert T("data.no_variables") in _texts(page)
    row = read_table(to_html(page), "vorschau")[0]
    assert "wert" in row
    assert "wert__fehlt" not in row
    assert store.current(EVALUATION.viewer).release_id in _texts(page)


def test_the_citation_names_the_release_and_its_permanent_address(show: Show, store: Store) -> None:
    page = show()
    current = store.current(EVALUATION.viewer).release_id
    assert store.citation(EVALUATION.viewer)["de"] in _texts(page)
    permanent = f"{ADDRESS}/daten?stand={current}&datensatz=indikatoren"
    assert permanent in _props(page, "href")


def test_a_page_is_kept_for_one_address_of_the_server_only(
    client: flask.testing.FlaskClient, library: Library
) -> None:
    """Else the lines to copy would name a host that somebody else asked for."""
    page = next(page for page in PAGES if page.name == "data")
    for host in ("http://one.example", "http://two.example"):
        with client.application.test_request_context("/daten", base_url=host):
            text = _texts(render(page, library, EVALUATION, {}))
        assert host in text
        assert text.count(".example") == text.count(host)


def test_formats_left_out_are_named(store: Store) -> None:
    context = Context("/daten", EVALUATION, Library(store), ADDRESS)
    dataset = replace(
        store.datasets.all(EVALUATION.viewer)[0], left_out=("sav", "neu"), notes_de=()
    )
    card = dataset_card(context, store.current(EVALUATION.viewer).release_id, dataset, 0)
    assert "Zu viele Zeilen für: SPSS, PSPP (.sav) und neu." in _texts(card)
    assert T("data.notes") not in _texts(card)
