"""p-table: how likely an original count becomes which target, as limits that a cell key is held to.

The limit of a target is floor(2³² × cumulated probability), the targets of an original count in
ascending order; a cell key below a limit and not below the one before belongs to the limit's
target. Original counts of 7 and more have the same noise. Example: for an original count of 1 the
limit of target 0 is 2 863 311 530, two thirds of 2³²; the cell key 3 000 000 000 lies above it, and
3 is published.

The committed table has maximum entropy for D = 4, V = 2, js = 2 (as R's ptable);
``.ci/p_table.py`` makes it anew. What a table must be is looked at whenever one is read.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.confidentiality.perturbation.keys import KEY_RANGE
from monitor.errors import ContentError
from monitor.statistics.added_variance import VARIANCE

Integers = NDArray[np.int64]

#: D: the noise of a count is at most this.
MOST_NOISE: Final = 4
#: js: targets from 1 to this do not occur.
LARGEST_FORBIDDEN: Final = 2
#: From this original count on the noise is the same: none of its targets is forbidden.
LAST_ORIGINAL: Final = MOST_NOISE + LARGEST_FORBIDDEN + 1

COMMITTED: Final = Path(__file__).with_name("p_table.csv")

_COLUMNS: Final = ("original", "target", "limit")
#: What rounding limits to integers moves mean and variance by at most: 2D² and a bit, in 2⁻³².
_ROUNDING: Final = 4 * MOST_NOISE**2 / KEY_RANGE


@dataclass(frozen=True, eq=False)
class PTable:
    """A p-table laid end to end: each limit raised by 2³² × its original count, ascending."""

    limits: Integers
    deviations: Integers
    sha256: str

    def noise(self, counts: Integers, keys: NDArray[np.uint32]) -> Integers:
        """Return target − original count of each original count ≥ 0 and cell key."""
        originals = np.minimum(counts, LAST_ORIGINAL)
        places = originals * KEY_RANGE + keys.astype(np.int64)
        return self.deviations[np.searchsorted(self.limits, places, side="right")]


def read_table(path: Path = COMMITTED) -> PTable:
    """Return the p-table of a CSV file with the columns original, target and limit.

    Raises:
        ContentError: the file is none, or breaks a condition of the method, with the line.
    """
    try:
        content = path.read_bytes()
        rows = pl.read_csv(io.BytesIO(content), schema_overrides=dict.fromkeys(_COLUMNS, pl.Int64))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ContentError(f"{path} lässt sich nicht als Tabelle ganzer Zahlen lesen.") from error
    if tuple(rows.columns) != _COLUMNS or sum(rows.null_count().row(0)):
        raise ContentError(
            f"{path}: Es braucht genau die Spalten {', '.join(_COLUMNS)}, alle voll."
        )
    problem = _line_problem(rows) or _distribution_problem(rows)
    if problem is not None:
        raise ContentError(f"{path}{problem} Bitte die mitgelieferte p-Tabelle verwenden.")
    return PTable(
        limits=(rows["original"] * KEY_RANGE + rows["limit"]).to_numpy(),
        deviations=(rows["target"] - rows["original"]).to_numpy(),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _line_problem(rows: pl.DataFrame) -> str | None:
    """Return the first line that cannot stand where it stands, and why."""
    original, target, limit = map(pl.col, _COLUMNS)
    conditions = {
        "Die Zeilen sind nicht nach original geordnet.": original.diff() < 0,
        "Die Ziele einer Anzahl steigen nicht an.": target.diff().over("original") <= 0,
        "Die Grenzen einer Anzahl steigen nicht an.": limit.diff().over("original") <= 0,
        f"Die Grenze liegt nicht zwischen 1 und {KEY_RANGE}.": ~limit.is_between(1, KEY_RANGE),
        "Aus null darf nichts anderes werden als null.": (original == 0) & (target != 0),
        f"Ergebnisse unter 0 und von 1 bis {LARGEST_FORBIDDEN} darf es nicht geben.": (target < 0)
        | target.is_between(1, LARGEST_FORBIDDEN),
        f"Der Zuschlag ist größer als {MOST_NOISE}.": (target - original).abs() > MOST_NOISE,
    }
    for message, condition in conditions.items():
        wrong = rows.select(condition.fill_null(value=False).arg_true()).to_series()
        if len(wrong):
            return f", Zeile {wrong[0] + 2}: {message}"
    return None


def _distribution_problem(rows: pl.DataFrame) -> str | None:
    """Return what is wrong with the distribution of an original count."""
    deviation = pl.col("target") - pl.col("original")
    weight = pl.col("limit") - pl.col("limit").shift(1, fill_value=0).over("original")
    known = rows.with_columns(deviation=deviation, share=weight / KEY_RANGE)
    if known["original"].unique(maintain_order=True).to_list() != list(range(LAST_ORIGINAL + 1)):
        return f": Es braucht jede Anzahl von 0 bis {LAST_ORIGINAL}."
    for (original,), targets in known.group_by("original", maintain_order=True):
        share, noise = targets["share"].to_numpy(), targets["deviation"].to_numpy()
        variance = VARIANCE if original else 0
        if targets["limit"][-1] != KEY_RANGE:
            return f": Die letzte Grenze der Anzahl {original} ist nicht {KEY_RANGE}."
        if abs(share @ noise) > _ROUNDING:
            return f": Der Zuschlag zur Anzahl {original} ist im Mittel nicht null."
        if abs(share @ noise**2 - variance) > _ROUNDING:
            return f": Die Varianz des Zuschlags zur Anzahl {original} ist nicht {variance}."
    return None
