"""What somebody learns who knows secrets of his own: by random points of the space of solutions.

All worlds that agree with what is published lie in an affine space. A secret follows from others if
it is the same combination of them at every point of that space; so a few random points are enough
to tell, more than somebody has secrets of his own. They are random numbers, projected onto the
directions in which nothing published changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from monitor.audit.blocks import Block, take_apart
from monitor.audit.system import System, matrix_of

Matrix = NDArray[np.float64]

_SPARE: Final = 8  # points more than secrets of one contributor
_RIDGE: Final = 1e-7  # statements that follow from others would make the equations singular
_TURNS: Final = 4
_ZERO: Final = 1e-5


def learnt_by_insiders(
    block: Block, said: NDArray[np.bool_] | None = None
) -> dict[int, tuple[str, ...]]:
    """Return which secrets follow for contributors who know their own: number → contributors.

    ``said``: which statements count (default: all).
    """
    own: dict[str, list[int]] = {}
    for number, secret in enumerate(block.secrets):
        if secret.known_to is not None:
            own.setdefault(secret.known_to, []).append(number)
    if not own or len(block.secrets) == 1:
        return {}
    points = _points(block, said, max(map(len, own.values())) + _SPARE)
    lengths = np.linalg.norm(points, axis=1)
    found: dict[int, tuple[str, ...]] = {}
    for insider, numbers in sorted(own.items()):
        basis = _basis(points[numbers])
        rest = np.linalg.norm(points - (points @ basis.T) @ basis, axis=1)
        follows = (rest <= _ZERO * np.maximum(lengths, _ZERO)) & (lengths > _ZERO)
        for number in np.flatnonzero(follows).tolist():
            if block.secrets[number].known_to != insider:
                found[number] = (*found.get(number, ()), insider)
    return found


def known_anyway(system: System) -> Mapping[Hashable, frozenset[str]]:
    """Return which secrets, by name, insiders know from their own without any published figure."""
    if not any(one.known_to for one in system.secrets):
        return {}
    return {
        name: frozenset(insiders)
        for block in take_apart(system.without_figures()).blocks
        for number, insiders in learnt_by_insiders(block).items()
        for name in block.secrets[number].names
    }


def _points(block: Block, said: NDArray[np.bool_] | None, count: int) -> Matrix:
    """Return how the secrets change in random directions that keep everything published."""
    width = len(block.unknowns)
    exact = block.statements.is_exact if said is None else block.statements.is_exact & said
    told = block.statements.matrix[np.flatnonzero(exact)]
    secrets = matrix_of([one.terms for one in block.secrets], width)
    directions = np.random.default_rng(20_261_124).normal(size=(width, count))
    if exact.any():
        square = (told @ told.T + _RIDGE * sparse.identity(told.shape[0])).tocsc()
        factors = splu(square)
        for _ in range(_TURNS):
            directions -= told.T @ factors.solve(told @ directions)
    return np.asarray(secrets @ directions)


def _basis(points: Matrix) -> Matrix:
    """Return an orthonormal basis of some rows."""
    _, sizes, rows = np.linalg.svd(points, full_matrices=False)
    return np.asarray(rows[sizes > _ZERO * max(sizes.max(initial=0.0), _ZERO)])
