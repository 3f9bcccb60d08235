"""Small marks of a status beside a written value: tick, cross, wave, arrow.

Drawn and no letters of a font, so that a downloaded picture looks the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboards.figures import points, svg
from monitor.concept.vocabulary import Status

#: Room that a mark takes before a text (pixels).
WIDTH: Final = 14.0

_PATHS: Final[Mapping[Status, str]] = {
    Status.ERREICHT: "m-4.5.3 3 3.2 5.5-7",
    Status.AUF_KURS: "m-4 4 7.5-7.5m-5.5 0h5.5v5.5",
    Status.VERFEHLT: "m-3.8-3.8 7.6 7.6m0-7.6-7.6 7.6",
    Status.UNSICHER: (
        "m-4.5-1c1.5-2.5 3-2.5 4.5-1s3 1.5 4.5-1m-9 5.5c1.5-2.5 3-2.5 4.5-1s3 1.5 4.5-1"
    ),
}


def status_mark(status: str, x: float, y: float) -> str:
    """Return the mark of a grade around a place; of what is not graded nothing."""
    path = _PATHS.get(Status(status))
    if path is None:
        return ""
    start = f"M{svg.number(x)} {svg.number(y)}"
    return svg.element(
        "path", d=start + path, fill="none",
        stroke=points.ink(status), stroke_width=2,
    )  # fmt: skip
