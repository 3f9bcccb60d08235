"""Addresses of pages that tests open."""

from __future__ import annotations

from typing import NamedTuple

from monitor.access import RIGHTS, Resource, Role


class PageAddress(NamedTuple):
    """Address of a page, the right that it needs (``None``: none), and who opens it by itself."""

    path: str
    resource: Resource | None
    role: Role = Role.LEITUNG

    def is_open_to(self, role: Role) -> bool:
        """Tell whether a role may see the page."""
        return self.resource is None or self.resource in RIGHTS[role]

    def in_language(self, language: str) -> str:
        """Return the address for a language."""
        return f"{self.path}{'&' if '?' in self.path else '?'}sprache={language}"


_FIGURES, _DATA = Resource.KENNZAHLEN, Resource.DATENSAETZE
_PUBLISHED = "ebene=veroeffentlichung"

#: Name → page, in the views that differ most.
PAGES = {
    "overview": PageAddress("/", _FIGURES, Role.DATENVERANTWORTLICHE),
    "overview_of_area": PageAddress("/?gebiet=071375001&quartal=2025-Q1", _FIGURES),
    "overview_published": PageAddress(f"/?{_PUBLISHED}", _FIGURES),
    "goal": PageAddress("/ziel/Z1", _FIGURES),
    "goal_of_area": PageAddress(f"/ziel/Z2?gebiet=071375002&{_PUBLISHED}", _FIGURES),
    "goal_by_year": PageAddress("/ziel/Z4?zeitraum=jahr", _FIGURES, Role.EVALUATION),
    "report": PageAddress("/bericht?art=beschluss&sitzung=2026-11-26&nummer=12", _FIGURES),
    "report_of_area": PageAddress("/bericht?bericht=profil", _FIGURES, Role.EVALUATION),
    "actions": PageAddress("/massnahmen", _FIGURES),
    "data": PageAddress("/daten", _DATA),
    "rows": PageAddress("/einzelzeilen", Resource.VERTRAGSDATEN, Role.EVALUATION),
    "quality": PageAddress("/qualitaet", Resource.QUALITAET, Role.DATENVERANTWORTLICHE),
    "deliveries": PageAddress("/lieferungen", Resource.EIGENE_LIEFERUNGEN, Role.TRAEGER),
    "protection": PageAddress("/schutz", None),
    "statement": PageAddress("/barrierefreiheit", None),
}
