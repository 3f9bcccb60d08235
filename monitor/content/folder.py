"""The content of an instance: concept, restarts, codes, areas, office, layout, confidentiality.

Reads and validates the files under ``content/``. Every complaint names the file, the line and what
to do. Profiles of the Träger are read by ``etl.profiles``; master data are deliveries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from data.schema import CODE_LISTS
from monitor.concept.versions import Concept
from monitor.content.areas import Area, joint_name, read_areas
from monitor.content.codes import CodeList, read_codes
from monitor.content.concepts import read_concepts
from monitor.content.confidentiality import Confidentiality, read_confidentiality
from monitor.content.office import Office, read_office
from monitor.content.report_layout import ReportLayout, read_report_layout
from monitor.content.restarts import Restart, read_restarts


@dataclass(frozen=True)
class Content:
    """Everything that an office may edit, validated."""

    folder: Path
    office: Office
    codes: Mapping[str, CodeList]
    areas: tuple[Area, ...]
    concepts: tuple[Concept, ...]
    confidentiality: Confidentiality
    report_layout: ReportLayout
    restarts: tuple[Restart, ...] = ()

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
    codes = {name: read_codes(folder / "codes" / f"{name}.csv") for name in CODE_LISTS}
    codes_by_list = {name: entries.names for name, entries in codes.items()}
    concepts = read_concepts(folder / "konzept", codes_by_list)
    areas = read_areas(folder)
    return Content(
        folder=folder,
        office=read_office(folder),
        codes=codes,
        areas=areas,
        concepts=concepts,
        confidentiality=read_confidentiality(folder, codes_by_list),
        report_layout=read_report_layout(folder),
        restarts=read_restarts(folder, concepts),
    )
