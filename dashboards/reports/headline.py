"""The beginning of a report: the overall picture, its numbers, what changed, what to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from dashboards.pages.overview_scope import Overview
from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import (
    Block,
    Bullets,
    Heading,
    KeyFigures,
    Paragraph,
    ReportKind,
    SetApart,
    Tone,
)
from dashboards.reports.figure_tables import goal_name, merged
from dashboards.reports.goal_sheets import said
from dashboards.reports.written_texts import open_actions_of
from dashboards.words import formats, overview_sentences
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status

#: Reports of one or two sheets, with one box on top.
SHORT: Final = frozenset({ReportKind.EINE_SEITE, ReportKind.PROFIL})


def marked(basis: ReportBasis, *, is_demo: bool) -> list[Block]:
    """Return the boxes on top: invented figures, and an internal edition."""
    t = basis.t
    found = [SetApart(t("demo.title"), t("demo.text"))] if is_demo else []
    if basis.is_internal:
        found.append(SetApart(t("report.internal.title"), t("level.internal")))
    if basis.kind in SHORT and found:
        joint = " · ".join(box.title for box in found)
        return [SetApart(joint, merged([box.text for box in found]))]
    return [*found]


def headline(overview: Overview) -> str:
    """Return how many goals are met, missed and open."""
    statuses = list(overview.statuses.values())
    leaning = sum(overview.tendency(goal) is Status.ERREICHT for goal in overview.statuses)
    return overview_sentences.headline(statuses, leaning, overview.context.t)


def overall(basis: ReportBasis) -> list[Block]:
    """Return the headline, the numbers of goals by status, and the change since a year ago."""
    overview, t = basis.overview, basis.t
    if not overview.statuses:
        return [Paragraph(t("overview.nothing"), Tone.LEAD)]
    counts = Counter(overview.statuses.values())
    figures = [
        (str(counts[code]), t(f"report.count.{code}")) for code in overview_sentences.BAR
        if counts[code]
    ]  # fmt: skip
    return [
        Paragraph(headline(overview), Tone.LEAD),
        KeyFigures(tuple(figures)),
        *said(compared(overview, t)),
    ]


def compared(overview: Overview, t: Messages) -> str:
    """Return how the goals stood a year before, and which got worse or better since."""
    earlier = overview.earlier
    if earlier is None:
        return ""
    counts = overview_sentences.counted(list(earlier.statuses.values()), t)
    lead = t("report.then", when=earlier.when[0].upper() + earlier.when[1:], counts=counts)
    worse, better = overview_sentences.moved(overview.statuses, earlier.statuses)
    return " ".join([lead, *_moves(worse, better, t)])


def _moves(worse: list[str], better: list[str], t: Messages) -> Iterator[str]:
    if not worse and not better:
        yield t("overview.then.unchanged")
    for key, goals in (("worse", worse), ("better", better)):
        if goals:
            yield t(f"overview.then.{key}", which=formats.listing(goals, t.language))


def missed_goals(basis: ReportBasis) -> list[Block]:
    """Return the missed goals with their sentences; none: that no goal is missed.

    Only a Beschlussvorlage has something to decide.
    """
    t, is_asked = basis.t, basis.wishes.form == "beschluss"
    missed = [row for row in basis.goals if row["status"] == Status.VERFEHLT]
    heading = Heading(2, t(f"report.heading.{'decide' if is_asked else 'missed'}"))
    items = tuple(_missed(basis, row) for row in missed)
    return [heading, Bullets(items) if items else Paragraph(t("report.no_missed"))]


def _missed(basis: ReportBasis, row: Row) -> str:
    """Return how a missed goal stands and which actions are open for it."""
    goal = row["ziel_id"]
    left = open_actions_of(basis, goal)
    return merged([f"{goal_name(row)}:", basis.verdict(goal), basis.decisive(goal), left])
