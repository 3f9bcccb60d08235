"""How a goal has stood, quarter by quarter: one cell each, years beneath.

Place, shape and colour tell the status: reached stands high, missed low, uncertain between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from dashboards.figures import points, svg
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Status

HEIGHT: Final = 38
_EDGE: Final = 5
_STEP: Final = 10.0
_WIDEST: Final = 260.0
_LEVELS: Final[Mapping[Status, float]] = {
    Status.ERREICHT: 6,
    Status.AUF_KURS: 10,
    Status.UNSICHER: 14,
    Status.VERFEHLT: 20,
}
_FOOT: Final = 26
_DIGIT: Final = 6.2


def status_strip(
    quarters: Sequence[str], statuses: Sequence[str | None], t: Messages, *, label: str
) -> str:
    """Return the SVG of a strip.

    Args:
        quarters: names such as ``2024-Q3``, oldest first.
        statuses: one status per quarter; ``None`` as for no statement.
        t: messages of the language.
        label: what the strip is about; the latest status is added in words.
    """
    step = min(_STEP, _WIDEST / max(1, len(quarters)))
    width = 2 * _EDGE + step * max(0, len(quarters) - 1)
    told = [Status(status or Status.KEINE_ANGABE) for status in statuses]
    return svg.element(
        "svg", *_cells(told, step), _years(quarters, step), class_="strip",
        width=width, height=HEIGHT, viewBox=f"0 0 {svg.number(width)} {HEIGHT}", role="img",
        aria_label=_label(label, quarters, told, t),
    )  # fmt: skip


def _cells(statuses: Sequence[Status], step: float) -> list[str]:
    """Return one path per status, which holds the cells of all its quarters."""
    radius = min(4.2, step * 0.42)
    return [
        svg.element(
            "path", fill=points.ink(status),
            d="".join(
                points.outline(status, _EDGE + place * step, _LEVELS.get(status, 14), radius)
                for place, told in enumerate(statuses) if told is status
            ),
        )
        for status in dict.fromkeys(statuses)
    ]  # fmt: skip


def _years(quarters: Sequence[str], step: float) -> str:
    """Return a tick at the start of every year and the year where there is room for it."""
    firsts = [place for place, name in enumerate(quarters) if not place or name.endswith("Q1")]
    ticks = "".join(
        svg.segment(_EDGE + (place - 0.5) * step, _FOOT, _EDGE + (place - 0.5) * step, HEIGHT - 2)
        for place in firsts[1:]
    )
    names = [
        svg.words(_EDGE + (place - 0.5) * step + 2, HEIGHT - 2, name)
        for place, end in pairwise([*firsts, len(quarters)])
        if (name := _year(quarters[place], (end - place) * step))
    ]
    lines = svg.element("path", d=ticks, stroke=svg.colour("line"), stroke_width=1) if ticks else ""
    return lines + svg.group(names, fill=svg.colour("soft"), font_size=10)


def _year(quarter: str, room: float) -> str:
    year = quarter[:4]
    if room >= 4 * _DIGIT + 3:
        return year
    return year[2:] if room >= 2 * _DIGIT + 3 else ""


def _label(label: str, quarters: Sequence[str], statuses: Sequence[Status], t: Messages) -> str:
    """Return the label with the latest status and the quarter it has lasted since."""
    if not quarters:
        return label
    now = statuses[-1]
    changes = (n for n, status in enumerate(reversed(statuses)) if status is not now)
    back = next(changes, len(statuses))
    first = formats.period(quarters[-back], t.language)
    since = t("figure.strip_since", status=t(f"status.{now}"), quarter=first)
    return f"{label}: {since}"
