"""Cells in single quotes: said and sent again, and never shifted; an apostrophe is no quote."""

from __future__ import annotations

from typing import Any

import pytest


def quoted(row: dict[str, str]) -> dict[str, str]:
    return {f"'{name}'": f"'{cell}'" for name, cell in row.items()}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_file_in_single_quotes_is_refused_by_name(
    separator: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = [quoted(row) for row in activities(3)]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows, separator=separator))
    assert report.outcome == "ABGELEHNT"
    assert "einfachen Anführungszeichen" in report.message
    assert instance.rows("SELECT grund FROM lieferung WHERE status = 'ABGELEHNT'") == [
        ("UNLESBAR",)
    ]


@pytest.mark.parametrize("separator", [";", ","])
def test_a_delimiter_in_single_quotes_shifts_no_cell(
    separator: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    """Without the quotes floor, adults and children would each take the cell to the left."""
    rooms = (f"'R1{separator} R2'", "R1's", "'s R1", "'R1'")
    counted = ("tn_erwachsene", "tn_kinder", "tn_erstmalig")
    rows = [
        {name: cell for name, cell in row.items() if name not in counted}
        | {"setting": "GRUPPE", "Raum": room, "Geschoss": "2"}
        | dict(zip(counted, ("7", "3", ""), strict=True))
        for row, room in zip(activities(4), rooms, strict=True)
    ]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows, separator=separator))
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (3, 1)
    assert instance.rows("SELECT DISTINCT tn_erwachsene, tn_kinder FROM aktivitaet") == [(7, 3)]
    assert any("mehr oder weniger Zellen" in warning for warning in report.warnings)


def test_apostrophes_in_different_cells_are_no_quotes(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = [{"Raum": "'s R1", "Geschoss": "R1's", **row} for row in activities(2)]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (2, 0)
