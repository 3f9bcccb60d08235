"""Unknown choices of an address: named above the page with the choices shown instead.

No choice is replaced without a word. Release and dataset of the page *Daten* are not looked up
here: the page shows nothing in the place of an unknown release or dataset.
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

#: Characters of an unknown choice that a note repeats.
_REPEATED: Final = 40

#: Choices that exist, but not on this page or level: each has a sentence of its own.
_OF_THEIR_OWN: Final = frozenset({"merged", "unpublished", "unpublished_kind", "meeting", "number"})


@dataclass(frozen=True)
class UnknownChoice:
    """A choice that does not exist: parameter (attribute of a view), its text, the choice shown."""

    parameter: str
    asked: str
    shown: str


#: Looks up choices of the address, and yields those that are not there.
Check = Callable[[Context], Iterator[UnknownChoice]]


def notes(context: Context, checks: Sequence[Check]) -> list[Component]:
    """Return a note for each unknown choice: of every page, and of the checks of this page."""
    missing = [unknown for check in (_unread, *checks) for unknown in check(context)]
    said = [_sentence(context, unknown) for unknown in missing]
    items = [html.P(sentence, className="callout", role="note") for sentence in said]
    return [html.Div(items, className="asked")] if items else []


def _sentence(context: Context, missing: UnknownChoice) -> str:
    t, asked = context.t, missing.asked
    if len(asked) > _REPEATED:
        asked = f"{asked[:_REPEATED]}…"
    if missing.parameter in _OF_THEIR_OWN:
        return t(f"asked.{missing.parameter}", asked=asked, shown=missing.shown)
    what = t(f"asked.{missing.parameter}", asked=asked)
    return t("asked.missing", what=what, shown=missing.shown)


def _unread(context: Context) -> Iterator[UnknownChoice]:
    """Yield choices without a meaning on any page."""
    t, view = context.t, context.view
    shown = {
        "language": t("asked.this_language"),
        "period_kind": t("control.graded"),
        "comparison": t(f"control.comparison_{view.comparison}"),
        "order": t(f"control.order_{view.order}"),
    }
    if context.internal:  # elsewhere all is of releases
        shown["level"] = t(f"level.{context.numbers.level}")
    for parameter, asked in view.unread:
        if parameter in shown:
            yield UnknownChoice(parameter, asked, shown[parameter])


def of_figures(context: Context) -> Iterator[UnknownChoice]:
    """Yield area, quarter and release, where the snapshot shown has no figures of them."""
    numbers, view = context.numbers, context.view
    areas = dict(numbers.areas().select("gebiet_id", "name").iter_rows())
    quarters = numbers.quarters()
    merged = {each.area: each for each in merged_areas(context)}
    if view.area in merged:
        yield UnknownChoice("merged", merged[view.area].name, merged[view.area].shown_name)
    elif view.area not in areas:
        yield UnknownChoice("area", view.area, areas.get(DISTRICT, DISTRICT))
    if view.quarter is not None and quarters and view.quarter not in quarters:
        latest, name = (formats.period(q, context.t.language) for q in (quarters[-1], view.quarter))
        if view.quarter in level.unpublished_quarters(context):
            yield UnknownChoice("unpublished", name, latest)
        else:
            yield UnknownChoice("quarter", view.quarter, latest)
    if view.release not in {None, numbers.snapshot_id}:
        shown = context.t("asked.current", release=numbers.snapshot_id)
        yield UnknownChoice("release", str(view.release), shown)


def of_period_kind(context: Context) -> Iterator[UnknownChoice]:
    """Yield the kind of periods, where the level shown has no figures of that kind."""
    kind, t, level = context.view.period_kind, context.t, context.numbers.level
    if kind is None or kind in PERIOD_KINDS[level]:
        return
    if kind in PERIOD_KINDS[FigureLevel.STEUERUNG]:
        yield UnknownChoice("unpublished_kind", t(f"period_kind.{kind}"), t("control.graded"))
    else:
        yield UnknownChoice("period_kind", kind.value.lower(), t("control.graded"))


def of_deliveries(context: Context) -> Iterator[UnknownChoice]:
    """Yield Träger, delivery and severity, where the quality snapshot does not know them."""
    view = context.view
    known = Quality(view.viewer, context.library.store).known(view)
    for parameter in ("traeger", "delivery", "severity"):
        asked = getattr(view, parameter)
        if asked != getattr(known, parameter):
            yield UnknownChoice(parameter, asked, context.t("all"))
