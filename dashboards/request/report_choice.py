"""Which report an address asks for: kind, format, frame of a Vorlage, version of the concept.

Area, quarter and level are those of every page (``dashboards.request.view``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, get_args

from dashboards.request.view import View


class ReportKind(StrEnum):
    """The reports, as addresses and commands name them."""

    AUSSCHUSS = "ausschuss"  # for the committee, a page per goal
    EINE_SEITE = "eine-seite"  # the same on one page
    BILANZ = "bilanz"  # of a version of the concept
    PROFIL = "profil"  # of an area
    TABELLEN = "tabellen"  # tables with a sentence each


class Format(StrEnum):
    """The formats of a report."""

    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"


#: The frames of a Vorlage: told to the committee, or to be decided by it.
VorlageForm = Literal["mitteilung", "beschluss"]
FORMS: Final[tuple[VorlageForm, ...]] = get_args(VorlageForm)

#: Reports that can be a Vorlage, and the report that is of a version of the concept.
WITH_FRAME: Final = frozenset({ReportKind.AUSSCHUSS, ReportKind.EINE_SEITE, ReportKind.BILANZ})

#: Addresses: of the page, and of the files below it.
REPORT: Final = "/bericht"

_NUMBER: Final = re.compile(r"[\w./-][\w ./-]{0,19}")


@dataclass(frozen=True)
class ReportChoice:
    """A report as asked for; ``unread``: attributes of the view that say nothing known."""

    kind: ReportKind = ReportKind.AUSSCHUSS
    form: VorlageForm | None = None
    meeting: dt.date | None = None
    number: str = ""
    concept: str | None = None
    unread: tuple[str, ...] = ()


def read_choice(view: View) -> ReportChoice:
    """Return the report that a view asks for; what is unknown falls back to the default."""
    kind = ReportKind(view.report) if view.report in set(ReportKind) else None
    form = next((each for each in FORMS if each == view.form), None)
    meeting, number = _day(view.meeting), _number(view.number)
    read = {"report": kind, "form": form, "meeting": meeting, "number": number}
    kind = kind or ReportKind.AUSSCHUSS
    if kind not in WITH_FRAME:
        form = None
    return ReportChoice(
        kind,
        form,
        meeting if form else None,
        (number or "") if form else "",
        view.concept if kind is ReportKind.BILANZ else None,
        unread=tuple(name for name in read if getattr(view, name) and not read[name]),
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> str | None:
    return text.strip() if text and _NUMBER.fullmatch(text.strip()) else None
