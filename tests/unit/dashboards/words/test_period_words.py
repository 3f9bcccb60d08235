"""Periods in sentences, with the article that their kind has."""

from __future__ import annotations

import pytest

from dashboards.words import period_words
from dashboards.words.language import Language
from dashboards.words.messages import Messages


@pytest.mark.parametrize(
    ("period", "since", "at", "until", "english"),
    [
        ("2025-Q4", "seit dem 4.\u00a0Quartal 2025", "im 4.\u00a0Quartal 2025",
         "zum 4.\u00a0Quartal 2025", "since Q4 2025"),
        ("2026-H1", "seit dem 1.\u00a0Halbjahr 2026", "im 1.\u00a0Halbjahr 2026",
         "zum 1.\u00a0Halbjahr 2026", "since H1 2026"),
        ("2024", "seit 2024", "2024", "2024", "since 2024"),
        ("2024/25", "seit dem Kita-Jahr 2024/25", "im Kita-Jahr 2024/25",
         "zum Kita-Jahr 2024/25", "since Kita year 2024/25"),
        ("2025-07", "seit Juli 2025", "Juli 2025", "Juli 2025", "since July 2025"),
        ("W2026", "seit der Welle 2026", "in der Welle 2026", "zur Welle 2026",
         "since Wave 2026"),
    ],
)  # fmt: skip
def test_articles(period: str, since: str, at: str, until: str, english: str) -> None:
    t = Messages(Language.DE)
    said = [say(period, t) for say in (period_words.since, period_words.at, period_words.until)]
    assert said == [since, at, until]
    assert period_words.since(period, Messages(Language.EN)) == english
