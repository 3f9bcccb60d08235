"""Goal Attainment Scaling: the T score of a case with one or several goals.

Indicator Z6.2 does without the T score (without case ids each row stands alone and the weight
cancels out); the T score is for concepts with several goals per case.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Assumed correlation between the goals of a case (Kiresuk & Sherman 1968).
RHO = 0.3

#: Attainment of a goal is scored from −2 (much less than expected) to +2 (much more).
HIGHEST_SCORE = 2


def t_score(scores: ArrayLike, weights: ArrayLike, rho: float = RHO) -> NDArray[np.float64]:
    """Return T = 50 + 10·Σ(wx) / √((1−ρ)·Σw² + ρ·(Σw)²) of each case; 50 is "as expected".

    Args:
        scores: attainment of the goals, −2 … +2, shape (…, goals); NaN for a goal without a score,
            which is left out with its weight.
        weights: importance of the goals, > 0, broadcast against ``scores``.
        rho: correlation between the goals, 0 ≤ ρ ≤ 1.

    Returns:
        Shape (…): NaN where no goal is scored or a score or weight is outside its range.

    Source: Kiresuk & Sherman (1968), Community Ment Health J 4, 443–453.
    """
    x, w = np.broadcast_arrays(
        np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    )
    scored = ~np.isnan(x)
    invalid = np.any(scored & ~((np.abs(x) <= HIGHEST_SCORE) & (w > 0)), axis=-1)
    w = np.where(scored, w, 0.0)
    spread = np.sqrt((1 - rho) * np.sum(w**2, axis=-1) + rho * np.sum(w, axis=-1) ** 2)
    spread = np.where(invalid | (spread == 0), np.nan, spread)
    return np.asarray(50 + 10 * np.sum(w * np.where(scored, x, 0.0), axis=-1) / spread)
