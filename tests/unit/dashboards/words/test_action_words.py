"""Actions and verdicts in an office's words: what is urgent, what a review says, never a cause."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from dashboards.words.action_verdicts import verdict_sentence, verdict_tag
from dashboards.words.action_words import (
    action_row,
    facts_line,
    is_reviewed,
    most_urgent_first,
)
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Function
from monitor.application.texts.actions import ActionDraft, ActionState, PlannedAction
from monitor.concept.vocabulary import Signal
from monitor.statistics.before_after import BeforeAfter, Verdict, VerdictReason, no_verdict
from monitor.statistics.control_chart import Side

T = Messages(Language.DE)
TODAY = dt.date(2026, 11, 30)
INDICATOR = {"einheit": "%", "nachkommastellen": 1, "name": "Abbruchquote"}
BETTER = BeforeAfter(
    Verdict.BESSER, None, Signal.SIEBEN_EINE_SEITE, Side.UNTEN, 10, 8, 15.91, 9.0
)  # fmt: skip


def _action(name: str = "M-1", **given: Any) -> PlannedAction:
    content = ActionDraft(
        indicator="Z6.4", area="KREIS", text="Fallberatung", owner=Function.FACHSTELLE,
        decided_on=dt.date(2025, 4, 1), due_on=dt.date(2025, 12, 31),
        state=ActionState.IN_ARBEIT, done_on=None, review_on=dt.date(2026, 6, 1), wave=None,
        is_released=True,
    )  # fmt: skip
    written = dt.datetime(2025, 4, 2, tzinfo=dt.UTC)
    return PlannedAction(name, 1, replace(content, **given), written, "K-1", "Erika Muster")


def test_overdue_comes_first_then_what_is_open_then_the_latest_of_the_rest() -> None:
    done = {"state": ActionState.UMGESETZT, "done_on": dt.date(2025, 6, 1)}
    actions = [
        _action("done-early", due_on=dt.date(2025, 5, 1), **done),
        _action("open-late", due_on=dt.date(2027, 12, 1)),
        _action("done-late", due_on=dt.date(2026, 5, 1), **done),
        _action("open-soon", due_on=dt.date(2026, 12, 1)),
        _action("overdue", due_on=dt.date(2026, 11, 29)),
        _action("overdue-long", due_on=dt.date(2024, 1, 1)),
    ]
    assert [one.id for one in most_urgent_first(actions, TODAY)] == [
        "overdue-long", "overdue", "open-soon", "open-late", "done-late", "done-early",
    ]  # fmt: skip


def test_a_review_is_due_on_its_day_and_not_for_what_was_given_up() -> None:
    assert is_reviewed(_action(review_on=TODAY), TODAY)
    assert not is_reviewed(_action(review_on=TODAY + dt.timedelta(days=1)), TODAY)
    assert not is_reviewed(_action(review_on=None), TODAY)
    assert not is_reviewed(_action(state=ActionState.AUFGEGEBEN), TODAY)


def test_a_row_says_dates_owner_state_and_the_verdict() -> None:
    row = action_row(_action(wave="W2026"), T, day=TODAY, indicator=INDICATOR, found=BETTER)
    assert facts_line(row, T) == (
        "beschlossen am 01.04.2025 · fällig am 31.12.2025 · Fachstelle · in Arbeit · "
        "Empfehlung aus Welle 2026"
    )
    assert (row.is_overdue, row.review) == (True, "besser als vorher")
    assert row.verdict == (
        "Seit dem Beschluss besser als vorher: Sieben Werte in Folge liegen unter dem Mittel der "
        "Zeit davor. Mittlerer Wert (Median) vorher 15,9\u202f% (10 Werte), danach 9,0\u202f% "
        "(8 Werte). Woran das liegt, sagt die Zahl nicht."
    )


def test_before_the_review_its_day_stands_there() -> None:
    row = action_row(
        _action(review_on=dt.date(2027, 3, 1)), T, day=TODAY, indicator=INDICATOR, found=None
    )
    assert facts_line(row, T).endswith("in Arbeit · Überprüfung am 01.03.2027")
    assert row.verdict == ""


def test_an_erased_text_is_said() -> None:
    row = action_row(_action(text=""), T, day=TODAY, indicator=None, found=None)
    assert row.text == "Der Text wurde gelöscht."


def test_of_a_season_the_sentence_says_what_is_compared_and_no_medians() -> None:
    said = verdict_sentence(INDICATOR, replace(BETTER, is_seasonal=True), T)
    assert said == (
        "Seit dem Beschluss besser als vorher: Sieben Werte in Folge liegen niedriger als nach "
        "demselben Zeitraum vor dem Beschluss zu erwarten. Verglichen ist jeder Wert mit demselben "
        "Zeitraum des letzten Jahrs vor dem Beschluss (davor 10 Werte, danach 8 Werte). Woran das "
        "liegt, sagt die Zahl nicht."
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("rule", list(Signal))
def test_every_rule_has_a_sentence_with_and_without_a_season(
    rule: Signal, side: Side, language: Language
) -> None:
    found = replace(BETTER, rule=rule, side=side)
    plain = verdict_sentence(INDICATOR, found, Messages(language))
    seasonal = verdict_sentence(INDICATOR, replace(found, is_seasonal=True), Messages(language))
    assert plain != seasonal
    assert "verdict." not in plain + seasonal


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reason", list(VerdictReason))
def test_every_reason_has_a_sentence(reason: VerdictReason, language: Language) -> None:
    found = replace(
        no_verdict(reason), rule=Signal.PUNKT_AUSSERHALB, side=Side.OBEN, n_before=1, n_after=2
    )
    said = verdict_sentence(INDICATOR, found, Messages(language))
    assert said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("verdict", [Verdict.BESSER, Verdict.SCHLECHTER, Verdict.UNVERAENDERT])
@pytest.mark.parametrize("rule", list(Signal))
@pytest.mark.parametrize("side", list(Side))
def test_no_verdict_says_a_cause(
    verdict: Verdict, rule: Signal, side: Side, language: Language
) -> None:
    t = Messages(language)
    found = BeforeAfter(verdict, None, rule, side, 8, 7, 1.0, 2.0)
    said = verdict_sentence(INDICATOR, found, t) + verdict_tag(found, t)
    for word in ("wirk", "durch die Maßnahme", "effect", "impact", "because", "caused"):
        assert word not in said.lower()
