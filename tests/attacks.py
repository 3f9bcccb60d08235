"""Attacks on published counts by linear programming: which values a true count can still have.

The attacker knows the method and whatever is published, not the secret: the noise is at most 4,
zero stays zero, 1 and 2 are never published (where they are, there is no noise); the district is
the sum of its areas, an area's class the sum of the district's classes in it. For tests only: the
product knows nothing of them, and they know nothing of the product.

Example: an area has published 0 and 3 in its two classes, that is 0–4 and 1–7 cases; where their
exact sum is published beside and is 2, the first has 0 or 1 and the second 1 or 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp

Array = NDArray[np.float64]

#: Classes of areas as sets of the district's, {"6-": {"6-10", "11-"}}; a class that is not named is
#: the district's of the same name.
Cut = Mapping[str, frozenset[str]]

DISTRICT = "KREIS"
BLOCK = ("basis", "periode_art", "periode")
CELL = (*BLOCK, "gebiet_id", "klasse")
#: What the method says of itself in public.
MOST_NOISE, FORBIDDEN = 4, (1, 2)
#: What is zero but for the solver's tolerance.
_NOTHING = 1e-6


class Outcome(NamedTuple):
    """What an attack reached: attacked small counts, exact ones, share with enough values left."""

    attacked: int
    exact: int
    protected: float


class _Block:
    """The cells, areas × classes of the district, of a base in a period, and what bounds them."""

    def __init__(self, counts: pl.DataFrame, cut: Cut) -> None:
        self.cut = cut
        places = [place for place in counts["gebiet_id"].unique().sort() if place != DISTRICT]
        self.areas = places or [DISTRICT]
        parts = map(self._parts, counts["klasse"].drop_nulls())
        self.classes = sorted(set().union(*parts)) or [""]
        self.rows: list[Array] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def row(self, place: str, name: str | None) -> Array:
        """Return with 1 which cells a count is the sum of; without a class those of all classes."""
        areas = [place in (area, DISTRICT) for area in self.areas]
        parts = self.classes if name is None else self._parts(name)
        return np.outer(areas, [part in parts for part in self.classes]).ravel().astype(np.float64)

    def bound(self, row: Array, least: float, most: float) -> None:
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def extremes(self, row: Array) -> tuple[int, int]:
        """Return least and greatest whole number that the count of a row can be."""
        known = LinearConstraint(np.array(self.rows), self.least, self.most)
        ends = [milp(sign * row, constraints=known) for sign in (1, -1)]
        if not all(end.success for end in ends):
            raise ValueError("no true counts fit what is published: it does not keep to the method")
        low, high = ends[0].fun, -ends[1].fun
        return int(np.ceil(low - _NOTHING)), int(np.floor(high + _NOTHING))

    def _parts(self, name: str) -> frozenset[str]:
        return self.cut.get(name, frozenset({name}))


def attack(
    counts: pl.DataFrame,
    *,
    cut: Cut,
    own: pl.DataFrame | None = None,
    totals: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the small true counts with the values that each can have, from ``von`` to ``bis``.

    Small is 1–2, of all rows or of all but the attacker's own (``eigene``).

    Args:
        counts: basis, gebiet_id ("KREIS" for the district), periode_art, periode, klasse, wahr,
            veroeffentlicht, a row per published count, and all classes of a place; without klasse
            where a base is not cut.
        cut: which of the district's classes each class of areas has.
        own: basis, gebiet_id, periode_art, periode, klasse, eigene: the true counts of the
            attacker's own rows in the same cells; finer ones may stand beside, a missing one is 0.
        totals: basis, gebiet_id, periode_art, periode, summe: exact counts of all classes together
            that are published beside.

    Raises:
        ValueError: no true counts fit what is published.
    """
    known = counts.with_columns(eigene=pl.lit(0))
    if own is not None:
        known = counts.join(own, on=CELL, how="left", nulls_equal=True).with_columns(
            pl.col("eigene").fill_null(0)
        )
    blocks = known.partition_by(BLOCK, maintain_order=True)
    return pl.concat([_attack_block(block, cut, own, totals) for block in blocks])


def outcome(attacked: pl.DataFrame, *, enough: int) -> Outcome:
    """Return what an attack reached; a count is protected by so many possible values."""
    possible = (attacked["bis"] - attacked["von"] + 1).to_numpy()
    protected = float(np.mean(possible >= enough)) if possible.size else 1.0
    return Outcome(possible.size, int(np.sum(possible <= 1)), protected)


def _attack_block(
    counts: pl.DataFrame, cut: Cut, own: pl.DataFrame | None, totals: pl.DataFrame | None
) -> pl.DataFrame:
    block = _Block(counts, cut)
    for place, name, published in _rows(counts, counts, "gebiet_id", "klasse", "veroeffentlicht"):
        block.bound(block.row(place, name), *_bounds(published))
    for place, name, count in _rows(own, counts, "gebiet_id", "klasse", "eigene"):
        block.bound(block.row(place, name), count, np.inf)
    for place, total in _rows(totals, counts, "gebiet_id", "summe"):
        block.bound(block.row(place, None), total, total)
    others = pl.col("wahr") - pl.col("eigene")
    small = counts.filter(pl.col("wahr").is_between(1, 2) | others.is_between(1, 2))
    targets = small.select("gebiet_id", "klasse").iter_rows()
    ends = np.array([block.extremes(block.row(*target)) for target in targets]).reshape(-1, 2)
    return small.with_columns(
        von=pl.Series(ends[:, 0], dtype=pl.Int64), bis=pl.Series(ends[:, 1], dtype=pl.Int64)
    )


def _rows(
    frame: pl.DataFrame | None, block: pl.DataFrame, *columns: str
) -> Iterable[Sequence[object]]:
    if frame is None:
        return []
    return frame.join(block, on=BLOCK, how="semi").select(columns).iter_rows()


def _bounds(published: int) -> tuple[int, int]:
    """Return which true counts a published one can have."""
    if published in FORBIDDEN:
        return published, published
    return max(published - MOST_NOISE, min(published, 1)), published + MOST_NOISE
