"""Finds places for names beside points, so that no name covers a name, a point or the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

#: Directions from a point in which a name may stand, the best first; then further away.
_AROUND: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
_DISTANCES: Final = (1.0, 1.9)


class Size(NamedTuple):
    """Width and height of a name (pixels)."""

    wide: float
    tall: float


@dataclass(frozen=True)
class Box:
    """A rectangle in a drawing (pixels)."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two boxes cover each other in part."""
        return (
            self.left < other.right and other.left < self.right
            and self.top < other.bottom and other.top < self.bottom
        )  # fmt: skip

    def holds(self, other: Box) -> bool:
        """Tell whether another box lies inside."""
        return (
            self.left <= other.left and other.right <= self.right
            and self.top <= other.top and other.bottom <= self.bottom
        )  # fmt: skip


def around(x: float, y: float, reach: float) -> Box:
    """Return the box around a point."""
    return Box(x - reach, y - reach, x + reach, y + reach)


def free_place(point: Box, size: Size, taken: Sequence[Box], edge: Box) -> Box | None:
    """Return a place for a name beside a point; ``None``: there is no room."""
    candidates = (_beside(point, size, side, far) for far in _DISTANCES for side in _AROUND)
    return next(
        (
            box
            for box in candidates
            if edge.holds(box) and not any(box.overlaps(other) for other in taken)
        ),
        None,
    )


def _beside(point: Box, size: Size, side: tuple[int, int], far: float) -> Box:
    """Return the box in a direction from a point, ``far`` times the point's reach away."""
    half, (across, down) = (point.right - point.left) / 2, side
    x, y, reach = point.left + half, point.top + half, half * far
    left = {1: x + reach, 0: x - size.wide / 2, -1: x - reach - size.wide}[across]
    top = {1: y + reach, 0: y - size.tall / 2, -1: y - reach - size.tall}[down]
    if across and down:  # askew: no need to go past the point in both directions
        top = {1: y, -1: y - size.tall}[down]
    return Box(left, top, left + size.wide, top + size.tall)
