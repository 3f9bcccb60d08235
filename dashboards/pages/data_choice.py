"""Release and dataset of the page *Daten*: read from the address, with their controls.

An unknown release or dataset is never replaced: a link may stand in a citation.
"""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.request.context import Context
from dashboards.request.view import View
from dashboards.words import formats
from dashboards.words.language import Language
from monitor.datasets.manifest import ManifestDataset
from monitor.errors import ReleaseError, SnapshotDamagedError
from monitor.reading.store import Store
from monitor.releases.log import ReleaseInfo, ReleaseState


@dataclass(frozen=True)
class Choice:
    """A release, the datasets offered to the viewer, and the dataset chosen (``None``: unknown)."""

    release: ReleaseInfo
    datasets: list[ManifestDataset]
    dataset: ManifestDataset | None


def choose(store: Store, view: View) -> Choice | None:
    """Return release and dataset of a view, by default the current release and the first dataset.

    ``None`` stands for an unknown release.

    Raises:
        AccessError: the viewer may not have any datasets.
        SnapshotDamagedError: the release is damaged.
        ReleaseError: nothing was published yet.
    """
    try:
        release = store.release(view.viewer, view.release)
    except SnapshotDamagedError:
        raise
    except ReleaseError:
        if view.release is None:
            raise
        return None
    datasets = store.datasets.all(view.viewer, release.release_id)
    wanted = view.dataset or (datasets[0].name if datasets else None)
    return Choice(release, datasets, next((one for one in datasets if one.name == wanted), None))


def choosers(context: Context, choice: Choice | None) -> Component:
    """Return the controls for release and dataset."""
    chosen = [_release_chooser(context), *([_dataset_chooser(context, choice)] if choice else [])]
    return html.Div(
        controls.row(context, chosen, label=context.t("control.label")), className="wide"
    )


def state_notice(context: Context, release: ReleaseInfo) -> list[Component]:
    """Return a notice above a superseded or withdrawn release."""
    if release.is_current:
        return []
    is_withdrawn = release.state is ReleaseState.ZURUECKGEZOGEN
    said = context.t("data.withdrawn") if is_withdrawn else context.t("data.superseded")
    link = html.A(context.t("data.to_current"), href=context.here(release=None))
    return [html.P([html.Span(said), " ", link], className="callout", role="note")]


def localized(context: Context, german: str, english: str) -> str:
    """Return the text of the page's language."""
    return english if context.view.language is Language.EN else german


def _release_chooser(context: Context) -> Component:
    t = context.t
    releases = context.library.store.releases(context.view.viewer)
    current = context.numbers.snapshot_id
    choices = [(release.release_id, _release_label(context, release)) for release in releases]
    chosen = context.view.release or current
    if chosen not in dict(choices):
        choices.append((chosen, "–"))
    return controls.select("release", t("data.release"), choices, chosen, default=current)


def _release_label(context: Context, release: ReleaseInfo) -> str:
    t = context.t
    label = t(
        "data.release_choice",
        date=formats.short_date(release.created_at.date(), t.language),
        time=f"{release.created_at:%H:%M}",
        quarter=formats.short_period(release.data_until, t.language),
    )
    if release.is_current:
        return t("data.release_current", choice=label)
    is_withdrawn = release.state is ReleaseState.ZURUECKGEZOGEN
    return t("data.release_withdrawn", choice=label) if is_withdrawn else label


def _dataset_chooser(context: Context, choice: Choice) -> Component:
    choices = [
        (dataset.name, localized(context, dataset.title_de, dataset.title_en))
        for dataset in choice.datasets
    ]
    default = choice.datasets[0].name if choice.datasets else ""
    chosen = choice.dataset.name if choice.dataset else ""
    if not chosen:
        choices.append(("", "–"))
    return controls.select("dataset", context.t("data.dataset"), choices, chosen, default=default)
