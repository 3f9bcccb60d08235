"""What becomes of deliveries of a quarter: the table kind → outcome, with the accounts of each.

A step is a file in the order of receipt; ``facts`` are the activities that count in the end.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import xlsxwriter

from etl.decisions import Decision, decide
from tests.builders.deliveries import csv_of
from tests.builders.instances import NOW

Rows = list[dict[str, str]]
LOADED, HELD, WAITS, REFUSED, KNOWN = (
    "GELADEN",
    "MIT_QUARANTAENE",
    "WARTET",
    "ABGELEHNT",
    "BEKANNT",
)


@dataclass(frozen=True)
class Step:
    """A file, or a decision about the one before, and what becomes of it.

    ``accounts``: valid, quarantined, repeated, refused, waiting rows; ``grade`` where it matters.
    """

    name: str
    content: Callable[[Rows], bytes]
    outcome: str
    accounts: tuple[int, int, int, int, int]
    grade: str | None = None
    changed_at: int | None = None


@dataclass(frozen=True)
class Decided:
    """A decision about the delivery that waits."""

    decision: Decision
    outcome: str


def rows(first: int, last: int, **changes: str) -> Callable[[Rows], bytes]:
    """Return a writer of these rows of the quarter (1–24; July ends with 8, August with 16)."""
    return lambda quarter: csv_of([row | changes for row in quarter[first - 1 : last]])


def every_eighth(quarter: Rows) -> bytes:
    return csv_of([row | {"ort": "BUERO"} for row in quarter[::8]])


def twice(quarter: Rows) -> bytes:
    return csv_of([*quarter, *quarter[:2]])


def without_september(quarter: Rows) -> bytes:
    return csv_of([row | {"datum": row["datum"].replace("-09-", "-08-")} for row in quarter])


def sheets(**kinds: str) -> Callable[[Rows], bytes]:
    """Return a writer of a sheet per month: as agreed, ``headless``, ``hidden`` or ``left_out``."""

    def write(quarter: Rows) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            for number, month in enumerate(("Juli", "August", "September")):
                kind = kinds.get(month)
                if kind == "left_out":
                    continue
                sheet = book.add_worksheet(month)
                part = quarter[8 * number : 8 * number + 8]
                lines = [list(row.values()) for row in part]
                for line, cells in enumerate(
                    lines if kind == "headless" else [list(part[0]), *lines]
                ):
                    sheet.write_row(line, 0, cells)
                if kind == "hidden":
                    sheet.hide()
        return buffer.getvalue()

    return write


WHOLE = Step("TR01_2024-Q3_2024-10-08.csv", rows(1, 24), LOADED, (24, 0, 0, 0, 0), "A")
THREE = Step("TR01_2024-Q3_2024-10-09.csv", every_eighth, WAITS, (0, 0, 0, 0, 3))

#: kind → (steps, activities that count in the end)
CASES: Mapping[str, tuple[Sequence[Step | Decided], int]] = {
    "a whole quarter": ([WHOLE], 24),
    "a correction": (
        [
            WHOLE,
            Step("TR01_2024-Q3_2024-10-09.csv", rows(1, 24, ort="BUERO"), LOADED, (24, 0, 0, 0, 0)),
        ],
        24,
    ),
    "three months, a file each": (
        [
            Step("TR01_2024-Q3_Juli.csv", rows(1, 8), LOADED, (8, 0, 0, 0, 0)),
            Step("TR01_2024-Q3_August.csv", rows(9, 16), LOADED, (8, 0, 0, 0, 0)),
            Step("TR01_2024-Q3_September.csv", rows(17, 24), LOADED, (8, 0, 0, 0, 0)),
        ],
        24,
    ),
    "the quarter after its first month": (
        [
            Step("TR01_2024-Q3_Juli.csv", rows(1, 8), LOADED, (8, 0, 0, 0, 0)),
            Step("TR01_2024-Q3_2024-11-23.csv", rows(1, 24), REFUSED, (0, 0, 0, 0, 0)),
            Step("TR01_2024-Q3.csv", rows(1, 24), LOADED, (24, 0, 0, 0, 0)),
        ],
        24,
    ),
    "the first month after the quarter": (
        [WHOLE, Step("TR01_2024-Q3_2024-11-01.csv", rows(1, 8), WAITS, (0, 0, 0, 0, 8))],
        24,
    ),
    "corrected rows, called an addition": (
        [
            WHOLE,
            Step("TR01_2024-Q3_Ergaenzung_2024-10-09.csv", every_eighth, LOADED, (3, 0, 0, 0, 0)),
        ],
        24,
    ),
    "corrected rows alone": ([WHOLE, THREE], 24),
    "corrected rows alone, added": ([WHOLE, THREE, Decided(Decision.ERGAENZT, LOADED)], 24),
    "corrected rows alone, replacing": ([WHOLE, THREE, Decided(Decision.ERSETZT, LOADED)], 3),
    "corrected rows alone, rejected": ([WHOLE, THREE, Decided(Decision.ABLEHNEN, REFUSED)], 24),
    "four fifths": (
        [WHOLE, Step("TR01_2024-Q3_2024-10-09.csv", rows(1, 20), LOADED, (20, 0, 0, 0, 0))],
        20,
    ),
    "one row less than four fifths": (
        [WHOLE, Step("TR01_2024-Q3_2024-10-09.csv", rows(1, 19), WAITS, (0, 0, 0, 0, 19))],
        24,
    ),
    "as many rows, a month less": (
        [
            WHOLE,
            Step("TR01_2024-Q3_2024-10-09.csv", without_september, WAITS, (0, 0, 0, 0, 24)),
        ],
        24,
    ),
    "the same bytes again": (
        [WHOLE, Step("TR01_2024-Q3_2024-10-09.csv", rows(1, 24), KNOWN, (0, 0, 0, 0, 0))],
        24,
    ),
    "rows twice": (
        [Step("TR01_2024-Q3_2024-10-08.csv", twice, LOADED, (24, 0, 2, 0, 0), "A")],
        24,
    ),
    "an older day after a newer one": (
        [
            WHOLE,
            Step(
                "TR01_2024-Q3_2024-10-01.csv", rows(1, 24, ort="BUERO"), REFUSED, (0, 0, 0, 24, 0)
            ),
        ],
        24,
    ),
    "the same day, changed later": (
        [
            Step("TR01_2024-Q3_2024-10-08.csv", rows(1, 24), LOADED, (24, 0, 0, 0, 0), None, 10),
            Step(
                "TR01_2024-Q3_2024-10-08 (2).csv",
                rows(1, 24, ort="BUERO"),
                LOADED,
                (24, 0, 0, 0, 0),
                None,
                20,
            ),
        ],
        24,
    ),
    "the same day, changed earlier": (
        [
            Step("TR01_2024-Q3_2024-10-08.csv", rows(1, 24), LOADED, (24, 0, 0, 0, 0), None, 20),
            Step(
                "TR01_2024-Q3_2024-10-08 (2).csv",
                rows(1, 24, ort="BUERO"),
                WAITS,
                (0, 0, 0, 0, 24),
                None,
                10,
            ),
        ],
        24,
    ),
    "a sheet per month": ([Step("TR01_2024-Q3.xlsx", sheets(), LOADED, (24, 0, 0, 0, 0), "A")], 24),
    "a month without a header": (
        [Step("TR01_2024-Q3.xlsx", sheets(August="headless"), HELD, (16, 8, 0, 0, 0), "D")],
        16,
    ),
    "a hidden month": (
        [Step("TR01_2024-Q3.xlsx", sheets(August="hidden"), LOADED, (16, 0, 0, 0, 0), "B")],
        16,
    ),
    "a workbook without a month": (
        [
            Step("TR01_2024-Q3_2024-10-08.xlsx", sheets(), LOADED, (24, 0, 0, 0, 0), "A"),
            Step(
                "TR01_2024-Q3_2024-10-09.xlsx", sheets(August="left_out"), WAITS, (0, 0, 0, 0, 16)
            ),
        ],
        24,
    ),
}


@pytest.fixture
def quarter(activities: Any) -> Rows:
    """Return 24 rows, eight in each month of a quarter."""
    return [
        row
        for number, month in enumerate((7, 8, 9))
        for row in activities(8, month=month, first=1 + 8 * number)
    ]


@pytest.mark.parametrize("kind", CASES)
def test_kind_and_outcome(kind: str, instance: Any, quarter: Rows) -> None:
    steps, facts = CASES[kind]
    waiting = None
    for step in steps:
        if isinstance(step, Decided):
            report = settle(instance, waiting, step.decision)
            assert report.outcome == step.outcome
            continue
        report = take(instance, step, quarter)
        assert report.outcome == step.outcome, report.message
        if step.outcome != KNOWN:
            assert balance(report.accounts) == step.accounts
        assert step.grade in {None, report.grade}
        waiting = report.delivery.lieferung_id if step.outcome == WAITS else waiting
    check_register(instance)
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(facts,)]


def take(instance: Any, step: Step, quarter: Rows) -> Any:
    path = instance.put(step.name, step.content(quarter))
    if step.changed_at is not None:
        os.utime(path, (1_700_000_000 + step.changed_at,) * 2)
    (report,) = instance.ingest(path)
    return report


def settle(instance: Any, lieferung_id: str | None, decision: Decision) -> Any:
    assert lieferung_id
    return decide(
        lieferung_id,
        decision,
        settings=instance.settings,
        content=instance.content,
        connection=instance.connection,
        now=NOW,
    )


def balance(accounts: Any) -> tuple[int, ...]:
    parts = (
        accounts.gueltig,
        accounts.quarantaene,
        accounts.duplikat,
        accounts.abgelehnt,
        accounts.wartend,
    )
    assert sum(parts) == accounts.roh
    return parts


def check_register(instance: Any) -> None:
    """Compare every entry with the tables: rows of the facts, of the quarantine, or none."""
    instance.check_accounts()
    entries = instance.rows(
        "SELECT lieferung_id, status, zeilen_roh, zeilen_gueltig + zeilen_quarantaene "
        "+ zeilen_duplikat + zeilen_abgelehnt + zeilen_wartend FROM lieferung"
    )
    assert all(total == parts for _, _, total, parts in entries)
    for name, status, *_ in entries:
        ((held,),) = instance.rows(
            f"SELECT (SELECT count(*) FROM aktivitaet WHERE lieferung_id = '{name}') + "
            f"(SELECT count(*) FROM quarantaene_aktivitaet WHERE lieferung_id = '{name}')"
        )
        assert held == 0 or status in {LOADED, HELD}
