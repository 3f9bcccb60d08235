"""The case tables of the indicators: reads ``cases/*.toml`` and says what each case expects."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.concept.vocabulary import DISTRICT
from tests.spec.world import BLOCKS, area_ids, standard

#: What may be expected of a row of table ``wert``: key of the case → column.
COLUMNS: Final = {
    "erwartet": "wert",
    "zaehler": "zaehler",
    "nenner": "nenner",
    "fallzahl": "fallzahl",
    "unten": "unten",
    "oben": "oben",
    "vorlaeufig": "vorlaeufig",
    "abdeckung": "abdeckung",
    "status": "status",
    "fehlend": "fehlend",
    "quarantaene_zeilen": "quarantaene",
    "grenze_unten": "grenze_unten",
    "grenze_oben": "grenze_oben",
}
_PLACE: Final = frozenset({"gebiet", "periode", "intervall", *COLUMNS})
_CASE: Final = _PLACE | {
    "indikator", "titel", "rechnung", "stand", "ohne_lieferung", "weitere", *BLOCKS,
}  # fmt: skip

#: What a case writes where there is nothing to be said.
NOTHING: Final = "keine"


@dataclass(frozen=True)
class Expectation:
    """What table ``wert`` must hold of an indicator for one area and period."""

    gebiet_id: str
    periode: str
    values: Mapping[str, Any]
    has_interval: bool


@dataclass(frozen=True)
class Case:
    """Rows in, values out, and how they were worked."""

    indikator_id: str
    title: str
    working: str
    as_of: dt.date
    blocks: Mapping[str, str]
    without_deliveries: tuple[str, ...]
    expectations: tuple[Expectation, ...]

    @property
    def name(self) -> str:
        """Return how the case is called in the test report."""
        return f"{self.indikator_id} {self.title}"


def read_cases() -> list[Case]:
    """Return all cases of all files, in the order of the goals."""
    files = sorted(
        Path(__file__).with_name("cases").glob("Z*.toml"), key=lambda file: int(file.stem[1:])
    )
    return [case for file in files for case in _cases(tomllib.loads(file.read_text("utf-8")))]


def _cases(document: Mapping[str, Any]) -> Iterator[Case]:
    return (_case(entry) for entry in document["fall"])


def _case(entry: Mapping[str, Any]) -> Case:
    _refuse_unknown(entry, _CASE)
    return Case(
        indikator_id=entry["indikator"],
        title=entry["titel"],
        working=entry["rechnung"],
        as_of=entry.get("stand", standard()["stand"]),
        blocks={name: entry[name] for name in BLOCKS if name in entry},
        without_deliveries=tuple(entry.get("ohne_lieferung", ())),
        expectations=tuple(
            _expectation(place, entry) for place in (entry, *entry.get("weitere", ()))
        ),
    )


def _expectation(place: Mapping[str, Any], entry: Mapping[str, Any]) -> Expectation:
    _refuse_unknown(place, _CASE if place is entry else _PLACE)
    area = place.get("gebiet", entry.get("gebiet", DISTRICT))
    return Expectation(
        gebiet_id=area_ids().get(area, area),
        periode=place.get("periode", entry["periode"]),
        values={column: place[key] for key, column in COLUMNS.items() if key in place},
        has_interval=place.get("intervall", True),
    )


def _refuse_unknown(entry: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(entry) - known
    if unknown:
        raise ValueError(f"{entry.get('titel')}: unbekannte Angaben {sorted(unknown)}")
