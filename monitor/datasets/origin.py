"""Whether figures are real or invented: said in the first column and the name of every file."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from monitor.datasets.model import Dataset, Variable, VariableKind

ORIGIN_COLUMN: Final = "datenart"
DEMO_SUFFIX: Final = "_demodaten"
_DEMO: Final = "DEMODATEN (frei erfunden)"
_REAL: Final = "Daten des Jugendamts"

_VARIABLE: Final = Variable(
    ORIGIN_COLUMN, VariableKind.TEXT, "Art der Daten: echt oder erfunden", "Real or invented data"
)


def origin_text(*, is_demo: bool) -> str:
    """Return the text of the first column."""
    return _DEMO if is_demo else _REAL


def with_origin(dataset: Dataset, *, is_demo: bool) -> Dataset:
    """Return the dataset with a first column on the origin of its figures."""
    origin = pl.lit(origin_text(is_demo=is_demo)).alias(ORIGIN_COLUMN)
    return replace(
        dataset,
        variables=(_VARIABLE, *dataset.variables),
        rows=dataset.rows.select(origin, pl.all()),
    )
