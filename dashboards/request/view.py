"""The view: the whole state of a page, read from and written to the query of the address.

Every page is a function of path and ``View``; nothing else is kept between two requests, so a link
can be sent on and the browser's back and forward buttons work. Who looks is not part of the
address: the viewer comes from the session (``dashboards.request.signed_in``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from dashboards.words.language import Language
from monitor.access import NOBODY, Resource, Viewer
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind

#: Attribute of a view → its name in the address.
PARAMETERS: Final[Mapping[str, str]] = {
    "language": "sprache",
    "area": "gebiet",
    "quarter": "quartal",
    "period_kind": "zeitraum",
    "level": "ebene",
    "release": "stand",
    "dataset": "datensatz",
    "traeger": "traeger",
    "delivery": "lieferung",
    "severity": "schwere",
    "comparison": "vergleich",
    "order": "reihenfolge",
    "page": "seite",
    "goal": "ziel",
    "action_state": "umsetzung",
    "report": "bericht",
    "form": "art",
    "meeting": "sitzung",
    "number": "nummer",
    "concept": "konzept",
}
_Choice = TypeVar("_Choice", bound=StrEnum)
_EVERYWHERE: Final = ("viewer", "language", "area", "quarter", "period_kind", "level")


class GoalsComparedWith(StrEnum):
    """What the standing of the goals is compared with."""

    QUARTAL = "QUARTAL"  # the quarter before
    JAHR = "JAHR"  # the same quarter of the year before
    AUSGABE = "AUSGABE"  # the last release


class GoalOrder(StrEnum):
    """The order of the goals on the overview."""

    BEDARF = "BEDARF"  # by the need to act
    KONZEPT = "KONZEPT"  # as the concept has them


#: Attributes that choose rows: with others, a table begins at its first page.
_ROWS: Final = frozenset({"release", "dataset", "traeger", "delivery", "severity"})

#: Digits of the number of a page, at most.
_PAGE_DIGITS: Final = 7


@dataclass(frozen=True)
class View:
    """State of a page; ``None`` stands for the default (latest quarter, current release).

    The default level is the exact figures, where the viewer steers by them, else the published.
    """

    viewer: Viewer = NOBODY
    language: Language = Language.DE
    area: str = DISTRICT
    quarter: str | None = None
    period_kind: PeriodKind | None = None
    level: FigureLevel | None = None
    release: str | None = None
    dataset: str | None = None
    traeger: str | None = None
    delivery: str | None = None
    severity: str | None = None
    comparison: GoalsComparedWith = GoalsComparedWith.JAHR
    order: GoalOrder = GoalOrder.BEDARF
    #: Page of the one table that has pages, from 1.
    page: int = 1
    #: Goal and state of the actions listed; ``None``: all.
    goal: str | None = None
    action_state: str | None = None
    # of a report (``dashboards.request.report_choice``)
    report: str | None = None
    form: str | None = None
    meeting: str | None = None
    number: str | None = None
    concept: str | None = None
    #: Attributes for which the address names a choice that there is not, with that text.
    unread: tuple[tuple[str, str], ...] = ()

    def href(self, path: str, **changes: object) -> str:
        """Return the address of a page; parameters of a single page are left out."""
        kept = {name: getattr(self, name) for name in _EVERYWHERE}
        return _address(path, View(**{**kept, **changes}))

    def here(self, path: str, **changes: object) -> str:
        """Return the address of the same page with changes, all other parameters kept.

        A table of other rows begins at its first page.
        """
        if changes.keys() & _ROWS:
            changes = {"page": 1, **changes}
        return _address(path, replace(self, **changes))  # type: ignore[arg-type]  # names are ours


def read_view(query: Mapping[str, object], viewer: Viewer = NOBODY) -> View:
    """Return the view of a query; never fails.

    An unknown choice becomes the default and is listed in ``View.unread``. Areas, quarters and the
    like are looked up later, where the data are.
    """
    given = {name: str(query[key]) for name, key in PARAMETERS.items() if query.get(key)}
    language = _known(Language, given.get("language", ""))
    kind = _known(PeriodKind, given.get("period_kind", "").upper())
    level = _level(given.get("level", ""), viewer)
    comparison = _known(GoalsComparedWith, given.get("comparison", "").upper())
    order = _known(GoalOrder, given.get("order", "").upper())
    page = _page(given.get("page", ""))
    read = {
        "language": language, "period_kind": kind, "level": level, "comparison": comparison,
        "order": order, "page": page,
    }  # fmt: skip
    return View(
        viewer=viewer,
        language=language or Language.DE,
        area=given.get("area", DISTRICT),
        quarter=given.get("quarter"),
        period_kind=kind,
        level=level,
        release=given.get("release"),
        dataset=given.get("dataset"),
        traeger=given.get("traeger"),
        delivery=given.get("delivery"),
        severity=given.get("severity"),
        comparison=comparison or GoalsComparedWith.JAHR,
        order=order or GoalOrder.BEDARF,
        page=page or 1,
        goal=given.get("goal"),
        action_state=given.get("action_state"),
        report=given.get("report"),
        form=given.get("form"),
        meeting=given.get("meeting"),
        number=given.get("number"),
        concept=given.get("concept"),
        unread=tuple((name, given[name]) for name in read if name in given and not read[name]),
    )


def _page(text: str) -> int | None:
    """Return the number of a page, from 1; there is no other page."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS
    return (int(text) or None) if is_number else None


def _level(text: str, viewer: Viewer) -> FigureLevel | None:
    """Return the level; exact figures are no choice where nobody can have them."""
    level = _known(FigureLevel, text.upper())
    is_closed = viewer.limit is not None and Resource.STEUERUNG not in viewer.limit
    return None if is_closed and level is FigureLevel.STEUERUNG else level


def read_search(search: str | None, viewer: Viewer = NOBODY) -> View:
    """Return the view of a raw query string such as ``?sprache=en``."""
    return read_view(dict(parse_qsl((search or "").lstrip("?"))), viewer)


def write_search(view: View) -> str:
    """Return the query string without ``?``; defaults are left out so that addresses stay short."""
    default = View()
    said = {
        key: _written(getattr(view, name))
        for name, key in PARAMETERS.items()
        if getattr(view, name) != getattr(default, name)
    }
    return urlencode(said)


def _address(path: str, view: View) -> str:
    search = write_search(view)
    return f"{path}?{search}" if search else path


def _written(value: object) -> str:
    return (
        str(value).lower()
        if isinstance(value, PeriodKind | FigureLevel | GoalsComparedWith | GoalOrder)
        else str(value)
    )


def _known(choices: type[_Choice], text: str) -> _Choice | None:
    return choices(text) if text in set(choices) else None
