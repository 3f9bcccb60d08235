"""From one world to the nearest others in which something else holds: as little as possible moves.

A linear programme (HiGHS) about how much every number moves up or down. It always starts where
nothing moves, at a corner that is best whatever a move costs: the dual simplex needs few steps from
there. Where that world is whole, the nearest ones nearly always are, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import highspy
import numpy as np
from scipy import sparse

from monitor.audit.solver import Bounds, Vector, solver_of
from monitor.audit.surroundings import Numbers

_ZERO: Final = 1e-6
_OPTIONS: Final[Mapping[str, Any]] = {
    "presolve": "off",
    "simplex_strategy": 1,  # the dual one
    "simplex_dual_edge_weight_strategy": 2,  # steepest edge, which is exact at the start
}


class Moves:
    """Moves from a world that keep what is said.

    Args:
        matrix: statements × unknowns.
        bounds: of the statements; the world keeps to them.
        base: the world.
        limits: least and greatest value of each unknown.
        costs: of moving an unknown by 1, not negative.
    """

    def __init__(
        self, matrix: sparse.csr_matrix, bounds: Bounds, base: Vector, limits: Bounds, costs: Vector
    ) -> None:
        self._base, self._height = base, matrix.shape[0]
        lowest, highest = limits
        self._down = np.flatnonzero(base > lowest + _ZERO)
        moving = self._moving(matrix)
        upwards, downwards = highest - base, (base - lowest)[self._down]
        self._solver = solver_of(
            moving,
            (bounds[0] - matrix @ base, bounds[1] - matrix @ base),
            (np.zeros(moving.shape[1]), np.append(upwards, downwards)),
            np.append(costs, costs[self._down]),
        )
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        self._solver.run()
        self._start = self._solver.getBasis()

    def price(self, unknowns: Numbers, cost: float, most: float) -> None:
        """Say what it costs to move some unknowns up by 1, and how far they may move."""
        count, columns = len(unknowns), unknowns.astype(np.int32)
        self._solver.changeColsCost(count, columns, np.full(count, cost))
        self._solver.changeColsBounds(count, columns, np.zeros(count), np.full(count, most))

    def nearest(self, rows: sparse.csr_matrix, bounds: Bounds) -> tuple[Vector | None, Numbers]:
        """Return the nearest world in which sums lie between bounds, or what forbids it.

        Returns:
            The world, and no statements; or none, and the statements that it contradicts.
        """
        solver, moving, width = self._solver, self._moving(rows), len(self._base)
        count, (lower, upper) = rows.shape[0], (bound - rows @ self._base for bound in bounds)
        solver.setBasis(self._start)
        solver.addRows(count, lower, upper, moving.nnz, moving.indptr[:-1],
                       moving.indices, moving.data)  # fmt: skip
        solver.run()
        is_found = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        moved = np.asarray(solver.getSolution().col_value) if is_found else None
        ray = () if is_found else solver.getDualRay()[2]  # type: ignore[attr-defined]
        solver.deleteRows(count, np.arange(self._height, self._height + count, dtype=np.int32))
        if moved is None:
            return None, np.flatnonzero(np.abs(np.asarray(ray)[: self._height]) > _ZERO)
        world = self._base + moved[:width]
        world[self._down] -= moved[width:]
        return world, np.zeros(0, dtype=np.int64)

    def _moving(self, rows: sparse.csr_matrix) -> sparse.csr_matrix:
        return sparse.hstack([rows, -rows[:, self._down]]).tocsr()
