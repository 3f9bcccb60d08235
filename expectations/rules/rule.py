"""Every rule, declared once: the expectation and the quarantine query are both made from it.

The declarations themselves are in ``rules_schema`` (derived from ``data.schema``),
``rules_activity``, ``rules_delivery`` and ``rules_side_tables``. Names are stable: they are stored
with every check ever run. Rules of the activity table carry no prefix, others that of their table.
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
    """What a finding is about: one row, or the delivery as a whole."""

    ZEILE = "ZEILE"
    LIEFERUNG = "LIEFERUNG"


@dataclass(frozen=True)
class Rule:
    """One rule: what it forbids, how serious that is, and how it is said to people.

    ``field`` is the column that a finding points to, as the file calls it; ``None``: it depends on
    the row (``Unreadable``) or there is none.
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
    """Return the name of a rule, with the table in front unless it is the activity table."""
    prefix = () if table == AKTIVITAET.name else (table,)
    return "_".join((*prefix, *parts))
