"""What is true of one Land or one office stands in its content, not in what every office runs."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ONE_LAND = re.compile(r"Rheinland|\bRLP\b|\bBITV\b|KiTaG|Mayen|\bMYK\b")
#: The demo and the packaged content are those of one district.
_OF_ONE_DISTRICT = ("data/demo/", "data/content/")
_PROGRAM = ("monitor/", "etl/", "dashboards/", "expectations/", "data/")


def test_no_land_and_no_office_stands_in_the_program(project_texts: Mapping[str, str]) -> None:
    program = {
        name: text
        for name, text in project_texts.items()
        if name.startswith(_PROGRAM) and not name.startswith(_OF_ONE_DISTRICT)
    }
    assert program
    named = {
        f"{name}: {found}" for name, text in program.items() for found in _ONE_LAND.findall(text)
    }
    assert named == set()
