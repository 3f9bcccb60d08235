"""Area and quarter of a page: read from the address, checked against the snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.request.context import Context
from dashboards.words import formats
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind, parse_quarter, period_of

_PUBLISHED: Final = (PeriodKind.QUARTAL, PeriodKind.HALBJAHR, PeriodKind.JAHR)

#: Level → kinds of periods that the values of a goal can be shown in, beside each indicator's own.
PERIOD_KINDS: Final[Mapping[FigureLevel, Sequence[PeriodKind]]] = {
    FigureLevel.STEUERUNG: (PeriodKind.MONAT, *_PUBLISHED, PeriodKind.KITAJAHR),
    FigureLevel.VEROEFFENTLICHUNG: _PUBLISHED,
}


@dataclass(frozen=True)
class PageScope:
    """Area and quarter in the snapshot, with the quarter before and the quarter a year before."""

    area: str
    area_name: str
    quarter: str
    previous: str | None
    year_before: str | None
    concept: str


@dataclass(frozen=True)
class Merged:
    """A small area, and the neighbour with the figures of both."""

    area: str
    name: str
    shown: str
    shown_name: str


def merged_areas(context: Context) -> list[Merged]:
    """Return the small areas with figures as part of a neighbour's, in fixed order."""
    numbers = context.numbers
    names = dict(numbers.areas().select("gebiet_id", "name").iter_rows())
    rows = numbers.merged_areas().select("gebiet_id", "name", "zusammen_mit").iter_rows()
    return [Merged(area, name, shown, names[shown]) for area, name, shown in rows]


def select(context: Context) -> PageScope:
    """Return the scope of a view; an unknown area becomes the district, a quarter the latest.

    Raises:
        ReleaseError: the release holds no standing of any goal.
    """
    numbers = context.numbers
    quarters = numbers.quarters()
    if not quarters:
        raise ReleaseError("Die Ausgabe sagt nichts zu Zielen. Bitte Lieferungen einlesen.")
    asked = context.view.quarter
    place = quarters.index(asked) if asked in quarters else len(quarters) - 1
    names = dict(numbers.areas().select("gebiet_id", "name").iter_rows())
    joint = {merged.area: merged.shown for merged in merged_areas(context)}
    wanted = joint.get(context.view.area, context.view.area)
    area = wanted if wanted in names else DISTRICT
    at = numbers.standings(DISTRICT).filter(pl.col("quartal") == quarters[place])
    return PageScope(
        area=area,
        area_name=names.get(area, area),
        quarter=quarters[place],
        previous=quarters[place - 1] if place else None,
        year_before=_year_before(quarters[place], quarters),
        concept=at["konzept_id"][0],
    )


def _year_before(quarter: str, quarters: list[str]) -> str | None:
    """Return the same quarter of the year before, if the snapshot has that quarter."""
    start = parse_quarter(quarter).start
    before = period_of(start.replace(year=start.year - 1), PeriodKind.QUARTAL).name
    return before if before in quarters else None


def graded_kind(indicator: Mapping[str, Any], area: str) -> PeriodKind | None:
    """Return the kind of period in which an indicator is graded; ``None``: for the district only.

    ``indicator``: a row of ``indikator``. What is published of areas may have longer periods.
    """
    of_areas = indicator["periode_art_sozialraum"]
    if area == DISTRICT:
        return PeriodKind(indicator["periode_art"])
    return PeriodKind(of_areas) if of_areas else None


def short_area(context: Context, area: str, name: str) -> str:
    """Return how an area is called where there is little room."""
    return context.t("district_short") if area == DISTRICT else name


def selectors(context: Context, chosen: PageScope, *more: Component) -> Component:
    """Return the controls for area and quarter (and more of the page's own)."""
    t, numbers = context.t, context.numbers
    areas = [(area, short_area(context, area, name)) for area, name in
             numbers.areas().select("gebiet_id", "name").iter_rows()]  # fmt: skip
    quarters = numbers.quarters()
    spans = [(name, formats.period(name, t.language)) for name in reversed(quarters)]
    return controls.row(
        context,
        [
            controls.select("area", t("control.area"), areas, chosen.area, default=DISTRICT),
            controls.select(
                "quarter", t("control.quarter"), spans, chosen.quarter, default=quarters[-1]
            ),
            *more,
        ],
        label=t("control.label"),
    )
