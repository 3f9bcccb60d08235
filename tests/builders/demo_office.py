"""The demo's office in a warehouse in memory: its rows as they were drawn, without deliveries.

The same rows as those of ``make demo`` before they are spelled, damaged, delivered and read again;
so many, and so distributed, that the bounds of what is published can be looked at in a few seconds.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import duckdb
import numpy as np
import polars as pl

from data.demo.generator import DEFAULT_SEED, draw_all
from data.demo.places import load_places
from data.demo.scenario import ROWS
from data.demo.side_tables import (
    due_dates,
    finances,
    meetings,
    posts,
    survey,
    survey_items,
    waves,
)
from data.demo.texts import ACTIONS
from data.schema import AKTIVITAET, EMPFEHLUNG, TABLES
from etl.shaping.staging import with_derived, with_record_keys
from monitor.content.folder import Content

#: A delivery is received so many days after its quarter.
RECEIVED_AFTER: Final = 10
_LOADED: Final = dt.datetime(2026, 11, 1)  # noqa: DTZ001 - as the warehouse keeps it


def fill(connection: duckdb.DuckDBPyConnection, content: Content, secret: bytes) -> None:
    """Write master data, side tables, activities and a delivery in time of each quarter."""
    place_rng, office_rng, activity_rng = np.random.default_rng(DEFAULT_SEED).spawn(3)
    places = load_places(content.folder / "stammdaten", place_rng)
    stellen = posts(places, office_rng)
    responses = survey(places, office_rng)
    expected = due_dates(places.traeger)
    for name, frame in {
        "dim_sozialraum": places.areas,
        "dim_traeger": places.traeger,
        "dim_kita": places.kitas,
        "kita_stand": places.states,
        "stellen": stellen,
        "finanzen": finances(stellen, office_rng),
        "koordination": meetings(office_rng),
        "welle": waves(),
        "befragung": responses,
        "befragung_item": survey_items(responses, office_rng),
        "empfehlung": _recommendations(),
        "erwartete_lieferung": expected,
    }.items():
        _insert(connection, name, frame)
    _insert(connection, "lieferung", _deliveries(expected))
    for traeger, rows in draw_all(places, stellen, activity_rng, rows=ROWS):
        _insert(connection, AKTIVITAET.name, _activities(traeger, rows, secret))


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Write rows into a table; columns that it does not have are left out."""
    known = {name for (name, *_) in connection.sql(f"DESCRIBE {table}").fetchall()}
    rows = frame.select([name for name in frame.columns if name in known])
    connection.register("neu", rows)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM neu")
    connection.unregister("neu")


def _recommendations() -> pl.DataFrame:
    """Return the demo's recommendations as a run copies them."""
    ends = ("decided_on", "due_on", "done_on", "state")
    rows = [
        (f"E{number}", each.wave, *(getattr(each, name) for name in ends))
        for number, each in enumerate(ACTIONS)
        if each.wave
    ]
    columns = [column.name for column in EMPFEHLUNG.delivered]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return with_derived(frame, EMPFEHLUNG, received=_LOADED.date(), free_days=[])


def _deliveries(expected: pl.DataFrame) -> pl.DataFrame:
    """Return a loaded delivery of each Träger and quarter, in time."""
    return expected.select(
        pl.format("{}-{}", "traeger_id", "quartal").alias("lieferung_id"),
        pl.lit(AKTIVITAET.name).alias("tabelle"),
        "traeger_id",
        "quartal",
        pl.lit("x.csv").alias("datei"),
        pl.lit("0").alias("sha256"),
        pl.lit(1).alias("bytes"),
        pl.lit("ERSATZ").alias("art"),
        pl.col("frist").alias("eingang_am"),
        pl.lit("GELADEN").alias("status"),
        pl.lit(value=True).alias("ist_demo"),
        pl.lit(_LOADED).alias("geladen_am"),
        *(
            pl.lit(count).alias(f"zeilen_{name}")
            for name, count in (("roh", 100), ("gueltig", 99), ("quarantaene", 1),
                                ("duplikat", 0), ("abgelehnt", 0))
        ),
    )  # fmt: skip


def _activities(traeger: str, rows: pl.DataFrame, secret: bytes) -> pl.DataFrame:
    """Return the rows of a Träger with all that is added to them at loading."""
    table = TABLES[AKTIVITAET.name]
    parts = []
    for _, quarter in rows.group_by(pl.col("datum").dt.truncate("1q"), maintain_order=True):
        received = quarter["datum"].max() + dt.timedelta(days=RECEIVED_AFTER)  # type: ignore[operator]
        derived = with_derived(quarter, table, received=received, free_days=[])
        parts.append(with_record_keys(derived, table, secret))
    day = pl.col("datum")
    return pl.concat(parts).with_columns(
        lieferung_id=pl.format("{}-{}-Q{}", pl.lit(traeger), day.dt.year(), day.dt.quarter()),
        geladen_am=pl.lit(_LOADED),
    )
