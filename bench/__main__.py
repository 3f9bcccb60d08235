"""``python -m bench``: run both sides by turns, compare, print ratios, keep the results."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from bench import agreement, browser, browser_report, by_hand, crowd, ours, pages, report, reports
from bench.stopwatch import Stopwatch, peak_mib
from bench.workspace import LATE_QUARTER, LATE_ROWS, PACKAGED_CONTENT, Workspace

FOLDER: Final = Path(__file__).parent
RESULTS: Final = FOLDER / "results.json"
#: What is run as a process of its own; the parent stays small, since a child's peak memory counts
#: from what its parent had.
SIDES: Final = ("prepare", "by_hand", "ours", "pages", "browser", "crowd", "reports")
#: Sides that can be run by themselves: what users wait for, over the demo.
USERS: Final = ("browser", "crowd", "reports")

Run = dict[str, Any]


def main() -> None:
    """Read the arguments; a child process carries out a side and prints its run as JSON."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the big delivery")
    parser.add_argument("--turns", type=int, default=2, help="how often each side runs")
    parser.add_argument(
        "--only", choices=USERS, nargs="+", help="what users wait for, nothing else"
    )
    parser.add_argument("--demo", type=Path, help="a demo to look at; else one is built and kept")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    folder = FOLDER / "scratch" / str(arguments.rows)
    workspace = Workspace(folder, arguments.rows, arguments.demo)
    if arguments.side:
        print(json.dumps(_carry_out(arguments.side, workspace)))
    elif arguments.only:
        runs = {side: [_told(side, workspace)] for side in arguments.only}
        print("\n".join(browser_report.lines(runs)))
    else:
        _bench(workspace, arguments.turns)


def _carry_out(side: str, workspace: Workspace) -> Run:
    watch = Stopwatch()
    sides = {"prepare": _prepare, "by_hand": by_hand.run, "ours": ours.run}
    sides |= {"pages": pages.run, "browser": browser.run, "crowd": crowd.run}
    sides["reports"] = reports.run
    answers = sides[side](workspace, watch)
    return {
        "seconds": watch.seconds,
        "cpu_seconds": watch.cpu_seconds,
        "peak_mib": peak_mib(),
        "answers": answers,
    }


def _bench(workspace: Workspace, turns: int) -> None:
    runs: dict[str, list[Run]] = {side: [] for side in SIDES}
    for side in ("prepare", *("by_hand", "ours") * turns, "pages", *USERS):
        runs[side].append(_told(side, workspace))
    disagreements = _disagreements(runs["by_hand"][0], runs["ours"][0])
    RESULTS.write_text(
        json.dumps({"rows": workspace.rows, "runs": runs, "disagreements": disagreements}, indent=1)
    )
    print(report.text(workspace.rows, runs, disagreements))
    sys.exit(1 if disagreements else 0)


def _prepare(workspace: Workspace, watch: Stopwatch) -> agreement.Answers:
    """Make deliveries and instance, unless an earlier benchmark of these rows has left them."""
    from data.demo import write_log

    if workspace.is_prepared:
        return {}
    workspace.scratch(".")
    stammdaten = PACKAGED_CONTENT / "stammdaten"
    with watch.stage("prepare"):
        write_log(workspace.log, workspace.rows, stammdaten=stammdaten)
        late = (LATE_QUARTER[0],)
        write_log(workspace.late_log, LATE_ROWS, stammdaten=stammdaten, quarters=late, seed=2)
        ours.prepare(workspace)
    workspace.mark_prepared()
    return {}


def _told(side: str, workspace: Workspace) -> Run:
    """Say which side comes, and run it."""
    print(f"{side} …", file=sys.stderr, flush=True)
    return _in_a_process(side, workspace)


def _in_a_process(side: str, workspace: Workspace) -> Run:
    """Run a side as a process of its own; adds the seconds of the whole process."""
    command = [sys.executable, "-m", "bench", "--side", side, "--rows", str(workspace.rows)]
    command += ["--demo", str(workspace.demo)] if workspace.demo else []
    start = time.perf_counter()
    done = subprocess.run(command, cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=True)
    run: Run = json.loads(done.stdout.splitlines()[-1])
    return {**run, "process_seconds": time.perf_counter() - start}


def _disagreements(hand: Run, own: Run) -> list[str]:
    """Return the counts on which both sides disagree."""
    pairs = (
        (hand["answers"]["checks"], own["answers"]["checks"]),
        (own["answers"]["components"], own["answers"]["our_components"]),
    )
    return [name for one, other in pairs for name in agreement.differences(one, other)]


if __name__ == "__main__":
    main()
