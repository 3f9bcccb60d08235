"""What the rows of a release can be counted to: for its protection, its audit, and later releases.

`Plan` says it before there is a file; `RowCounts` says it of the finished file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from pydantic import TypeAdapter

from data.schema import AKTIVITAET
from monitor.concept import Concept
from monitor.content import Content
from monitor.datasets.microdata.counts import (
    Countable,
    columns_needed,
    countable_components,
    published_counts,
)
from monitor.datasets.microdata.hierarchies import AREA, half_year
from monitor.measures.cells import components_by_source
from monitor.measures.components import Component, Measure
from monitor.microdata_rules import KEYS, PERIOD
from monitor.tables import DISTRICT, PeriodKind

_BOUNDS: Final = "zeilen_anzahlen.parquet"
_COMPONENTS: Final = "zeilen_bausteine.json"
_DECLARED: Final = TypeAdapter(tuple[Component, ...])
_AMOUNTS: Final = frozenset({Measure.COUNT, Measure.SUM})
_ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class RowCounts:
    """What the rows that a release publishes first can be counted to.

    ``bounds``: gebiet_id, periode_art, periode, baustein, unten, oben as of
    `counts.published_counts`, and ``spalte``, the column to be blanked next to make the count less
    exact (null: all that it needs are blank already). What follows from the other rows is left out.
    """

    components: tuple[Component, ...]
    bounds: pl.DataFrame

    def save(self, folder: Path) -> None:
        """Write it into a folder."""
        self.bounds.write_parquet(folder / _BOUNDS)
        (folder / _COMPONENTS).write_bytes(_DECLARED.dump_json(self.components, by_alias=True))

    @classmethod
    def read(cls, folder: Path) -> RowCounts | None:
        """Return what was saved in a folder, if anything was."""
        if not (folder / _BOUNDS).exists():
            return None
        declared = _DECLARED.validate_json((folder / _COMPONENTS).read_bytes())
        return cls(declared, pl.read_parquet(folder / _BOUNDS))


@dataclass(frozen=True)
class Plan:
    """What could be counted from the rows of some years were nothing blanked.

    ``by_column``: column of the file → the components that blanking it takes away.
    """

    by_column: Mapping[str, tuple[Component, ...]]
    years: tuple[int, ...]
    _concepts: Sequence[Concept]
    _content: Content

    @classmethod
    def of(cls, concepts: Sequence[Concept], content: Content, years: Iterable[int]) -> Plan:
        """Return the plan for the years that appear for the first time."""
        found = countable_components(concepts, content)
        needed = Counter(name for one in found for name in _needs(one))
        by_column: dict[str, list[Component]] = {}
        for one in found:
            column = _in_order(_needs(one), needed)[0]
            by_column.setdefault(column, []).append(one.counted)
        order = [*_keys_first(by_column, content)]
        chosen = {column: tuple(dict.fromkeys(by_column[column])) for column in order}
        return cls(chosen, tuple(years), concepts, content)

    @property
    def quarters(self) -> list[str]:
        """Return the quarters of the years."""
        return [f"{year}-Q{number}" for year in self.years for number in range(1, 5)]

    @property
    def components(self) -> tuple[Component, ...]:
        """Return all activity components, and those that are counted in the place of some."""
        declared = components_by_source(self._concepts).get(AKTIVITAET.name, [])
        counted = [one for group in self.by_column.values() for one in group]
        return tuple(c for c in dict.fromkeys([*declared, *counted]) if c.measure in _AMOUNTS)

    def counts(self, rows: pl.LazyFrame, hidden: pl.DataFrame) -> RowCounts:
        """Return what the finished file can be counted to in the years of the plan.

        ``hidden``: gebiet_id, quartal, spalte of what is blank in it.
        """
        of_years = pl.col(PERIOD).str.slice(0, 4).is_in([str(year) for year in self.years])
        components = self.components
        bounds = published_counts(rows.filter(of_years), components, self._content)
        needed = Counter(name for one in components for name in self._columns(one))
        columns = [
            (one.name, name) for one in components for name in _in_order(self._columns(one), needed)
        ]
        named = pl.DataFrame(columns, schema=["baustein", "spalte"], orient="row")
        return RowCounts(components, _with_next_column(_telling(bounds), named, hidden))

    def _columns(self, component: Component) -> tuple[str, ...]:
        """Return the columns of the file that a component depends on."""
        return columns_needed(component, self._content) or (AREA,)


def _with_next_column(
    bounds: pl.DataFrame, columns: pl.DataFrame, hidden: pl.DataFrame
) -> pl.DataFrame:
    """Return the bounds with the first column of each component that is not blank there yet."""
    quarter = pl.col("quartal")
    periods = [
        hidden.group_by("gebiet_id", "spalte", period.alias("periode"))
        .agg(quarter.n_unique().alias("_quartale"))
        .filter(pl.col("_quartale") == number)
        for period, number in (
            (quarter, 1),
            (quarter.map_elements(half_year, return_dtype=pl.String), 2),
            (quarter.str.slice(0, 4), 4),
        )
    ]
    keys = ["gebiet_id", "periode", "baustein"]
    asked = bounds.select(keys).join(columns, on="baustein", maintain_order="left_right")
    left = asked.join(pl.concat(periods), on=["gebiet_id", "periode", "spalte"], how="anti",
                      maintain_order="left")  # fmt: skip
    first = left.unique(subset=keys, keep="first", maintain_order=True)
    return bounds.join(first, on=keys, how="left", maintain_order="left")


def _in_order(columns: Iterable[str], needed: Mapping[str, int]) -> list[str]:
    """Return columns in the order in which they are blanked: those first that fewest others need.

    Keys come last.
    """
    return sorted(columns, key=lambda name: (name in KEYS, needed[name], name))


def _needs(countable: Countable) -> tuple[str, ...]:
    return countable.columns or countable.keys or (AREA,)


def _keys_first(columns: Iterable[str], content: Content) -> list[str]:
    """Return columns in the order in which they are given up last: keys, then as declared."""
    declared = list(content.microdata.spalten)

    def rank(name: str) -> tuple[int, str]:
        position = next((n for n, one in enumerate(declared) if name.startswith(one)), -1)
        return position, name

    return sorted(columns, key=rank)


def _telling(bounds: pl.DataFrame) -> pl.DataFrame:
    """Return the bounds without those of wider areas and periods that their parts tell as well."""
    is_small = (pl.col("gebiet_id") != DISTRICT) & (pl.col("periode_art") == PeriodKind.QUARTAL)
    parts = bounds.filter(is_small)
    quarter = pl.col("periode")
    wider = pl.concat(
        parts.with_columns(gebiet_id=area, periode_art=pl.lit(kind.value), periode=period)
        for area in (pl.col("gebiet_id"), pl.lit(DISTRICT))
        for kind, period in (
            (PeriodKind.QUARTAL, quarter),
            (PeriodKind.HALBJAHR, quarter.map_elements(half_year, return_dtype=pl.String)),
            (PeriodKind.JAHR, quarter.str.slice(0, 4)),
        )
    )
    keys = ["gebiet_id", "periode_art", "periode", "baustein"]
    sums = wider.group_by(keys).agg(pl.col("unten", "oben").sum().name.suffix("_teile"))
    told = bounds.join(sums, on=keys, how="left", maintain_order="left")
    follows = pl.all_horizontal(
        (pl.col(side) - pl.col(f"{side}_teile")).abs() < _ROUNDING for side in ("unten", "oben")
    ).fill_null(value=False)
    return told.filter(is_small | ~follows).select(bounds.columns)
