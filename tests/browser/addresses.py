"""Addresses of pages that tests open, with the heading by which a page is known."""

from __future__ import annotations

from typing import NamedTuple

from monitor.access import Role


class PageAddress(NamedTuple):
    """Address and heading of a page, and the role of whoever opens it."""

    path: str
    heading: str
    role: Role = Role.LEITUNG


#: Name → page.
PAGES = {
    "overview": PageAddress("/", "Übersicht", Role.DATENVERANTWORTLICHE),
    "overview_en": PageAddress("/?sprache=en&gebiet=071375001", "Overview"),
    "goal": PageAddress("/ziel/Z1", "Schnelle Beratung"),
    "overview_published": PageAddress("/?ebene=veroeffentlichung", "Übersicht"),
    "goal_published": PageAddress(
        "/ziel/Z1?ebene=veroeffentlichung&sprache=en", "Fast counselling"
    ),
    "goal_of_area": PageAddress(
        "/ziel/Z1?gebiet=071375002&ebene=veroeffentlichung", "Schnelle Beratung"
    ),
    "data": PageAddress("/daten", "Daten"),
    "data_en": PageAddress("/daten?sprache=en&datensatz=ziele", "Data", Role.EVALUATION),
    "quality": PageAddress("/qualitaet", "Qualität", Role.DATENVERANTWORTLICHE),
    "protection": PageAddress("/schutz", "Schutz der Zahlen"),
    "statement": PageAddress("/barrierefreiheit", "Erklärung zur Barrierefreiheit"),
    "statement_of_traeger": PageAddress(
        "/barrierefreiheit", "Erklärung zur Barrierefreiheit", Role.TRAEGER
    ),
}
