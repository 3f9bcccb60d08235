"""The grade of a delivery at its limits."""

from __future__ import annotations

import pytest

from expectations.grading import grade


@pytest.mark.parametrize(
    ("rows", "error_rows", "delivery_errors", "expected"),
    [
        (100, 0, 0, "A"),
        (100, 2, 0, "A"),
        (100, 3, 0, "B"),
        (100, 5, 0, "B"),
        (100, 6, 0, "C"),
        (100, 15, 0, "C"),
        (100, 16, 0, "D"),
        (100, 0, 1, "B"),
        (100, 0, 7, "B"),
        (100, 15, 1, "D"),
        (100, 100, 9, "D"),
        (0, 0, 0, "A"),
    ],
)
def test_grade(rows: int, error_rows: int, delivery_errors: int, expected: str) -> None:
    assert grade(rows, error_rows, delivery_errors) == expected
