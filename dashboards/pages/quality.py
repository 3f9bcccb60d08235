"""*Qualität*, for data stewards: missing and late deliveries, corrections, accounts, findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import download_links, unknown_choices
from dashboards.components.navigation import NavigationPlace
from dashboards.pages.page import Page
from dashboards.pages.quality_accounts import accounts
from dashboards.pages.quality_deliveries import deliveries_register
from dashboards.pages.quality_findings import findings, unknown_page_of_findings
from dashboards.pages.quality_sections import (
    corrections,
    expected_matrix,
    headline,
    to_decide,
)
from dashboards.request.context import Context
from dashboards.request.corrections import corrections_by_traeger, with_sender
from dashboards.request.quality_frames import Quality
from monitor.access import Resource
from monitor.releases.open_deliveries import waiting_deliveries

DELIVERIES: Final = "lieferungen"
FINDINGS: Final = "befunde"


def content(context: Context) -> Component:
    """Return the page."""
    quality = Quality(context.view.viewer, context.library.store)
    context = replace(context, view=quality.known(context.view))
    t, expected = context.t, quality.expected()
    deliveries = with_sender(
        quality.deliveries(), office=t("quality.office"), unknown=t("quality.unknown")
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1(t("quality.title")),
                    html.P(headline(expected, t), className="headline"),
                ],
                className="page-head",
            ),
            *to_decide(waiting_deliveries(deliveries), t),
            expected_matrix(expected, t),
            corrections(context, corrections_by_traeger(deliveries, expected, quality.made_on())),
            deliveries_register(DELIVERIES, deliveries, t),
            accounts(quality.accounts(), t, href=context.view.here(download_links.ACCOUNTS)),
            findings(
                context,
                quality,
                (deliveries, expected),
                name=FINDINGS,
                about=t("quality.no_values"),
                href=context.view.here(download_links.FINDINGS),
            ),
        ]
    )


def snapshot_of_deliveries(context: Context) -> str:
    """Return the id of the quality snapshot (AccessError, ReleaseError)."""
    return Quality(context.view.viewer, context.library.store).snapshot_id()


PAGE = Page(
    name="quality",
    path="/qualitaet",
    title="nav.quality",
    resource=Resource.QUALITAET,
    content=content,
    cache_key=snapshot_of_deliveries,
    checks=(unknown_choices.of_deliveries, unknown_page_of_findings),
    place=NavigationPlace.MENU,
)
