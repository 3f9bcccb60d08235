"""The canonical columns placed among the columns of a file; what fits nowhere is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process

from data.schema import Column, Table
from etl.cleaning.spelling import normalise_all
from etl.profiles import Profile

#: Similarity (0–100) from which a near miss is taken, if no other name comes near it …
_CLOSE: Final = 93
_DISTANCE: Final = 6
#: … and from which it is at least suggested.
_SIMILAR: Final = 78
_SHORTEST: Final = 6


@dataclass(frozen=True)
class Placement:
    """The positions of the canonical columns, counted from 0 at the left."""

    headers: tuple[str, ...]
    columns: Mapping[str, int]
    ignored: tuple[int, ...]
    unplaced: tuple[int, ...]
    guessed: Mapping[int, str]
    suggested: Mapping[int, str]
    doubled: Mapping[str, tuple[str, ...]]

    def within(self, width: int) -> Placement:
        """Return what stands in the first so many columns."""
        return replace(
            self,
            headers=self.headers[:width],
            columns={name: i for name, i in self.columns.items() if i < width},
            ignored=tuple(i for i in self.ignored if i < width),
            unplaced=tuple(i for i in self.unplaced if i < width),
        )

    def missing(self, table: Table, given: Iterable[str]) -> list[Column]:
        """Return the required columns that neither the file nor constants provide."""
        present = {*self.columns, *given}
        return [c for c in table.delivered if c.required and c.name not in present]


def names_of(table: Table, profile: Profile, standard: Profile) -> dict[str, str]:
    """Return every known spelling (normalised) of a header and the column it stands for.

    The Träger's own profile comes first, then names, labels and the variants of the default one.
    """
    known: dict[str, str] = {}
    for source in (profile, standard):
        for column in table.delivered:
            own = (column.name, column.label_de, column.label_en) if source is standard else ()
            for name in normalise_all((*source.headers_of(column.name), *own)):
                known.setdefault(name, column.name)
    return known


def place(headers: Sequence[str], table: Table, profile: Profile, standard: Profile) -> Placement:
    """Assign the headers of a file to the columns of a table.

    A column that several headers claim goes to the first of them and is named in ``doubled``.
    """
    known = names_of(table, profile, standard)
    spelled = normalise_all(headers)
    skipped = set(normalise_all((*profile.ignored, *standard.ignored))) - {""}
    ignored = tuple(i for i, name in enumerate(spelled) if name in skipped)
    exact = {i: known[n] for i, n in enumerate(spelled) if n in known and i not in ignored}
    open_headers = {
        i: n for i, n in enumerate(spelled) if n and i not in exact and i not in ignored
    }
    free = {name: column for name, column in known.items() if column not in exact.values()}
    guessed, suggested = _near_misses(open_headers, free)
    claims = exact | guessed
    columns = {column: i for i, column in reversed(list(claims.items()))}
    taken = {*exact, *guessed, *ignored}
    unplaced = tuple(i for i in range(len(headers)) if i not in taken)
    doubled = _doubled(headers, claims)
    return Placement(tuple(headers), columns, ignored, unplaced, guessed, suggested, doubled)


def _doubled(headers: Sequence[str], claims: Mapping[int, str]) -> dict[str, tuple[str, ...]]:
    claiming: dict[str, list[str]] = {}
    for position, column in claims.items():
        claiming.setdefault(column, []).append(headers[position])
    return {column: tuple(names) for column, names in claiming.items() if len(names) > 1}


def _near_misses(
    open_headers: Mapping[int, str], free: Mapping[str, str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return near misses that are beyond doubt, and those that are only worth a question."""
    best = {i: _closest(name, free) for i, name in open_headers.items()}
    claims = [column for column, _, _ in filter(None, best.values())]
    guessed: dict[int, str] = {}
    suggested: dict[int, str] = {}
    for position, found in best.items():
        if found is None:
            continue
        column, score, lead = found
        is_certain = score >= _CLOSE and lead >= _DISTANCE and claims.count(column) == 1
        (guessed if is_certain else suggested)[position] = column
    return guessed, suggested


def _closest(name: str, free: Mapping[str, str]) -> tuple[str, float, float] | None:
    """Return the closest column, its score, and its lead over the next other column."""
    if len(name) < _SHORTEST:
        return None
    hits = process.extract(name, list(free), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=None)
    if not hits:
        return None
    column, score = free[hits[0][0]], hits[0][1]
    others = [hit[1] for hit in hits if free[hit[0]] != column]
    return column, score, score - max(others, default=0)
