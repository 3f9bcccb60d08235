"""Items of a checklist: what was looked at, with which outcome, and the numbers behind it.

An item has no wording: ``key`` and ``case`` name a sentence, ``parameters`` fill it in. German
sentences for the command line: ``monitor.releases.approval.sentences``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ItemSeverity(StrEnum):
    """The outcome of an item: an error blocks, a warning wants a reason."""

    FEHLER = "FEHLER"
    WARNUNG = "WARNUNG"
    BESTANDEN = "BESTANDEN"


class CheckKey(StrEnum):
    """What is looked at, in the order of a checklist."""

    FILES = "files"
    CONFIDENTIALITY = "confidentiality"
    ORIGIN = "origin"
    FOUNDATION = "foundation"
    COVERAGE = "coverage"
    DEFINITIONS = "definitions"
    QUALITY = "quality"
    MISSING = "missing"
    WAITING = "waiting"
    REFUSED = "refused"
    CONTACT = "contact"
    NOTE = "note"
    PERSON = "person"


@dataclass(frozen=True)
class ChecklistItem:
    """An item of a checklist; ``parameters`` are texts, numbers, and lists of them."""

    key: CheckKey
    case: str
    severity: ItemSeverity
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return key and case, e.g. ``note.too_long``: one sentence each."""
        return f"{self.key}.{self.case}"


def passed(key: CheckKey, case: str = "passed", **parameters: Any) -> ChecklistItem:
    """Return an item that neither blocks nor wants a reason."""
    return ChecklistItem(key, case, ItemSeverity.BESTANDEN, parameters)


def warning(key: CheckKey, case: str, **parameters: Any) -> ChecklistItem:
    """Return an item that wants a reason."""
    return ChecklistItem(key, case, ItemSeverity.WARNUNG, parameters)


def error(key: CheckKey, case: str, **parameters: Any) -> ChecklistItem:
    """Return an item that blocks the publication."""
    return ChecklistItem(key, case, ItemSeverity.FEHLER, parameters)
