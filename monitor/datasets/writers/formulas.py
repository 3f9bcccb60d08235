"""Text that a spreadsheet program would run as a formula."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

#: How such text begins.
FORMULA: Final = re.compile(r"^[=+\-@\t\r]")


def looks_like_formula(text: pl.Expr) -> pl.Expr:
    """Tell whether a spreadsheet program would take the text for a formula."""
    return text.str.contains(FORMULA.pattern)
