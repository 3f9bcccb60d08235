"""Proposed targets in sentences."""

from __future__ import annotations

from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.target_proposal_words import reasons, reasons_why_none
from monitor.concept.vocabulary import Direction
from monitor.statistics.target_proposals import propose_targets

T = Messages(Language.DE)
INDICATOR = {
    "indikator_id": "Z1.1", "name": "Erstkontakt", "richtung": "HOEHER", "einheit": "%",
    "nachkommastellen": 1,
}  # fmt: skip
STABLE = [88.0, 90, 89, 91, 90, 88, 92, 90, 89, 91, 90, 90]
PERIODS = [f"{2023 + n // 4}-Q{n % 4 + 1}" for n in range(12)]


def test_each_candidate_says_in_which_periods_it_would_have_been_met() -> None:
    proposal = propose_targets(STABLE, Direction.HOEHER, digits=1, ends=(0.0, 100.0))
    assert reasons(INDICATOR, proposal, PERIODS, T).replace("\xa0", " ") == (
        "Z1.1 Erstkontakt: mindestens 85 % in allen 12 Zeiträumen; "
        "mindestens 90 % in 8 von 12 (nicht in Q1 2023, Q3 2023, Q2 2024 und Q1 2025); "
        "mindestens 95 % in keinem der 12 Zeiträume."
    )


def test_why_nothing_is_proposed_is_said_once_per_reason() -> None:
    short = propose_targets(STABLE[:5], Direction.HOEHER, digits=1)
    other = {**INDICATOR, "indikator_id": "Z2.1", "name": "Ankunft"}
    assert list(reasons_why_none([(INDICATOR, short), (other, short)], T)) == [
        "Die Reihe ist zu kurz (weniger als 8 Werte): Z1.1 Erstkontakt und Z2.1 Ankunft."
    ]
