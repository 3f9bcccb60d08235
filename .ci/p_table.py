"""Write the p-table anew: ``monitor/confidentiality/perturbation/p_table.csv``.

Each row of the table is the distribution of largest entropy whose noise has mean zero and at most
the given variance, is at most D and leads to no negative target and to none of 1 … js. Below the
original count the probabilities grow towards the count itself, where that is a target (monotony).
Source: Giessing (2016), Privacy in Statistical Databases, LNCS 9867, 237–251; the R package ptable
of Destatis, ``create_cnt_ptable(D = 4, V = 2, js = 2)``.

Figures under two different tables must not be compared: the same rows get another noise.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

TABLE = Path(__file__).parents[1] / "monitor" / "confidentiality" / "perturbation" / "p_table.csv"

MOST_NOISE, VARIANCE, LARGEST_FORBIDDEN = 4, 2.0, 2

Array = NDArray[np.float64]


def deviations(original: int, most: int, forbidden: int) -> NDArray[np.int64]:
    """Return by how much a count may change, ascending."""
    targets = np.arange(max(original - most, 0), original + most + 1)
    return targets[(targets == 0) | (targets > forbidden)] - original


def probabilities(noise: NDArray[np.int64], variance: float, *, monotone: bool = True) -> Array:
    """Return the distribution of largest entropy over ascending deviations.

    Raises:
        ValueError: no distribution with mean zero has so small a variance.
    """
    below, above = noise[noise < 0].max(), noise[noise > 0].min()
    if 0 not in noise and np.isclose(variance, -below * above):  # two neighbours have the least
        shares = {below: above / (above - below), above: -below / (above - below)}
        return np.array([shares.get(deviation, 0.0) for deviation in noise])
    growing = np.diff(np.eye(noise.size), axis=0)[: np.sum(noise < 0) if 0 in noise else 0]
    found = optimize.minimize(
        lambda p: -np.sum(special.entr(p)),
        np.full(noise.size, 1 / noise.size),
        jac=lambda p: np.log(p) + 1,
        bounds=[(1e-12, 1)] * noise.size,
        constraints=[
            _linear("eq", np.stack([np.ones(noise.size), noise]), [-1, 0]),
            _linear("ineq", -(noise[np.newaxis] ** 2), [variance]),
            *([_linear("ineq", growing, [0])] if monotone and growing.size else []),
        ],
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 1000},
    )
    if not found.success:
        raise ValueError(f"no distribution over {noise} has mean 0 and variance {variance}")
    return np.asarray(found.x, dtype=np.float64)


def _linear(kind: str, matrix: Array, constant: list[float]) -> dict[str, object]:
    return {"type": kind, "fun": lambda p: matrix @ p + constant, "jac": lambda _: matrix}


def render() -> str:
    """Return the text of the table: a line per count and target, with the cumulated limit."""
    lines = ["original,target,limit", f"0,0,{2**32}"]
    for original in range(1, MOST_NOISE + LARGEST_FORBIDDEN + 2):
        noise = deviations(original, MOST_NOISE, LARGEST_FORBIDDEN)
        limits = np.floor(np.cumsum(probabilities(noise, VARIANCE)) * 2**32).astype(np.int64)
        limits[-1] = 2**32  # whatever rounding left of the last one
        kept = np.diff(limits, prepend=0) > 0
        lines += [
            f"{original},{original + deviation},{limit}"
            for deviation, limit in zip(noise[kept], limits[kept], strict=True)
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(render(), encoding="utf-8")
