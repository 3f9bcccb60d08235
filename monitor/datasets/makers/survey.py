"""``nebentabellen_befragung`` and ``…_items``: response and answers per wave and group.

Parents and pedagogical staff by area, social workers for the district only: the answer of one
social worker is one person's answer. Never by Kita.
"""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from data.schema import BEFRAGUNG, BEFRAGUNG_ITEM
from monitor.access import Group
from monitor.content import Content
from monitor.datasets.makers.names import with_area_names
from monitor.datasets.makers.protection import (
    HIDDEN,
    HiddenRows,
    hide,
    with_hidden,
)
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    AREA,
    PERSONS,
    columns_of,
    from_schema,
    text,
)
from monitor.datasets.variables import (
    HIDDEN as MAY_BE_HIDDEN,
)
from monitor.side_tables import SOCIAL_WORKERS, side_ids
from monitor.tables import DISTRICT

_WAVE: Final = text("welle", "Befragungswelle", "survey wave")
_GROUP: Final = ("welle", "akteursgruppe")
_COUNTS: Final = ("eingeladen", "teilgenommen")
_ANSWERS: Final = ("n", "mittel", "top2")

_RESPONSE_SQL: Final = f"""
    SELECT welle, akteursgruppe, gebiet_id,
        sum(eingeladen)::BIGINT AS eingeladen, sum(teilgenommen)::BIGINT AS teilgenommen
    FROM (
        SELECT *, sozialraum_ars AS gebiet_id FROM befragung
        WHERE akteursgruppe <> '{SOCIAL_WORKERS}'
        UNION ALL SELECT *, '{DISTRICT}' AS gebiet_id FROM befragung
    ) GROUP BY ALL
"""
_ITEMS_SQL: Final = """
    SELECT welle, akteursgruppe, item_id, sum(n)::BIGINT AS n,
        round(sum(mittel * n) / nullif(sum(n), 0), 2) AS mittel, sum(top2)::BIGINT AS top2
    FROM befragung_item GROUP BY ALL
"""


def response(
    connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows, content: Content
) -> Dataset:
    """Return how many were invited and took part, per wave, group and area."""
    variables = (
        _WAVE,
        from_schema(BEFRAGUNG["akteursgruppe"], content.codes),
        *AREA,
        *(from_schema(BEFRAGUNG[name], content.codes, PERSONS, MAY_BE_HIDDEN) for name in _COUNTS),
    )
    told = hide(_response(connection, hidden_rows), _COUNTS)
    rows = with_area_names(told.lazy(), content).select(columns_of(variables))
    return Dataset(
        "nebentabellen_befragung",
        "Befragung: Rücklauf",
        "Survey: response",
        "Eingeladene und Teilnehmende je Welle und Gruppe; Eltern und Fachkräfte je Sozialraum.",
        "Invited and participating per wave and group; parents and staff per area.",
        variables,
        rows.sort(*_GROUP, pl.col("gebiet_id") != DISTRICT, "gebiet_id"),
        frozenset(Group),
        ("Kita-Sozialarbeit nur für den Kreis. Verborgen ist, was auf weniger als drei Kitas oder "
         "Trägern oder auf ein bis zwei Personen beruht, und was man daraus errechnen könnte.",),
        ("Social workers for the district only. Hidden is what rests on fewer than three centres "
         "or providers or on one or two persons, and what could be computed from the rest.",),
    )  # fmt: skip


def answers(
    connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows, content: Content
) -> Dataset:
    """Return the answers to each question of a wave, for the district."""
    variables = (
        _WAVE,
        from_schema(BEFRAGUNG_ITEM["akteursgruppe"], content.codes),
        from_schema(BEFRAGUNG_ITEM["item_id"], content.codes),
        *(from_schema(BEFRAGUNG_ITEM[name], content.codes, missing=MAY_BE_HIDDEN)
          for name in _ANSWERS),
    )  # fmt: skip
    groups = _response(connection, hidden_rows).filter(pl.col("gebiet_id") == DISTRICT)
    items = with_hidden(
        connection.sql(_ITEMS_SQL).pl(),
        hidden_rows,
        "welle",
        side_ids("befragung_item", "akteursgruppe", "item_id"),
    ).join(groups.select(*_GROUP, gruppe=HIDDEN), on=_GROUP, how="left")
    # without a known response nothing says how many answered: hidden
    flagged = items.with_columns(pl.col(HIDDEN) | pl.col("gruppe").fill_null(value=True))
    return Dataset(
        "nebentabellen_befragung_items",
        "Befragung: Antworten",
        "Survey: answers",
        "Gültige Antworten, Mittelwert und Antworten in den zwei besten Stufen je Frage, "
        "Welle und Gruppe; Kreis.",
        "Valid answers, mean and answers in the two best categories per item, wave and group; "
        "district.",
        variables,
        hide(flagged, _ANSWERS).lazy().select(columns_of(variables)).sort(*_GROUP, "item_id"),
        frozenset(Group),
        ("Nur für den Kreis. Verborgen ist, was auf ein bis zwei Antworten beruht.",),
        ("District only. Hidden is what rests on one or two answers.",),
    )


def _response(connection: duckdb.DuckDBPyConnection, hidden_rows: HiddenRows) -> pl.DataFrame:
    """Return counts per wave, group and area with the flag `HIDDEN`; the district is an area."""
    counts = connection.sql(_RESPONSE_SQL).pl()
    return with_hidden(counts, hidden_rows, "welle", side_ids("befragung", "akteursgruppe"))
