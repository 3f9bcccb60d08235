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
