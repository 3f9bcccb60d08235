"""The quarterly deliveries of the Träger: on time or late, complete or not, right or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl

from data.demo.faults import add_remarks, break_rules, repeat_rows, smudge_dates
from data.demo.files import Sheets, file_bytes
from data.demo.parcels import Parcel, SidecarValue
from data.demo.scenario import ALWAYS_LATE, MISSING, quarter_end, quarter_name
from data.demo.spelling import Labels, spell
from data.demo.styles import RUNNING_NUMBER, STYLES, Style
from data.schema import AKTIVITAET


class Episode(StrEnum):
    """The special events of a Träger's quarter."""

    CORRECTED = "many rows outside the rules, delivered again with corrections"
    REMARKS = "a remarks column with names, delivered again without it"
    EMPTY = "an empty file, then the right one"
    TRUNCATED = "a file that breaks off, then the right one"
    DUPLICATES = "some rows twice"
    SUPPLEMENT = "the last two weeks come later, as an addition"
    UNREADABLE = "some dates that the calendar does not know"
    SAME_AGAIN = "the same file sent twice under two names"


EPISODES: Final = {
    ("TR02", "2024-Q1"): Episode.CORRECTED,
    ("TR07", "2025-Q2"): Episode.CORRECTED,
    ("TR09", "2024-Q2"): Episode.REMARKS,
    ("TR13", "2022-Q2"): Episode.EMPTY,
    ("TR08", "2025-Q1"): Episode.TRUNCATED,
    ("TR05", "2023-Q2"): Episode.DUPLICATES,
    ("TR08", "2023-Q4"): Episode.DUPLICATES,
    ("TR06", "2024-Q3"): Episode.SUPPLEMENT,
    ("TR12", "2023-Q1"): Episode.UNREADABLE,
    ("TR01", "2022-Q1"): Episode.SAME_AGAIN,
}

#: Share of rows outside the rules: in every delivery of some Träger, in few rows of the others.
CARELESS: Final = ("TR02", "TR07", "TR10")
CARELESS_SHARE, USUAL_SHARE, CORRECTED_SHARE = 0.009, 0.002, 0.06
REPEATED_ROWS: Final = 12
SUPPLEMENT_DAYS: Final = 14

#: Days from the end of the quarter to the receipt; the last value is excluded. Due after 14.
PUNCTUAL_DAYS, LATE_DAYS = (3, 13), (19, 35)
LATE_NOW_AND_THEN: Final = 0.02

MONTHS: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


@dataclass(frozen=True)
class Sending:
    """A file of a quarter: its contents, and its days after the first file."""

    rows: pl.DataFrame
    days_later: int = 0
    note: str = ""
    with_remarks: bool = False
    smudged: bool = False
    kept_bytes: float = 1.0
    supplement: bool = False


def quarter_parcels(
    traeger_id: str, start: dt.date, rows: pl.DataFrame, labels: Labels, rng: np.random.Generator
) -> Iterator[Parcel]:
    """Yield the files of a Träger for the quarter from ``start``."""
    quarter = quarter_name(start)
    if (traeger_id, quarter) == MISSING:
        return
    first_receipt = _received(traeger_id, start, rng)
    for sending in _sendings(traeger_id, quarter, rows, rng):
        received = first_receipt + dt.timedelta(days=sending.days_later)
        yield _parcel(traeger_id, quarter, received, sending, labels)


def _received(traeger_id: str, start: dt.date, rng: np.random.Generator) -> dt.date:
    late = traeger_id == ALWAYS_LATE or rng.random() < LATE_NOW_AND_THEN
    days = int(rng.integers(*(LATE_DAYS if late else PUNCTUAL_DAYS)))
    day = quarter_end(start) + dt.timedelta(days=days)
    weekend = max(day.weekday() - 4, 0)
    return day - dt.timedelta(days=weekend)


