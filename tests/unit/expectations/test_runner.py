"""The check as a whole: all keys, no values, errors that stop it, rules that are declared."""

from __future__ import annotations

import datetime as dt
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from expectations import runner
from expectations.quarantine import count_error_rows
from expectations.remarks import REMARKS
from expectations.rules import catalogue
from expectations.rules.catalogue import RULES, rules_of
from expectations.rules.rule import Rule
from expectations.rules.violations import DeliveryViolation, RowViolation, UnexpectedUnits, Where
from expectations.runner import check_delivery, declare_rules
from monitor.errors import ValidationError

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)
NAME = "FRAU_MUELLER"  # stands for a value that must not leave the database


@pytest.fixture(autouse=True)
def _fresh_suites(gx: Any) -> Iterator[None]:
    gx.suites._suite.cache_clear()
    yield
    gx.suites._suite.cache_clear()


def _declare(
    monkeypatch: pytest.MonkeyPatch, name: str, violation: RowViolation | DeliveryViolation
) -> None:
    """Add a rule about activities for one test."""
    rule = Rule(name, "aktivitaet", "datum", violation, "Satz.", "Sentence.")
    monkeypatch.setattr(catalogue, "RULES", {**RULES, name: rule})


@pytest.mark.parametrize("failing", [21, 201, 3000])
def test_all_failing_keys_come_back(
    failing: int, check: Any, make_row: Any, make_delivery: Any, request: pytest.FixtureRequest
) -> None:
    warehouse, content = (request.getfixturevalue(name) for name in ("warehouse", "content"))
    check("aktivitaet", [make_row("aktivitaet", dauer_min=605)])
    warehouse.execute(
        f"""INSERT INTO eingang.aktivitaet SELECT aktivitaet.* REPLACE (
            i AS zeile_nr, 'hash-' || i AS zeilen_hash,
            'TR01-2024-' || lpad(CAST(i AS VARCHAR), 6, '0') AS aktivitaet_id
        ) FROM eingang.aktivitaet, range(2, {failing + 1}) AS numbers (i)"""
    )
    result = check_delivery(warehouse, content, make_delivery("aktivitaet"), now=NOW)
    rows = warehouse.execute(
        "SELECT zeile_nr FROM eingang.befund WHERE regel = 'dauer_min_bereich' ORDER BY zeile_nr"
    ).fetchall()
    assert [number for (number,) in rows] == list(range(1, failing + 1))
    assert count_error_rows(warehouse) == failing
    assert result.grade == "D"


def test_a_row_with_several_errors_counts_once_and_keeps_all_reasons(
    check: Any, make_row: Any
) -> None:
    checked = check("aktivitaet", [make_row("aktivitaet", dauer_min=1001, ort="X", setting=None)])
    assert checked.findings == {
        (1, "dauer_min_bereich"),
        (1, "dauer_min_fuenferschritte"),
        (1, "ort_code"),
        (1, "setting_fehlt"),
    }
    assert checked.row_errors == 1


def test_findings_name_the_field_and_the_severity(
    check: Any, make_row: Any, warehouse: Any
) -> None:
    check("aktivitaet", [make_row("aktivitaet", dauer_min=1001)])
    findings = warehouse.execute("SELECT * FROM eingang.befund ORDER BY regel").fetchall()
    assert findings == [
        (1, "dauer_min", "dauer_min_bereich", "FEHLER"),
        (1, "dauer_min", "dauer_min_fuenferschritte", "WARNUNG"),
    ]


def test_results_are_shaped_like_the_table_of_checks(
    check: Any, make_row: Any, warehouse: Any
) -> None:
    result = check("aktivitaet", [make_row("aktivitaet", dauer_min=1001)]).result
    warehouse.register("results", result.results.to_arrow())
    warehouse.execute("INSERT INTO pruefung BY NAME SELECT * FROM results")
    failed = warehouse.execute(
        "SELECT lauf_id, regel, geprueft, verletzt FROM pruefung "
        "WHERE NOT erfolgreich ORDER BY regel"
    ).fetchall()
    assert failed == [
        ("L-neu-20261122T083000000000", "dauer_min_bereich", 1, 1),
        ("L-neu-20261122T083000000000", "dauer_min_fuenferschritte", 1, 1),
    ]
    assert len(result.results) == result.results["regel"].n_unique()


