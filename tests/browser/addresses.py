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
    "goal_hidden": ("/ziel/Z2?gebiet=071375007&ebene=veroeffentlichung", "Begleitung und Lotsen"),
    "data": ("/daten", "Daten"),
    "data_en": ("/daten?gruppe=evaluation&sprache=en&datensatz=ziele", "Data"),
    "quality": (f"/qualitaet?{STEWARD}", "Qualität"),
    "statement": ("/barrierefreiheit", "Erklärung zur Barrierefreiheit"),
}
