"""The world in which a case is worked: text tables in, a filled warehouse out.

Reads ``welt.toml`` and the blocks of a case, completes the rows to valid canonical ones and writes
them straight into the canonical tables. Knows nothing of indicators.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl

from data.schema import SCHEMA_VERSION, TABLES
from monitor.periods import PeriodKind, period_of

#: One row as written: column → cell; ``None`` is an empty cell.
Row = dict[str, str | None]
#: Canonical tables and the register by name.
World = dict[str, list[Row]]

#: Short headings of the case tables → canonical columns.
_SHORT: Final = {"kita": "kita_id", "traeger": "traeger_id", "gebiet": "sozialraum_ars"}
_SHORT_ACTIVITY: Final = {
    **_SHORT,
    "art": "aktivitaet_art",
    "wartezeit": "wartezeit_werktage",
}
_REGISTER_KEYS: Final = {"lieferung": ("lieferung_id",)}
#: Blocks that hold activities: block → table of the warehouse.
_ACTIVITY_BLOCKS: Final = {"zeilen": "aktivitaet", "quarantaene": "quarantaene_aktivitaet"}
_TRUTH: Final = {"ja": "true", "nein": "false"}

SIDE_TABLES: Final = (*(name for name in TABLES if name != "aktivitaet"), "lieferung")
BLOCKS: Final = (*_ACTIVITY_BLOCKS, *SIDE_TABLES)


@cache
def standard() -> Mapping[str, Any]:
    """Return the standard world as it stands in ``welt.toml``."""
    return tomllib.loads(Path(__file__).with_name("welt.toml").read_text("utf-8"))


@cache
def area_ids() -> Mapping[str, str]:
    """Return name of the area → ARS."""
    return {
        str(row["name"]): str(row["ars"])
        for row in read_table(standard()["dim_sozialraum"], short={})
    }


def read_table(text: str, *, short: Mapping[str, str]) -> list[Row]:
    """Return the rows of an aligned text table; ``-`` is empty, ``anzahl`` repeats a row."""
    header, *lines = (line.split() for line in text.strip().splitlines())
    columns = [short.get(name, name) for name in header]
    rows = (dict(zip(columns, map(_cell, line), strict=True)) for line in lines)
    return list(chain.from_iterable(_repeated(row) for row in rows))


def _cell(text: str) -> str | None:
    return None if text == "-" else _TRUTH.get(text, text)


def _repeated(row: Row) -> Iterator[Row]:
    times = int(row.pop("anzahl", None) or 1)
    return (dict(row) for _ in range(times))


def build(blocks: Mapping[str, str], *, without_deliveries: tuple[str, ...] = ()) -> World:
    """Return the standard world with the rows of a case replaced, added and completed."""
    world = {name: _merged(name, blocks.get(name)) for name in SIDE_TABLES}
    world["lieferung"] = [
        row for row in world["lieferung"] if row["lieferung_id"] not in without_deliveries
    ]
    world["befragung"] = [_located(row, world) for row in world["befragung"]]
    world["lieferung"] = [_registered(row, world) for row in world["lieferung"]]
    for block, table in _ACTIVITY_BLOCKS.items():
        rows = read_table(blocks[block], short=_SHORT_ACTIVITY) if block in blocks else []
        world[table] = [_activity(row, nr, world) for nr, row in enumerate(rows, start=1)]
    return world


def _merged(name: str, block: str | None) -> list[Row]:
    key = _REGISTER_KEYS.get(name) or TABLES[name].key
    texts = [text for text in (standard().get(name), block) if text]
    rows = chain.from_iterable(read_table(text, short=_SHORT) for text in texts)
    return list({tuple(row.get(part) for part in key): _with_ars(row) for row in rows}.values())


def _with_ars(row: Row) -> Row:
    area = row.get("sozialraum_ars")
    # an area that is not served stands in a case with its ARS
    return {**row, "sozialraum_ars": area_ids().get(area, area)} if area else row


def _located(row: Row, world: World) -> Row:
    """Fill the area (and the Träger, where the table has one) from the Kita."""
    kita = next((kita for kita in world["dim_kita"] if kita["kita_id"] == row.get("kita_id")), {})
    place = {name: kita[name] for name in ("traeger_id", "sozialraum_ars") if name in kita}
    if "akteursgruppe" in row:
        place.pop("traeger_id", None)
    return place | row


def _registered(row: Row, world: World) -> Row:
    raw, quarantined, duplicate, refused = (
        int(row.get(name) or default)
        for name, default in (("roh", 100), ("quarantaene", 0), ("duplikat", 0), ("abgelehnt", 0))
    )
    expected = (
        expected["frist"]
        for expected in world["erwartete_lieferung"]
        if (expected["traeger_id"], expected["quartal"]) == (row["traeger_id"], row["quartal"])
    )
    return {
        "lieferung_id": row["lieferung_id"],
        "tabelle": row.get("tabelle") or "aktivitaet",
        "traeger_id": row["traeger_id"],
        "quartal": row["quartal"],
        "datei": f"{row['lieferung_id']}.csv",
        "sha256": row["lieferung_id"],
        "bytes": "1",
        "eingang_am": row["eingang_am"],
        "frist": next(expected, None),
        "art": "ERSATZ",
        "status": row.get("status") or "GELADEN",
        "zeilen_roh": str(raw),
        "zeilen_gueltig": str(raw - quarantined - duplicate - refused),
        "zeilen_quarantaene": str(quarantined),
        "zeilen_duplikat": str(duplicate),
        "zeilen_abgelehnt": str(refused),
        "ist_demo": "true",
        "geladen_am": f"{row['eingang_am']} 12:00:00",
    }


def _activity(given: Row, number: int, world: World) -> Row:
    row = _with_ars(_defaults(given) | given)
    row = _located(row, world)
    quarter = period_of(dt.date.fromisoformat(str(row["datum"])), PeriodKind.QUARTAL).name
    delivery = f"{row['traeger_id']}-{quarter}"
    lineage = {
        "aktivitaet_id": f"{row['traeger_id']}-{quarter[:4]}-{number:06d}",
        "lieferung_id": delivery,
        "tage_bis_eingang": _days_until_receipt(str(row["datum"]), delivery, world),
        "zeile_nr": str(number),
        "quelle_datei": f"{delivery}.csv",
        "quelle_zeile": str(number + 1),
        "zeilen_hash": f"{number:032x}",
        "schema_version": SCHEMA_VERSION,
    }
    return lineage | row


def _defaults(given: Row) -> Row:
    """Return what an activity carries besides what is given: by kind, then by filled field."""
    basic = {_SHORT_ACTIVITY.get(name, name): _cell(v) for name, v in standard()["vorgabe"].items()}
    kind = given.get("aktivitaet_art", basic["aktivitaet_art"])
    row: Row = basic | standard()["je_art"][kind]
    for field, consequences in standard()["wenn"].items():
        if given.get(field) not in (None, "false", "KEINE"):
            row |= {_SHORT_ACTIVITY.get(name, name): v for name, v in consequences.items()}
    return row


def _days_until_receipt(day: str, delivery: str, world: World) -> str | None:
    received = (row["eingang_am"] for row in world["lieferung"] if row["lieferung_id"] == delivery)
    first = next(received, None)
    return first and str((dt.date.fromisoformat(first) - dt.date.fromisoformat(day)).days)


def fill(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    """Write the rows of a world into the canonical tables; DuckDB casts the cells."""
    for name, rows in world.items():
        if rows:
            columns = dict.fromkeys(chain.from_iterable(rows), pl.String)
            cells = pl.DataFrame(rows, schema=columns)
            connection.register("cells", cells)
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM cells")
            connection.unregister("cells")
