"""Report of the benchmark: our seconds over the seconds of the hand-written side, as ratios.

On a shared machine the ratio of the CPU seconds is steadier.
"""

from __future__ import annotations

import statistics
from typing import Any, Final, NamedTuple

from bench import browser_report

Runs = dict[str, list[dict[str, Any]]]
#: Seconds by stage, of our side and of theirs.
Sides = tuple[dict[str, float], dict[str, float]]


class StageRatio(NamedTuple):
    """Seconds of our stages over those of theirs, and the ratio in CPU time to stay under."""

    name: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    aim: float


COMPARISONS: Final = (
    StageRatio("read, clean, privacy, load / typed read", ("load",), ("read",), 2.7),
    StageRatio("validation with all failing keys / one SQL", ("checks",), ("checks",), 3.0),
    StageRatio("cells / one aggregate", ("cells",), ("cells_by_hand",), 2.0),
    StageRatio(
        "file to indicators / the same by hand",
        ("ingest", "cells", "indicators"),
        ("read", "derive", "checks", "cells", "indicators"),
        1.8,
    ),
)
#: What a release takes of us: seconds that it should stay under with as many rows as the demo has.
BOTH_LEVELS_SECONDS: Final = 5.0
FILES_SECONDS: Final = 30.0
#: Cells with what a release counts beside, over those of the indicators alone.
CELLS_OF_BOTH_LEVELS: Final = 2.0
#: Seconds or milliseconds that a single figure should stay under.
LATE_DELIVERY_SECONDS: Final = 5.0
PAGE_MS: Final = 30.0
SIGN_IN_MS: Final = 3.0


def text(rows: int, runs: Runs, disagreements: list[str]) -> str:
    """Return the whole report."""
    ours, theirs = _both(runs, "seconds")
    cpu = _both(runs, "cpu_seconds")
    lines = [f"{rows:,} rows, {len(runs['ours'])} turns, median seconds", ""]
    lines += [f"{'':46}{'ours':>8}{'hand':>8}{'ratio':>8}{'in CPU':>8}{'aim':>8}"]
    lines += [_line(compared, (ours, theirs), cpu) for compared in COMPARISONS]
    lines += [
        "",
        *_levels(ours),
        "",
        *_alone(rows, ours),
        "",
        *_memory(runs),
        "",
        *_pages(runs),
        "",
        *browser_report.lines(runs),
        "",
    ]
    lines.append(
        f"NOT THE SAME on both sides: {', '.join(disagreements)}"
        if disagreements
        else "Both sides count the same: every check, every component of the cells."
    )
    return "\n".join(lines)


def _both(runs: Runs, kind: str) -> Sides:
    """Return the medians of our stages and of theirs, in seconds or in CPU seconds."""
    ours, hand = _medians(runs["ours"], kind), _medians(runs["by_hand"], kind)
    ours["load"] = ours["ingest"] - ours["checks"]
    return ours, hand | {"cells_by_hand": ours["cells_by_hand"]}


def _medians(runs: list[dict[str, Any]], kind: str) -> dict[str, float]:
    found = {stage: statistics.median(run[kind][stage] for run in runs) for stage in runs[0][kind]}
    return found | {"process": statistics.median(run["process_seconds"] for run in runs)}


def _line(compared: StageRatio, seconds: Sides, cpu_seconds: Sides) -> str:
    own, other = _sums(compared, seconds)
    own_cpu, other_cpu = _sums(compared, cpu_seconds)
    ratios = f"{own / other:8.2f}{own_cpu / other_cpu:8.2f}"
    return f"{compared.name:46}{own:8.2f}{other:8.2f}{ratios}{compared.aim:8.1f}"


def _sums(compared: StageRatio, sides: Sides) -> tuple[float, float]:
    ours, theirs = sides
    return sum(ours[stage] for stage in compared.ours), sum(
        theirs[stage] for stage in compared.theirs
    )


def _levels(ours: dict[str, float]) -> list[str]:
    """Return how long both levels take: their figures, and the files of the published level."""
    cells, exact, published = (
        ours[stage] for stage in ("cells_of_both_levels", "steering", "published")
    )
    ratio, files = cells / ours["cells"], ours["release"] - published
    return [
        f"facts to the figures of both levels     {cells + exact + published:8.2f} s "
        f"(aim {BOTH_LEVELS_SECONDS:.0f} for the demo)",
        f"  cells of both levels                  {cells:8.2f} s "
        f"({ratio:.2f} of those of one, aim {CELLS_OF_BOTH_LEVELS:.1f})",
        f"  exact figures                         {exact:8.2f} s",
        f"  published figures                     {published:8.2f} s",
        f"release: check, files, verify, publish  {files:8.2f} s "
        f"(aim {FILES_SECONDS:.0f} for the demo)",
    ]


def _alone(rows: int, ours: dict[str, float]) -> list[str]:
    """Return the stages without a counterpart, or outside of the work: timed apart."""
    late = ours["late_delivery"]
    return [
        f"rows per second, file to warehouse            {rows / ours['ingest']:12,.0f}",
        f"5,000 rows on top, to new indicators    {late:8.2f} s (aim {LATE_DELIVERY_SECONDS:.0f})",
        f"imports, Great Expectations above all   {ours['imports']:8.2f} s",
        f"whole process                           {ours['process']:8.2f} s",
    ]


def _memory(runs: Runs) -> list[str]:
    return [
        f"peak memory {side:10}{max(run['peak_mib'] for run in runs[side]):10,.0f} MiB"
        for side in ("ours", "by_hand", "pages")
    ]


def _pages(runs: Runs) -> list[str]:
    pages = runs["pages"][0]["answers"]["pages"]
    added = runs["pages"][0]["answers"]["sign_in"]["adds"]
    return [
        *(
            f"page {name:12}{milliseconds:8.1f} ms (aim {PAGE_MS:.0f})"
            for name, milliseconds in pages.items()
        ),
        f"sign-in adds     {added:8.1f} ms (aim {SIGN_IN_MS:.0f})",
    ]
