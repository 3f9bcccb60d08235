"""What lies around some unknowns of a block: those they share a statement with, and so on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Numbers = NDArray[np.int64]


class Surroundings:
    """Finds the unknowns around others, those of the shortest statements first."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        lengths = np.diff(matrix.indptr)
        shortest = np.argsort(lengths, kind="stable")
        self._columns_of = np.split(matrix.indices, matrix.indptr[1:-1])
        touching = matrix[shortest].tocsc()
        self._rows_of = np.split(shortest[touching.indices], touching.indptr[1:-1])

    def of(self, start: Iterable[int], size: int) -> Numbers:
        """Return some unknowns and what is around them, ``size`` at most, in ascending order."""
        columns = dict.fromkeys(int(column) for column in start)
        waiting = list(columns)
        seen = set[int]()
        for column in waiting:  # grows while it is gone through
            for row in self._rows_of[column].tolist():
                if row in seen:
                    continue
                around = self._columns_of[row].tolist()
                new = [other for other in around if other not in columns]
                if len(columns) + len(new) <= size:
                    seen.add(row)
                    columns.update(dict.fromkeys(new))
                    waiting += new
        return np.array(sorted(columns), dtype=np.int64)
