"""An instance with an open warehouse that files are delivered to, and what it holds afterwards."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

import data
from etl.pipeline import ingest
from etl.reading.metadata import Hints
from etl.reports import Report
from monitor.content.folder import Content
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse

PACKAGED = Path(data.__file__).parent / "content"
NOW = dt.datetime(2024, 11, 22, 8, 30)  # noqa: DTZ001 - the register keeps local times


@dataclass(frozen=True)
class Instance:
    """One installation with an open warehouse."""

    settings: Settings
    content: Content
    connection: duckdb.DuckDBPyConnection

    def put(self, name: str, content: bytes, sidecar: str | None = None) -> Path:
        """Put a file, and what is noted beside it, into the inbox."""
        path = self.settings.inbox / name
        path.write_bytes(content)
        if sidecar is not None:
            path.with_name(f"{name}.toml").write_text(sidecar, encoding="utf-8")
        return path

    def ingest(self, *paths: Path, now: dt.datetime = NOW, **hints: Any) -> list[Report]:
        """Read files into the warehouse."""
        return ingest(
            paths,
            settings=self.settings,
            content=self.content,
            connection=self.connection,
            hints=Hints(**hints),
            now=now,
        )

    def deliver(
        self, name: str, content: bytes, sidecar: str | None = None, **hints: Any
    ) -> Report:
        """Put a file into the inbox and read it."""
        (report,) = self.ingest(self.put(name, content, sidecar), **hints)
        self.check_accounts()
        return report

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the answer of the warehouse."""
        return self.connection.sql(query).fetchall()

    def check_accounts(self) -> None:
        """Compare the register's accounts of live deliveries with what the tables hold."""
        for lieferung_id, table, valid, quarantined in self.rows(
            """SELECT lieferung_id, tabelle, zeilen_gueltig, zeilen_quarantaene FROM lieferung
            WHERE status IN ('GELADEN', 'MIT_QUARANTAENE') AND art = 'ERSATZ'"""
        ):
            for name, expected in ((table, valid), (f"quarantaene_{table}", quarantined)):
                held = self.connection.execute(
                    f"SELECT count(*) FROM {name} WHERE lieferung_id = ?", [lieferung_id]
                ).fetchall()
                assert held <= [(expected,)]  # an addition may have replaced single rows


def settings_of(home: Path) -> Settings:
    """Return the settings of an instance in a folder."""
    return Settings(home=home, batch_rows=1_000)


#: Name of a table → its rows.
Tables = dict[str, list[tuple[Any, ...]]]


def tables_of(path: Path) -> Tables:
    """Return every row of every table, in an order of their own; cells follow from the rows."""
    with open_warehouse(path, read_only=True) as connection:
        names = connection.sql(
            "SELECT table_name FROM duckdb_tables() WHERE table_name NOT LIKE 'zelle%' ORDER BY 1"
        ).fetchall()
        return {
            name: sorted(connection.sql(f"FROM {name}").fetchall(), key=repr) for (name,) in names
        }


def entries(archive: Path) -> list[dict[str, Any]]:
    """Return the entries of an archive's journal; a line that broke off is none."""
    lines = (archive / "verzeichnis.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.endswith("}")]
