"""What earlier releases rest on: kept by the office, never published.

The difference of two releases is a table, too: of one late Träger, say. To tell which differences
may show, the counts behind every release are kept beside it, per area, period and contributor, in
a folder that the web never opens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl
from pydantic import TypeAdapter

from monitor.concept import Indicator
from monitor.measures.components import Component
from monitor.measures.rollup import KEYS, RolledUp
from monitor.private_files import partial_of, private_folder

#: Family of the counts of rows in quarantine, beside the sources of `monitor.measures`.
QUARANTINE: Final = "quarantaene"
_SECRETS: Final = "geheim.json"
_FIGURES: Final = "figuren.parquet"
_SIDE_TABLES: Final = "nebentabellen.parquet"
_CONTRIBUTORS: Final = "beitraege"
_INDICATORS: Final = "indikatoren.json"
_DECLARED: Final = TypeAdapter(list[tuple[str, Indicator]])

Where = tuple[str, str, str]


@dataclass(frozen=True, order=True)
class CountId:
    """A count by the names of its components, so that it is found again in later releases."""

    family: str
    factors: tuple[tuple[str, int], ...]
    where: Where


@dataclass(frozen=True)
class Earlier:
    """A published release: what it shows, what lies behind it, and what it had to hide.

    ``wert``: its table of this name, with the figures of its side tables;
    ``indicators``: as it declared them, by concept and id;
    ``contributors`` per family: gebiet_id × period × contributor with one column per component;
    ``figures``: the figures of all indicators before anything was hidden, for the audit.
    """

    release_id: str
    wert: pl.DataFrame
    indicators: Mapping[tuple[str, str], Indicator]
    contributors: Mapping[str, pl.DataFrame]
    secrets: frozenset[CountId]
    figures: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def periods(self) -> frozenset[tuple[str, str]]:
        """Return kind and name of the periods that it gives figures for."""
        return frozenset(self.wert.select("periode_art", "periode").unique().iter_rows())


@dataclass(frozen=True)
class Backing:
    """What has to be kept of a release that is being made; see `Earlier`.

    ``side_tables``: their figures as published, in the shape of table ``wert``.
    """

    indicators: Mapping[tuple[str, str], Indicator]
    contributors: Mapping[str, pl.DataFrame]
    secrets: frozenset[CountId]
    figures: pl.DataFrame
    side_tables: pl.DataFrame = field(default_factory=pl.DataFrame)

    def save(self, folder: Path) -> None:
        """Write everything into a new folder that only its user may open: all of it or nothing."""
        private_folder(folder.parent)
        partial = partial_of(folder)
        self._write(partial)
        partial.rename(folder)

    def _write(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        (folder / _CONTRIBUTORS).mkdir()
        for family, frame in self.contributors.items():
            frame.write_parquet(folder / _CONTRIBUTORS / f"{family}.parquet")
        self.figures.write_parquet(folder / _FIGURES)
        self.side_tables.write_parquet(folder / _SIDE_TABLES)
        declared = [(concept, one) for (concept, _), one in self.indicators.items()]
        (folder / _INDICATORS).write_bytes(_DECLARED.dump_json(declared, by_alias=True))
        listed = sorted((s.family, s.factors, s.where) for s in self.secrets)
        (folder / _SECRETS).write_text(json.dumps(listed), encoding="utf-8")


def read_earlier(folder: Path, release_id: str, wert: pl.DataFrame) -> Earlier:
    """Read what was kept of a published release, whose table ``wert`` this is.

    Raises:
        FileNotFoundError: nothing was kept of it.
    """
    declared = _DECLARED.validate_json((folder / _INDICATORS).read_bytes())
    side_tables = pl.read_parquet(folder / _SIDE_TABLES)
    listed = json.loads((folder / _SECRETS).read_text(encoding="utf-8"))
    return Earlier(
        release_id,
        pl.concat([wert, side_tables.select(wert.columns)], how="vertical_relaxed"),
        {(concept, one.id): one for concept, one in declared},
        {
            path.stem: pl.read_parquet(path)
            for path in sorted((folder / _CONTRIBUTORS).glob("*.parquet"))
        },
        frozenset(
            CountId(family, tuple((name, factor) for name, factor in factors), tuple(where))
            for family, factors, where in listed
        ),
        pl.read_parquet(folder / _FIGURES),
    )


def contributors_of(
    rolled: Mapping[str, RolledUp], quarantine: RolledUp, components: Sequence[Component]
) -> dict[str, pl.DataFrame]:
    """Return per family the contributions to these components; none where it has none of them."""
    names = {component.name for component in components}
    families = {**rolled, QUARANTINE: quarantine}
    return {
        family: part.contributors.select(*KEYS, "beitragender", *own)
        for family, part in families.items()
        if (own := [name for name in part.contributors.columns if name in names])
    }
