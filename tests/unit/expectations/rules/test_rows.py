"""Every rule about rows: a row that violates it, a row that does not, and what both ways count."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from data.schema import TABLES
from expectations.rules.catalogue import RULES
from expectations.rules.rule import Rule
from monitor.content.folder import Content
from tests.builders import rules


@dataclass(frozen=True)
class Examples:
    """A content in which some codes have ended, and changes to a good row that fit it."""

    content: Content

    def of(self, table: str) -> list[tuple[Rule, Any, Any]]:
        """Return each rule of a table with a violating and a passing change."""
        found = [rule for rule in rules.ROW_RULES if rule.table == table]
        return [(rule, *rules.example(rule, self.content)) for rule in found]


@pytest.fixture(scope="module")
def examples(content: Content) -> Examples:
    return Examples(rules.ending(content))


def test_every_rule_about_rows_has_an_example(content: Content) -> None:
    for rule in rules.ROW_RULES:
        rules.example(rule, content)
    assert set(rules.EXAMPLES) <= set(RULES)


@pytest.mark.parametrize("table", TABLES)
def test_a_good_row_has_no_findings(table: str, check: Any, make_row: Any) -> None:
    checked = check(table, [make_row(table)])
    assert checked.findings == frozenset()
    assert checked.result.grade == "A"
    assert checked.row_errors == 0


@pytest.mark.parametrize("table", TABLES)
def test_violating_rows_are_found_and_passing_rows_are_not(
    table: str, check: Any, make_row: Any, make_delivery: Any, examples: Examples
) -> None:
    found = examples.of(table)
    rows = [make_row(table, **changes) for _, *both in found for changes in both]
    quarter = "2024-Q3" if table in rules.QUARTERLY else None
    # check_delivery itself compares the counts of expectation and quarantine, rule by rule
    delivery = make_delivery(table, quartal=quarter)
    checked = check(table, rows, delivery=delivery, content=examples.content)
    for place, (rule, *_) in enumerate(found):
        assert rule.name in checked.rules_of(2 * place + 1), f"{rule.name} was not found"
        assert rule.name not in checked.rules_of(2 * place + 2), f"{rule.name} found wrongly"


@pytest.mark.parametrize("table", TABLES)
def test_results_count_what_the_quarantine_holds(
    table: str, check: Any, make_row: Any, examples: Examples
) -> None:
    found = examples.of(table)
    rows = [make_row(table, **violating) for _, violating, _ in found]
    checked = check(table, rows, content=examples.content)
    counted = dict(checked.result.results.select("regel", "verletzt").iter_rows())
    for rule, *_ in found:
        numbers = {number for number, name in checked.findings if name == rule.name}
        assert counted[rule.name] == len(numbers), rule.name
    assert set(checked.result.results["geprueft"]) <= set(range(len(rows) + 1))


def test_a_public_holiday_of_the_state_is_a_warning(
    check: Any, make_row: Any, make_delivery: Any
) -> None:
    rows = [make_row("aktivitaet", datum=dt.date(2024, 11, day)) for day in (1, 4)]
    delivery = make_delivery("aktivitaet", quartal="2024-Q4", eingang_am=dt.date(2025, 1, 8))
    checked = check("aktivitaet", rows, delivery=delivery)
    assert checked.findings == {(1, "datum_sonn_oder_feiertag")}
    assert checked.row_errors == 0


def test_an_unreadable_cell_is_not_called_missing_too(
    check: Any, make_row: Any, warehouse: Any
) -> None:
    row = make_row("aktivitaet", datum=None, dauer_min=None, unlesbar="datum|dauer_min")
    check("aktivitaet", [row])
    found = warehouse.execute("SELECT feld, regel FROM eingang.befund ORDER BY feld").fetchall()
    assert found == [("datum", "zelle_unlesbar"), ("dauer_min", "zelle_unlesbar")]


@pytest.mark.parametrize("table", TABLES)
def test_rows_without_any_value_can_be_checked(table: str, check: Any) -> None:
    checked = check(table, [{}, {}])
    required = {f"{column.name}_fehlt" for column in TABLES[table] if column.required}
    prefix = "" if table == "aktivitaet" else f"{table}_"
    found = {rule.removeprefix(prefix) for rule in checked.rules_of(1)}
    assert found >= required - {"aktivitaet_id_fehlt"}  # ids are made up by the fixture


@pytest.mark.parametrize("missing", ["traeger_id", "datum", "setting", "abschluss"])
def test_an_empty_required_field_causes_no_second_finding(
    missing: str, check: Any, make_row: Any
) -> None:
    checked = check("aktivitaet", [make_row("aktivitaet", **{missing: None})])
    assert checked.findings == {(1, f"{missing}_fehlt")}


def test_several_partners_are_looked_up_one_by_one(
    check: Callable[..., Any], make_row: Any
) -> None:
    good, bad = "EB|ASD", "EB|UNBEKANNT|ASD"
    rows = [make_row("aktivitaet", kooperationspartner=partners) for partners in (good, bad)]
    assert check("aktivitaet", rows).findings == {(2, "kooperationspartner_code")}


@pytest.mark.parametrize("table", ["aktivitaet", "koordination"])
def test_no_activity_is_older_than_the_first_version_of_the_concept(
    table: str, check: Any, make_row: Any, content: Content
) -> None:
    first = content.concepts[0]
    head = first.konzept.model_copy(update={"gueltig_von": dt.date(2024, 9, 1)})
    later = dataclasses.replace(content, concepts=(first.model_copy(update={"konzept": head}),))
    rows = [make_row(table, datum=day) for day in (dt.date(2024, 8, 30), dt.date(2024, 9, 2))]
    checked = check(table, rows, content=later)
    prefix = "" if table == "aktivitaet" else f"{table}_"
    assert {(n, rule) for n, rule in checked.findings if "beginn" in rule} == {
        (1, f"{prefix}datum_ab_beginn")
    }
