"""The tables of a level, read with DuckDB alone, and what is compared with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel

Key = tuple[str, ...]
Row = Mapping[str, Any]
Body = Any  # what JSON can say

SERIES = ("indikator_id", "gebiet_id", "periode_art", "periode")
KEYS = {
    "wert": SERIES,
    "regelkarte": SERIES,
    "veraenderung": (*SERIES, "vergleich"),
    "ziel_stand": ("ziel_id", "gebiet_id", "quartal"),
    "ziel_beitrag": ("ziel_id", "gebiet_id", "quartal", "indikator_id"),
}
DATASETS = {
    "indikatoren": "wert", "regelkarten": "regelkarte", "ziele": "ziel_stand",
    "ziel_beitraege": "ziel_beitrag", "veraenderungen": "veraenderung",
}  # fmt: skip
#: Columns with figures; the target of a value and the coverage of deliveries are none.
FIGURES = ("wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "zielerreichung", "fehlend",
           "quarantaene", "grenze_unten", "grenze_oben")  # fmt: skip
#: Figures that are the same at both levels: they are about no persons.
BY_RIGHT = ("fehlend", "quarantaene", "abdeckung")
VALLENDAR, PELLENZ = "071375007", "071375001"


@dataclass(frozen=True)
class Seen:
    """A value that a channel carried beside its key; ``None``: the place was there, but empty."""

    channel: str
    table: str
    key: Key
    column: str
    value: float | str | None
    slack: float = 0.0  # half of the last digit that was shown


@dataclass
class Truth:
    """The tables of a release, or of exact figures, by key."""

    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)
    indicators: dict[str, Row] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)  # id → name, in their fixed order

    def series(self, visit: Visit, indicator: str) -> list[Row]:
        """Return the rows that a visit shows of an indicator, in time order."""
        row = self.indicators[indicator]
        of_area = None if visit.area == "KREIS" else row["periode_art_sozialraum"]
        own = of_area or row["periode_art"]
        kind = own if own == "WELLE" or visit.kind is None else visit.kind
        return self.rows(visit, indicator, kind, [visit.area])

    def latest(self, visit: Visit, indicator: str) -> Row | None:
        """Return the row that a visit says the standing of an indicator by, if there is one."""
        row = self.indicators[indicator]
        own = row["periode_art"] if visit.area == "KREIS" else row["periode_art_sozialraum"]
        rows = self.rows(visit, indicator, own, [visit.area]) if own else []
        counted = self.tables["ziel_beitrag"].get(
            (row["ziel_id"], visit.area, visit.quarter, indicator)
        )
        if counted is None:
            return rows[-1] if rows else None
        return next((one for one in rows if one["periode"] == counted["periode"]), None)

    def named(self, name: str, language: Language) -> str:
        """Return the indicator of a name."""
        return next(k for k, row in self.indicators.items() if row[f"name_{language}"] == name)

    def quarters(self, visit: Visit) -> list[str]:
        """Return the quarters with standings, up to the one of a visit."""
        known = {key[2] for key in self.tables["ziel_stand"]}
        return sorted(name for name in known if name <= visit.quarter)

    def rows(self, visit: Visit, indicator: str, kind: str, areas: Iterable[str]) -> list[Row]:
        """Return the rows of areas up to the quarter of a visit, in time order."""
        wanted = {(indicator, area, kind) for area in areas}
        rows = [row for key, row in self.tables["wert"].items() if key[:3] in wanted]
        return sorted((r for r in rows if r["bis"] <= visit.end), key=lambda row: row["von"])

    def compared(self, visit: Visit, indicator: str, drawn: str) -> tuple[str, str]:
        """Return kind and name of the period in which a visit compares the areas.

        The latest that areas have figures of: of the kind that is drawn, else of their own.
        """
        own = self.indicators[indicator]["periode_art_sozialraum"]
        for kind in (drawn, own):
            rows = self.rows(visit, indicator, kind, [one for one in self.areas if one != "KREIS"])
            if rows:
                return kind, rows[-1]["periode"]
        raise AssertionError(f"{indicator} has no figures of areas")

    def standings(self, area: str, goal: str | None = None) -> list[Row]:
        """Return the standings of an area (and of one goal), oldest first."""
        keys = sorted(self.tables["ziel_stand"])
        return [self.tables["ziel_stand"][k] for k in keys if k[1] == area and goal in {None, k[0]}]


@dataclass(frozen=True)
class Visit:
    """A page in a view; ``kind``: the kind of period that was asked for."""

    path: str
    area: str = "KREIS"
    kind: str | None = None
    quarter: str = "2026-Q3"
    language: Language = Language.DE
    level: FigureLevel | None = None

    @property
    def search(self) -> str:
        """Return the query that the page is asked with."""
        kind = {"zeitraum": self.kind.lower()} if self.kind else {}
        place = {"gebiet": self.area, "quartal": self.quarter}
        level = {"ebene": self.level.value.lower()} if self.level else {}
        return "?" + urlencode({"sprache": self.language.value, **place, **kind, **level})

    @property
    def end(self) -> dt.date:
        """Return the last day of the quarter."""
        year, quarter = self.quarter.split("-Q")
        ends = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}
        return dt.date(int(year), *ends[quarter])


def read_truth(database: Path) -> Truth:
    """Return the tables, read without any code of the application."""
    truth = Truth()
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, columns in KEYS.items():
            rows = connection.sql(f"FROM {table}").pl().to_dicts()
            truth.tables[table] = {tuple(row[c] for c in columns): row for row in rows}
            assert len(truth.tables[table]) == len(rows), f"{table}: key is not unique"
        for row in connection.sql("FROM indikator ORDER BY konzept_id").pl().to_dicts():
            truth.indicators[row["indikator_id"]] = row
        served = "FROM gebiet WHERE art IN ('KREIS', 'SOZIALRAUM') ORDER BY reihenfolge"
        truth.areas = dict(connection.sql(f"SELECT gebiet_id, name {served}").fetchall())
    return truth


def differences(seen: Iterable[Seen], truth: Truth) -> list[str]:
    """Return in words what was carried and is not what the tables say."""
    return [
        f"{one.channel}: {one.table} {' '.join(one.key)} {one.column}: {one.value!r}"
        for one in seen
        if not agrees(one, truth.tables[one.table].get(one.key))
    ]


def agrees(one: Seen, row: Row | None) -> bool:
    """Tell whether a row says what was carried."""
    if row is None or one.column not in row:
        return False
    expected = row[one.column]
    if expected is None or one.value is None:
        return expected is None and one.value is None
    if isinstance(expected, str):
        return bool(one.value == expected)
    room = one.slack + 1e-9 * max(1.0, abs(expected))
    return not isinstance(one.value, str) and abs(one.value - expected) <= room


def cell_key(row: Row) -> Key:
    """Return the key of a row of ``wert``."""
    return tuple(str(row[column]) for column in SERIES)
