"""Workbooks that would stop the process that opens them: each is refused, the next one is read."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import workbooks

OFFICE_FILES = Path(__file__).parent / "office_files"
#: What a workbook of these tests may take.
SMALL = {"workbook_memory_mb": 100, "workbook_seconds": 20}
TOO_BIG = "braucht zum Lesen mehr Speicher als erlaubt.*100 MB.*leere Zeilen und Spalten.*als CSV"
TOO_MANY = "zu viele Zellen.*als CSV"
DAMAGED = "beschädigt oder unvollständig"


def _half_old_excel(_: workbooks.Rows) -> bytes:
    content = (OFFICE_FILES / "bogen.xls").read_bytes()
    return content[: len(content) // 2]


HOSTILE: dict[str, tuple[Callable[[workbooks.Rows], bytes], str, str]] = {
    "far corner.xlsx": (
        lambda rows: workbooks.book(rows, far=(1_048_575, 16_383)),
        "ZU_GROSS",
        TOO_BIG,
    ),
    "last row.xlsx": (lambda rows: workbooks.book(rows, far=(1_048_575, 18)), "ZU_GROSS", TOO_BIG),
    "says little.xlsx": (
        lambda rows: workbooks.lying(rows, says=10, megabytes=150),
        "ZU_GROSS",
        TOO_BIG,
    ),
    "says much.xlsx": (
        lambda rows: workbooks.lying(rows, says=1_900 * workbooks.MEGABYTE, megabytes=0),
        "UNLESBAR",
        DAMAGED,
    ),
    "says little, broken.xlsx": (
        lambda rows: workbooks.lying(rows, says=10, megabytes=1, is_whole=False),
        "UNLESBAR",
        DAMAGED,
    ),
    "one long text.xlsx": (
        lambda rows: workbooks.same_string(rows, cells=200),
        "ZU_GROSS",
        TOO_BIG,
    ),
    "nested.xlsx": (workbooks.nested, "UNLESBAR", DAMAGED),
    "broken name.xlsx": (workbooks.damaged_name, "UNLESBAR", DAMAGED),
    "broken sheet.xlsx": (workbooks.damaged_stream, "UNLESBAR", DAMAGED),
    "filled to the end.ods": (
        lambda rows: workbooks.ods_table(rows, workbooks.ods_row(["1"] * 19, repeated=1_048_000)),
        "ZU_GROSS",
        TOO_BIG,
    ),
    "filled to the corner.ods": (
        lambda rows: workbooks.ods_table(rows, workbooks.FILLED_ROW),
        "ZU_GROSS",
        TOO_MANY,
    ),
    "half.xls": (_half_old_excel, "UNLESBAR", DAMAGED),
    "half.xlsx": (lambda rows: workbooks.book(rows)[:3000], "UNLESBAR", DAMAGED),
    "binary.xlsb": (workbooks.binary_book, "UNLESBAR", DAMAGED),
    "unknown packing.xlsx": (
        workbooks.strangely_packed,
        "UNLESBAR:NotImplementedError",
        "konnte nicht gelesen werden",
    ),
    "no sheets.xlsx": (
        workbooks.without_sheets,
        "KEINE_KOPFZEILE",
        "Keine Zeile wurde als Kopfzeile",
    ),
    "chart.xlsx": (workbooks.chart_only, "KEINE_KOPFZEILE", "Keine Zeile wurde als Kopfzeile"),
}


def small(instance: Any, **limits: int) -> Any:
    settings = instance.settings.model_copy(update=SMALL | limits)
    return type(instance)(settings, instance.content, instance.connection)


def put_in_order(instance: Any, **contents: bytes) -> list[Path]:
    paths = [instance.put(name, content) for name, content in contents.items()]
    for second, path in enumerate(paths):
        os.utime(path, (1_700_000_000 + second,) * 2)
    return paths


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the processes that were started to read workbooks."""
    found: list[int] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            found.append(self.pid)

    monkeypatch.setattr("etl.reading.workbook_process.subprocess.Popen", Counted)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_stops_nothing(name: str, instance: Any, activities: Any) -> None:
    make, reason, sentence = HOSTILE[name]
    paths = put_in_order(
        instance,
        **{
            "TR01_2024-Q3.xlsx": workbooks.book(activities(2)),
            f"TR02_2024-Q3 {name}": make(activities(3, traeger="TR02")),
            "TR01_2024-Q2.xlsx": workbooks.book(activities(2, month=5, first=50)),
        },
    )
    first, hostile, last = small(instance).ingest(*paths)
    assert [first.outcome, hostile.outcome, last.outcome] == ["GELADEN", "ABGELEHNT", "GELADEN"]
    assert re.search(sentence, hostile.message)
    assert instance.rows("SELECT grund FROM lieferung WHERE status = 'ABGELEHNT'") == [(reason,)]
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(4,)]
    assert not list(instance.settings.inbox.iterdir())
    instance.check_accounts()


