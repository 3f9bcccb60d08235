"""The catalogue: everything the schema demands is a rule, and every rule can be told to people."""

from __future__ import annotations

import re

import pytest

from data.schema import TABLES, Column, ColumnRole, Kind, Owner, Table
from data.schema.shared_columns import ARS_PATTERN
from expectations.rules.catalogue import RULES, rules_of
from expectations.rules.rule import FindingLevel, Rule
from expectations.rules.violations import (
    MissingValue,
    NoMatch,
    NotInList,
    OutOfRange,
    SomeNotInList,
)

COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table
    if column.role is not ColumnRole.LINEAGE
]


def _violations(table: Table) -> set[object]:
    return {rule.violation for rule in rules_of(table.name)}


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_constraint_of_the_schema_is_a_rule(table: Table, column: Column) -> None:
    violations = _violations(table)
    if column.required:
        assert MissingValue(column.name) in violations
    if column.minimum is not None or column.maximum is not None:
        assert OutOfRange(column.name, column.minimum, column.maximum) in violations
    # an ARS and the texts of a Träger are unreadable in any other form
    if column.pattern and column.pattern != ARS_PATTERN and table.owner is Owner.AMT:
        assert NoMatch(column.name, column.pattern) in violations
    if column.codes:
        several = column.kind is Kind.CODES
        kind = SomeNotInList if several else NotInList
        assert kind(column.name, column.codes) in violations


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_has_a_stable_name_a_field_and_two_sentences(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", rule.name)
    assert rule.field is None or rule.field in TABLES[rule.table]
    assert rule.text_de.endswith(".")
    assert rule.text_en.endswith(".")
    assert rule.text_de != rule.text_en


def test_only_findings_about_whole_cells_or_deliveries_lack_a_field() -> None:
    without = {rule.name for rule in RULES.values() if rule.field is None}
    about_deliveries = {
        rule.name for rule in RULES.values() if rule.level is FindingLevel.LIEFERUNG
    }
    assert without - about_deliveries == {name for name in RULES if name.endswith("zelle_unlesbar")}


def test_conditions_are_safe_inside_sqlalchemy() -> None:
    for rule in RULES.values():
        assert "%" not in repr(rule.violation), rule.name
        assert ":" not in repr(rule.violation), rule.name
