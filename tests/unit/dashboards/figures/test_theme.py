"""Colours can be told apart: WCAG 2.1 contrast in both schemes, and for colour-blind readers."""

from __future__ import annotations

import itertools

import pytest

from dashboards.figures.theme import STATUS_TOKENS, TOKENS, status_token, stylesheet
from monitor.concept.vocabulary import Status

TEXT = [name for name in TOKENS if name not in {"ground", "raised", "line", "line-strong"}
        and not name.endswith("-ground")]  # fmt: skip


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read_on_both_grounds(name: str, scheme: int) -> None:
    grounds = ["demo-ground"] if name == "demo" else ["ground", "raised", "accent-ground"]
    for ground in grounds:
        assert _contrast(TOKENS[name][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("ground", ["ground", "zone-ground", "track-ground"])
@pytest.mark.parametrize("name", [*sorted(set(STATUS_TOKENS.values())), "ink", "soft", "accent"])
def test_points_and_lines_can_be_seen_on_every_ground_of_figures(
    name: str, ground: str, scheme: int
) -> None:
    assert _contrast(TOKENS[name][scheme], TOKENS[ground][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1])
def test_reached_and_missed_do_not_differ_in_red_and_green_only(scheme: int) -> None:
    # with deuteranopia red and green fall together; blue must tell what they do not
    blues = {name: int(TOKENS[name][scheme][5:7], 16) for name in ("reached", "missed")}
    assert abs(blues["reached"] - blues["missed"]) >= 60


def test_every_status_has_a_colour_and_no_two_grades_share_one() -> None:
    assert set(STATUS_TOKENS) == set(Status)
    grades = (Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER)
    for one, other in itertools.combinations(grades, 2):
        assert status_token(one) != status_token(other)


def test_the_style_sheet_holds_every_token() -> None:
    sheet = stylesheet()
    assert all(f"--{name}:" in sheet for name in TOKENS)
