"""Findings on the page *Qualität*: paged, filtered, in words, for data stewards only."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from dashboards.pages.data_preview import preview_rows
from dashboards.pages.quality_findings import findings_rows
from dashboards.request.library import Library
from dashboards.request.view import View
from monitor.errors import AccessError
from monitor.reading.store import Store
from tests.builders.sign_in import LEADER, STEWARD

REQUEST = {"startRow": 0, "endRow": 100}
OF_STEWARD = View(viewer=STEWARD)


def test_findings_are_refused_below_the_web(library: Library) -> None:
    with pytest.raises(AccessError):
        findings_rows(library, View(viewer=LEADER), REQUEST)


def test_findings_are_paged_and_filtered(library: Library) -> None:
    every = findings_rows(library, OF_STEWARD, REQUEST)
    assert len(every["rowData"]) == 100
    assert every["rowCount"] > 100
    rest = findings_rows(library, OF_STEWARD, {"startRow": 100, "endRow": 200})
    assert len(rest["rowData"]) == every["rowCount"] - 100
    own = findings_rows(library, replace(OF_STEWARD, traeger="TR02"), REQUEST)
    assert {row["traeger"] for row in own["rowData"]} == {"Träger 02 (fiktiv)"}
    view = replace(OF_STEWARD, traeger="TR02", severity="WARNUNG")
    assert {row["schwere"] for row in findings_rows(library, view, REQUEST)["rowData"]} == {
        "Warnung"
    }


def test_findings_of_what_was_replaced_are_told_only_when_asked_for(
    library: Library, store: Store, fake: ModuleType
) -> None:
    traeger, quarter = fake.REPLACED
    (replaced,) = store.quality(
        STEWARD, "lieferung", where={"traeger_id": traeger, "quartal": quarter}
    ).iter_rows(named=True)
    assert (replaced["status"], replaced["befunde_fehler"]) == ("ERSETZT", 1)
    own = replace(OF_STEWARD, traeger=traeger)
    told = findings_rows(library, own, REQUEST)
    assert quarter not in {row["quartal"] for row in told["rowData"]}
    assert told["rowCount"] == len(told["rowData"]) > 0
    named = replace(own, delivery=replaced["lieferung_id"])
    assert {row["quartal"] for row in findings_rows(library, named, REQUEST)["rowData"]} == {
        quarter
    }


def test_a_finding_says_line_field_and_rule_in_words(library: Library) -> None:
    row = findings_rows(library, OF_STEWARD, REQUEST)["rowData"][0]
    assert row["quelle_zeile"] >= 1
    assert row["feld_label"] == "Dauer (Minuten)"
    assert row["regel_text"] == "Die Dauer fehlt."


def test_no_more_than_one_page_is_handed_out(library: Library) -> None:
    greedy = preview_rows(library, OF_STEWARD, {"startRow": 0, "endRow": 1_000_000})
    assert len(greedy["rowData"]) == 100
    negative = preview_rows(library, OF_STEWARD, {"startRow": -5, "endRow": -1})
    assert len(negative["rowData"]) <= 100
