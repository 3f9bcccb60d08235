"""*Einzelzeilen*: the files of the contracts that name the viewer's account, while they run."""

from __future__ import annotations

import datetime as dt

from dash import html
from dash.development.base_component import Component

from dashboards.components import grids, notices
from dashboards.components.download_links import contract_href
from dashboards.components.navigation import NavigationPlace
from dashboards.pages.page import Page
from dashboards.request.context import Context
from dashboards.words import formats
from monitor.access import Resource
from monitor.datasets.contract_manifest import ContractManifest


def content(context: Context) -> Component:
    """Return the page."""
    t, viewer = context.t, context.view.viewer
    running = context.library.store.running_contracts(viewer, _today())
    others = sorted(viewer.contracts - {contract.id for contract in running})
    head = [html.H1(t("rows.title")), html.P(t("rows.about"), className="lead")]
    nothing = [] if viewer.contracts else [notices.empty(t("rows.none"))]
    return html.Div(
        [
            html.Div(head, className="page-head"),
            *nothing,
            *(_contract(context, contract) for contract in running),
            *_not_running(context, others),
        ]
    )


def running_today(context: Context) -> str:
    """Return the day and the files that run on it (AccessError)."""
    today = _today()
    running = context.library.store.running_contracts(context.view.viewer, today)
    return " ".join([f"{today}", *(f"{each.id} {each.erstellt_am}" for each in running)])


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).astimezone().date()


def _contract(context: Context, contract: ContractManifest) -> Component:
    t = context.t
    days = {
        name: formats.date(day, t.language)
        for name, day in (
            ("begin", contract.von), ("end", contract.bis), ("delete", contract.loeschen_bis),
            ("made", contract.erstellt_am.date()),
        )
    }  # fmt: skip
    facts = [html.Code(contract.id), html.Span(t.count("data.rows", contract.zeilen))]
    return html.Section(
        [
            html.H2(contract.zweck),
            html.P([*facts, html.Span(t("rows.made", **days))], className="meta"),
            html.P(t("rows.term", **days)),
            _files(context, contract),
            _checksums(context, contract),
        ],
        className="dataset",
    )


def _files(context: Context, contract: ContractManifest) -> Component:
    t = context.t
    rows = [
        [
            html.A(file.name, href=contract_href(contract.id, file.name), download=""),
            formats.size(file.bytes, t.language),
        ]
        for file in contract.dateien
    ]
    head = [t("rows.file"), t("rows.size")]
    caption = t("rows.files", contract=contract.id)
    return grids.html_table(head, rows, caption=caption, name="contract-files")


def _checksums(context: Context, contract: ContractManifest) -> Component:
    sums = [html.Code(f"{file.sha256}  {file.name}") for file in contract.dateien]
    summary = html.Summary(context.t("data.checksum"))
    return html.Details([summary, *sums], className="checksums unprinted")


def _not_running(context: Context, contracts: list[str]) -> list[Component]:
    """Return a sentence on each contract of the account without files to be had today."""
    if not contracts:
        return []
    t = context.t
    named = [html.Li([html.Code(name), " ", t("rows.not_running")]) for name in contracts]
    return [html.Section([html.H2(t("rows.others")), html.Ul(named)])]


PAGE = Page(
    name="contract_rows",
    path="/einzelzeilen",
    title="nav.contract_rows",
    resource=Resource.VERTRAGSDATEN,
    content=content,
    cache_key=running_today,
    place=NavigationPlace.MENU,
)
