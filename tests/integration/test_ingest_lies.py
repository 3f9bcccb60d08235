"""Files that could be read as something else than they say: read rightly, or not at all.

The table is kind of cell → what becomes of it: the value in the facts, or quarantine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

QUARANTINE = "QUARANTAENE"
YES, NO = True, False
AUGUST_5, AUGUST_6 = dt.date(2024, 8, 5), dt.date(2024, 8, 6)

#: name → (header, cells of the column, what each row's field becomes; the field's name)
CASES: dict[str, tuple[str, Sequence[str], str, Sequence[Any]]] = {
    "hours in words": ("Dauer in Stunden", ("1,5", "2"), "dauer_min", (90, 120)),
    "hours in short": ("Dauer (h)", ("1,5", "0,25"), "dauer_min", (90, 15)),
    "minutes beside hours": ("Dauer (h)", ("90 min", "1:30"), "dauer_min", (90, 90)),
    "minutes": ("Dauer (Min.)", ("90", "15"), "dauer_min", (90, 15)),
    "blank in a duration": ("Dauer", ("1 30", "90"), "dauer_min", (QUARANTINE, 90)),
    "break in a duration": ("Dauer", ('"1\n30"', "90"), "dauer_min", (QUARANTINE, 90)),
    "blank in a number": ("tn_kinder", ("0 1", "0"), "tn_kinder", (QUARANTINE, 0)),
    "percent of persons": ("tn_kinder", ("1%", "0"), "tn_kinder", (QUARANTINE, 0)),
    "quote in a number": ("tn_kinder", ("0'1", "0"), "tn_kinder", (QUARANTINE, 0)),
    "cross beside tick": ("abschluss", ("✗", "nein"), "abschluss", (QUARANTINE, NO)),
    "ticks and crosses": ("erstkontakt", ("✓", "✗"), "erstkontakt", (YES, NO)),
    "boxes": ("erstkontakt", ("☑", "☐"), "erstkontakt", (YES, NO)),
    "crossed boxes": ("erstkontakt", ("☒", "☐"), "erstkontakt", (YES, NO)),
    "numbers as flags": ("erstkontakt", ("1.0", "0.0"), "erstkontakt", (YES, NO)),
    "moment of a machine": (
        "datum",
        ("2024-08-04T22:00:00.000Z", "2024-08-05T09:00:00+02:00"),
        "datum",
        (AUGUST_5, AUGUST_5),
    ),
    "day and time": ("datum", ("05.08.2024, 10:15", "6.8.24"), "datum", (AUGUST_5, AUGUST_6)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_cell_is_read_rightly_or_not_at_all(
    name: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    header, cells, field, expected = CASES[name]
    rows = [
        {header if column == field else column: cell for column, cell in row.items()}
        | {header: text}
        for row, text in zip(activities(len(cells)), cells, strict=True)
    ]
    instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    facts = dict(instance.rows(f"SELECT aktivitaet_id, {field} FROM aktivitaet"))
    found = [facts.get(row["aktivitaet_id"], QUARANTINE) for row in rows]
    assert found == list(expected)


@pytest.mark.parametrize(
    ("field", "header"),
    [
        ("dauer_min", "Dauer (Std./Min.)"),
        ("tn_kinder", "Kinder (%)"),
    ],
)
def test_a_header_with_a_unit_that_does_not_fit_is_asked_about(
    field: str, header: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = [
        {header if column == field else column: cell for column, cell in row.items()}
        for row in activities(2)
    ]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert report.outcome == "ABGELEHNT"
    assert header in report.message


def at_the_end(rows: list[dict[str, str]], *cells: str) -> list[dict[str, str]]:
    """Return rows of groups with duration and persons in the last columns, as in these cells."""
    names = ("Dauer (h)", "tn_erwachsene", "tn_kinder", "tn_erstmalig")
    return [
        {name: cell for name, cell in row.items() if name != "dauer_min" and name not in names}
        | {"setting": "GRUPPE"}
        | dict(zip(names, written.split("|"), strict=True))
        for row, written in zip(rows, cells, strict=True)
    ]


PERSONS = "SELECT dauer_min, tn_erwachsene, tn_kinder FROM aktivitaet ORDER BY ALL"


def test_a_decimal_comma_without_quotes_shifts_no_cell(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = at_the_end(activities(3), "1,5|7|3|", "2|7|3|", '"1,5"|7|3|')
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows, separator=","))
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (2, 1)
    assert instance.rows(PERSONS) == [(90, 7, 3), (120, 7, 3)]
    assert any("mehr oder weniger Zellen" in warning for warning in report.warnings)


def test_a_row_with_a_cell_too_few_is_not_read_by_position(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    text = as_csv(at_the_end(activities(2), "1,5|7|3|1", "2|8|4|1")).replace(b";7;3;1", b";3;1")
    report = instance.deliver("TR01_2024-Q3.csv", text)
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (1, 1)
    assert instance.rows(PERSONS) == [(120, 8, 4)]
