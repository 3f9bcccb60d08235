"""All rules together, looked up by name or by table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from data.schema import TABLES
from expectations.rules.activity import ACTIVITY_RULES
from expectations.rules.delivery import DELIVERY_RULES
from expectations.rules.reference import Reference
from expectations.rules.rule import Rule
from expectations.rules.schema import schema_rules
from expectations.rules.side_tables import side_table_rules
from expectations.rules.violations import ShareTooHigh, UnexpectedUnits


def _collect() -> Mapping[str, Rule]:
    schema = (rule for table in TABLES.values() for rule in schema_rules(table))
    rules: dict[str, Rule] = {}
    for rule in (*schema, *ACTIVITY_RULES, *side_table_rules(), *DELIVERY_RULES):
        if rule.name in rules:
            raise ValueError(f"rule {rule.name} is declared twice")
        rules[rule.name] = rule
    return MappingProxyType(rules)


#: Name → rule, in the order of declaration.
RULES: Final = _collect()


def rules_of(table: str) -> tuple[Rule, ...]:
    """Return the rules of a canonical table."""
    return tuple(rule for rule in RULES.values() if rule.table == table)


def applicable_rules(table: str, reference: Reference) -> tuple[Rule, ...]:
    """Return the rules of a table that the content lets be violated."""
    return tuple(rule for rule in rules_of(table) if _applies(rule, reference))


def _applies(rule: Rule, reference: Reference) -> bool:
    match rule.violation:
        case ShareTooHigh() as share:
            return share.applies(reference)
        case UnexpectedUnits():
            return True
        case violation:
            return violation.condition(reference) is not None
