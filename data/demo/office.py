"""The deliveries of the office itself: side tables, as CSV and as workbooks, with history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from data.demo.files import SenderFormat, file_bytes
from data.demo.parcels import Parcel
from data.demo.places import Places
from data.demo.scenario import FIRST_DAY, LAST_DAY, quarter_end, quarter_name, quarter_starts
from data.demo.side_tables import WAVES, due_dates, finances, meetings, survey, survey_items, waves
from data.demo.spelling import Labels, Spelling, spell
from data.schema import TABLES

_CSV: Final = (Spelling(decimal_comma=True), SenderFormat("csv", "utf-8-sig"))
_GERMAN_CSV: Final = (
    Spelling(dates="%d.%m.%Y", flags=("ja", "nein"), decimal_comma=True),
    SenderFormat("csv", "cp1252"),
)
_WORKBOOK: Final = (
    Spelling(dates="real", flags=("ja", "nein"), numbers=True, labels=True),
    SenderFormat("xlsx", titles=("Kreisjugendamt – fiktive Beispieldaten",)),
)
#: Posts are delivered as workbooks from this year on.
WORKBOOKS_FROM: Final = 2024
#: The office knows the posts of a quarter some days before it ends.
DAYS_BEFORE_QUARTER_END: Final = 10
#: Annual accounts are closed at the end of February.
ACCOUNTS_CLOSED: Final = (2, 28)


def office_parcels(
    places: Places,
    stellen: pl.DataFrame,
    stammdaten: Path,
    labels: Labels,
    rng: np.random.Generator,
) -> Iterator[Parcel]:
    """Yield every delivery of the office, referenced tables first; later parts are additions."""
    yield from _master_data(stammdaten)
    yield _parcel("erwartete_lieferung", due_dates(places.traeger), FIRST_DAY, labels, part="")
    yield from _posts(stellen, labels)
    for (day,), states in places.states.sort("ab", "kita_id").group_by("ab", maintain_order=True):
        yield _parcel("kita_stand", states, day, labels)
    for (year,), rows in finances(stellen, rng).group_by("jahr", maintain_order=True):
        yield _parcel("finanzen", rows, dt.date(year + 1, *ACCOUNTS_CLOSED), labels)
    yield from _meetings(meetings(rng), labels)
    yield from _waves(places, labels, rng)


def _master_data(stammdaten: Path) -> Iterator[Parcel]:
    """Yield the master data as they stand in the content of the instance."""
    for table in ("dim_sozialraum", "dim_traeger", "dim_kita"):
        content = (stammdaten / f"{table}.csv").read_bytes()
        yield Parcel(f"{table}_{FIRST_DAY}.csv", content, FIRST_DAY)


def _posts(stellen: pl.DataFrame, labels: Labels) -> Iterator[Parcel]:
    for start in quarter_starts():
        quarter = quarter_name(start)
        spelling, file = _WORKBOOK if start.year >= WORKBOOKS_FROM else _CSV
        rows = spell(stellen.filter(quartal=quarter), TABLES["stellen"], spelling, labels)
        name = f"stellen_{quarter}.{file.container}"
        received = quarter_end(start) - dt.timedelta(days=DAYS_BEFORE_QUARTER_END)
        content = file_bytes([(file.sheet, rows)], file)
        yield Parcel(name, content, received, {"quartal": quarter, "eingang": received})


def _meetings(held: pl.DataFrame, labels: Labels) -> Iterator[Parcel]:
    for (year,), rows in held.group_by(pl.col("datum").dt.year(), maintain_order=True):
        received = min(dt.date(year + 1, 1, 10), LAST_DAY + dt.timedelta(days=10))
        yield _parcel("koordination", rows, received, labels, how=_GERMAN_CSV)


def _waves(places: Places, labels: Labels, rng: np.random.Generator) -> Iterator[Parcel]:
    responses = survey(places, rng)
    items = survey_items(responses, rng)
    for wave, _, end in WAVES:
        received = end + dt.timedelta(days=30)
        yield _parcel("welle", waves().filter(welle=wave), received, labels)
        yield _parcel("befragung", responses.filter(welle=wave), received, labels, how=_WORKBOOK)
        yield _parcel("befragung_item", items.filter(welle=wave), received, labels, how=_WORKBOOK)


def _parcel(
    table: str,
    rows: pl.DataFrame,
    received: dt.date,
    labels: Labels,
    *,
    how: tuple[Spelling, SenderFormat] = _CSV,
    part: str = "_Ergaenzung",
) -> Parcel:
    """Return a delivery of the office: by default an addition to earlier deliveries."""
    spelling, file = how
    spelled = spell(rows, TABLES[table], spelling, labels)
    content = file_bytes([(file.sheet, spelled)], file)
    name = f"{table}{part}_{received}.{file.container}"
    return Parcel(name, content, received)
