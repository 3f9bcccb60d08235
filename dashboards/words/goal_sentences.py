"""The sentences at the head of a goal's page: how the goal stands, with numbers, and its worst.

Pure functions: grades of indicators in, text out. Example: *Verfehlt (seit dem 4. Quartal 2025).
Alle 4 Indikatoren liegen außerhalb des Zielbereichs, zwei haben sich verschlechtert.*
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol

from dashboards.words import case_counts, formats, indicator_values, period_words, values
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status
from monitor.statistics.attainment import GRADES

_GRADED: Final = frozenset(grade.value for grade in GRADES)
_REST: Final = (Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER)


class Graded(Protocol):
    """An indicator with the grade that counts for its goal (``pages.graded_indicators``)."""

    @property
    def indicator(self) -> Row:
        """Return the row of ``indikator``, texts in the view's language."""

    @property
    def status(self) -> Status:
        """Return the status of the latest grade."""

    @property
    def value(self) -> Row | None:
        """Return the row of ``wert`` that is graded."""

    @property
    def tendency(self) -> Status | None:
        """Return to which side an uncertain value leans."""


def headline(
    standing: Row, graded: Sequence[Graded], shifts: Sequence[str | None], t: Messages, *,
    first: str | None = None,
) -> str:  # fmt: skip
    """Return how a goal stands, since when, and how its indicators stand at the quarter.

    Args:
        standing: a row of ``ziel_stand``.
        graded: the goal's indicators.
        shifts: of each indicator BESSER or SCHLECHTER where its change is more than usual.
        t: messages of the language.
        first: the quarter in which the goal was graded first.
    """
    status = Status(standing["status"])
    judged = [(one, shift) for one, shift in zip(graded, shifts, strict=True)
              if one.status in _GRADED]  # fmt: skip
    if status not in _GRADED or not judged:
        key = status if status not in _GRADED else Status.KEINE_ANGABE
        return t(f"goal_page.headline.{key}")
    clauses = [*_counts(status, [one for one, _ in judged], t),
               *_shifts([shift for _, shift in judged], t)]  # fmt: skip
    said = ", ".join(clauses)
    since = period_words.since(standing["seit"], t, is_start=standing["seit"] == first)
    return t(f"goal_page.headline.{status}", since=since, clauses=said[:1].upper() + said[1:])


def _counts(status: Status, graded: Sequence[Graded], t: Messages) -> list[str]:
    """Return the count of the goal's own status first, then those of the others."""
    by_status = Counter(one.status for one in graded)
    rest = [
        t(f"goal_page.rest.{other}.{_plural(n)}", count=count_word(n, t))
        for other in _REST
        if other is not status and (n := by_status[other])
    ]
    if n := by_status[status]:
        uncertain = [one for one in graded if one.status is Status.UNSICHER]
        data = {"n": n, "total": len(graded), "leaning": _leaning(uncertain, t)}
        return [t(f"goal_page.lead.{status}.{_form(n, len(graded))}", **data), *rest]
    return rest


def _form(n: int, total: int) -> str:
    """Return the form for ``n`` of so many indicators: all of them have forms of their own."""
    if n == total:
        return {1: "only", 2: "both"}.get(n, "all")
    return _plural(n)


def _plural(n: int) -> str:
    return "one" if n == 1 else "other"


def _leaning(uncertain: Sequence[Graded], t: Messages) -> str:
    """Return in brackets how many uncertain indicators lean to which side."""
    missed = sum(one.tendency is Status.VERFEHLT for one in uncertain)
    met = sum(one.tendency in {Status.ERREICHT, Status.AUF_KURS} for one in uncertain)
    parts = [
        t(f"goal_page.leaning.{side}.{_form(n, len(uncertain))}", count=count_word(n, t))
        for side, n in (("met", met), ("missed", missed))
        if n
    ]
    return t("goal_page.leaning.brackets", parts=", ".join(parts)) if parts else ""


def _shifts(shifts: Sequence[str | None], t: Messages) -> list[str]:
    """Return how many indicators got worse and better, more than usual."""
    counted = [("worsened", shifts.count("SCHLECHTER")), ("improved", shifts.count("BESSER"))]
    return [
        t(f"goal_page.{way}.{_form(n, len(shifts))}", count=count_word(n, t))
        for way, n in counted
        if n
    ]


def count_word(n: int, t: Messages) -> str:
    """Return a small number as a word that stands for indicators: *zwei*."""
    return t.optional(f"goal_page.count.{n}") or formats.number(n, t.language)


def second(first: Graded, earlier: Row | None, t: Messages) -> str:
    """Return the sentence on the indicator that decides, with value, target and a year ago.

    Args:
        first: the indicator furthest from its target, of a reached goal the closest to it.
        earlier: the row of ``wert`` of the same indicator a year before.
        t: messages of the language.
    """
    if first.value is None or first.value["wert"] is None:
        return ""
    indicator, value = first.indicator, first.value
    if first.status is Status.UNSICHER:
        text = indicator_values.chance(indicator, value, t)
        return t("goal_page.second.UNSICHER", name=indicator["name"], chance=text)
    key = "VERFEHLT" if first.status is Status.VERFEHLT else "ERREICHT"
    return t(
        f"goal_page.second.{key}", name=indicator["name"],
        value=values.with_unit(case_counts.in_dative(indicator, t), value, t),
        target=indicator_values.aims(indicator, value, t),
        ago=_ago(indicator, earlier, t),
    )  # fmt: skip


def missing(graded: Sequence[Graded], t: Messages) -> list[str]:
    """Return of which indicators so many results are missing that they could turn the judgement."""
    named: dict[str, list[str]] = {}
    for one in graded:
        if one.value is None or not indicator_values.missing_matters(one.value):
            continue
        if share := indicator_values.missing_share(one.value):
            name = t("quoted", text=one.indicator["name"])
            named.setdefault(formats.percent(share, t.language), []).append(name)
    return [
        t("goal_page.second.missing", names=formats.listing(names, t.language), share=share)
        for share, names in named.items()
    ]


def _ago(indicator: Row, earlier: Row | None, t: Messages) -> str:
    if earlier is None or earlier["wert"] is None:
        return ""
    written = values.with_unit(indicator, earlier, t)
    if earlier["periode"].startswith("W"):
        when = formats.period(earlier["periode"], t.language)
        return t("goal_page.second.wave_ago", period=when, value=written)
    return t("goal_page.second.year_ago", value=written)
