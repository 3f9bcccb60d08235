"""Builds and publishes a release, or a quality snapshot, of a small invented instance.

Run as a process of its own, ``release_child.py HOME KIND ROWS [STEP]``, it kills itself with
SIGKILL right after the named step. The test imports ``run`` for the runs that come through.
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import os
import shutil
import signal
import sys
from pathlib import Path
from unittest import mock

import polars as pl

from monitor.assembly import run as release_making
from monitor.assembly.build import read_sources
from monitor.assembly.compute_published import Computed
from monitor.assembly.quality import refresh_quality
from monitor.confidentiality.revisions.frozen import nothing
from monitor.content.folder import load_content
from monitor.releases.approval.request import Approval
from monitor.releases.lifecycle import publish
from monitor.secret import make_secret
from monitor.settings import load_settings
from monitor.snapshots.builder import Step, StepHook, no_hook
from monitor.snapshots.tables import RELEASE_TABLES
from monitor.stored_tables import StoredColumn
from monitor.warehouse.database import open_warehouse

APPROVAL = Approval("Leitung", "Eine Ausgabe zur Probe.", "Nur eine Probe.")

_CONTENT = Path(str(importlib.resources.files("data") / "content"))
_CELLS: dict[str, tuple[pl.DataType, object]] = {
    "VARCHAR": (pl.String(), "X"),
    "DATE": (pl.Date(), dt.date(2024, 1, 1)),
    "INTEGER": (pl.Int32(), 1),
    "BIGINT": (pl.Int64(), 2),
    "DOUBLE": (pl.Float64(), 1.5),
    "BOOLEAN": (pl.Boolean(), False),
}
_DELIVERY = """
    INSERT INTO lieferung BY NAME SELECT 'L-' || range AS lieferung_id, 'aktivitaet' AS tabelle,
        'x.csv' AS datei, 'x' AS sha256, 1 AS bytes, DATE '2024-10-08' AS eingang_am,
        'ERSATZ' AS art, 'GELADEN' AS status, 0 AS zeilen_roh, 0 AS zeilen_gueltig,
        0 AS zeilen_quarantaene, 0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt, true AS ist_demo,
        TIMESTAMP '2024-10-09' AS geladen_am FROM range(?)
"""


_AREA = {"gebiet_id": pl.String}
_EURO = ("bewilligt", "personalkosten", "sachkosten", "landesanteil", "kreisanteil")
#: Columns of the office's own tables; no row of them is published here.
_SIDE: dict[str, dict[str, type[pl.DataType]]] = {
    "finanzen": {"jahr": pl.Int64, "anzahl_traeger": pl.Int64}
    | {f"{name}_eur": pl.Float64 for name in _EURO},
    "stellen": {"quartal": pl.String, "anzahl_traeger": pl.Int64, "vzae_soll": pl.Float64,
                "vzae_ist": pl.Float64},
    "koordination": {"halbjahr": pl.String, "art": pl.String}
    | dict.fromkeys(("termine", "dauer_min", "eingeladen", "teilgenommen"), pl.Int64),
    "befragung": {"welle": pl.String, "akteursgruppe": pl.String, **_AREA,
                  "eingeladen": pl.Int64, "teilgenommen": pl.Int64},
    "befragung_item": {"welle": pl.String, "akteursgruppe": pl.String, "item_id": pl.String,
                       "n": pl.Int64, "top2": pl.Int64},
    "empfehlung": dict.fromkeys(("jahr", "faellig", "umgesetzt", "aufgegeben"), pl.Int64),
    "lieferstand": {"quartal": pl.String, "zeilen_gueltig": pl.Int64, "zeilen_geprueft": pl.Int64},
    "sozialraum": {**_AREA, "quartal": pl.String}
    | dict.fromkeys(("kitas", "kitas_mit_ksa", "plaetze", "betreute_kinder"), pl.Int64),
    "bevoelkerung": {**_AREA, "kinder_u7": pl.Int64, "kinder_u7_sgb2_quote": pl.Float64,
                     "stand": pl.Date},
}  # fmt: skip


def run(home: Path, kind: str, rows: int, step: StepHook = no_hook) -> str:
    """Make a snapshot with so many rows and serve it; return its id."""
    settings = load_settings(home)
    content = load_content(_CONTENT)
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=rows)
    with open_warehouse(None) as connection:
        connection.execute(_DELIVERY, [rows])
        if kind == "quality":
            return refresh_quality(connection, content, settings, now=now, step=step)
        make_secret(settings.private)
        sources = read_sources(connection)
        with mock.patch.object(release_making, "compute_release", return_value=_computed(rows)):
            made = release_making.make_release(
                connection, content, settings, sources, by="test", now=now, step=step
            )
    settings.content.mkdir(exist_ok=True)
    shutil.copy(_CONTENT / "amt.toml", settings.content)
    publish(settings, made.release_id, APPROVAL, now=now, step=step)
    return made.release_id


def _computed(rows: int) -> Computed:
    side = {name: pl.DataFrame(schema=schema) for name, schema in _SIDE.items()}
    return Computed(_frames(rows), side, nothing(), pl.DataFrame(), ())


def _frames(rows: int) -> dict[str, pl.DataFrame]:
    return {
        name: pl.DataFrame([_series(column, rows) for column in table.columns])
        for name, table in RELEASE_TABLES.items()
        if name != "meta"
    }


def _series(column: StoredColumn, rows: int) -> pl.Series:
    data_type, cell = _CELLS[column.sql_type]
    return pl.Series(column.name, [cell] * rows, data_type)


def _kill_after(doomed: str) -> StepHook:
    def hook(step: Step) -> None:
        if step.value == doomed:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), _kill_after(sys.argv[4]))
