"""Composes a report: reads what the viewer may see and writes it down as a document of blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dashboards.components.selection import PageScope
from dashboards.reports.area_profile import area_profile
from dashboards.reports.balance import balance, balance_basis
from dashboards.reports.basis import ReportBasis, part_of_report
from dashboards.reports.commented_tables import commented_tables
from dashboards.reports.committee import Progress, committee
from dashboards.reports.document import Block, ReportDocument, ReportKind, Source
from dashboards.reports.figure_tables import quarter_of
from dashboards.reports.headline import marked
from dashboards.reports.one_page import one_page
from dashboards.reports.wishes import Wishes, letterhead
from dashboards.request.context import Context
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import DISTRICT
from monitor.errors import ReportError
from monitor.snapshots.layout import made_at

#: Reports that stand in the frame of a Vorlage.
_FRAMED: Final = frozenset({ReportKind.AUSSCHUSS, ReportKind.EINE_SEITE, ReportKind.BILANZ})


def compose(
    context: Context,
    chosen: PageScope,
    kind: ReportKind,
    wishes: Wishes,
    *,
    progress: Progress | None = None,
) -> ReportDocument:
    """Return a report of an area at the end of a quarter.

    Args:
        context: of the page, with the viewer and the level of the figures.
        chosen: area and quarter.
        kind: which report.
        wishes: layout of the office, frame of a Vorlage, version of the concept.
        progress: is told each part that is made: its name, its number, how many there are.

    Raises:
        AccessError: the viewer may not see the figures.
        ReleaseError: there is no release.
        ReportError: a part cannot be made; nothing of the report is handed out.
    """
    day = made_at(context.numbers.snapshot_id).date()
    asked = ReportBasis(replace(context, today=day), chosen, kind, wishes)
    basis = balance_basis(asked) if kind is ReportKind.BILANZ else asked
    source = _source(basis)
    with part_of_report(context.t(f"report.kind.{kind}"), context.t):
        blocks = _blocks(basis, progress or _unheard)
    return ReportDocument(
        kind=kind,
        language=context.view.language,
        title=_title(basis),
        subtitle=_subtitle(basis),
        sheet=_sheet(basis, source),
        source=source,
        letterhead=letterhead(wishes.layout, _office(basis), context.view.language),
        frame=_frame(basis) if kind in _FRAMED else (),
        blocks=(*marked(basis, is_demo=source.is_demo), *blocks),
        file_name=_file_name(basis),
    )


def _unheard(part: str, done: int, parts: int) -> None:
    """Take a step of which nobody wants to hear."""


def _blocks(basis: ReportBasis, progress: Progress) -> list[Block]:
    match basis.kind:
        case ReportKind.AUSSCHUSS:
            return committee(basis, progress)
        case ReportKind.EINE_SEITE:
            return one_page(basis)
        case ReportKind.BILANZ:
            return balance(basis, progress)
        case ReportKind.PROFIL:
            return area_profile(basis)
        case ReportKind.TABELLEN:
            return commented_tables(basis, progress)


def _source(basis: ReportBasis) -> Source:
    numbers = basis.context.numbers
    name = numbers.snapshot_id
    return Source(
        release_id=name,
        digest=hashlib.sha256(name.encode()).hexdigest(),
        moment=made_at(name),
        is_internal=basis.is_internal,
        is_demo=numbers.info.is_demo,
    )


def _office(basis: ReportBasis) -> str:
    return basis.context.library.store.office().name


def _title(basis: ReportBasis) -> str:
    concept = basis.concept[basis.context.localized("name")]
    return basis.t(f"report.title.{basis.kind}", area=basis.chosen.area_name, concept=concept)


def _subtitle(basis: ReportBasis) -> str:
    t = basis.t
    level = "internal" if basis.is_internal else "published"
    day = formats.date(made_at(basis.context.numbers.snapshot_id).date(), t.language)
    told = t(f"report.made.{level}", day=day)
    return t("report.subtitle", area=basis.chosen.area_name, quarter=quarter_of(basis), made=told)


def _sheet(basis: ReportBasis, source: Source) -> str:
    """Return what stands on every sheet: release, quarter, area, level."""
    t = basis.t
    key = "internal" if source.is_internal else "published"
    return t(f"report.sheet.{key}", release=source.release_id, quarter=quarter_of(basis),
             area=basis.chosen.area_name)  # fmt: skip


def _frame(basis: ReportBasis) -> tuple[tuple[str, str], ...]:
    """Return the head of a Vorlage; without a frame nothing."""
    wishes, t = basis.wishes, basis.t
    if wishes.form is None:
        return ()
    language = t.language.value
    told = {
        "form": t(f"report.form.{wishes.form}"),
        "committee": getattr(wishes.layout.committee, language),
        "meeting": formats.date(wishes.meeting, t.language) if wishes.meeting else "",
        "number": _number(wishes, t),
        "office": _office(basis),
    }
    return tuple((t(f"report.frame.{name}"), text) for name, text in told.items() if text)


def _number(wishes: Wishes, t: Messages) -> str:
    """Return the number of a Vorlage (ReportError: a number without the day of the meeting)."""
    if not wishes.number:
        return ""
    if wishes.meeting is None:
        raise ReportError(t("report.failed.meeting"))
    return wishes.layout.numbered(wishes.number, wishes.meeting.year)


#: Kind → the name of the file; an area and a version of the concept go with it.
_NAMES: Final[Mapping[ReportKind, str]] = {
    ReportKind.AUSSCHUSS: "bericht-ausschuss",
    ReportKind.EINE_SEITE: "bericht-eine-seite",
    ReportKind.BILANZ: "bilanz-fassung-{concept}",
    ReportKind.PROFIL: "sozialraumprofil",
    ReportKind.TABELLEN: "kommentierte-tabellen",
}


def _file_name(basis: ReportBasis) -> str:
    """Return the name of the file without ending: report, area, quarter, what it is not for."""
    chosen, numbers = basis.chosen, basis.context.numbers
    parts = [
        _NAMES[basis.kind].format(concept=chosen.concept),
        "" if chosen.area == DISTRICT else chosen.area,
        chosen.quarter,
        "intern" if basis.is_internal else "",
        "demodaten" if numbers.info.is_demo else "",
    ]
    return "_".join(part for part in parts if part)
