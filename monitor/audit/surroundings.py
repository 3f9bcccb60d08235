"""What lies around some unknowns of a block: those they share a statement with, and so on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from monitor.audit.system import Block

Numbers = NDArray[np.int64]


class Surroundings:
    """Finds the unknowns around others, those of the shortest statements first."""

    def __init__(self, block: Block) -> None:
        self._statements = block.statements
        self._rows_of: list[list[int]] = [[] for _ in block.unknowns]
        lengths = [len(one.terms) for one in block.statements]
        for row in sorted(range(len(lengths)), key=lengths.__getitem__):
            for column in block.statements[row].terms:
                self._rows_of[column].append(row)

    def of(self, start: Iterable[int], size: int) -> Numbers:
        """Return some unknowns and what is around them, ``size`` at most, in ascending order."""
        columns = dict.fromkeys(int(column) for column in start)
        waiting = list(columns)
        seen = set[int]()
        for column in waiting:  # grows while it is gone through
            for row in self._rows_of[column]:
                if row in seen:
                    continue
                new = [other for other in self._statements[row].terms if other not in columns]
                if len(columns) + len(new) <= size:
                    seen.add(row)
                    columns.update(dict.fromkeys(new))
                    waiting += new
        return np.array(sorted(columns), dtype=np.int64)
