"""What a user waits for, against the aims: pages in the browser, many users at once, reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bench.crowd import BETWEEN

#: Page → what was measured → the aim to stay under.
AIMS: Final[Mapping[str, Mapping[str, float]]] = {
    "Übersicht": {"complete": 400, "kB": 350, "shift": 0.02, "filter": 120},
    "Ziel": {"complete": 500, "kB": 400, "shift": 0.02, "filter": 120, "explore": 1000},
}
#: Number of users → milliseconds that 95 in 100 of their clicks stay under.
CROWD_MS: Final[Mapping[str, float]] = {"50": 30.0, "200": 300.0}
#: Report → seconds to stay under; kB of each; MB of each process.
REPORT_SECONDS: Final[Mapping[str, float]] = {
    "ausschuss": 15.0,
    "eine-seite": 3.0,
    "bilanz": 15.0,
    "profil": 15.0,
    "tabellen": 15.0,
}
REPORT_KB: Final = 3000.0
REPORT_MB: Final = 400.0

Answers = Mapping[str, Mapping[str, float]]


def lines(runs: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Return the lines of the report for the sides that have run."""
    found = []
    if runs.get("browser"):
        found += _pages(runs["browser"][0]["answers"])
    if runs.get("crowd"):
        found += _crowd(runs["crowd"][0]["answers"])
    if runs.get("reports"):
        found += _reports(runs["reports"][0]["answers"])
    return found


def _pages(answers: Answers) -> list[str]:
    head = f"{'in the browser, nothing kept (ms, kB)':46}{'median':>8}{'aim':>8}{'ratio':>8}"
    return [head, *(line for name in answers for line in _page(name, answers[name])), ""]


def _page(name: str, measured: Mapping[str, float]) -> list[str]:
    aims = AIMS[name]
    missing = [f"{name} {what}: not measured" for what in aims if what not in measured]
    return [*(_line(f"{name} {what}", v, aims.get(what)) for what, v in measured.items()), *missing]


def _reports(answers: Answers) -> list[str]:
    """Return how long each report takes, how large it is, and how much memory both take."""
    found = [f"{'a report as PDF (s, kB, MB)':46}{'first':>8}{'aim':>8}{'ratio':>8}"]
    for name, aim in REPORT_SECONDS.items():
        found.append(_line(f"{name} s", answers[name]["seconds"], aim))
        found.append(_line(f"{name} kB", answers[name]["kB"], REPORT_KB))
        found.append(_line(f"{name} MB", answers[name]["MB"], REPORT_MB))
    return [*found, _line("server MB", answers["server"]["MB"], REPORT_MB)]


def _line(what: str, value: float, aim: float | None) -> str:
    decimals = 3 if value < 1 else 1 if value < 10 else 0  # noqa: PLR2004  # three digits
    against = "" if aim is None else f"{aim:8g}{value / aim:8.2f}"
    return f"{what:46}{value:8.{decimals}f}{against}"


def _crowd(answers: Answers) -> list[str]:
    return [line for users, found in answers.items() for line in _users(users, found)]


def _users(users: str, found: Mapping[str, float]) -> list[str]:
    """Return how people at once are answered, on the cores that this machine has."""
    asked, aim = int(users) / BETWEEN, CROWD_MS[users]
    return [
        f"{users} people, a click every {BETWEEN:.0f} s: {found['per_second']:.0f} of {asked:.0f} "
        f"clicks per second, {found['errors']:.0f} errors",
        f"  half under {found['p50']:.0f} ms, 95 in 100 under {found['p95']:.0f} ms "
        f"(aim {aim:.0f}, ratio {found['p95'] / aim:.2f})",
    ]
