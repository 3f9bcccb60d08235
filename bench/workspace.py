"""What both sides start from: one big delivery, and an instance that knows everything else.

The instance holds the fictitious master data and side tables of the demo, and no activities yet.
What the hand-written side needs of it is exported as CSV, so that it never touches our warehouse.
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
    """The folder that a benchmark of so many rows works in."""

    folder: Path
    rows: int

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
        """Return the folder of what the hand-written side knows beside the delivery."""
        return self.folder / "fakten"

    @property
    def last_instance(self) -> Path:
        """Return the copy that the last run has worked in."""
        return self.folder / "instanz-lauf"

    @property
    def is_prepared(self) -> bool:
        """Return whether everything is there, in the shape that this version needs."""
        return self._mark.is_file() and self._mark.read_text(encoding="utf-8") == VERSIONS

    def mark_prepared(self) -> None:
        """Say that everything is there."""
        self._mark.write_text(VERSIONS, encoding="utf-8")

    @property
    def _mark(self) -> Path:
        return self.folder / "prepared"

    def copied_instance(self) -> Path:
        """Return a fresh copy of the instance, so that each run starts from the same state."""
        shutil.rmtree(self.last_instance, ignore_errors=True)
        shutil.copytree(self.instance, self.last_instance)
        return self.last_instance

    def scratch(self, name: str) -> Path:
        """Return an empty folder of this name."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def export_facts(warehouse: Path, folder: Path) -> None:
    """Write what the hand-written side knows: Kitas, their state, the posts of the Träger."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table in EXPORTED:
            connection.execute(f"COPY {table} TO '{folder / table}.parquet'")
        connection.execute(
            f"COPY (SELECT sum(vzae_ist) AS vzae FROM stellen WHERE traeger_id = '{TRAEGER}' "
            f"AND quartal = '2024-Q3') TO '{folder / 'stellen'}.parquet'"
        )
