"""``nebentabellen_finanzen`` and ``nebentabellen_stellen``: money and posts of the whole district.

Never by Träger: the cost of one post is a salary.
"""

from __future__ import annotations

from typing import Final

from data.schema import FINANZEN, STELLEN
from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets.makers.names import Frames
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    EUROS,
    QUARTER,
    Unit,
    columns_of,
    from_schema,
    integer,
)
from monitor.results.side_tables import EUROS as EURO_COLUMNS
from monitor.results.side_tables import POSTS

_FULL_TIME: Final[Unit] = ("VZÄ", "FTE")
_PROVIDERS: Final = integer("anzahl_traeger", "Zahl der Träger", "number of providers")


def finance(side: Frames, content: Content) -> Dataset:
    """Return the sums of money per year."""
    amounts = (from_schema(FINANZEN[name], content.codes, EUROS)
               for name in EURO_COLUMNS)  # fmt: skip
    variables = (from_schema(FINANZEN["jahr"], content.codes), _PROVIDERS, *amounts)
    return Dataset(
        "nebentabellen_finanzen",
        "Finanzen des Kreises",
        "Finance of the district",
        "Bewilligte Mittel und Kosten je Jahr, Summe aller Träger.",
        "Granted money and costs per year, sum of all providers.",
        variables,
        side["finanzen"].lazy().select(columns_of(variables)).sort("jahr"),
        frozenset(Group),
        ("Nur Summen des Kreises.",),
        ("Sums of the district only.",),
    )


def posts(side: Frames, content: Content) -> Dataset:
    """Return planned and filled posts per quarter."""
    amounts = (from_schema(STELLEN[name], content.codes, _FULL_TIME)
               for name in POSTS)  # fmt: skip
    variables = (QUARTER, _PROVIDERS, *amounts)
    return Dataset(
        "nebentabellen_stellen",
        "Stellen des Kreises",
        "Posts of the district",
        "Geplante und besetzte Stellen je Quartal in Vollzeitäquivalenten, Summe aller Träger.",
        "Planned and filled posts per quarter in full-time equivalents, sum of all providers.",
        variables,
        side["stellen"].lazy().select(columns_of(variables)).sort("quartal"),
        frozenset(Group),
        ("Nur Summen des Kreises.",),
        ("Sums of the district only.",),
    )
