"""The grade of a delivery, A (as agreed) to D (to be delivered again)."""

from __future__ import annotations

from typing import Final

GRADES: Final = "ABCD"

#: Largest share of rows in error for A, B and C; 2 % is the target of indicator Z10.3.
LARGEST_ERROR_SHARES: Final = (0.02, 0.05, 0.15)


def grade(rows: int, error_rows: int, delivery_errors: int) -> str:
    """Return the grade: by the share of rows in error, and a step lower with delivery errors.

    Args:
        rows: rows of the delivery.
        error_rows: rows in violation of a rule of severity error.
        delivery_errors: violated rules about the whole delivery, of severity error.
    """
    share = error_rows / rows if rows else 0.0
    step = sum(share > largest for largest in LARGEST_ERROR_SHARES)
    lowered = step + (1 if delivery_errors else 0)
    return GRADES[min(lowered, len(GRADES) - 1)]
