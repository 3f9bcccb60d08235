"""The levels of the keys and what they cost, from the packaged content."""

from __future__ import annotations

import pytest

from monitor.content import Content
from monitor.datasets.microdata.hierarchies import (
    ABSENT,
    BLANK,
    area_hierarchy,
    code_hierarchy,
    half_year,
    period_hierarchy,
)
from monitor.tables import DISTRICT


@pytest.mark.parametrize(
    ("quarter", "half"), [("2024-Q1", "2024-H1"), ("2024-Q2", "2024-H1"), ("2024-Q3", "2024-H2")]
)
def test_half_year(quarter: str, half: str) -> None:
    assert half_year(quarter) == half


def test_area_goes_up_to_region_and_district(packaged_content: Content) -> None:
    areas = area_hierarchy(packaged_content)
    assert areas.labels["071375004"] == ("071375004", "R_WEST", DISTRICT)
    # 2 of 8 areas: (2 - 1) / (8 - 1)
    assert areas.penalties["R_WEST"] == pytest.approx(1 / 7)
    assert areas.penalties[DISTRICT] == 1
    assert set(areas.leaves()["R_WEST"]) == {"071375003", "071375004"}
    assert len(areas.leaves()[DISTRICT]) == 8
    assert areas.level_of()["R_WEST"] == 1


def test_quarter_goes_up_to_half_year_and_year(packaged_content: Content) -> None:
    period = period_hierarchy(packaged_content, ["2024-Q1", "2024-Q3"])
    assert period.labels["2024-Q3"] == ("2024-Q3", "2024-H2", "2024")
    assert period.penalties["2024-H2"] == pytest.approx(1 / 3)  # two of four quarters
    assert period.top == "2024"


def test_code_goes_up_to_its_groups(packaged_content: Content) -> None:
    kind = code_hierarchy(packaged_content, "aktivitaet_art")
    assert kind.labels["BEGL"] == ("BEGL", "G_BEHOERDENHILFE", "G_EINZELFALL", BLANK)
    assert kind.labels["VERM"] == ("VERM", "VERM", "G_EINZELFALL", BLANK)
    assert kind.labels["VERW"] == ("VERW", "G_INTERN", "G_INTERN", BLANK)
    assert kind.penalties["G_BEHOERDENHILFE"] == pytest.approx(1 / 16)  # 2 of 17 kinds
    assert kind.level_of()["VERM"] == 0
    assert kind.labels["G_RAUM_UND_NETZ"][1] == "G_SOZIALRAUM"
    assert not {"SRANG", "NETZ"} & kind.labels.keys()  # never apart


def test_no_reason_is_as_exact_as_any(packaged_content: Content) -> None:
    reason = code_hierarchy(packaged_content, "anlass")
    assert reason.labels[ABSENT] == (ABSENT, ABSENT, BLANK)
    assert reason.penalties[ABSENT] == 0
    assert "GEWALT" not in reason.labels
    assert ABSENT not in code_hierarchy(packaged_content, "zielgruppe").labels
