"""``nebentabellen_koordination``: meetings of the youth office per half-year and kind."""

from __future__ import annotations

from typing import Final

from data.schema import KOORDINATION
from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets.makers.names import Frames
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    PERSONS,
    columns_of,
    from_schema,
    integer,
    text,
)

_COUNTS: Final = ("eingeladen", "teilgenommen")


def coordination(side: Frames, content: Content) -> Dataset:
    """Return meetings, invitations and participations per half-year and kind."""
    variables = (
        text("halbjahr", "Halbjahr (JJJJ-Hn)", "half-year (YYYY-Hn)"),
        from_schema(KOORDINATION["art"], content.codes),
        integer("termine", "Termine", "meetings"),
        from_schema(KOORDINATION["dauer_min"], content.codes, ("Minuten", "minutes")),
        *(from_schema(KOORDINATION[name], content.codes, PERSONS)
          for name in _COUNTS),
    )  # fmt: skip
    return Dataset(
        "nebentabellen_koordination",
        "Koordination und fachliche Begleitung",
        "Coordination and guidance",
        "Arbeitskreise, Fachberatung, Supervision, Fortbildung und Trägergespräche: Termine, "
        "Einladungen und Teilnahmen je Halbjahr.",
        "Working groups, advice, supervision, training and talks with providers: meetings, "
        "invitations and participations per half-year.",
        variables,
        side["koordination"].lazy().select(columns_of(variables)).sort("halbjahr", "art"),
        frozenset(Group),
    )
