"""The sentences of the overview: numbers of goals, tendency, what got better or worse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.overview_sentences import compared, counted, headline, moved, since
from monitor.concept.vocabulary import Status

T = Messages(Language.DE)
MET, ON, OPEN, MISSED, NONE = (
    Status.ERREICHT, Status.AUF_KURS, Status.UNSICHER, Status.VERFEHLT, Status.KEINE_ANGABE,
)  # fmt: skip
STATUSES = st.sampled_from([MET, ON, OPEN, MISSED, NONE])


@pytest.mark.parametrize(
    ("statuses", "leaning", "sentence"),
    [
        (
            [MET] * 2 + [MISSED] * 4 + [OPEN] * 5, 4,
            "2 Ziele sind erreicht, 4 verfehlt. Bei 5 reicht die Fallzahl nicht für ein sicheres "
            "Urteil – 4 davon liegen im Zielbereich.",
        ),
        ([MET] * 3, 0, "Alle 3 Ziele sind erreicht."),
        ([MET, MISSED], 0, "1 Ziel ist erreicht, 1 verfehlt."),
        ([MET, ON, MISSED], 0, "1 Ziel ist erreicht, 1 auf Kurs, 1 verfehlt."),
        ([MISSED] * 3, 0, "Kein Ziel ist erreicht, 3 sind verfehlt."),
        (
            [MET, OPEN], 1,
            "1 Ziel ist erreicht. Bei 1 reicht die Fallzahl nicht für ein sicheres Urteil – "
            "es liegt im Zielbereich.",
        ),
        (
            [MET, OPEN, OPEN], 0,
            "1 Ziel ist erreicht. Bei 2 reicht die Fallzahl nicht für ein sicheres Urteil – "
            "keines davon liegt im Zielbereich.",
        ),
        ([MET, NONE], 0, "1 Ziel ist erreicht. Für 1 Ziel fehlen Angaben."),
        ([NONE, NONE], 0, "Kein Ziel ist erreicht. Für 2 Ziele fehlen Angaben."),
    ],
)  # fmt: skip
def test_the_headline_has_the_numbers(statuses: list[str], leaning: int, sentence: str) -> None:
    assert headline(statuses, leaning, T) == sentence


@given(st.lists(STATUSES, min_size=1, max_size=20))
def test_every_goal_is_counted_once(statuses: list[str]) -> None:
    numbers = [int(part.split()[0]) for part in counted(statuses, T).split(", ")]
    assert sum(numbers) == len(statuses)


def test_better_and_worse_leave_out_what_cannot_be_compared() -> None:
    now = {"Z1": MISSED, "Z2": MET, "Z3": NONE, "Z4": MET, "Z5": MISSED}
    before = {"Z1": MET, "Z2": OPEN, "Z3": MET, "Z4": MET, "Z5": NONE}
    assert moved(now, before) == (["Z1"], ["Z2"])


@given(st.dictionaries(st.sampled_from(["Z1", "Z2", "Z3"]), STATUSES))
def test_nothing_moved_where_nothing_changed(statuses: dict[str, str]) -> None:
    assert moved(statuses, statuses) == ([], [])


def test_the_earlier_bar_is_put_in_words() -> None:
    said = compared({"Z1": MISSED, "Z2": MET}, {"Z1": MET, "Z2": MET}, "vor einem Jahr", T)
    assert said == (
        "Schmaler Balken: vor einem Jahr (2 erreicht). Seitdem schlechter: Z1. "
        "Seitdem besser: keines."
    )


def test_a_status_from_the_first_quarter_on_is_not_said_to_have_begun() -> None:
    assert since("2021-Q3", "2021-Q3", T) == "seit Beginn (3. Quartal 2021)"
    assert since("2025-Q4", "2021-Q3", T) == "seit dem 4. Quartal 2025"
