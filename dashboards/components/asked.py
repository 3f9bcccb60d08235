"""What an address asks for and is not there: said above the page, never replaced without a word.

Release and dataset of the page *Daten* are that page's own matter: it shows nothing in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import level_switch as level
from dashboards.components.selection import PERIOD_KINDS, merged_areas
from dashboards.request.context import Context
from dashboards.request.quality_frames import Quality
from dashboards.words import formats
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.levels import FigureLevel

#: Characters of what was asked for that are repeated.
_REPEATED: Final = 40

#: What there is, but not here: each has a sentence of its own.
_OF_THEIR_OWN: Final = frozenset({"merged", "unpublished", "unpublished_kind"})


@dataclass(frozen=True)
class UnknownRequest:
    """A parameter (attribute of a view), what it asked for, and what is shown instead."""

    parameter: str
    asked: str
    shown: str


#: Looks up choices of the address, and yields those that are not there.
Check = Callable[[Context], Iterator[UnknownRequest]]


def notes(context: Context, checks: Sequence[Check]) -> list[Component]:
    """Return a note for each choice of the address that no page has, or that a check misses."""
    missing = [unknown for check in (_unread, *checks) for unknown in check(context)]
    said = [_sentence(context, unknown) for unknown in missing]
    items = [html.P(sentence, className="callout", role="note") for sentence in said]
    return [html.Div(items, className="asked")] if items else []


def _sentence(context: Context, missing: UnknownRequest) -> str:
    t, asked = context.t, missing.asked
    if len(asked) > _REPEATED:
        asked = f"{asked[:_REPEATED]}…"
    if missing.parameter in _OF_THEIR_OWN:
        return t(f"asked.{missing.parameter}", asked=asked, shown=missing.shown)
    what = t(f"asked.{missing.parameter}", asked=asked)
    return t("asked.missing", what=what, shown=missing.shown)


def _unread(context: Context) -> Iterator[UnknownRequest]:
    """Yield choices that no page has."""
    t, view = context.t, context.view
    shown = {
        "group": t(f"group.{view.group}"),
        "language": t("asked.this_language"),
        "period_kind": t("control.graded"),
    }
    if context.internal:  # elsewhere all is of releases
        shown["level"] = t(f"level.{context.numbers.level}")
    for parameter, asked in view.unread:
        if parameter in shown:
            yield UnknownRequest(parameter, asked, shown[parameter])


def unknown_figures(context: Context) -> Iterator[UnknownRequest]:
    """Yield area, quarter and release that the figures shown are not of."""
    numbers, view = context.numbers, context.view
    areas = dict(numbers.areas().select("gebiet_id", "name").iter_rows())
    quarters = numbers.quarters()
    merged = {each.area: each for each in merged_areas(context)}
    if view.area in merged:
        yield UnknownRequest("merged", merged[view.area].name, merged[view.area].shown_name)
    elif view.area not in areas:
        yield UnknownRequest("area", view.area, areas.get(DISTRICT, DISTRICT))
    if view.quarter is not None and quarters and view.quarter not in quarters:
        latest, name = (formats.period(q, context.t.language) for q in (quarters[-1], view.quarter))
        if view.quarter in level.unpublished_quarters(context):
            yield UnknownRequest("unpublished", name, latest)
        else:
            yield UnknownRequest("quarter", view.quarter, latest)
    if view.release not in {None, numbers.snapshot_id}:
        shown = context.t("asked.current", release=numbers.snapshot_id)
        yield UnknownRequest("release", str(view.release), shown)


def unknown_period_kind(context: Context) -> Iterator[UnknownRequest]:
    """Yield a kind of periods that the level shown does not have."""
    kind, t, level = context.view.period_kind, context.t, context.numbers.level
    if kind is None or kind in PERIOD_KINDS[level]:
        return
    if kind in PERIOD_KINDS[FigureLevel.STEUERUNG]:
        yield UnknownRequest("unpublished_kind", t(f"period_kind.{kind}"), t("control.graded"))
    else:
        yield UnknownRequest("period_kind", kind.value.lower(), t("control.graded"))


def unknown_deliveries(context: Context) -> Iterator[UnknownRequest]:
    """Yield Träger, delivery and severity that the quality snapshot does not have."""
    view = context.view
    known = Quality(view.viewer, context.library.store).known(view)
    for parameter in ("traeger", "delivery", "severity"):
        asked = getattr(view, parameter)
        if asked != getattr(known, parameter):
            yield UnknownRequest(parameter, asked, context.t("all"))
