"""``nebentabellen_empfehlungen``: recommendations of area profiles, by the year when due."""

from __future__ import annotations

from typing import Final

from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets.makers.names import Frames
from monitor.datasets.model import Dataset
from monitor.datasets.variables import Unit, columns_of, integer

_RECOMMENDATIONS: Final[Unit] = ("Empfehlungen", "recommendations")
_VARIABLES: Final = (
    integer("jahr", "Jahr der Fälligkeit", "year when due"),
    integer("faellig", "Im Jahr fällig", "due in the year", _RECOMMENDATIONS),
    integer(
        "umgesetzt",
        "Bis zum Jahresende umgesetzt",
        "carried out by the end of the year",
        _RECOMMENDATIONS,
    ),
    integer("aufgegeben", "Aufgegeben", "given up", _RECOMMENDATIONS),
)


def recommendations(side: Frames, content: Content) -> Dataset:
    """Return how many recommendations were due, carried out and given up per year."""
    del content
    return Dataset(
        "nebentabellen_empfehlungen",
        "Empfehlungen der Sozialraumanalysen",
        "Recommendations of the area profiles",
        "Beschlossene Empfehlungen nach dem Jahr, in dem sie fällig waren, und was daraus wurde.",
        "Recommendations decided, by the year when due, and what became of them.",
        _VARIABLES,
        side["empfehlung"].lazy().select(columns_of(_VARIABLES)).sort("jahr"),
        frozenset(Group),
        ("Nur für den Kreis. Stand, als das Jahr veröffentlicht wurde.",),
        ("District only. As it stood when the year was published.",),
    )
