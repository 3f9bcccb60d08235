"""The areas of an office: which are served, where each lies on the tile map, which are merged.

Reads and validates ``sozialraeume.csv``. How many Kitas an area needs:
``monitor.content.small_areas``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.content.files import read_csv
from monitor.errors import ContentError

#: The file of the areas, under ``content/``.
AREAS_FILE: Final = "sozialraeume.csv"

_COLUMNS: Final = ("ars", "name", "bez", "kachel_zeile", "kachel_spalte", "bedient")
_MERGED_WITH: Final = "zusammen_mit"


@dataclass(frozen=True)
class Area:
    """One area, or a neighbour that is not served; tile coordinates count from the upper left.

    ``zusammen_mit``: ARS of the area whose figures a small area's are part of.
    """

    ars: str
    name: str
    kachel_zeile: int
    kachel_spalte: int
    bedient: bool
    zusammen_mit: str | None = None


def joint_name(area: Area, areas: Iterable[Area]) -> str:
    """Return the name of an area with those merged into it: „Pellenz und Mendig“."""
    *first, last = (area.name, *(each.name for each in areas if each.zusammen_mit == area.ars))
    return f"{', '.join(first)} und {last}" if first else last


def read_areas(folder: Path) -> tuple[Area, ...]:
    """Read and validate the areas of a content folder; without ``zusammen_mit`` none is merged.

    Raises:
        ContentError: the file is missing or wrong; with file, line and what to do.
    """
    path = folder / AREAS_FILE
    areas: dict[str, Area] = {}
    lines: dict[str, int] = {}
    for line, row in read_csv(path, _COLUMNS, optional=(_MERGED_WITH,)):
        problem = _problem(row, areas)
        if problem is not None:
            raise ContentError(f"{path}, Zeile {line}: {problem}")
        lines[row["ars"]], areas[row["ars"]] = line, _area(row)
    for area in areas.values():
        for problem in _merger_problems(area, areas):
            raise ContentError(f"{path}, Zeile {lines[area.ars]}: {problem}")
    return tuple(areas.values())


def _area(row: Mapping[str, str]) -> Area:
    return Area(
        row["ars"],
        row["name"],
        int(row["kachel_zeile"]),
        int(row["kachel_spalte"]),
        row["bedient"] == "ja",
        row[_MERGED_WITH] or None,
    )


def _problem(row: Mapping[str, str], before: Mapping[str, Area]) -> str | None:
    """Return the fault of a row, by itself or beside earlier rows."""
    if not re.fullmatch(r"\d{9}", row["ars"]):
        return (
            f"„{row['ars']}“ ist kein ARS mit 9 Ziffern. "
            "Hat die Tabellenkalkulation die führende Null entfernt?"
        )
    if row["ars"] in before:
        return f"Der ARS {row['ars']} steht doppelt. Bitte einen entfernen."
    if not (row["kachel_zeile"].isdecimal() and row["kachel_spalte"].isdecimal()):
        return "kachel_zeile und kachel_spalte müssen Zahlen ab 0 sein."
    if row["bedient"] not in {"ja", "nein"}:
        return "bedient muss „ja“ oder „nein“ sein."
    return None


def _merger_problems(area: Area, areas: Mapping[str, Area]) -> Iterator[str]:
    """Yield what is wrong with ``zusammen_mit`` of an area, the first thing to mend first."""
    if area.zusammen_mit is None:
        return
    target = areas.get(area.zusammen_mit)
    if target is None:
        yield (
            f"zusammen_mit nennt „{area.zusammen_mit}“, einen ARS, der in der Datei nicht steht. "
            "Bitte den ARS eines Nachbarn eintragen (9 Ziffern, mit führender Null)."
        )
    elif target is area:
        yield (
            f"{area.name} kann nicht mit sich selbst zusammengelegt werden. "
            "Bitte unter zusammen_mit den ARS eines Nachbarn eintragen."
        )
    elif not area.bedient:
        yield f"{area.name} ist nicht bedient und hat keine Zahlen. Bitte zusammen_mit leeren."
    elif not target.bedient:
        yield (
            f"zusammen_mit nennt {target.name}; dieser Sozialraum ist nicht bedient. "
            "Bitte den ARS eines bedienten Nachbarn eintragen."
        )
    elif target.zusammen_mit is not None:
        yield (
            f"zusammen_mit nennt {target.name}; dieser Sozialraum ist selbst mit einem anderen "
            "zusammengelegt. Bitte den ARS eines Sozialraums mit eigenen Zahlen eintragen."
        )
