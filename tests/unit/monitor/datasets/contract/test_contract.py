"""A contract's dates, quarters, texts and state."""

from __future__ import annotations

import datetime as dt

import pytest

from monitor.datasets.contract.contract import (
    Ending,
    State,
    draw_up,
    new_id,
    parse_quarters,
    require_dates,
    require_line,
)
from monitor.errors import ContractError
from tests.builders.contract_facts import CONTRACT

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "state", "told"),
    [
        (dt.date(2026, 11, 30), State.BEGINNT, "beginnt am 01.12.2026"),
        (dt.date(2026, 12, 1), State.LAEUFT, "läuft bis 30.11.2027"),
        (dt.date(2027, 11, 30), State.LAEUFT, "läuft bis 30.11.2027"),
        (dt.date(2027, 12, 1), State.ABGELAUFEN, "abgelaufen seit 01.12.2027"),
    ],
)
def test_the_state_of_a_day(day: dt.date, state: State, told: str) -> None:
    assert (CONTRACT.state_on(day), CONTRACT.told_on(day)) == (state, told)
    assert CONTRACT.is_over_on(day) is (state is State.ABGELAUFEN)


def test_an_ended_contract_is_over_on_every_day() -> None:
    ending = Ending(am=dt.date(2027, 1, 5), durch="tester", grund="Projekt eingestellt")
    ended = CONTRACT.model_copy(update={"ende": ending})
    assert ended.is_over_on(dt.date(2027, 1, 5))
    assert ended.told_on(dt.date(2028, 1, 1)) == "beendet am 05.01.2027 (Projekt eingestellt)"


@pytest.mark.parametrize(
    ("von", "bis", "loeschen", "said"),
    [
        ("2027-11-30", "2026-12-01", "2027-11-30", "vor seinem Beginn am 30.11.2027"),
        ("2025-01-01", "2026-11-21", "2027-11-30", "seit 22.11.2026 abgelaufen"),
        ("2026-12-01", "2027-11-30", "2027-11-29", "läuft aber bis 30.11.2027"),
    ],
)
def test_dates_that_no_contract_has(von: str, bis: str, loeschen: str, said: str) -> None:
    dates = [dt.date.fromisoformat(day) for day in (von, bis, loeschen)]
    with pytest.raises(ContractError, match=said):
        require_dates(dates[0], dates[1], dates[2], NOW.date())


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        (None, None),
        ("2024-Q3", ("2024-Q3", "2024-Q3")),
        ("2024-Q1..2025-Q4", ("2024-Q1", "2025-Q4")),
    ],
)
def test_quarters(text: str | None, quarters: tuple[str, str] | None) -> None:
    assert parse_quarters(text) == quarters


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-Q5", "2024-Q1..", "2024-Q1x", "2024-Q2..2024-Q1", "Q1..Q2"]
)
def test_what_names_no_quarters(text: str) -> None:
    with pytest.raises(ContractError, match="Bitte"):
        parse_quarters(text)


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\x1b[2Jb", "x" * 501])
def test_a_text_is_one_line(text: str) -> None:
    with pytest.raises(ContractError, match="--purpose"):
        require_line(text, "--purpose")


def test_a_contract_is_drawn_up() -> None:
    dates = dt.date(2026, 12, 1), dt.date(2027, 11, 30), dt.date(2028, 2, 29)
    given = {"by": "tester", "now": NOW, "secret": "0" * 16}
    drawn_up = draw_up(" Institut X ", "Evaluation", dates, None, **given)  # type: ignore[arg-type]
    assert drawn_up.model_copy(update={"id": CONTRACT.id}) == CONTRACT
    assert drawn_up.id != new_id()
