"""Intervals of published quotients: as much wider as the noise of numerator and denominator."""

from __future__ import annotations

from monitor.measures.counts import Counts
from monitor.measures.world import divide
from monitor.statistics.added_variance import ratio_variance, wider
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval


def with_noise(interval: Interval, z: Array, n: Array, counts: Counts) -> Interval:
    """Return the interval of z / n as much wider as the noise of published z and n makes it."""
    if not counts.are_published:
        return interval
    return wider(interval, divide(z, n), noise_of_quotient(z, n, counts))


def noise_of_quotient(z: Array, n: Array, counts: Counts, suffix: str = "") -> Array:
    """Return the variance that the noise of z and n (of a group: with a suffix) adds to z / n."""
    noise = {name: counts.noise(f"{name}{suffix}") for name in ("v_z", "v_zn", "v_n")}
    return ratio_variance(z, n, **noise)
