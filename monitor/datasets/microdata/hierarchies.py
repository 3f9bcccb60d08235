"""The levels that the five keys of activity rows can be coarsened to, and what each level costs.

Level 0 is what the facts say; the last level says nothing but the year and the district. The cost
of a value is its normalised certainty penalty (NCP; Xu et al., Utility-based anonymization using
local recoding, KDD 2006): (values it may stand for − 1) ÷ (all values of the key − 1), so 0 for
an exact value and 1 for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from data.schema import AKTIVITAET
from monitor.content import Content
from monitor.microdata_rules import CODE_KEYS, PERIOD, published_codes
from monitor.tables import DISTRICT

AREA: Final = "sozialraum_ars"

#: Label of a key that is blanked.
BLANK: Final = "*"
#: Label of a key that has no value in the facts (a reason where none is asked for).
ABSENT: Final = ""

_QUARTERS_OF_A_YEAR: Final = 4
_HALF_YEAR: Final = 2


@dataclass(frozen=True)
class Hierarchy:
    """The levels of one key.

    ``labels``: value → its label at each level, from 0. ``penalties``: label → NCP.
    """

    key: str
    weight: float
    labels: Mapping[str, tuple[str, ...]]
    penalties: Mapping[str, float]
    top: str

    @property
    def depth(self) -> int:
        """Return the number of levels."""
        return len(next(iter(self.labels.values()), (self.top,)))

    def cost(self, level: int) -> float:
        """Return the weight times the mean penalty of a level over all values."""
        found = [self.penalties[labels[level]] for labels in self.labels.values()]
        return self.weight * sum(found) / len(found) if found else 0.0

    def penalty_of(self, column: str) -> pl.Expr:
        """Return the penalty of the labels in a column."""
        return pl.col(column).replace_strict(dict(self.penalties), return_dtype=pl.Float64)

    def level_of(self) -> dict[str, int]:
        """Return each label's finest level."""
        levels: dict[str, int] = {}
        for labels in self.labels.values():
            for level, label in enumerate(labels):
                levels[label] = min(level, levels.get(label, level))
        return levels | {self.top: self.depth - 1}

    def leaves(self) -> dict[str, tuple[str, ...]]:
        """Return each label's values: all that a row with this label may stand for."""
        members: dict[str, list[str]] = {self.top: list(self.labels)}
        for value, labels in self.labels.items():
            for label in dict.fromkeys(labels):
                if label != self.top:
                    members.setdefault(label, []).append(value)
        return {label: tuple(values) for label, values in members.items()}

    def at(self, level: int) -> pl.Expr:
        """Return the key's label at a level; a value that the content doesn't know says nothing."""
        mapping = {value: labels[level] for value, labels in self.labels.items()}
        column = pl.col(self.key)
        return column.replace_strict(mapping, default=self.top, return_dtype=pl.String)


def _hierarchy(
    key: str, weight: float, levels: Sequence[Mapping[str, str]], top: str, size: int
) -> Hierarchy:
    """Return a hierarchy from value → label of each level between 0 and the top."""
    values = list(levels[0])
    labels = {v: (*(level.get(v, v) for level in levels), top) for v in values}
    counts: dict[str, int] = {}
    for named in labels.values():
        for label in dict.fromkeys(named):
            counts[label] = counts.get(label, 0) + 1
    penalties = {label: (n - 1) / max(size - 1, 1) for label, n in counts.items()}
    return Hierarchy(
        key, weight, MappingProxyType(labels), MappingProxyType(penalties | {top: 1.0}), top
    )


def area_hierarchy(content: Content) -> Hierarchy:
    """Return area → region → district."""
    areas = {area.ars: area.ars for area in content.all_served_areas}
    regions = {ars: region.code for region in content.microdata.region for ars in region.ars}
    weight = content.microdata.gewicht.sozialraum_ars
    return _hierarchy(AREA, weight, (areas, regions), DISTRICT, len(areas))


def period_hierarchy(content: Content, quarters: Iterable[str]) -> Hierarchy:
    """Return quarter → half-year → year, for the quarters of **one** year."""
    exact = {quarter: quarter for quarter in quarters}
    halves = {quarter: half_year(quarter) for quarter in exact}
    year = next(iter(exact), "")[:4]
    weight = content.microdata.gewicht.zeitraum
    built = _hierarchy(PERIOD, weight, (exact, halves), year, _QUARTERS_OF_A_YEAR)
    # a half-year stands for two quarters, also when the facts know only one of them
    third = 1 / (_QUARTERS_OF_A_YEAR - 1)
    penalties = {**built.penalties, **dict.fromkeys(halves.values(), third)}
    return Hierarchy(PERIOD, weight, built.labels, MappingProxyType(penalties), year)


def half_year(quarter: str) -> str:
    """Return the half-year of a quarter: ``2024-H2`` of ``2024-Q3``."""
    return f"{quarter[:4]}-H{(int(quarter[-1]) - 1) // _HALF_YEAR + 1}"


def code_hierarchy(content: Content, key: str) -> Hierarchy:
    """Return code → groups of each level → nothing."""
    column, rules = AKTIVITAET[key], content.microdata
    codes = published_codes(
        column,
        content.confidentiality.sensibel,
        ordered_codes(content),
        rules.always_merged(key),
    )
    levels = [{code: code for code in codes}]
    for level in (1, 2):
        groups = rules.groups(key, level)
        if groups:
            levels.append(
                levels[-1] | {code: group.code for group in groups for code in group.codes}
            )
    built = _hierarchy(key, getattr(rules.gewicht, key), levels, BLANK, len(codes))
    return _with_absent(built) if not column.required else built


def _with_absent(built: Hierarchy) -> Hierarchy:
    """Return the hierarchy with a value for "none", which is as exact as any other."""
    absent = {ABSENT: (*(ABSENT,) * (built.depth - 1), built.top)}
    return Hierarchy(
        built.key, built.weight, MappingProxyType({**built.labels, **absent}),
        MappingProxyType({**built.penalties, ABSENT: 0.0}), built.top,
    )  # fmt: skip


def code_hierarchies(content: Content) -> dict[str, Hierarchy]:
    """Return the hierarchies of the keys that hold codes."""
    return {key: code_hierarchy(content, key) for key in CODE_KEYS}


def ordered_codes(content: Content) -> dict[str, tuple[str, ...]]:
    """Return the codes of each list, in its order."""
    return {
        name: tuple(entry.code for entry in entries.codes)
        for name, entries in content.codes.items()
    }
