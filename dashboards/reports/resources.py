"""Posts and money behind the work: totals of the district from the published side tables."""

from __future__ import annotations

from typing import Final

import polars as pl

from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import (
    Block,
    Cell,
    Heading,
    Paragraph,
    ReportColumn,
    ReportTable,
    Tone,
)
from dashboards.reports.figure_tables import filled
from dashboards.reports.goal_sheets import said
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.access import Resource, may_see
from monitor.errors import ReleaseError

POSTS: Final = "nebentabellen_stellen"
MONEY: Final = "nebentabellen_finanzen"

_QUARTERS: Final = 5  # as many as of deliveries: a year and the quarter a year before
_MOST_ROWS: Final = 1000


def resources(basis: ReportBasis) -> list[Block]:
    """Return the chapter: sentences and tables on posts and money up to the quarter."""
    t, text = basis.t, basis.wishes.layout.texts.ressourcen
    intro = "" if text is None else getattr(text, t.language.value)
    posts, money = side_table(basis, POSTS), side_table(basis, MONEY)
    blocks = [*_posts(posts, basis), *_money(money, basis)]
    return [
        Heading(1, t("report.heading.resources")),
        *said(intro),
        *(blocks or [Paragraph(t("report.resources.nothing"))]),
        *([Paragraph(t("report.resources.source"), Tone.SOFT)] if blocks else []),
    ]


def side_table(basis: ReportBasis, name: str) -> pl.DataFrame:
    """Return the rows of a published side table; empty where there is none for the viewer."""
    viewer, store = basis.context.view.viewer, basis.context.library.store
    if not may_see(viewer, Resource.DATENSAETZE):
        return pl.DataFrame()
    try:
        release = store.current(viewer).release_id
    except ReleaseError:  # exact figures only: nothing is published yet
        return pl.DataFrame()
    if name not in {dataset.name for dataset in store.datasets.all(viewer, release)}:
        return pl.DataFrame()
    return store.datasets.rows(viewer, name, release, limit=_MOST_ROWS)


def _posts(rows: pl.DataFrame, basis: ReportBasis) -> list[Block]:
    t = basis.t
    if rows.is_empty():
        return []
    shown = rows.filter(pl.col("quartal") <= basis.chosen.quarter).sort("quartal").tail(_QUARTERS)
    if shown.is_empty():
        return []
    latest = shown.row(-1, named=True)
    lead = t(
        "report.resources.posts", period=formats.period(latest["quartal"], t.language),
        there=_posts_of(latest["vzae_ist"], t), planned=_posts_of(latest["vzae_soll"], t),
        share=_share(latest["vzae_ist"], latest["vzae_soll"], t),
    )  # fmt: skip
    cells = [
        (
            Cell(formats.period(row["quartal"], t.language)),
            Cell(_posts_of(row["vzae_soll"], t), number=row["vzae_soll"]),
            Cell(_posts_of(row["vzae_ist"], t), number=row["vzae_ist"]),
            Cell(_share(row["vzae_ist"], row["vzae_soll"], t)),
        )
        for row in shown.reverse().iter_rows(named=True)
    ]
    head = _columns(t, "quarter", "planned", "filled", "share")
    table = ReportTable(t("report.table.posts"), head, tuple(cells))
    return [Paragraph(lead), filled(table, t)]


def _money(rows: pl.DataFrame, basis: ReportBasis) -> list[Block]:
    t = basis.t
    if rows.is_empty():
        return []
    shown = rows.filter(pl.col("jahr") <= int(basis.chosen.quarter[:4])).sort("jahr")
    if shown.is_empty():
        return []
    latest = shown.row(-1, named=True)
    spent = latest["personalkosten_eur"] + latest["sachkosten_eur"]
    whole = latest["landesanteil_eur"] + latest["kreisanteil_eur"]
    lead = t(
        "report.resources.money", year=latest["jahr"], spent=_euros(spent, t),
        granted=_euros(latest["bewilligt_eur"], t), share=_share(spent, latest["bewilligt_eur"], t),
        state=_share(latest["landesanteil_eur"], whole, t),
    )  # fmt: skip
    names = ("bewilligt_eur", "personalkosten_eur", "sachkosten_eur", "landesanteil_eur",
             "kreisanteil_eur")  # fmt: skip
    cells = [
        (Cell(str(row["jahr"])), *(Cell(_euros(row[name], t), number=row[name]) for name in names))
        for row in shown.reverse().iter_rows(named=True)
    ]
    head = _columns(t, "year", "granted", "staff", "material", "state_part", "district_part")
    table = ReportTable(t("report.table.money"), head, tuple(cells))
    return [Paragraph(lead), filled(table, t)]


def _columns(t: Messages, first: str, *numbers: str) -> tuple[ReportColumn, ...]:
    named = (ReportColumn(t(f"report.column.{name}"), is_number=True) for name in numbers)
    return ReportColumn(t(f"report.column.{first}"), width=1.2), *named


def _posts_of(number: float, t: Messages) -> str:
    return formats.number(number, t.language, digits=2)


def _euros(number: float, t: Messages) -> str:
    return formats.measure(number, "€", t.language)


def _share(part: float, whole: float, t: Messages) -> str:
    if not whole:
        return "–"
    return formats.measure(100 * part / whole, "%", t.language, digits=1)
