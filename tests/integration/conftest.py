"""An instance with master data, and rows of activities as a Träger would deliver them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

import data
from etl.pipeline import Hints, Report, ingest
from monitor.content.folder import Content, load_content
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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance folder whose warehouse holds the packaged master data."""
    settings = settings_of(tmp_path_factory.mktemp("instanz"))
    shutil.copytree(PACKAGED, settings.content)
    settings.inbox.mkdir()
    with open_warehouse(settings.warehouse) as connection:
        instance = Instance(settings, load_content(settings.content), connection)
        reports = instance.ingest(settings.content / "stammdaten")
        assert [report.outcome for report in reports] == ["GELADEN"] * 3
    return settings.home


def copied(prepared: Path, folder: Path) -> Iterator[Instance]:
    """Yield a copy of the prepared instance."""
    settings = settings_of(folder / "instanz")
    shutil.copytree(prepared, settings.home)
    with open_warehouse(settings.warehouse) as connection:
        yield Instance(settings, load_content(settings.content), connection)


@pytest.fixture
def instance(prepared: Path, tmp_path: Path) -> Iterator[Instance]:
    """Return an instance of its own, with master data and an empty inbox."""
    yield from copied(prepared, tmp_path)


@pytest.fixture(scope="module")
def lasting_instance(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """Return one instance for all tests of a module: for deliveries that leave nothing behind."""
    yield from copied(prepared, tmp_path_factory.mktemp("modul"))


Row = Mapping[str, str]
Activities = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="session")
def activities() -> Activities:
    """Return a maker of canonical rows that violate nothing: ``activities(3, ort="BUERO")``."""

    def make(
        number: int, *, traeger: str = "TR01", month: int = 8, first: int = 1, **changes: str
    ) -> list[dict[str, str]]:
        return [
            {
                "aktivitaet_id": f"{traeger}-2024-{first + i:06d}",
                "traeger_id": traeger,
                "kita_id": "K001",
                "sozialraum_ars": "071375002",
                "datum": f"2024-{month:02d}-{5 + i % 5:02d}",
                "aktivitaet_art": "BER_FAM",
                "setting": "EINZEL",
                "ort": "KITA",
                "zielgruppe": "ELTERN",
                "anlass": "ERZIEHUNG",
                "dauer_min": "90",
                "tn_erwachsene": "1",
                "tn_kinder": "0",
                "zugang": "SELBST",
                "erstkontakt": "ja",
                "dringlichkeit": "REGULAER",
                "anfrage_datum": f"2024-{month:02d}-01",
                "weitervermittlung": "KEINE",
                "abschluss": "nein",
            }
            | changes
            for i in range(number)
        ]

    return make


def csv_of(rows: Sequence[Row], *, separator: str = ";") -> bytes:
    """Return rows as delimited text in UTF-8."""
    lines = [separator.join(rows[0]), *(separator.join(row.values()) for row in rows)]
    return "\r\n".join(lines).encode() + b"\r\n"


@pytest.fixture(scope="session")
def as_csv() -> Callable[..., bytes]:
    """Return the writer of delimited text."""
    return csv_of
