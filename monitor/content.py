"""The content of an instance: concept, code lists, areas, office, rules of confidentiality.

Reads and validates the files under ``content/``. Every complaint names the file, the line and what
to do. Profiles of the Träger are read by ``etl.profiles``; master data are deliveries.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from data.schema import CODE_LISTS
from monitor.areas import Area, joint_name, read_areas
from monitor.concept import Concept
from monitor.concept_files import read_concepts
from monitor.content_files import read_csv, read_model
from monitor.errors import ContentError
from monitor.office import Office, read_office
from monitor.sensitive import Sensitive, require_known


@dataclass(frozen=True)
class Code:
    """One entry of a code list."""

    code: str
    label_de: str
    label_en: str
    gueltig_von: dt.date | None
    gueltig_bis: dt.date | None


@dataclass(frozen=True)
class CodeList:
    """A named list of codes, in the order of its file."""

    name: str
    codes: tuple[Code, ...]

    @property
    def names(self) -> frozenset[str]:
        """Return the codes alone."""
        return frozenset(entry.code for entry in self.codes)


class DisplayRules(BaseModel):
    """From when a figure is worth showing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mindestnenner: int = Field(ge=1)
    mindestabdeckung: float = Field(ge=0, le=1)


class Accuracy(StrEnum):
    """How exact the figures are that leadership and stewards see before a release."""

    EXAKT = "exakt"
    GESCHUETZT = "geschuetzt"


class SteeringRules(BaseModel):
    """What those who steer may see; *geschuetzt*: what is published, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    genauigkeit: Accuracy = Accuracy.EXAKT


class PublicationRules(BaseModel):
    """How long a period waits for its last deliveries before it is published without them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wartefrist_wochen: int = Field(default=8, ge=0, le=52)


class Confidentiality(BaseModel):
    """Rules of confidentiality and display."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anzeige: DisplayRules
    sensibel: Sensitive
    steuerung: SteeringRules = SteeringRules()
    veroeffentlichung: PublicationRules = PublicationRules()


@dataclass(frozen=True)
class Content:
    """Everything that an office may edit, validated."""

    folder: Path
    office: Office
    codes: Mapping[str, CodeList]
    areas: tuple[Area, ...]
    concepts: tuple[Concept, ...]
    confidentiality: Confidentiality

    @property
    def code_names(self) -> dict[str, frozenset[str]]:
        """Return the codes of each list, without labels."""
        return {name: entries.names for name, entries in self.codes.items()}

    @property
    def all_served_areas(self) -> tuple[Area, ...]:
        """Return the areas that the office is responsible for: what deliveries may name."""
        return tuple(area for area in self.areas if area.bedient)

    @property
    def served_areas(self) -> tuple[Area, ...]:
        """Return the areas with figures of their own, named with the areas merged into them.

        Mendig merged into Pellenz: one area „Pellenz und Mendig“ with the ARS of Pellenz.
        """
        own = (area for area in self.all_served_areas if area.zusammen_mit is None)
        return tuple(replace(area, name=joint_name(area, self.areas)) for area in own)

    @property
    def figure_areas(self) -> dict[str, str]:
        """Return of each merged area the ARS of the area whose figures its rows are part of."""
        return {area.ars: area.zusammen_mit for area in self.areas if area.zusammen_mit}

    @property
    def begins_on(self) -> dt.date:
        """Return the first day of the first version of the concept; no activity is older."""
        return self.concepts[0].konzept.gueltig_von

    def concept_at(self, day: dt.date) -> Concept:
        """Return the version valid on a day; before the first one, the first."""
        valid = [concept for concept in self.concepts if concept.konzept.gueltig_von <= day]
        return valid[-1] if valid else self.concepts[0]


def load_content(folder: Path) -> Content:
    """Read and validate the content of an instance.

    Raises:
        ContentError: a file is missing or wrong; the message names file, line and what to do.
    """
    codes = {name: _read_codes(folder / "codes" / f"{name}.csv") for name in CODE_LISTS}
    codes_by_list = {name: entries.names for name, entries in codes.items()}
    concepts = read_concepts(folder / "konzept", codes_by_list)
    areas = read_areas(folder)
    rules = read_model(folder / "geheimhaltung.toml", Confidentiality)
    require_known(folder / "geheimhaltung.toml", rules.sensibel, codes_by_list)
    return Content(
        folder=folder,
        office=read_office(folder),
        codes=codes,
        areas=areas,
        concepts=concepts,
        confidentiality=rules,
    )


def _date(path: Path, line: int, value: str) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ContentError(
            f"{path}, Zeile {line}: „{value}“ ist kein Datum. Bitte als JJJJ-MM-TT schreiben."
        ) from None


def _read_codes(path: Path) -> CodeList:
    columns = ("code", "label_de", "label_en", "gueltig_von", "gueltig_bis")
    entries: dict[str, Code] = {}
    for line, row in read_csv(path, columns):
        if not re.fullmatch(r"[A-Z0-9_]{1,40}", row["code"]):
            raise ContentError(
                f"{path}, Zeile {line}: „{row['code']}“ ist kein Code. "
                "Erlaubt sind Großbuchstaben ohne Umlaute, Ziffern und _."
            )
        if row["code"] in entries:
            raise ContentError(
                f"{path}, Zeile {line}: Der Code „{row['code']}“ steht schon in der Liste. "
                "Bitte eine der beiden Zeilen entfernen."
            )
        if not row["label_de"] or not row["label_en"]:
            raise ContentError(
                f"{path}, Zeile {line}: Zu „{row['code']}“ fehlt die deutsche oder englische "
                "Bezeichnung. Bitte ergänzen."
            )
        von, bis = (_date(path, line, row[name]) for name in ("gueltig_von", "gueltig_bis"))
        entries[row["code"]] = Code(row["code"], row["label_de"], row["label_en"], von, bis)
    return CodeList(path.stem, tuple(entries.values()))
