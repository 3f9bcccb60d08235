"""A value against its target in one line: track, target zone, interval, point in status colour.

Every bullet has a scale of its own, on which value, interval and target stand apart with room at
both ends; bullets side by side compare positions to targets, not sizes of values.
"""

from __future__ import annotations

from typing import Final

from dashboards.figures import points, svg
from dashboards.figures.scales import Scale, on_scale, spread, zone
from dashboards.words import formats, sentences, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row

WIDTH: Final = 190
HEIGHT: Final = 26
_EDGE: Final = 4
_MIDDLE: Final = 13
_ROOM: Final = 0.22
_RADIUS: Final = 5

#: A track spans at least this share of the target: a value just beside a target stands beside it.
_LEAST: Final = 0.05


def bullet(
    indicator: Row, value: Row | None, status: str, t: Messages, *, width: int = WIDTH
) -> str:
    """Return the SVG of a bullet (190 × 26 px by default).

    Args:
        indicator: a row of ``indikator`` with ``name`` and ``einheit`` in the language of ``t``.
        value: the row of ``wert`` shown; ``None`` or without a value: target alone.
        status: the status that gives shape and colour.
        t: messages of the language.
        width: in pixels.
    """
    row: Row = indicator if value is None else value
    low, high = spread(on_scale([row]), room=_ROOM, least=_LEAST * abs(row["zielwert"] or 0))
    scale = Scale(low, high, _EDGE, width - _EDGE)
    parts = [_track(indicator["richtung"], row, scale), _targets(row, scale)]
    if value is not None and value["wert"] is not None:
        parts.append(draw_value(value, status, scale, _MIDDLE))
    return svg.element(
        "svg", *parts, class_="bullet", width=width, height=HEIGHT,
        viewBox=f"0 0 {width} {HEIGHT}", role="img", aria_label=label(indicator, value, status, t),
    )  # fmt: skip


def draw_value(value: Row, status: str, scale: Scale, y: float, *, r: float = _RADIUS) -> str:
    """Return interval and point of a row of ``wert`` on a level scale at height ``y``.

    Of a value in the open class only the lower end is known: an arrow leads on from the point.
    """
    place, colour = scale.at(value["wert"]), points.ink(status)
    parts = []
    if value["unten"] is not None and value["oben"] is not None:
        bar = svg.segment(scale.at(value["unten"]), y, scale.at(value["oben"]), y)
        parts.append(svg.element("path", d=bar, stroke=colour, stroke_width=2))
    if value["mehr_als"]:
        parts.append(_arrow(place, scale.end, y, colour))
    hollow = bool(value["vorlaeufig"])
    return "".join([*parts, points.point(status, place, y, r, is_hollow=hollow)])


def label(indicator: Row, value: Row | None, status: str, t: Messages) -> str:
    """Return what a value against its target says, in words."""
    aim = target_words(indicator, value, t)
    if value is None or value["wert"] is None:
        return t("figure.bullet_empty", name=indicator["name"], target=aim)
    return t(
        "figure.bullet", name=indicator["name"], target=aim, status=t(f"status.{status}"),
        value=values.with_unit(indicator, value, t) + interval_words(indicator, value, t),
    )  # fmt: skip


def target_words(indicator: Row, value: Row | None, t: Messages) -> str:
    """Return the target valid for a value in words, e.g. ``höchstens 10 %``."""
    if value is None:
        return sentences.target(indicator, t)
    valid = {name: value[name] for name in ("zielwert", "zielwert_oben")}
    return sentences.target({**indicator, **valid}, t)


def interval_words(indicator: Row, value: Row, t: Messages) -> str:
    """Return the interval in brackets, e.g. `` (12,6 bis 19,8 %)``; without interval nothing."""
    if value["unten"] is None or value["oben"] is None:
        return ""
    low, high = (values.plain(indicator, value, end, t) for end in ("unten", "oben"))
    unit = indicator["einheit"]
    return t("figure.interval", low=low,
             high=formats.joined(high, unit, formats.gap(unit, t.language)))  # fmt: skip


def _track(direction: str, row: Row, scale: Scale) -> str:
    ends = zone(direction, row, scale.low, scale.high)
    top, thick = _MIDDLE - 4, 8
    track = svg.box(
        scale.start, top, scale.end - scale.start, thick, fill=svg.colour("track-ground")
    )
    if ends is None:
        return track
    left, right = scale.at(ends[0]), scale.at(ends[1])
    return track + svg.box(left, top, right - left, thick, fill=svg.colour("zone-ground"))


def _targets(row: Row, scale: Scale) -> str:
    lines = [
        svg.segment(scale.at(row[name]), _MIDDLE - 9, scale.at(row[name]), _MIDDLE + 9)
        for name in ("zielwert", "zielwert_oben")
        if row[name] is not None
    ]
    path = "".join(lines)
    return svg.element("path", d=path, stroke=svg.colour("ink"), stroke_width=2) if path else ""


def _arrow(start: float, end: float, y: float, colour: str) -> str:
    tip = f"M{svg.number(end - 5)} {svg.number(y - 4)}l5 4-5 4"
    path = svg.segment(start, y, end, y) + tip
    return svg.element("path", d=path, stroke=colour, stroke_width=2, fill="none")
