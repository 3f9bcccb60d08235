"""Addresses of pages that tests open, with the heading by which a page is known."""

from __future__ import annotations

STEWARD = "gruppe=datenverantwortliche"
#: Name → address, heading.
PAGES = {
    "overview": (f"/?{STEWARD}", "Übersicht"),
    "overview_en": ("/?sprache=en&gebiet=071375001", "Overview"),
    "goal": ("/ziel/Z1", "Schnelle Beratung"),
    "overview_published": ("/?ebene=veroeffentlichung", "Übersicht"),
    "goal_published": ("/ziel/Z1?ebene=veroeffentlichung&sprache=en", "Fast counselling"),
    "goal_of_area": ("/ziel/Z1?gebiet=071375002&ebene=veroeffentlichung", "Schnelle Beratung"),
    "data": ("/daten", "Daten"),
    "data_en": ("/daten?gruppe=evaluation&sprache=en&datensatz=ziele", "Data"),
    "quality": (f"/qualitaet?{STEWARD}", "Qualität"),
    "protection": ("/schutz", "Schutz der Zahlen"),
    "statement": ("/barrierefreiheit", "Erklärung zur Barrierefreiheit"),
}
