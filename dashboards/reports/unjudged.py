"""What a Bilanz cannot judge, and why: no target, too few values, no figures, not certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.reports.basis import ReportBasis
from dashboards.reports.document import Block, Bullets, Heading, Paragraph
from dashboards.words import formats
from dashboards.words.indicator_values import is_much_missing
from monitor.concept.vocabulary import Direction, Status


def _is_observed(one: IndicatorFigures) -> bool:
    return bool(one.indicator["richtung"] == Direction.BEOBACHTEN)


def _is_absent(one: IndicatorFigures) -> bool:
    return not _is_observed(one) and one.graded.status is Status.KEINE_ANGABE


def _is_uncertain(one: IndicatorFigures) -> bool:
    return one.graded.status is Status.UNSICHER


def _is_short(one: IndicatorFigures) -> bool:
    return one.series is not None and one.series.latest is not None and one.series.is_short


def _is_incomplete(one: IndicatorFigures) -> bool:
    return one.value is not None and is_much_missing(one.value)


_REASONS: Final[Mapping[str, Callable[[IndicatorFigures], bool]]] = {
    "observed": _is_observed,
    "absent": _is_absent,
    "uncertain": _is_uncertain,
    "incomplete": _is_incomplete,
    "short": _is_short,
}


def unjudged(basis: ReportBasis) -> list[Block]:
    """Return the chapter; an indicator may stand under several reasons."""
    t = basis.t
    heading = Heading(1, t("report.heading.unjudged"))
    items = []
    for key, holds in _REASONS.items():
        if key == "short" and not basis.has_signals:
            continue
        names = [f"{one.key} {one.indicator['name']}" for one in basis.indicators.values()
                 if holds(one)]  # fmt: skip
        if names:
            items.append(t(f"report.unjudged.{key}", which=formats.listing(names, t.language)))
    if not basis.has_signals:
        items.append(t("report.unjudged.areas"))
    return [heading, Bullets(tuple(items)) if items else Paragraph(t("report.unjudged.nothing"))]
