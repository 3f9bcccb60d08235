"""A release as a publication, for every document: publisher, title, dates and licence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from monitor.content.folder import Content
from monitor.content.office import Office

#: Folder of the data files within a package.
DATA_FOLDER: Final = "daten"

KEYWORDS: Final = (
    ("Kita-Sozialarbeit", "social work at day-care centres"),
    ("Jugendhilfe", "child and youth welfare"),
    ("Sozialraumbudget", "area budget"),
    ("Evaluation", "evaluation"),
    ("Zielerreichung", "attainment of goals"),
)

_LICENCES: Final = {
    "dl-de/by-2.0": (
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
        "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    ),
    "dl-de/zero-2.0": (
        "Datenlizenz Deutschland – Zero – Version 2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
        "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
    ),
    "CC-BY-4.0": (
        "Creative Commons Namensnennung 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
        "http://dcat-ap.de/def/licenses/cc-by/4.0",
    ),
}


@dataclass(frozen=True)
class Licence:
    """A licence with its addresses: for people, and in the vocabulary of DCAT-AP.de."""

    name: str
    title: str
    address: str
    uri: str


@dataclass(frozen=True)
class ConceptVersion:
    """A version of the concept behind figures."""

    concept_id: str
    name_de: str
    name_en: str
    valid_from: dt.date


@dataclass(frozen=True)
class ReleaseDescription:
    """A release as a publication; ``first_day`` and ``last_day`` are those of its figures."""

    release_id: str
    created_at: dt.datetime
    is_demo: bool
    office: Office
    first_day: dt.date | None
    last_day: dt.date | None
    data_until: str
    concepts: tuple[ConceptVersion, ...]
    code_version: str

    @property
    def publisher(self) -> str:
        """Return who publishes: the office unless the content names somebody else."""
        return self.office.veroeffentlichung.herausgeber or self.office.name

    @property
    def licence(self) -> Licence:
        """Return the licence of the datasets."""
        name = self.office.veroeffentlichung.lizenz
        return Licence(name, *_LICENCES[name])

    @property
    def title_de(self) -> str:
        """Return the title of the publication."""
        return (
            f"{self._demo('DEMODATEN: ')}Fachkonzept-Monitor Kita-Sozialarbeit, {self.office.kreis}"
        )

    @property
    def title_en(self) -> str:
        """Return the title in English."""
        demo = self._demo("DEMO DATA: ")
        return f"{demo}Monitor of social work at day-care centres, {self.office.kreis}"

    @property
    def abstract_de(self) -> str:
        """Return an abstract of two sentences."""
        return self._demo("Alle Zahlen sind frei erfunden. ") + (
            "Zielerreichung des Fachkonzepts der Kita-Sozialarbeit über die Zeit: Indikatoren, "
            "Ziele, Verlaufskarten, Qualität der Lieferungen und Nebentabellen, geschützt nach den "
            "Regeln der statistischen Geheimhaltung."
        )

    @property
    def abstract_en(self) -> str:
        """Return an abstract of two sentences, in English."""
        return self._demo("All figures are invented. ") + (
            "Attainment of the goals of social work at day-care centres over time: indicators, "
            "goals, process behaviour charts, quality of deliveries and side tables, protected by "
            "rules of statistical disclosure control."
        )

    def address_of(self, name: str, file_format: str) -> str | None:
        """Return where a file can be fetched; ``None`` where the content names no address."""
        base = self.office.veroeffentlichung.adresse.rstrip("/")
        path = f"/api/v1/releases/{self.release_id}/datasets/{name}.{file_format}"
        return base + path if base else None

    def _demo(self, text: str) -> str:
        return text if self.is_demo else ""


def concept_versions(content: Content, known: frozenset[str]) -> tuple[ConceptVersion, ...]:
    """Return the versions of the concept behind the figures of a release."""
    return tuple(
        ConceptVersion(
            concept.id,
            concept.konzept.name.de,
            concept.konzept.name.en,
            concept.konzept.gueltig_von,
        )
        for concept in content.concepts
        if concept.id in known
    )
