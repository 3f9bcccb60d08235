"""In which kind of period each indicator is graded, for the district and for areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from monitor.concept.indicators import Indicator
from monitor.concept.never_shown import highest_level
from monitor.concept.vocabulary import AreaLevel
from monitor.confidentiality.plan.published import published
from monitor.content.folder import Content
from monitor.periods import PeriodKind


class Kinds(NamedTuple):
    """The kind of period of the district and of areas; ``None``: areas have no figures."""

    district: PeriodKind
    areas: PeriodKind | None


#: (version of the concept, indicator) → kinds of period.
GradedIn = Mapping[tuple[str, str], Kinds]


def declared_kinds(content: Content) -> GradedIn:
    """Return the kinds of those who steer: as declared."""
    return {
        (concept.id, one.id): _declared(one, content)
        for concept in content.concepts
        for one in concept.indikator
    }


def published_kinds(content: Content) -> GradedIn:
    """Return the kinds of what is published: longer ones where counts pass for these only."""
    kinds = dict(declared_kinds(content))
    for concept in content.concepts:
        by_level: dict[str, dict[bool, PeriodKind]] = {}
        for figure in published(concept).passed:
            of_indicator = by_level.setdefault(figure.indicator.id, {})
            of_indicator[figure.cut.is_district] = figure.cut.periode
        for name, of_level in by_level.items():
            declared = kinds[concept.id, name]
            areas = of_level.get(False) if declared.areas else None
            kinds[concept.id, name] = Kinds(of_level[True], areas)
    return kinds


def _declared(indicator: Indicator, content: Content) -> Kinds:
    level = highest_level(indicator, content.confidentiality.sensibel)
    return Kinds(indicator.periode, indicator.periode if level is AreaLevel.SOZIALRAUM else None)
