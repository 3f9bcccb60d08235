"""What every report is composed from: the view, the wishes, the goals with their indicators.

Everything is read once per report. Goals stand by need to act: missed ones first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import polars as pl

from dashboards.components.selection import PageScope, select
from dashboards.pages.goal_verdict import deciding, decisive, standing_of, verdict
from dashboards.pages.indicator_figures import IndicatorFigures, is_published, read_goal
from dashboards.pages.overview_scope import Overview, read_overview
from dashboards.reports.document import ReportKind
from dashboards.reports.wishes import Wishes
from dashboards.request.context import Context
from dashboards.words.messages import Messages
from dashboards.words.overview_sentences import LEANING_WELL
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Status
from monitor.errors import ReportError

#: From the goals that ask for a decision to those of which nothing is known.
NEED: Final = (
    Status.VERFEHLT, Status.UNSICHER, Status.AUF_KURS, Status.ERREICHT, Status.BEOBACHTUNG,
    Status.KEINE_ANGABE,
)  # fmt: skip


@dataclass(frozen=True)
class ReportBasis:
    """The figures of a report, read once; ``kind`` is the report that asks for them."""

    context: Context
    chosen: PageScope
    kind: ReportKind
    wishes: Wishes
    _found: dict[str, list[IndicatorFigures]] = field(default_factory=dict)

    @property
    def t(self) -> Messages:
        """Return the messages of the report's language."""
        return self.context.t

    @property
    def is_internal(self) -> bool:
        """Tell whether the report prints exact figures."""
        return not is_published(self.context)

    @property
    def has_signals(self) -> bool:
        """Tell whether process behaviour charts exist: not of published figures of areas."""
        return self.is_internal or self.chosen.area == DISTRICT

    @cached_property
    def overview(self) -> Overview:
        """Return the standings of the goals now and a year before."""
        return read_overview(self.context)

    @cached_property
    def concept(self) -> Row:
        """Return the row of ``konzept`` that is valid in the quarter."""
        rows = self.context.numbers.concepts()
        return rows.filter(pl.col("konzept_id") == self.chosen.concept).row(0, named=True)

    @cached_property
    def goals(self) -> Sequence[Row]:
        """Return the goals with a standing, by need to act; then in the order of the concept.

        Rows with ``ziel_id``, ``name`` and the columns of ``ziel_stand``.
        """
        return sorted(self.overview.goals, key=self._need)

    def figures(self, goal: str) -> list[IndicatorFigures]:
        """Return the indicators of a goal, furthest from target first."""
        if goal not in self._found:
            self._found[goal] = read_goal(self.context, self.chosen, goal)
        return self._found[goal]

    @cached_property
    def indicators(self) -> Mapping[str, IndicatorFigures]:
        """Return every indicator of the concept by its id, in the order of the concept."""
        rows = self.context.numbers.indicators(self.chosen.concept)
        goals = rows["ziel_id"].unique(maintain_order=True)
        found = {one.key: one for goal in goals for one in self.figures(goal)}
        return {key: found[key] for key in rows["indikator_id"] if key in found}

    def verdict(self, goal: str) -> str:
        """Return the sentence how a goal stands."""
        return verdict(self.context, self.chosen, self.figures(goal), self._standing(goal))

    def decisive(self, goal: str) -> str:
        """Return the sentence on the indicator that decides; "" without one."""
        return decisive(self.context, self.figures(goal), self._standing(goal))

    def deciding(self, goal: str) -> IndicatorFigures | None:
        """Return the indicator that decides a goal, else the first one that has values."""
        graded = [one for one in self.figures(goal) if one.graded.value is not None]
        found = deciding(graded, self._standing(goal))
        shown = (one for one in self.figures(goal) if one.value is not None)
        return found or next(shown, None)

    def at(self, quarter: str) -> ReportBasis:
        """Return the same at another quarter."""
        context = replace(self.context, view=replace(self.context.view, quarter=quarter))
        return ReportBasis(context, select(context), self.kind, self.wishes)

    def _standing(self, goal: str) -> Row | None:
        return standing_of(self.context, self.chosen, goal)

    def _need(self, row: Row) -> tuple[int, bool]:
        leans_well = self.overview.tendency(row["ziel_id"]) in LEANING_WELL
        return NEED.index(Status(row["status"])), leans_well


@contextmanager
def part_of_report(name: str, t: Messages) -> Iterator[None]:
    """Stop the report if a part of it cannot be made (ReportError names the part).

    What went wrong inside stays in the chain of exceptions: values never enter a message.
    """
    try:
        yield
    except (
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        pl.exceptions.PolarsError,
    ) as error:
        raise ReportError(t("report.failed.part", part=name)) from error
