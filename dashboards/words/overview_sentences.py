"""The overview in sentences: how many goals are met, which not, and what changed since.

Pure functions: statuses in, text out; the templates are in ``messages/overview_page``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status

#: From good to bad; a goal without a grade is neither better nor worse than another.
_RANKS: Final[Mapping[str, int]] = {
    Status.ERREICHT: 0,
    Status.AUF_KURS: 1,
    Status.UNSICHER: 2,
    Status.VERFEHLT: 3,
}
#: Statuses that a bar shows, from left to right.
BAR: Final = (
    Status.ERREICHT, Status.AUF_KURS, Status.UNSICHER, Status.VERFEHLT, Status.KEINE_ANGABE,
)  # fmt: skip
#: Tendencies on the good side of the target or path.
LEANING_WELL: Final = frozenset({Status.ERREICHT, Status.AUF_KURS})


def headline(statuses: Sequence[str], leaning_well: int, t: Messages) -> str:
    """Return the overall picture in one or two sentences with the numbers.

    Args:
        statuses: of all goals.
        leaning_well: number of uncertain goals whose indicators all lie within their targets.
        t: messages of the language.
    """
    counts = Counter(statuses)
    if counts[Status.ERREICHT] == len(statuses):
        return t("overview.lead.all", total=len(statuses))
    said = [_decided(counts, t), _undecided(counts[Status.UNSICHER], leaning_well, t)]
    if without := counts[Status.KEINE_ANGABE]:
        said.append(
            t("overview.lead.without_one" if without == 1 else "overview.lead.without", n=without)
        )
    return " ".join(filter(None, said))


def _decided(counts: Mapping[str, int], t: Messages) -> str:
    met, on_course, missed = (
        counts[code] for code in (Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT)
    )
    lead = {0: "overview.lead.none", 1: "overview.lead.met_one"}.get(met, "overview.lead.met")
    parts = [t(lead, n=met)]
    if on_course:
        parts.append(t("overview.lead.on_course", n=on_course))
    if missed:
        is_first = not met and not on_course and missed > 1
        key = "overview.lead.missed_first" if is_first else "overview.lead.missed"
        parts.append(t(key, n=missed))
    return ", ".join(parts) + "."


def _undecided(unsure: int, leaning_well: int, t: Messages) -> str:
    if not unsure:
        return ""
    if unsure == 1:
        key = "leaning_only" if leaning_well else "leaning_only_none"
    elif leaning_well in {0, unsure}:
        key = "leaning_none" if not leaning_well else "leaning_all"
    else:
        key = "leaning_one" if leaning_well == 1 else "leaning"
    leaning = t(f"overview.lead.{key}", n=leaning_well)
    return f"{t('overview.lead.unsure', n=unsure)} – {leaning}."


def counted(statuses: Sequence[str], t: Messages) -> str:
    """Return the numbers of goals by status: ``4 erreicht, 1 auf Kurs, …``."""
    counts = Counter(statuses)
    return ", ".join(f"{counts[code]} {t(f'status.{code}')}" for code in BAR if counts[code])


def moved(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the goals that got worse and better; both: goal → status."""
    ranked = [
        (goal, _RANKS[status] - _RANKS[before[goal]])
        for goal, status in now.items()
        if status in _RANKS and before.get(goal) in _RANKS
    ]
    return [goal for goal, step in ranked if step > 0], [goal for goal, step in ranked if step < 0]


def compared(now: Mapping[str, str], before: Mapping[str, str], when: str, t: Messages) -> str:
    """Return what the earlier bar shows, and which goals got worse or better since."""
    bar = t("overview.then.bar", when=when, counts=counted(list(before.values()), t))
    worse, better = moved(now, before)
    if not worse and not better:
        return f"{bar} {t('overview.then.unchanged')}"
    nobody = t("overview.then.nobody")
    said = (
        t(f"overview.then.{key}", which=formats.listing(goals, t.language) or nobody)
        for key, goals in (("worse", worse), ("better", better))
    )
    return f"{bar} {' '.join(said)}"


def deliveries(covered: Row, t: Messages) -> str:
    """Return how many deliveries of how many are in; early releases know the share only.

    ``covered``: a row of ``abdeckung``. Nothing is said where nothing was expected.
    """
    if covered["erwartet"]:
        return t("overview.deliveries", there=covered["eingegangen"], expected=covered["erwartet"])
    if covered["abdeckung"] is None:
        return ""
    return t("overview.coverage", share=formats.percent(covered["abdeckung"], t.language))


def since(quarter: str, first: str, t: Messages) -> str:
    """Return since when a status holds; ``first`` is the first quarter with figures."""
    key = "overview.goal.since_start" if quarter == first else "overview.goal.since"
    return t(key, since=formats.period(quarter, t.language))
