"""Kitas as units that are counted, and their children: what is known of them, and shares of them.

Of a Kita with social work, and of its children, only what was delivered is known: of 100 children
whose Träger delivered one of two quarters, 50 count.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import Values, no_interval
from monitor.measures.world import divide

CHILDREN: Final = pl.col("betreute_kinder") * pl.col("gedeckt")
SERVED: Final = pl.col("hat_ksa") & (pl.col("gedeckt") > 0)


def share_of_kitas(counts: Counts, kitas: pl.DataFrame, satisfied: pl.Expr) -> Values:
    """Return the share of Kitas with social work that satisfy something; a full count."""
    n = counts.stock(kitas, SERVED)
    z = counts.stock(kitas, SERVED & satisfied)
    return Values(divide(100.0 * z, n), no_interval(n), z, n, n)
