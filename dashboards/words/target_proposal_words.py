"""Proposed targets in sentences: how often each would have been met, and why there is none.

Pure functions. Example: *mindestens 85 % wäre in allen 20 Zeiträumen erreicht worden; mindestens
90 % in 11 von 20 (nicht in Q3 2021, Q1 2022); mindestens 95 % in keinem.*
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dashboards.words import formats, sentences
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.statistics.target_proposals import (
    NoProposal,
    TargetCandidate,
    TargetProposal,
)

#: Periods of which not met ones are named up to so many; else their number is.
_NAMED: Final = 6


def reasons(indicator: Row, proposal: TargetProposal, periods: Sequence[str], t: Messages) -> str:
    """Return in which periods each candidate would have been met, with the indicator's name.

    ``periods``: of the phase that the proposal rests on, as long as ``TargetCandidate.met``.
    """
    told = [_met(indicator, one, proposal.n, periods, t) for one in proposal.candidates]
    name = f"{indicator['indikator_id']} {indicator['name']}"
    return f"{name}: {'; '.join(told)}."


def _met(indicator: Row, one: TargetCandidate, n: int, periods: Sequence[str], t: Messages) -> str:
    target = sentences.target({**indicator, "zielwert": one.value, "zielwert_oben": None}, t)
    if one.times == n:
        return t("report.proposals.met_all", target=target, n=n)
    if not one.times:
        return t("report.proposals.met_none", target=target, n=n)
    missed = [
        formats.short_period(period, t.language)
        for period, met in zip(periods, one.met, strict=True)
        if met is False
    ]
    key = "met_some" if len(missed) <= _NAMED else "met_many"
    which = formats.listing(missed, t.language)
    return t(f"report.proposals.{key}", target=target, times=one.times, n=n, which=which)


def reasons_why_none(without: Sequence[tuple[Row, TargetProposal]], t: Messages) -> Iterator[str]:
    """Yield per reason the indicators of which nothing is proposed."""
    for reason in NoProposal:
        names = [
            f"{indicator['indikator_id']} {indicator['name']}"
            for indicator, proposal in without
            if proposal.reason is reason
        ]
        if names:
            which = formats.listing(names, t.language)
            yield t(f"report.proposals.why_{reason}", which=which)
