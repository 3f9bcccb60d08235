"""Code on the page *Daten*: lines that load the chosen dataset of this very release."""

from __future__ import annotations

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.api.addresses import BASE, file_href
from dashboards.components import aria
from dashboards.pages.data_files import COPIED, copy_button
from dashboards.request.context import Context
from dashboards.request.form_links import TOKENS
from dashboards.words.snippets import TOKEN_VARIABLE, DatasetBytes, snippets
from monitor.datasets.manifest import ManifestDataset
from monitor.datasets.profile import Profile

#: Of the disclosures of a group, one is open at a time (``assets/tables.js``).
_GROUP: Final[dict[str, Any]] = {"data-group": "code"}


def code(context: Context, release: str, dataset: ManifestDataset, variables: Profile) -> Component:
    """Return the lines per program, one of them open at a time, with buttons to copy."""
    t = context.t
    sources = {
        file.format: DatasetBytes(context.base + file_href(release, file), file.sha256)
        for file in dataset.files
    }
    with_token = not context.view.viewer.is_visitor
    lines = snippets(dataset.name, sources, variables, t, with_token=with_token)
    panels = [
        _panel(context, dataset.name, program, text, is_open=not place)
        for place, (program, text) in enumerate(lines.items())
    ]
    openapi = html.A(t("data.interface"), href=f"{BASE}/openapi.json")
    return html.Section(
        [
            html.H2(t("data.code")),
            html.P(t("data.code_about"), className="soft"),
            *([_about_tokens(context)] if with_token else []),
            html.Div(panels, id="code", className="code"),
            html.P(openapi, className="links"),
        ]
    )


def _about_tokens(context: Context) -> Component:
    """Return where a token comes from that the lines read."""
    t = context.t
    link = html.A(t("data.token_link"), href=context.view.href(TOKENS))
    return html.P([t("data.token_about", variable=TOKEN_VARIABLE), " ", link], className="soft")


def _panel(context: Context, name: str, program: str, text: str, *, is_open: bool) -> Component:
    label = context.t("data.code_label", name=name, program=program)
    lines = html.Pre(
        html.Code(text, **COPIED),
        className="commands",
        tabIndex=0,
        role="region",
        **aria.labelled(label),
    )
    content = html.Div([lines, copy_button(context, label)], className="copyable")
    return html.Details([html.Summary(program), content], open=is_open, **_GROUP)
