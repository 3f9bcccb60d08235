"""What somebody wishes of a report beside area and quarter: frame of a Vorlage, layout, concept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dashboards.reports.document import Letterhead
from dashboards.request.report_choice import ReportChoice, VorlageForm
from dashboards.words.language import Language
from monitor.content.report_layout import ReportLayout

__all__ = ["VorlageForm", "Wishes", "letterhead", "wishes_of"]


@dataclass(frozen=True)
class Wishes:
    """The wishes for a report.

    Attributes:
        form: frame of a Vorlage, ``None``: a report without one.
        meeting: day of the meeting.
        number: the number of the Vorlage as the office gives it, without its pattern.
        layout: of the office.
        concept: id of the version that a Bilanz is of, ``None``: the one valid in the quarter.
    """

    layout: ReportLayout
    form: VorlageForm | None = None
    meeting: dt.date | None = None
    number: str = ""
    concept: str | None = None


def letterhead(layout: ReportLayout, office: str, language: Language) -> Letterhead:
    """Return the office on paper: its name, with what its layout says."""
    logo = layout.logo
    if logo is None:
        return Letterhead(office, layout.lines, layout.colour)
    said = getattr(logo.text, language.value)
    return Letterhead(office, layout.lines, layout.colour, logo.content, logo.kind, said)


def wishes_of(choice: ReportChoice, layout: ReportLayout) -> Wishes:
    """Return the wishes that an address or a command tells."""
    return Wishes(layout, choice.form, choice.meeting, choice.number, choice.concept)
