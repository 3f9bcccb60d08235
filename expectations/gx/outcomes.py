"""Outcomes of an expectation suite, handed from Great Expectations to the runner."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckCount:
    """Counts of Great Expectations for a rule: kind of expectation, checked and unexpected rows."""

    expectation: str
    checked: int
    unexpected: int


class CheckFailedError(Exception):
    """Great Expectations could not evaluate these rules; carries names, never a value."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__(", ".join(rules))
        self.rules = rules