def test_no_value_of_a_row_is_in_results_logs_or_output(
    check: Any, make_row: Any, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    row = make_row("aktivitaet", ort=NAME, anlass=NAME, aktivitaet_id=NAME, ziel_id=NAME)
    checked = check("aktivitaet", [row] * 30)
    assert (1, "ort_code") in checked.findings
    told = [
        checked.result.results.write_json(),
        checked.result.delivery_findings.write_json(),
        *(record.getMessage() for record in caplog.records),
        *capfd.readouterr(),
    ]
    assert not any(NAME in text for text in told)


@pytest.mark.parametrize(
    "violation",
    [
        Where("CAST(quelle_datei AS INTEGER) > 0"),
        Where("gibt_es_nicht > 0"),
        UnexpectedUnits("SELECT 1 FROM {batch} WHERE CAST(quelle_datei AS INTEGER) > 0"),
    ],
)
def test_an_error_inside_a_check_stops_the_delivery_and_names_the_rule(
    violation: RowViolation | DeliveryViolation,
    check: Any,
    make_row: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    _declare(monkeypatch, "kaputte_regel", violation)
    with pytest.raises(ValidationError) as stopped:
        check("aktivitaet", [make_row("aktivitaet", quelle_datei=NAME)])
    message = str(stopped.value)
    assert "„kaputte_regel“" in message
    assert "dauer_min" not in message
    assert NAME not in message
    assert stopped.value.__suppress_context__
    assert NAME not in caplog.text


def test_an_error_in_the_judgement_stops_the_delivery_and_names_the_rule(
    check: Any, make_row: Any, gx: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gx.kinds.ExpectValuesInSet, "_validate", lambda *_, **__: 1 / 0)
    with pytest.raises(ValidationError, match="ort_code"):
        check("aktivitaet", [make_row("aktivitaet")])


def test_counts_that_disagree_stop_the_delivery(
    check: Any, make_row: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "count_by_rule", lambda _: {"ort_code": 2})
    with pytest.raises(ValidationError, match=r"ort_code.*\(1\).*\(2\)"):
        check("aktivitaet", [make_row("aktivitaet", ort="X")])


def test_a_rule_without_a_result_stops_the_delivery(
    check: Any, make_row: Any, gx: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gx.suites, "run_suite", lambda *_: {})
    with pytest.raises(ValidationError, match="zelle_unlesbar"):
        check("aktivitaet", [make_row("aktivitaet")])


def test_suites_are_built_once_for_all_deliveries(check: Any, make_row: Any, gx: Any) -> None:
    for _ in range(3):
        check("stellen", [make_row("stellen")])
    assert gx.suites._suite.cache_info().misses == 1


def test_rules_that_cannot_be_violated_are_not_run(check: Any, make_row: Any) -> None:
    names = set(check("aktivitaet", [make_row("aktivitaet")]).result.results["regel"])
    left_out = {rule.name for rule in rules_of("aktivitaet")} - names
    assert left_out
    assert all(name.endswith("_code_gueltig") for name in left_out)


def test_declared_rules_replace_those_of_an_earlier_version(warehouse: Any) -> None:
    warehouse.execute("INSERT INTO regel VALUES ('alt', 'x', NULL, 'FEHLER', 'ZEILE', 'a', 'b')")
    declare_rules(warehouse)
    declare_rules(warehouse)
    stored = dict(warehouse.execute("SELECT regel, text_de FROM regel").fetchall())
    remarks = {kind: german for kind, (_, german, _) in REMARKS.items()}
    assert stored == {rule.name: rule.text_de for rule in RULES.values()} | remarks
    levels = warehouse.execute("SELECT DISTINCT ebene FROM regel ORDER BY 1").fetchall()
    assert levels == [("LIEFERUNG",), ("ZEILE",)]


def test_importing_the_runner_does_not_import_great_expectations() -> None:
    code = "import sys, expectations.runner; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
