"""Seconds per stage of a process, and peak memory."""

from __future__ import annotations

import contextlib
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Stopwatch:
    """Adds up the seconds of named stages, and the CPU seconds of all threads in them."""

    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block; blocks of the same name add up."""
        start, cpu_start = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            elapsed, worked = time.perf_counter() - start, time.process_time() - cpu_start
            self.seconds[name] = self.seconds.get(name, 0.0) + elapsed
            self.cpu_seconds[name] = self.cpu_seconds.get(name, 0.0) + worked

    def divide(self, name: str, turns: int) -> None:
        """Turn the seconds of a stage run several times into seconds per turn."""
        self.seconds[name] /= turns
        self.cpu_seconds[name] /= turns


def peak_mib() -> float:
    """Return the process's peak of resident memory (MiB)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
