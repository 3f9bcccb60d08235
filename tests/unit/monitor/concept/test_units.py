"""In which units numerator and denominator are told, and which figures rest on cases."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from monitor.concept.indicators import Indicator
from monitor.concept.units import (
    denominator_unit,
    in_units,
    numerator_unit,
    rests_on_cases,
)
from monitor.content.folder import Content

CASES, VISITS, CENTRES = "Fälle", "Teilnahmen", "Kitas"

#: indicator → unit of the numerator, unit of the denominator, does it rest on cases?
UNITS: dict[str, tuple[str | None, str | None, bool]] = {
    "Z1.1": (CASES, CASES, True),
    "Z1.2": (None, CASES, True),
    "Z1.2b": (None, CASES, True),
    "Z1.3": (CASES, CASES, True),
    "Z2.1": (CASES, "Kinder", True),
    "Z2.2": (CASES, CASES, True),
    "Z2.3": (CASES, CASES, True),
    "Z3.1": (CASES, CASES, True),
    "Z3.2": (CASES, CASES, True),
    "Z3.3": (CASES, CASES, True),
    "Z4.1": (CENTRES, CENTRES, False),
    "Z4.2": ("Termine", CENTRES, False),
    "Z4.3": (VISITS, "Termine", False),
    "Z4.4": (VISITS, VISITS, False),
    "Z5.1a": ("Personen", "Personen", True),
    "Z5.1b": ("Personen", "Personen", True),
    "Z5.1c": ("Personen", "Personen", True),
    "Z5.2": (CENTRES, CENTRES, False),
    "Z5.3": ("Sozialräume", "Sozialräume", False),
    "Z5.4": ("Empfehlungen", "Empfehlungen", False),
    "Z6.1": (CASES, CASES, True),
    "Z6.2": ("T", CASES, True),
    "Z6.3": ("Antworten", "Antworten", True),
    "Z6.4": (CASES, CASES, True),
    "Z7.1": (CASES, "Kinder", True),
    "Z7.2": (CASES, CASES, True),
    "Z7.3": (None, None, True),
    "Z7.4": ("VZÄ-Quartale", "VZÄ-Quartale", False),
    "Z8.1": (CENTRES, CENTRES, False),
    "Z8.2": (VISITS, "Kinder", False),
    "Z9.1": ("Termine", "Sozialräume", False),
    "Z9.2": ("Termine", "Termine", False),
    "Z9.3": (None, None, False),
    "Z10.1": (VISITS, "Einladungen", False),
    "Z10.2": ("Lieferungen", "Lieferungen", False),
    "Z10.3": ("Zeilen", "Zeilen", False),
    "Z11.1": ("VZÄ-Quartale", "VZÄ-Quartale", False),
    "Z11.2": ("€", "€", False),
    "Z11.3": ("Minuten", "Minuten", False),
    "Z11.4": ("€", "Stunden", False),
}


@pytest.fixture
def indicators(packaged_content: Content) -> dict[str, Indicator]:
    return {indicator.id: indicator for indicator in packaged_content.concepts[-1].indikator}


def test_units_of_the_catalogue(indicators: dict[str, Indicator]) -> None:
    found = {}
    for name, indicator in indicators.items():
        units = numerator_unit(indicator), denominator_unit(indicator)
        told = tuple(unit.de if unit else None for unit in units)
        found[name] = (*told, rests_on_cases(indicator))
    assert found == UNITS


FIGURES = pl.DataFrame(
    {"zaehler": [900.0, None], "nenner": [600.0, None], "fallzahl": [600.0, 3.0]}
)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("Z1.1", (900.0, 600.0, 600.0)),
        ("Z6.2", (50 * 600 + 10 * 900.0, 600.0, 600.0)),
        ("Z11.3", (900.0, 600.0, None)),
        ("Z11.4", (900.0, 10.0, None)),
    ],
)
def test_counts_in_their_units(
    indicators: dict[str, Indicator], name: str, row: tuple[Any, ...]
) -> None:
    told = in_units(indicators[name], FIGURES)
    assert told.row(0) == row
    assert told.row(1)[:2] == (None, None)
