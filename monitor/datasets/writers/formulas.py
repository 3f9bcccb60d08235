"""Text that a spreadsheet program would run as a formula."""

from __future__ import annotations

from typing import Final

import polars as pl

_FORMULA: Final = r"^[=+\-@\t\r]"


def looks_like_formula(text: pl.Expr) -> pl.Expr:
    """Tell whether a spreadsheet program would take the text for a formula."""
    return text.str.contains(_FORMULA)