def test_what_takes_too_long_stops_nothing(
    instance: Any, activities: Any, starts: list[int]
) -> None:
    paths = put_in_order(
        instance,
        **{
            "TR02_2024-Q3.xlsx": workbooks.endless(activities(3, traeger="TR02")),
            "TR01_2024-Q2.xlsx": workbooks.book(activities(2, month=5, first=50)),
        },
    )
    endless, last = small(instance, workbook_seconds=1).ingest(*paths)
    assert [endless.outcome, last.outcome] == ["ABGELEHNT", "GELADEN"]
    assert re.search("nicht in der erlaubten Zeit.*1 Sekunde.*als CSV", endless.message)
    assert instance.rows("SELECT grund FROM lieferung WHERE status = 'ABGELEHNT'") == [
        ("ZU_GROSS",)
    ]
    assert len(starts) == 2


def test_empty_rows_and_columns_to_the_end_are_read(instance: Any, activities: Any) -> None:
    tail = workbooks.ods_row([], repeated=1_048_000, beyond=16_384)
    content = workbooks.ods_table(activities(3), tail, beyond=16_365)
    report = small(instance).deliver("TR01_2024-Q3.ods", content)
    assert report.message == "3 Zeilen übernommen."


def test_the_name_says_nothing_of_the_kind(instance: Any, activities: Any) -> None:
    report = instance.deliver("TR01_2024-Q3.xls", workbooks.book(activities(3)))
    assert report.message == "3 Zeilen übernommen."


def test_one_process_reads_all_workbooks(
    instance: Any, activities: Any, as_csv: Any, starts: list[int]
) -> None:
    instance.ingest(*put_in_order(instance, **{"TR04_2024-Q3.csv": as_csv(activities(2))}))
    assert starts == []
    paths = put_in_order(
        instance,
        **{
            f"TR01_2024-Q{quarter}.xlsx": workbooks.book(activities(2, month=month, first=month))
            for quarter, month in ((1, 2), (2, 5), (3, 8))
        },
    )
    assert {report.outcome for report in instance.ingest(*paths)} == {"GELADEN"}
    assert len(starts) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(starts[0], 0)


def test_a_process_that_has_read_others_is_not_the_last_word(
    instance: Any, activities: Any, starts: list[int]
) -> None:
    """What earlier workbooks left in its memory must not decide on the next one."""
    paths = put_in_order(
        instance,
        **{
            "TR01_2024-Q3.xlsx": workbooks.book(activities(2)),
            "TR02_2024-Q3.xlsx": workbooks.book(activities(2), far=(1_048_575, 18)),
            "TR01_2024-Q2.xlsx": workbooks.book(activities(2, month=5, first=50)),
        },
    )
    small(instance).ingest(*paths)
    assert len(starts) == 3


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_changes_meanwhile_is_left_for_the_next_run(
    *, is_there: bool, instance: Any, activities: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.reading.fingerprint import fingerprint  # noqa: PLC0415 - the one that is replaced below

    other = workbooks.book(activities(5))

    def change(path: Path) -> Any:
        facts = fingerprint(path)
        path.write_bytes(other) if is_there else path.unlink()
        return facts

    path = instance.put("TR01_2024-Q3.xlsx", workbooks.book(activities(2)))
    with monkeypatch.context() as patched:
        patched.setattr("etl.pipeline.fingerprint", change)
        (report,) = instance.ingest(path)
    assert report.outcome == "ABGELEHNT"
    assert "während des Einlesens geändert" in report.message
    assert path.exists() == is_there
    if is_there:
        (again,) = instance.ingest(path)
        assert again.message == "5 Zeilen übernommen."


def test_a_process_that_cannot_be_started_is_no_fault_of_the_file(
    instance: Any, activities: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = instance.put("TR01_2024-Q3.xlsx", workbooks.book(activities(2)))
    for program in ("/nowhere", "/bin/true"):
        with monkeypatch.context() as patched:
            patched.setattr("etl.reading.workbook_process.sys.executable", program)
            (report,) = instance.ingest(path)
        assert report.message.startswith("Die Lieferung konnte nicht verarbeitet werden")
        assert path.exists()
    (again,) = instance.ingest(path)
    assert again.outcome == "GELADEN"
