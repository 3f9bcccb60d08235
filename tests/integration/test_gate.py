"""The gate over crafted files: personal data anywhere refuse a delivery, nothing else does.

The cases stand in ``gate/must_refuse.toml`` and ``gate/must_pass.toml``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from etl.shaping.staging import PieceWriter
from tests.integration.gate_files import Case, read_cases

TABLES = Path(__file__).parent / "gate"
MUST_REFUSE = read_cases(TABLES / "must_refuse.toml")
MUST_PASS = read_cases(TABLES / "must_pass.toml")


def name_of(case: Case) -> str:
    return case.name


def kept_with(home: Path, text: str) -> list[Path]:
    """Return the files of an instance that hold a text in one of the usual encodings."""
    needles = {text.encode(encoding, errors="ignore") for encoding in ("utf-8", "cp1252", "utf-16")}
    return [
        path
        for path in home.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles - {b""})
    ]


@pytest.mark.parametrize("case", MUST_REFUSE, ids=name_of)
def test_personal_data_anywhere_refuse_the_delivery(
    case: Case, lasting_instance: Any, activities: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("rows were written before the gate had seen all of them")

    monkeypatch.setattr(PieceWriter, "append", fail)
    instance = lasting_instance
    content = case.content(activities(6))
    report = instance.deliver(case.datei, content, case.begleitdatei)
    assert report.outcome == "ABGELEHNT"
    sha256 = hashlib.sha256(content).hexdigest()
    assert instance.rows(f"SELECT grund FROM lieferung WHERE sha256 = '{sha256}'") == [
        (f"PERSONENBEZUG:{','.join(case.befund)}",)
    ]
    assert case.wo in report.message
    said = " ".join((report.message, *report.warnings))
    assert [secret for secret in case.geheim if secret in said] == []
    assert [kept_with(instance.settings.home, secret) for secret in case.geheim] == [
        [] for _ in case.geheim
    ]
    assert not list(instance.settings.inbox.iterdir())


@pytest.mark.parametrize("case", MUST_PASS, ids=name_of)
def test_what_names_nobody_is_loaded(case: Case, instance: Any, activities: Any) -> None:
    report = instance.deliver(case.datei, case.content(activities(6)), case.begleitdatei)
    assert report.outcome in {"GELADEN", "MIT_QUARANTAENE"}, report.message
    assert report.accounts.gueltig >= 5
    assert case.warnung in " ".join(report.warnings)


def test_both_lists_are_long_enough_to_mean_something() -> None:
    for cases in (MUST_REFUSE, MUST_PASS):
        assert len({case.name for case in cases}) == len(cases) >= 30


def test_a_name_in_a_list_of_kitas_is_the_kitas(instance: Any) -> None:
    packaged = (instance.settings.content / "stammdaten" / "dim_kita.csv").read_text("utf-8")
    header, *rows = packaged.splitlines()
    named = [f"{header},Name", *(f"{row},Kath. Kita St. Martin {i}" for i, row in enumerate(rows))]
    report = instance.deliver("dim_kita_2024-11-22.csv", "\n".join(named).encode())
    assert report.outcome == "GELADEN", report.message
    assert report.warnings == (
        "Spalte „Name“ gehört zu keiner vereinbarten Spalte und wurde nicht übernommen.",
    )


def test_a_name_far_down_in_a_big_file_is_found(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    (row,) = activities(1)
    lines = ";".join(row.values())
    many = "".join(f"TR01-2024-{i:06d}{lines[16:]}\r\n" for i in range(300_000))
    content = as_csv([row | {"Wer": "x"}]) + many.encode()
    late = many.splitlines()[0].replace(";ERZIEHUNG;", ";Fam. Kowalski;")
    report = instance.deliver("TR01_2024-Q3.csv", content + late.encode() + b"\r\n")
    assert (report.outcome, report.accounts.abgelehnt) == ("ABGELEHNT", 300_002)
    assert "Spalte „anlass“, Zeile 300003" in report.message
    assert "Kowalski" not in report.message
