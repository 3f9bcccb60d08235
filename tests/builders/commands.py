"""What the tests of the commands put in place of reading files and of computing a release.

`FakePipeline` and `FakeNumbers` note what they were asked for, and answer with the real types.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from etl.reading.metadata import Hints
from etl.reports import Outcome, Report
from monitor.assembly.compute_published import Computed
from monitor.confidentiality.revisions.due import Candidate
from monitor.confidentiality.revisions.frozen import Frozen, nothing
from monitor.confidentiality.revisions.units import Change, FrozenDelivery, Unit, UnitPublication
from monitor.periods import PeriodKind, parse_quarter
from monitor.warehouse.deliveries import Accounts, Delivery

#: The first time at which a command of the tests runs.
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)

#: Runs a command line: exit code, output, errors.
Run = Callable[..., tuple[int, str, str]]

_REGISTER = """
    INSERT INTO lieferung BY NAME SELECT ? AS lieferung_id, ? AS tabelle, ? AS datei, ? AS sha256,
        ? AS ist_demo, 1 AS bytes, DATE '2024-10-08' AS eingang_am, 'ERSATZ' AS art,
        'GELADEN' AS status, 3 AS zeilen_roh, 3 AS zeilen_gueltig, 0 AS zeilen_quarantaene,
        0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt, TIMESTAMP '2024-10-09' AS geladen_am
"""


def register(
    connection: duckdb.DuckDBPyConnection,
    lieferung_id: str,
    file: str,
    *,
    table: str = "aktivitaet",
    is_demo: bool = False,
) -> None:
    """Enter a loaded delivery of three rows into the register."""
    connection.execute(_REGISTER, [lieferung_id, table, file, file, is_demo])


class FakePipeline:
    """Enters each file into the register; a file called kaputt… is refused."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[str], Hints]] = []
        self.failure: BaseException | None = None

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        connection: duckdb.DuckDBPyConnection,
        hints: Hints,
        is_demo: bool,
        progress: Callable[[str, int, int], None],
        **_: object,
    ) -> list[Report]:
        files = [f for path in paths for f in (sorted(path.glob("*")) if path.is_dir() else [path])]
        self.calls.append(([file.name for file in files], hints))
        if self.failure and not any(path.parent.name == "stammdaten" for path in files):
            raise self.failure
        progress("x", len(files), len(files))
        return [_report(connection, file, is_demo=is_demo) for file in files]


def _report(connection: duckdb.DuckDBPyConnection, file: Path, *, is_demo: bool) -> Report:
    if file.name.startswith("kaputt"):
        refused = Accounts(abgelehnt=2)
        return Report(file.name, Outcome.ABGELEHNT, "Bitte als CSV.", accounts=refused)
    known = connection.sql("SELECT 1 FROM lieferung WHERE datei = ?", params=[file.name])
    if known.fetchall():
        return Report(file.name, Outcome.BEKANNT, "Schon da.")
    table = file.stem if file.stem.startswith("dim_") else "aktivitaet"
    register(connection, f"L-{file.stem}", file.name, table=table, is_demo=is_demo)
    delivery = Delivery(f"L-{file.stem}", table, None, None, NOW.date())
    return Report(file.name, Outcome.GELADEN, "Geladen.", delivery, Accounts(3), "A")


#: The deliveries that each quarter which is made up here rests on.
DELIVERIES = (FrozenDelivery("L-1", "a", "TR01"), FrozenDelivery("L-2", "b", "TR02"))


def made_up_unit(name: str, concept: str = "2024") -> Unit:
    """Return a quarter as it was published once, with nothing counted."""
    quarter = parse_quarter(name)
    first = UnitPublication(change=Change.ERST, on=NOW.date())
    return Unit(
        name=name,
        kind=PeriodKind.QUARTAL,
        start=quarter.start,
        end=quarter.end,
        concept=concept,
        deliveries=DELIVERIES,
        definitions={},
        history=(first,),
    )


class FakeNumbers:
    """Computes a release without the facts; keeps what it was asked for."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], side: Mapping[str, pl.DataFrame]):
        self.frames, self.side = frames, side
        self.units = {"2024-Q3": made_up_unit("2024-Q3")}
        self.waiting: tuple[Candidate, ...] = ()
        self.asked: list[dict[str, Any]] = []

    def compute_release(self, *_: object, **given: Any) -> Computed:
        self.asked.append(given)
        units = dict(given["frozen"].units) | self.units
        frozen = Frozen(units, nothing().facts)
        return Computed(dict(self.frames), self.side, frozen, pl.DataFrame(), self.waiting)
