"""Makes HiGHS solvers that say nothing: what a command prints is for programs, too."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]
Bounds = tuple[Vector, Vector]

_OPTIONS: Final[Mapping[str, Any]] = {
    "output_flag": False,
    "log_to_console": False,
    "threads": 1,
    "random_seed": 1,
}
_LOCK: Final = threading.Lock()


def new_solver() -> highspy.Highs:
    """Return a solver with one thread that gives equal answers to equal questions."""
    with _LOCK:
        _swallow_banner()
    solver = _make()
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    return solver


def solver_of(
    matrix: sparse.csr_matrix, rows: Bounds, columns: Bounds, costs: Vector
) -> highspy.Highs:
    """Return a solver of: minimise costs @ x, where matrix @ x and x lie between bounds."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = costs
    model.row_lower_, model.row_upper_ = rows
    model.col_lower_, model.col_upper_ = columns
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver = new_solver()
    solver.passModel(model)
    return solver


@functools.cache
def _swallow_banner() -> None:
    """Make a first solver with standard output closed: HiGHS names itself once per process."""
    sys.stdout.flush()
    flush = ctypes.CDLL(None).fflush
    flush(None)
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        _make()
        flush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _make() -> highspy.Highs:
    return highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
