"""What users wait for, as the benchmark prints it: each figure against its aim."""

from __future__ import annotations

from bench import browser_report


def _run(answers: dict[str, dict[str, float]]) -> list[dict[str, object]]:
    return [{"answers": answers}]


def test_a_figure_with_an_aim_has_a_ratio_and_others_have_none() -> None:
    answers = {"Übersicht": {"complete": 600.0, "kB": 175.0, "requests": 22.0, "shift": 0.01}}
    told = browser_report.lines({"browser": _run(answers)})
    words = {" ".join(line.split()) for line in told}
    assert {
        "Übersicht complete 600 400 1.50",
        "Übersicht kB 175 350 0.50",
        "Übersicht requests 22",
        "Übersicht shift 0.010 0.02 0.50",
    } <= words
    assert "Übersicht filter: not measured" in words


def test_each_crowd_is_told_with_its_own_aim() -> None:
    found = {"per_second": 25.0, "errors": 0.0, "p50": 10.0, "p95": 45.0}
    told = browser_report.lines({"crowd": _run({"50": found, "200": {**found, "p95": 150.0}})})
    assert told[0] == "50 people, a click every 2 s: 25 of 25 clicks per second, 0 errors"
    assert "95 in 100 under 45 ms (aim 30, ratio 1.50)" in told[1]
    assert "25 of 100 clicks per second" in told[2]
    assert "aim 300, ratio 0.50" in told[3]


def test_a_report_is_told_with_time_size_and_memory() -> None:
    measured = {"seconds": 1.5, "kB": 300.0, "MB": 100.0}
    answers = dict.fromkeys(browser_report.REPORT_SECONDS, measured) | {"server": {"MB": 200.0}}
    told = browser_report.lines({"reports": _run(answers)})
    words = {" ".join(line.split()) for line in told}
    assert {
        "ausschuss s 1.5 15 0.10",
        "eine-seite s 1.5 3 0.50",
        "tabellen kB 300 3000 0.10",
        "profil MB 100 400 0.25",
        "server MB 200 400 0.50",
    } <= words


def test_a_side_that_has_not_run_says_nothing() -> None:
    assert browser_report.lines({}) == []