def _sendings(
    traeger_id: str, quarter: str, rows: pl.DataFrame, rng: np.random.Generator
) -> Sequence[Sending]:
    share = CARELESS_SHARE if traeger_id in CARELESS else USUAL_SHARE
    usual = break_rules(rows, share, rng)
    once = Sending(usual)
    match EPISODES.get((traeger_id, quarter)):
        case Episode.CORRECTED:
            wrong = break_rules(rows, CORRECTED_SHARE, rng)
            sendings = [Sending(wrong), Sending(rows, 18, "korrigiert")]
        case Episode.REMARKS:
            sendings = [
                replace(once, with_remarks=True),
                Sending(usual, 7, "ohne_Bemerkungen"),
            ]
        case Episode.EMPTY:
            sendings = [replace(once, kept_bytes=0.0), Sending(usual, 5, "neu")]
        case Episode.TRUNCATED:
            sendings = [replace(once, kept_bytes=0.5), Sending(usual, 6, "neu")]
        case Episode.DUPLICATES:
            sendings = [Sending(repeat_rows(usual, REPEATED_ROWS))]
        case Episode.SUPPLEMENT:
            late = pl.col("datum") > pl.col("datum").max().dt.offset_by(f"-{SUPPLEMENT_DAYS}d")
            supplement = Sending(usual.filter(late), 15, "Ergaenzung", supplement=True)
            sendings = [Sending(usual.filter(~late)), supplement]
        case Episode.UNREADABLE:
            sendings = [replace(once, smudged=True)]
        case Episode.SAME_AGAIN:
            sendings = [once, Sending(usual, 3, "nochmal")]
        case _:
            sendings = [once]
    return sendings


def _parcel(
    traeger_id: str, quarter: str, received: dt.date, sending: Sending, labels: Labels
) -> Parcel:
    style = STYLES[traeger_id]
    content = file_bytes(_sheets(sending, style, labels), style.file)
    kept = content[: round(len(content) * sending.kept_bytes)]
    name = _file_name(style, traeger_id, quarter, received, sending.note)
    return Parcel(name, kept, received, _sidecar(style, traeger_id, quarter, received, sending))


def _sheets(sending: Sending, style: Style, labels: Labels) -> Sheets:
    if not style.file.by_month:
        return [(style.file.sheet, _spelled(sending.rows, sending, style, labels))]
    months = sending.rows.group_by(pl.col("datum").dt.month(), maintain_order=True)
    return [
        (MONTHS[int(month) - 1], _spelled(rows, sending, style, labels))
        for (month,), rows in sorted(months, key=lambda part: part[0])
    ]


def _spelled(rows: pl.DataFrame, sending: Sending, style: Style, labels: Labels) -> pl.DataFrame:
    spelled = spell(_in_steps(rows, style.minutes_step), AKTIVITAET, style.spelling, labels)
    if style.running_number:
        spelled = spelled.with_row_index(RUNNING_NUMBER, offset=1)
    if sending.smudged:
        spelled = smudge_dates(spelled, style.spelling.headers["datum"])
    return add_remarks(spelled) if sending.with_remarks else spelled


def _in_steps(rows: pl.DataFrame, step: int) -> pl.DataFrame:
    """Return the rows with durations rounded down to the step; shorter durations stay."""
    minutes = pl.col("dauer_min")
    return rows.with_columns(
        pl.when(minutes < step).then(minutes).otherwise(minutes // step * step)
    )


def _file_name(style: Style, traeger_id: str, quarter: str, received: dt.date, note: str) -> str:
    end = f"_{note}" if note else ""
    match style.naming:
        case "dated":
            stem = f"{traeger_id}_{quarter}{end}_{received}"
        case "receipt_beside":
            stem = f"{traeger_id}_{quarter.replace('-', '')}{end}"
        case _:
            year, number = quarter.split("-Q")
            stem = f"Statistik Kita-Sozialarbeit {number}. Quartal {year}{end}"
    return f"{stem}.{style.file.container}"


def _sidecar(
    style: Style, traeger_id: str, quarter: str, received: dt.date, sending: Sending
) -> dict[str, SidecarValue]:
    sidecar: dict[str, SidecarValue] = {}
    if style.naming == "all_beside":
        sidecar = {"tabelle": AKTIVITAET.name, "traeger": traeger_id, "quartal": quarter}
    if style.naming != "dated":
        sidecar["eingang"] = received
    if sending.supplement:
        sidecar["art"] = "ERGAENZUNG"
    return sidecar
