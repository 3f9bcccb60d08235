"""Facts of published periods, frozen quarter by quarter so that later deliveries change nothing.

Counts, sums of record keys, Kitas and deliveries are kept as on the day of publication, so that a
release can be computed again after a delivery was replaced or retracted. The facts lie in the
private folder of the instance, whole for each release: the last published release is enough to
go on from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.sources import SOURCES
from monitor.confidentiality.revisions.index import incomplete, read_index, write_index
from monitor.confidentiality.revisions.units import Unit
from monitor.measures.components import Cells
from monitor.measures.facts import Facts
from monitor.periods import PeriodKind
from monitor.private_files import flush, partial_of, private_folder, private_umask, put_in_place

#: Kinds of period whose states of Kitas are kept with the quarter that they end in.
_KEPT: Final = [PeriodKind.QUARTAL.value, PeriodKind.HALBJAHR.value, PeriodKind.JAHR.value]


@dataclass(frozen=True)
class Frozen:
    """Published units by name, and their facts; rows of ``facts`` belong to exactly one unit."""

    units: Mapping[str, Unit]
    facts: Facts


def nothing() -> Frozen:
    """Return what is kept before anything was published."""
    empty = Cells(SOURCES[AKTIVITAET.name], pl.DataFrame(), pl.DataFrame())
    return Frozen({}, Facts({}, empty, pl.DataFrame(), pl.DataFrame()))


def of_units(facts: Facts, waves: Mapping[dt.date, str], names: Collection[str]) -> Facts:
    """Return the rows of facts that belong to these quarters and waves.

    ``waves``: last day → name of each wave.
    """
    wanted = list(names)

    def chosen(frame: pl.DataFrame, unit: pl.Expr) -> pl.DataFrame:
        return frame if frame.is_empty() else frame.filter(unit.is_in(wanted))

    kinds = pl.col("periode_art")
    of_period = (
        pl.when(kinds == PeriodKind.WELLE.value)
        .then("periode")
        .when(kinds.is_in(_KEPT))
        .then(_last_quarter())
    )
    return Facts(
        cells={
            name: Cells(
                part.source,
                chosen(part.sums, _unit_of_cells(name, waves)),
                chosen(part.values, _unit_of_cells(name, waves)),
            )
            for name, part in facts.cells.items()
        },
        quarantine=Cells(
            facts.quarantine.source,
            chosen(facts.quarantine.sums, _quarter(pl.col("monat"))),
            pl.DataFrame(),
        ),
        kitas=chosen(facts.kitas, of_period),
        expected=chosen(facts.expected, pl.col("quartal")),
    )


def _unit_of_cells(source: str, waves: Mapping[dt.date, str]) -> pl.Expr:
    """Return the unit of a cell: its quarter, of a year's table the last one, or its wave."""
    month = pl.col("monat")
    kinds = SOURCES[source].kinds
    if kinds == (PeriodKind.WELLE,):
        return month.replace_strict(dict(waves), default=None, return_dtype=pl.String)
    if kinds == (PeriodKind.JAHR,):
        return pl.format("{}-Q4", month.dt.year())
    return _quarter(month)


def _quarter(day: pl.Expr) -> pl.Expr:
    return pl.format("{}-Q{}", day.dt.year(), day.dt.quarter())


def _last_quarter() -> pl.Expr:
    """Return the quarter that a quarter, half-year or year ends in, from its name."""
    name = pl.col("periode")
    year = name.str.slice(0, 4)
    return (
        pl.when(name.str.ends_with("-H1"))
        .then(pl.format("{}-Q2", year))
        .when(name.str.contains("-Q"))
        .then(name)
        .otherwise(pl.format("{}-Q4", year))
    )


def together(parts: Iterable[Facts]) -> Facts:
    """Return the facts of several units; what one of them did not count is null there."""
    several = list(parts)
    names = dict.fromkeys(name for part in several for name in part.cells)

    def all_of(take: Callable[[Facts], pl.DataFrame | None]) -> pl.DataFrame:
        frames = [frame for frame in map(take, several) if frame is not None and frame.width]
        return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()

    def of_source(name: str, what: str) -> pl.DataFrame:
        return all_of(lambda one: getattr(one.cells[name], what) if name in one.cells else None)

    return Facts(
        cells={
            name: Cells(SOURCES[name], of_source(name, "sums"), of_source(name, "values"))
            for name in names
        },
        quarantine=Cells(
            SOURCES[AKTIVITAET.name], all_of(lambda one: one.quarantine.sums), pl.DataFrame()
        ),
        kitas=all_of(lambda one: one.kitas),
        expected=all_of(lambda one: one.expected),
    )


def save(frozen: Frozen, folder: Path) -> None:
    """Write everything into a private folder, as a whole."""
    private_folder(folder.parent)
    partial = private_folder(partial_of(folder))
    with private_umask():
        for name, frame in _frames(frozen.facts).items():
            frame.write_parquet(partial / f"{name}.parquet", statistics=False)
        write_index(partial, [unit.as_json() for unit in frozen.units.values()])
    for path in (*partial.iterdir(), partial):
        flush(path)
    flush(put_in_place(partial).parent)


def load(folder: Path) -> Frozen:
    """Read what was kept of a release.

    Raises:
        ReleaseError: it is not there, or not as it was written.
    """
    index = read_index(folder)
    try:
        frames = {name.removesuffix(".parquet"): pl.read_parquet(folder / name)
                  for name in index["files"]}  # fmt: skip
        units = [Unit.model_validate(entry) for entry in index["units"]]
    except (OSError, ValueError, KeyError) as error:
        raise incomplete(folder) from error
    return Frozen({unit.name: unit for unit in units}, _facts(frames))


def _frames(facts: Facts) -> dict[str, pl.DataFrame]:
    found = {"quarantaene": facts.quarantine.sums, "kitas": facts.kitas,
             "erwartet": facts.expected}  # fmt: skip
    for name, part in facts.cells.items():
        found[f"summen_{name}"], found[f"werte_{name}"] = part.sums, part.values
    return {name: frame for name, frame in found.items() if frame.width}


def _facts(frames: Mapping[str, pl.DataFrame]) -> Facts:
    names = [name.removeprefix("summen_") for name in frames if name.startswith("summen_")]
    return Facts(
        cells={
            name: Cells(
                SOURCES[name],
                frames[f"summen_{name}"],
                frames.get(f"werte_{name}", pl.DataFrame()),
            )
            for name in names
        },
        quarantine=Cells(
            SOURCES[AKTIVITAET.name], frames.get("quarantaene", pl.DataFrame()), pl.DataFrame()
        ),
        kitas=frames.get("kitas", pl.DataFrame()),
        expected=frames.get("erwartet", pl.DataFrame()),
    )
