"""k-anonymity (Samarati and Sweeney 1998) over area × period × kind, by generalising rare cells.

Cells with fewer than k rows go up step by step, as long as they are too small: the kind becomes the
rest within area and quarter, the area the district, the quarter its year, the year the whole time.
A cell too small even then takes in the smallest of the remaining cells. No row is lost.

Worked example, k = 3: an area and quarter with BER_FAM 9, KRISE 2, SRANG 1 gets BER_FAM 9 and
ANDERE 3; with BER_FAM 9 and KRISE 2 alone, the two rows move on as ANDERE to the district.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.errors import ContractError

#: Rows that share area, period and kind at least.
K: Final = 3
AREA, PERIOD, KIND = KEYS = ("sozialraum_ars", "zeitraum", "aktivitaet_art")
ROWS: Final = "zeilen"

#: Kind of a row whose own is rare where it was; period of a row that may be of any.
REST: Final = "ANDERE"
ALL_PERIODS: Final = "ALLE"


def label(key: str) -> str:
    """Return the name of the column with a generalised key."""
    return f"{key}_neu"


LABELS: Final = tuple(label(key) for key in KEYS)
_YEAR: Final = pl.col(label(PERIOD)).str.slice(0, 4)
_STEPS: Final[tuple[Mapping[str, pl.Expr], ...]] = (
    {KIND: pl.lit(REST)},
    {AREA: pl.lit(DISTRICT)},
    {PERIOD: _YEAR},
    {PERIOD: pl.lit(ALL_PERIODS)},
)
_IS_RARE: Final = pl.col(ROWS).sum().over(LABELS) < K


def generalise(cells: pl.DataFrame) -> pl.DataFrame:
    """Return cells (``KEYS``, ``ROWS``) with ``LABELS``; each combination of labels has k rows.

    Raises:
        ContractError: there are fewer than k rows in all.
    """
    if cells[ROWS].sum() < K:
        raise ContractError(
            f"In diesen Quartalen gibt es weniger als {K} Zeilen; daraus entsteht keine Datei. "
            "Bitte mehr Quartale wählen oder zuerst Lieferungen einlesen."
        )
    labelled = cells.with_columns(pl.col(key).alias(label(key)) for key in KEYS)
    for step in _STEPS:
        labelled = labelled.with_columns(
            pl.when(_IS_RARE).then(expression).otherwise(label(key)).alias(label(key))
            for key, expression in step.items()
        )
    return _with_smallest(labelled)


def _with_smallest(labelled: pl.DataFrame) -> pl.DataFrame:
    """Merge the cells still rare with the smallest of the remaining cells."""
    rare = labelled.filter(_IS_RARE)
    if rare.is_empty():
        return labelled
    others = labelled.filter(~_IS_RARE).group_by(LABELS).agg(pl.col(ROWS).sum())
    smallest = others.sort(ROWS, *LABELS).row(0, named=True)
    is_smallest = pl.all_horizontal(pl.col(name) == smallest[name] for name in LABELS)
    final = rare.row(0, named=True)
    return labelled.with_columns(
        pl.when(is_smallest).then(pl.lit(final[name])).otherwise(name).alias(name)
        for name in LABELS
    )
