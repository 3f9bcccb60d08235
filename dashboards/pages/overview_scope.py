"""What the overview shows: standings of the goals now and before, and their indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from dashboards.components.selection import PageScope, select
from dashboards.pages.graded_indicators import (
    GradedIndicator,
    by_goal,
    graded_indicators,
    joint_tendency,
)
from dashboards.request.context import Context
from dashboards.request.view import GoalsComparedWith
from dashboards.words import formats
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status


@dataclass(frozen=True)
class Earlier:
    """The standings that are compared with: goal → status, and when that was in words."""

    when: str
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class Overview:
    """Goals of an area at the end of a quarter.

    ``goals``: rows with ziel_id, name and the columns of ``ziel_stand``, in the order of the
    concept; goals without a standing in the area are in ``district_only``. ``strips``: goal → its
    status by quarter, up to the chosen quarter. ``earlier`` is ``None`` where there is nothing.
    """

    context: Context
    chosen: PageScope
    goals: Sequence[Row]
    district_only: Sequence[str]
    indicators: Mapping[str, Sequence[GradedIndicator]]
    quarters: Sequence[str]
    strips: Mapping[str, Mapping[str, str]]
    earlier: Earlier | None

    @cached_property
    def statuses(self) -> Mapping[str, str]:
        """Return goal → status."""
        return {row["ziel_id"]: row["status"] for row in self.goals}

    def tendency(self, goal: str) -> Status | None:
        """Return where an uncertain goal leans: as its uncertain indicators do together."""
        if self.statuses[goal] != Status.UNSICHER:
            return None
        indicators = self.indicators.get(goal, ())
        return joint_tendency(one.tendency for one in indicators if one.tendency is not None)


def read_overview(context: Context) -> Overview:
    """Return the overview of a view (AccessError, ReleaseError)."""
    chosen = select(context)
    standings = context.numbers.standings(chosen.area)
    named = context.numbers.goals(chosen.concept).select("ziel_id", name=context.localized("name"))
    now = named.join(standings.filter(pl.col("quartal") == chosen.quarter), on="ziel_id",
                     how="left", maintain_order="left")  # fmt: skip
    until = standings.filter(pl.col("quartal") <= chosen.quarter)
    return Overview(
        context,
        chosen,
        goals=list(now.filter(pl.col("status").is_not_null()).iter_rows(named=True)),
        district_only=now.filter(pl.col("status").is_null())["ziel_id"].to_list(),
        indicators=by_goal(graded_indicators(context, chosen)),
        quarters=[name for name in context.numbers.quarters() if name <= chosen.quarter],
        strips=_strips(until),
        earlier=_earlier(context, chosen, standings),
    )


def _strips(standings: pl.DataFrame) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for goal, quarter, status in standings.select("ziel_id", "quartal", "status").iter_rows():
        found.setdefault(goal, {})[quarter] = status
    return found


def _earlier(context: Context, chosen: PageScope, standings: pl.DataFrame) -> Earlier | None:
    asked, t = context.view.comparison, context.t
    if asked is GoalsComparedWith.AUSGABE:
        return _last_release(context, chosen)
    quarter = chosen.previous if asked is GoalsComparedWith.QUARTAL else chosen.year_before
    return None if quarter is None else _at(standings, quarter, t(f"overview.then.{asked}"))


def _last_release(context: Context, chosen: PageScope) -> Earlier | None:
    release = context.library.release_before(context.numbers)
    if release is None or not release.quarters():
        return None
    quarter = min(chosen.quarter, release.quarters()[-1])
    name = formats.period(quarter, context.t.language)
    when = context.t(f"overview.then.{GoalsComparedWith.AUSGABE}", quarter=name)
    return _at(release.standings(chosen.area), quarter, when)


def _at(standings: pl.DataFrame, quarter: str, when: str) -> Earlier | None:
    rows = standings.filter(pl.col("quartal") == quarter).select("ziel_id", "status").iter_rows()
    statuses = dict(rows)
    return Earlier(when, statuses) if statuses else None
