"""A rule, declared once: the source of both its expectation and its quarantine query.

The declarations are in ``schema`` (derived from ``data.schema``), ``activity``, ``delivery`` and
``side_tables`` beside. Names are stable: they are stored with every check ever run. Names of rules
carry the table as a prefix, except for the activity table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.schema import AKTIVITAET
from expectations.rules.violations import (
    DeliveryViolation,
    RowViolation,
    ShareTooHigh,
    UnexpectedUnits,
)
from monitor.warehouse.deliveries import Severity


class FindingLevel(StrEnum):
    """The subject of a finding: a row, or the delivery as a whole."""

    ZEILE = "ZEILE"
    LIEFERUNG = "LIEFERUNG"


@dataclass(frozen=True)
class Rule:
    """A rule: the forbidden state, its severity, and sentences for people.

    ``field``: the column that a finding points to, under its name in the file; ``None``: a column
    that depends on the row (``Unreadable``), or no column.
    """

    name: str
    table: str
    field: str | None
    violation: RowViolation | DeliveryViolation
    text_de: str
    text_en: str
    severity: Severity = Severity.FEHLER

    @property
    def level(self) -> FindingLevel:
        """Return whether the rule speaks about rows or about the delivery."""
        about_delivery = isinstance(self.violation, ShareTooHigh | UnexpectedUnits)
        return FindingLevel.LIEFERUNG if about_delivery else FindingLevel.ZEILE


def rule_name(table: str, *parts: str) -> str:
    """Return the name of a rule, with the table in front except for the activity table."""
    prefix = () if table == AKTIVITAET.name else (table,)
    return "_".join((*prefix, *parts))
