"""``nebentabellen_koordination``: meetings of the youth office per half-year and kind."""

from __future__ import annotations

from typing import Final

import duckdb

from data.schema import KOORDINATION
from monitor.access import Group
from monitor.content import Content
from monitor.datasets.makers.protection import HiddenRows, hide, with_hidden
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    HIDDEN as MAY_BE_HIDDEN,
)
from monitor.datasets.variables import (
    PERSONS,
    columns_of,
    from_schema,
    integer,
    text,
)
from monitor.side_tables import side_ids

_COUNTS: Final = ("eingeladen", "teilgenommen")
_SQL: Final = """
    SELECT year(datum) || '-H' || (CASE WHEN month(datum) <= 6 THEN 1 ELSE 2 END) AS halbjahr,
        art, count(*) AS termine, sum(dauer_min)::BIGINT AS dauer_min,
        sum(eingeladen)::BIGINT AS eingeladen, sum(teilgenommen)::BIGINT AS teilgenommen
    FROM koordination GROUP BY ALL
"""


def coordination(
    connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows, content: Content
) -> Dataset:
    """Return meetings, invitations and participations per half-year and kind."""
    variables = (
        text("halbjahr", "Halbjahr (JJJJ-Hn)", "half-year (YYYY-Hn)"),
        from_schema(KOORDINATION["art"], content.codes),
        integer("termine", "Termine", "meetings"),
        from_schema(KOORDINATION["dauer_min"], content.codes, ("Minuten", "minutes")),
        *(from_schema(KOORDINATION[name], content.codes, PERSONS, MAY_BE_HIDDEN)
          for name in _COUNTS),
    )  # fmt: skip
    rows = with_hidden(
        connection.sql(_SQL).pl(), hidden_rows, "halbjahr", side_ids("koordination", "art")
    )
    return Dataset(
        "nebentabellen_koordination",
        "Koordination und fachliche Begleitung",
        "Coordination and guidance",
        "Arbeitskreise, Fachberatung, Supervision, Fortbildung und Trägergespräche: Termine, "
        "Einladungen und Teilnahmen je Halbjahr.",
        "Working groups, advice, supervision, training and talks with providers: meetings, "
        "invitations and participations per half-year.",
        variables,
        hide(rows, _COUNTS).lazy().select(columns_of(variables)).sort("halbjahr", "art"),
        frozenset(Group),
        ("Anzahlen von ein bis zwei Personen sind verborgen.",),
        ("Counts of one or two persons are hidden.",),
    )
