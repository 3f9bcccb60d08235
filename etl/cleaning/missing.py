"""Words and signs for a missing value: ``k. A.``, ``n. b.``, ``-``, ``./.``.

Of every Träger alike, ``k. A.`` is a statement where a code list knows it (its code ``KA``), and an
empty cell elsewhere. A cell that is struck through is empty everywhere.
"""

from __future__ import annotations

from typing import Final

import polars as pl

#: No statement: unknown, not asked.
_NO_STATEMENT: Final = (
    r"k\.? ?a\.?|keine angaben?|n\.? ?b\.?|nicht bekannt|n\.? ?v\.?|n\.? ?a\.?|n/a|#n/?[av]|null"
)
#: Nothing there: a stroke through the cell.
_STROKE: Final = r"[-–—]+|\./\.|/|\.|\?+|#bezug!|#ref!|#wert!|#value!"


def is_missing(values: pl.Series) -> pl.Series:
    """Return for each tidied text whether it stands for an empty cell; null counts as such."""
    pattern = f"(?i)^(?:{_NO_STATEMENT}|{_STROKE})$"
    return values.str.contains(pattern).fill_null(value=True)


def is_no_statement(values: pl.Series) -> pl.Series:
    """Return for each tidied text whether it says in words that nothing is stated."""
    return values.str.contains(f"(?i)^(?:{_NO_STATEMENT})$").fill_null(value=False)


def is_stroke(values: pl.Series) -> pl.Series:
    """Return for each tidied text whether the cell is blank or struck through."""
    return values.str.contains(f"(?i)^(?:{_STROKE})$").fill_null(value=True)
