"""What no level of confidentiality shows, whatever the concept declares: it is not computed.

Minutes, posts, money and answers of Kita social workers stay with the district: one social worker
per Kita makes a Kita's figure, and nearly an area's, that of one employee. Sensitive subjects
(``[sensibel]`` in ``geheimhaltung.toml``) are told for years of the district only. An indicator of
minutes that a concept declares for areas, say, has figures of the district alone. Single Kitas,
Träger and persons cannot be declared at all (docs/methoden.md#steuerung-und-veröffentlichung).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data.schema import Kind
from monitor.concept.indicators import Indicator
from monitor.concept.sensitive import Sensitive
from monitor.concept.sources import SOURCES
from monitor.concept.vocabulary import AreaLevel, Condition, Subject
from monitor.periods import PeriodKind

#: Subjects that are told for the district only.
OF_DISTRICT: Final = frozenset({Subject.SENSIBEL, Subject.GELD_STELLEN})

#: Tables about those who work: a Träger's posts and money.
_OF_STAFF: Final = frozenset({"stellen", "finanzen"})

#: List and code of the answers of Kita social workers.
_SOCIAL_WORKERS: Final = ("akteursgruppe", "KSA")


def highest_level(indicator: Indicator, sensitive: Sensitive) -> AreaLevel:
    """Return the finest areas that figures of an indicator may ever be given for."""
    if indicator.thema in OF_DISTRICT or is_sensitive(indicator, sensitive):
        return AreaLevel.KREIS
    if _OF_STAFF.intersection(indicator.sources) or _tells_minutes(indicator):
        return AreaLevel.KREIS
    return AreaLevel.KREIS if _SOCIAL_WORKERS in set(_codes(indicator)) else indicator.ebene


def allowed_kinds(indicator: Indicator, sensitive: Sensitive) -> frozenset[PeriodKind]:
    """Return the kinds of periods that figures of an indicator may ever be given for."""
    if is_sensitive(indicator, sensitive):
        return frozenset({PeriodKind.JAHR})
    return frozenset(PeriodKind)


def is_sensitive(indicator: Indicator, sensitive: Sensitive) -> bool:
    """Tell whether an indicator's subject, or a column or code that it names, is sensitive."""
    if indicator.thema is Subject.SENSIBEL:
        return True
    named = {name for _, name in _columns(indicator)}
    codes = {(entry.liste, code) for entry in sensitive.codes for code in entry.codes}
    return not named.isdisjoint(sensitive.spalten) or not codes.isdisjoint(_codes(indicator))


def _tells_minutes(indicator: Indicator) -> bool:
    return any(
        SOURCES[table].columns[name].kind is Kind.MINUTES for table, name in _told(indicator)
    )


def _codes(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Yield (code list, code) of each code that a condition names."""
    for table, condition in _conditions(indicator):
        code_list = SOURCES[table].columns[condition.feld].codes
        yield from ((code_list, code) for code in condition.codes if code_list)


def _columns(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Yield (table, column) of each column that a declaration names."""
    yield from ((table, condition.feld) for table, condition in _conditions(indicator))
    yield from _told(indicator)


def _told(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Yield (table, column) of what is added up, ordered by size or told apart."""
    yield from indicator.fields
    yield from ((q.quelle, name) for q in indicator.quantities for name in q.summe)


def _conditions(indicator: Indicator) -> Iterator[tuple[str, Condition]]:
    for quantity in indicator.quantities:
        yield from ((quantity.quelle, one) for one in (*quantity.wo, *quantity.gueltig))
    first = indicator.sources[0]
    yield from ((first, condition) for _, condition in indicator.groups)
    yield from ((first, condition) for condition in indicator.reif)
