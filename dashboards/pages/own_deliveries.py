"""*Meine Lieferungen*, for a Träger: what is still owed, then deliveries, accounts and findings.

Whoever may see the deliveries of all, too, sees here those of their own Träger only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import download_links, notices, unknown_choices
from dashboards.components.navigation import NavigationPlace
from dashboards.pages.own_matters import matters, open_sentence, title_of
from dashboards.pages.page import Page
from dashboards.pages.quality_accounts import accounts
from dashboards.pages.quality_deliveries import deliveries_register
from dashboards.pages.quality_findings import findings, unknown_page_of_findings
from dashboards.request.context import Context
from dashboards.request.corrections import open_matters
from dashboards.request.quality_frames import Quality, of_own
from dashboards.words import formats
from monitor.access import Resource

DELIVERIES: Final = "eigene-lieferungen"
FINDINGS: Final = "eigene-befunde"


def content(context: Context) -> Component:
    """Return the page."""
    context = _own(context)
    quality = _quality(context)
    context = replace(context, view=quality.known(context.view))
    deliveries, expected = _named(quality.deliveries()), _named(quality.expected())
    head = _head(context, quality, deliveries, expected)
    if not context.view.viewer.traeger:
        return html.Div([head, notices.empty(context.t("mine.no_traeger"))])
    return html.Div([head, *_sections(context, quality, deliveries, expected)])


def snapshot_of_own(context: Context) -> str:
    """Return the id of the quality snapshot (AccessError, ReleaseError)."""
    return _quality(_own(context)).snapshot_id()


def _of_own_deliveries(context: Context) -> Iterator[unknown_choices.UnknownChoice]:
    own = _own(context)
    yield from unknown_choices.of_deliveries(own)
    yield from unknown_page_of_findings(own)


def _own(context: Context) -> Context:
    return replace(context, view=of_own(context.view))


def _quality(context: Context) -> Quality:
    return Quality(context.view.viewer, context.library.store)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(traeger=pl.col("traeger").fill_null(pl.col("traeger_id")))


def _head(
    context: Context, quality: Quality, deliveries: pl.DataFrame, expected: pl.DataFrame
) -> Component:
    t, today = context.t, quality.made_on()
    owed = open_matters(deliveries, expected, today)
    return html.Div(
        [
            html.Div(
                [
                    html.P(title_of(deliveries, expected, t), className="kicker"),
                    html.H1(t("mine.title")),
                ]
            ),
            html.P(open_sentence(owed, expected, t), className="headline"),
            html.P(t("mine.as_of", date=formats.date(today, t.language)), className="lead soft"),
        ],
        className="page-head",
    )


def _sections(
    context: Context, quality: Quality, deliveries: pl.DataFrame, expected: pl.DataFrame
) -> list[Component]:
    t, view = context.t, context.view
    owed = open_matters(deliveries, expected, quality.made_on())
    return [
        matters(context, owed),
        deliveries_register(DELIVERIES, deliveries, t),
        accounts(quality.accounts(), t, href=view.here(download_links.OWN_ACCOUNTS)),
        findings(
            context,
            quality,
            (deliveries, expected),
            name=FINDINGS,
            about=t("mine.findings_about"),
            href=view.here(download_links.OWN_FINDINGS),
        ),
    ]


PAGE = Page(
    name="own_deliveries",
    path="/lieferungen",
    title="nav.own_deliveries",
    resource=Resource.EIGENE_LIEFERUNGEN,
    content=content,
    cache_key=snapshot_of_own,
    checks=(_of_own_deliveries,),
    place=NavigationPlace.MENU,
)
