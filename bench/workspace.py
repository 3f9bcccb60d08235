"""Workspace, the start of both sides: a big delivery, and an instance with everything else.

The instance holds the fictitious master data and side tables of the demo, and no activities yet.
Facts for the hand-written side are exported as Parquet, and our warehouse stays untouched.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from data.schema import SCHEMA_VERSION
from monitor.warehouse.database import WAREHOUSE_VERSION

#: The delivery: one Träger, one quarter. Redelivered later with some more rows on top.
TRAEGER: Final = "TR01"
QUARTER: Final = (dt.date(2024, 7, 1), dt.date(2024, 9, 30))
RECEIVED: Final = dt.date(2024, 10, 8)
#: The small delivery on top of the big one: the quarter after it.
LATE_QUARTER: Final = (dt.date(2024, 10, 1), dt.date(2024, 12, 31))
LATE_RECEIVED: Final = dt.date(2025, 1, 8)
LATE_ROWS: Final = 5_000

PACKAGED_CONTENT: Final = Path(__file__).parents[1] / "data" / "content"
#: What a prepared instance depends on.
VERSIONS: Final = f"schema {SCHEMA_VERSION}, warehouse {WAREHOUSE_VERSION}"
EXPORTED: Final = ("dim_kita", "kita_stand")


@dataclass(frozen=True)
class Workspace:
    """The folder of a benchmark of so many rows; ``demo``: a demo to look at, in place of ours."""

    folder: Path
    rows: int
    demo: Path | None = None

    @property
    def log(self) -> Path:
        """Return the big delivery."""
        return self.folder / f"{TRAEGER}_2024-Q3_{RECEIVED}.csv"

    @property
    def late_log(self) -> Path:
        """Return the small delivery of the quarter after."""
        return self.folder / f"{TRAEGER}_2024-Q4_{LATE_RECEIVED}.csv"

    @property
    def instance(self) -> Path:
        """Return the instance before the big delivery."""
        return self.folder / "instanz"

    @property
    def facts(self) -> Path:
        """Return the folder with the hand-written side's facts beside the delivery."""
        return self.folder / "fakten"

    @property
    def last_instance(self) -> Path:
        """Return the copy of the instance for the last run."""
        return self.folder / "instanz-lauf"

    @property
    def is_prepared(self) -> bool:
        """Return whether everything is there, in the shape of the running version."""
        return self._mark.is_file() and self._mark.read_text(encoding="utf-8") == VERSIONS

    def mark_prepared(self) -> None:
        """Say that everything is there."""
        self._mark.write_text(VERSIONS, encoding="utf-8")

    @property
    def _mark(self) -> Path:
        return self.folder / "prepared"

    def copied_instance(self) -> Path:
        """Return a fresh copy of the instance, the same start for each run."""
        shutil.rmtree(self.last_instance, ignore_errors=True)
        shutil.copytree(self.instance, self.last_instance)
        return self.last_instance

    def scratch(self, name: str) -> Path:
        """Return an empty folder of the name."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def export_facts(warehouse: Path, folder: Path) -> None:
    """Write the facts for the hand-written side: Kitas, their state, the posts of the Träger."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table in EXPORTED:
            connection.execute(f"COPY {table} TO '{folder / table}.parquet'")
        connection.execute(
            f"COPY (SELECT sum(vzae_ist) AS vzae FROM stellen WHERE traeger_id = '{TRAEGER}' "
            f"AND quartal = '2024-Q3') TO '{folder / 'stellen'}.parquet'"
        )
