"""Files on the page *Daten*: a dataset in every format, the whole release, the citation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.api.addresses import file_href
from dashboards.components import aria, marks
from dashboards.pages.data_choice import localized
from dashboards.request.context import Context
from dashboards.words import formats
from monitor.datasets.formats import FACTS, FileFormat
from monitor.datasets.manifest import DatasetFile, FileKind, ManifestDataset
from monitor.releases.log import ReleaseInfo

#: Marks what a button copies that stands in the same ``copyable`` (``assets/tables.js``).
COPIED: Final[dict[str, Any]] = {"data-text": True}


def dataset_card(
    context: Context, release: str, dataset: ManifestDataset, variables: int
) -> Component:
    """Return title, description, files with sizes and checksums, and notes of a dataset."""
    t = context.t
    facts = [html.Code(dataset.name), html.Span(t.count("data.rows", dataset.rows))]
    facts += [html.Span(t.count("data.columns", variables))] if variables else []
    return html.Section(
        [
            html.H2(localized(context, dataset.title_de, dataset.title_en)),
            html.P(
                localized(context, dataset.description_de, dataset.description_en), className="lead"
            ),
            html.P(facts, className="meta"),
            _buttons(context, release, dataset),
            *_left_out(context, dataset),
            _checksums(context, dataset.files),
            *_notes(context, dataset),
        ],
        className="dataset",
    )


def whole_release(context: Context, release: str, files: Sequence[DatasetFile]) -> Component:
    """Return the ZIP file and the documents of a release."""
    t = context.t
    archives = [file for file in files if file.kind is FileKind.PAKET]
    documents = [file for file in files if file.kind is FileKind.DOKUMENT]
    buttons = [_button(context, release, file, t("data.zip")) for file in archives]
    links = [
        html.A(file.title_de, href=file_href(release, file), download="") for file in documents
    ]
    return html.Section(
        [
            html.H2(t("data.all")),
            html.Div(buttons, className="formats"),
            html.P([html.Span(t("data.documents"), className="soft"), *links], className="links"),
            _checksums(context, [*archives, *documents]),
        ]
    )


def citation(context: Context, release: ReleaseInfo, dataset: str | None) -> Component:
    """Return the ready citation and the permanent address of release and dataset."""
    t = context.t
    said = context.library.store.citation(context.view.viewer, release.release_id)
    text = said.get(context.view.language.value)
    sentence = text or t("data.no_citation", release=release.release_id)
    address = context.base + context.here(release=release.release_id, dataset=dataset)
    note = [html.P(t("data.demo"), className="soft")] if release.is_demo else []
    return html.Section(
        [
            html.H2(t("data.citation")),
            html.Div(
                [html.P(sentence, className="citation", **COPIED), copy_button(context)],
                className="copyable",
            ),
            *note,
            html.P(
                [html.Span(t("data.permalink"), className="soft"), html.A(address, href=address)],
                className="links",
            ),
        ]
    )


def copy_button(context: Context, what: str | None = None) -> Component:
    """Return a button that copies the text beside it, and says so; nothing is sent anywhere."""
    t = context.t
    copying: dict[str, Any] = {"data-copy": True}
    if what:
        copying |= aria.labelled(t("data.copy_label", what=what))
    told: dict[str, Any] = {
        "data-copied": t("data.copied"),
        "data-failed": t("tables.not_copied"),
    }
    button = html.Button(t("data.copy"), type="button", className="button", **copying)
    return html.Span([html.Span(role="status", **told), button], className="copy")


def _buttons(context: Context, release: str, dataset: ManifestDataset) -> Component:
    buttons = [
        _button(context, release, file, _format_label(context, file.format), dataset.name)
        for file in dataset.files
    ]
    return html.Div(buttons, className="formats")


def _button(
    context: Context, release: str, file: DatasetFile, label: str, name: str = ""
) -> Component:
    t = context.t
    size = formats.size(file.bytes, t.language)
    said = t("data.download_label", format=label, size=size, name=name) if name else ""
    return html.A(
        [marks.icon("laden"), html.Span(label), html.Span(size, className="soft")],
        href=file_href(release, file),
        download="",
        className="button format",
        **(aria.labelled(said) if said else {}),
    )


def _left_out(context: Context, dataset: ManifestDataset) -> list[Component]:
    if not dataset.left_out:
        return []
    names = [_format_label(context, name) for name in dataset.left_out]
    said = context.t("data.left_out", formats=formats.listing(names, context.t.language))
    return [html.P(said, className="soft small")]


def _format_label(context: Context, name: str) -> str:
    if name not in set(FileFormat):  # a format of a newer version
        return name
    facts = FACTS[FileFormat(name)]
    return localized(context, facts.label_de, facts.label_en)


def _checksums(context: Context, files: Sequence[DatasetFile]) -> Component:
    sums = [html.Code(f"{file.sha256}  {file.file_name}") for file in files]
    summary = html.Summary(context.t("data.checksum"))
    return html.Details([summary, *sums], className="checksums unprinted")


def _notes(context: Context, dataset: ManifestDataset) -> list[Component]:
    notes = dataset.notes_en if context.t.language.value == "en" else dataset.notes_de
    if not notes:
        return []
    heading = html.H3(context.t("data.notes"))
    return [heading, html.Ul([html.Li(note) for note in notes], className="notes")]
