"""*Daten*: choose a release and a dataset, download, look, understand, load, cite.

The sections of the page are in the modules beside (``data_*``); the store refuses viewers without
the right to a dataset.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import notices
from dashboards.components.navigation import NavigationPlace
from dashboards.pages import data_preview
from dashboards.pages.data_choice import Choice, choose, choosers, state_notice
from dashboards.pages.data_code import code
from dashboards.pages.data_files import citation, dataset_card, whole_release
from dashboards.pages.data_variables import variable_table
from dashboards.pages.page import Page
from dashboards.request.context import Context
from monitor.access import Resource
from monitor.errors import ReleaseError, SnapshotDamagedError


def content(context: Context) -> Component:
    """Return the page."""
    choice = choose(context.library.store, context.view)
    head = [
        html.H1(context.t("data.title")),
        html.P(context.t("data.about"), className="lead"),
        choosers(context, choice),
    ]
    return html.Div(
        [html.Div(head, className="page-head data-head"), *_sections(context, choice)],
        className="data",
    )


def releases_offered(context: Context) -> str:
    """Return the ids and states of all releases, which the page lists.

    Raises:
        AccessError: the viewer may not have any datasets.
        SnapshotDamagedError: the files of the chosen release are not those that were made.
    """
    store, view = context.library.store, context.view
    releases = store.releases(view.viewer)
    try:
        store.release(view.viewer, view.release)
    except SnapshotDamagedError:
        raise
    except ReleaseError:  # the page says it
        pass
    return " ".join(f"{each.release_id} {each.state} {each.is_current}" for each in releases)


def _sections(context: Context, choice: Choice | None) -> list[Component]:
    if choice is None:
        return [notices.empty(context.t("data.no_release"))]
    release = choice.release.release_id
    files = context.library.store.datasets.files(context.view.viewer, release)
    return [
        *state_notice(context, choice.release),
        notices.protected(context),
        *_dataset(context, choice),
        whole_release(context, release, files),
        citation(context, choice.release, choice.dataset.name if choice.dataset else None),
    ]


def _dataset(context: Context, choice: Choice) -> list[Component]:
    """Return everything about the chosen dataset."""
    dataset, release = choice.dataset, choice.release.release_id
    if dataset is None:
        return [notices.empty(context.t("data.no_dataset"))]
    store, viewer = context.library.store, context.view.viewer
    variables = store.datasets.variables(viewer, dataset.name, release)
    return [
        dataset_card(context, release, dataset, len(variables)),
        data_preview.preview(context, release, dataset, variables),
        variable_table(context, dataset.name, variables),
        code(context, release, dataset, variables),
    ]


PAGE = Page(
    name="data",
    path="/daten",
    title="nav.data",
    resource=Resource.DATENSAETZE,
    content=content,
    cache_key=releases_offered,
    checks=(data_preview.unknown_page_of_rows,),
    place=NavigationPlace.MENU,
)
