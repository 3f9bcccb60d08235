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
from monitor.content import Content, Thresholds
from monitor.datasets.makers.names import Frames, with_area_names
from monitor.datasets.makers.protection import (
    HIDDEN,
    hidden_indicators,
    hide,
    is_small,
    rests_on_few,
    with_second_hidden,
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
from monitor.tables import DISTRICT, PeriodKind

#: Groups of which one Kita has one member: for the district only.
_DISTRICT_ONLY: Final = ("KSA",)
_WAVE: Final = text("welle", "Befragungswelle", "survey wave")
_GROUP: Final = ("welle", "akteursgruppe")
_COUNTS: Final = ("eingeladen", "teilgenommen")
_ANSWERS: Final = ("n", "mittel", "top2")

_BY_KITA_SQL: Final = """
    SELECT welle, akteursgruppe, befragung.sozialraum_ars AS gebiet_id, befragung.kita_id,
        any_value(coalesce(dim_kita.traeger_id, befragung.kita_id)) AS traeger_id,
        sum(eingeladen)::BIGINT AS eingeladen, sum(teilgenommen)::BIGINT AS teilgenommen
    FROM befragung LEFT JOIN dim_kita USING (kita_id)
    GROUP BY ALL
"""
_ITEMS_SQL: Final = """
    SELECT welle, akteursgruppe, item_id, sum(n)::BIGINT AS n,
        round(sum(mittel * n) / nullif(sum(n), 0), 2) AS mittel, sum(top2)::BIGINT AS top2
    FROM befragung_item GROUP BY ALL
"""


def response(connection: duckdb.DuckDBPyConnection, frames: Frames, content: Content) -> Dataset:
    """Return how many were invited and took part, per wave, group and area."""
    variables = (
        _WAVE,
        from_schema(BEFRAGUNG["akteursgruppe"], content.codes),
        *AREA,
        *(from_schema(BEFRAGUNG[name], content.codes, PERSONS, MAY_BE_HIDDEN) for name in _COUNTS),
    )
    told = hide(_protected_response(connection, frames, content), _COUNTS)
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


def answers(connection: duckdb.DuckDBPyConnection, frames: Frames, content: Content) -> Dataset:
    """Return the answers to each question of a wave, for the district."""
    variables = (
        _WAVE,
        from_schema(BEFRAGUNG_ITEM["akteursgruppe"], content.codes),
        from_schema(BEFRAGUNG_ITEM["item_id"], content.codes),
        *(from_schema(BEFRAGUNG_ITEM[name], content.codes, missing=MAY_BE_HIDDEN)
          for name in _ANSWERS),
    )  # fmt: skip
    rules = content.confidentiality.schwellen
    district = _protected_response(connection, frames, content).filter(
        pl.col("gebiet_id") == DISTRICT
    )
    groups = district.select(*_GROUP, pl.col(HIDDEN).alias("gruppe_verborgen"))
    items = connection.sql(_ITEMS_SQL).pl().join(groups, on=_GROUP, how="left")
    # without a known response nothing says how many answered: hidden
    small = is_small(pl.col("n"), rules) | is_small(pl.col("top2"), rules)
    small |= is_small(pl.col("n") - pl.col("top2"), rules)
    flagged = items.with_columns(
        (small | pl.col("gruppe_verborgen").fill_null(value=True)).alias(HIDDEN)
    )
    # an indicator may add questions up, so a second one is hidden beside the first
    told = hide(with_second_hidden(flagged, _GROUP, "n", rules), _ANSWERS)
    return Dataset(
        "nebentabellen_befragung_items",
        "Befragung: Antworten",
        "Survey: answers",
        "Gültige Antworten, Mittelwert und Antworten in den zwei besten Stufen je Frage, "
        "Welle und Gruppe; Kreis.",
        "Valid answers, mean and answers in the two best categories per item, wave and group; "
        "district.",
        variables,
        told.lazy().select(columns_of(variables)).sort(*_GROUP, "item_id"),
        frozenset(Group),
        ("Nur für den Kreis. Verborgen ist, was auf ein bis zwei Antworten beruht.",),
        ("District only. Hidden is what rests on one or two answers.",),
    )


def _protected_response(
    connection: duckdb.DuckDBPyConnection, frames: Frames, content: Content
) -> pl.DataFrame:
    """Return counts per wave, group and area with the flag `HIDDEN`; the district is an area."""
    rules = content.confidentiality.schwellen
    by_kita = connection.sql(_BY_KITA_SQL).pl()
    hidden = hidden_indicators(frames, content, "befragung").filter(
        pl.col("periode_art") == PeriodKind.WELLE.value
    )
    everywhere = by_kita.with_columns(pl.lit(DISTRICT).alias("gebiet_id"))
    district = _flagged(everywhere, rules, hidden)
    areas = _flagged(by_kita.filter(~pl.col("akteursgruppe").is_in(_DISTRICT_ONLY)), rules, hidden)
    # where the total is hidden no part may be shown: they add up to it
    totals = district.select(*_GROUP, pl.col(HIDDEN).alias("summe_verborgen"))
    with_totals = areas.join(totals, on=_GROUP, how="left").with_columns(
        pl.col(HIDDEN) | pl.col("summe_verborgen")
    )
    second = with_second_hidden(with_totals, _GROUP, "teilgenommen", rules)
    return pl.concat([district, second.select(district.columns)])


def _flagged(by_kita: pl.DataFrame, rules: Thresholds, hidden: pl.DataFrame) -> pl.DataFrame:
    keys = (*_GROUP, "gebiet_id")
    invited = pl.col("eingeladen") > 0
    counts = by_kita.group_by(keys).agg(
        pl.col(_COUNTS).sum(),
        kitas=pl.col("kita_id").filter(invited).n_unique().cast(pl.Int64),
        traeger=pl.col("traeger_id").filter(invited).n_unique().cast(pl.Int64),
        groesste=pl.col("eingeladen").max(),
    )
    told = hidden.select("gebiet_id", pl.col("periode").alias("welle"), "gruppe").unique()
    of_all = told.filter(pl.col("gruppe").is_null()).select("gebiet_id", "welle", alle=True)
    of_group = told.select("gebiet_id", "welle", pl.col("gruppe").alias("akteursgruppe"), eine=True)
    joined = counts.join(of_all, on=("gebiet_id", "welle"), how="left").join(
        of_group.drop_nulls("akteursgruppe"),
        on=("gebiet_id", "welle", "akteursgruppe"),
        how="left",
    )
    few_kitas = rests_on_few(
        pl.col("kitas"), pl.col("groesste"), pl.col("eingeladen"), rules.kitas, rules
    )
    few_providers = pl.col("akteursgruppe").is_in(_DISTRICT_ONLY) & pl.col("traeger").is_between(
        1, rules.traeger - 1
    )
    small = is_small(pl.col("teilgenommen"), rules) | is_small(pl.col("eingeladen"), rules)
    small |= is_small(pl.col("eingeladen") - pl.col("teilgenommen"), rules)
    in_indicators = pl.col("alle").fill_null(value=False) | pl.col("eine").fill_null(value=False)
    flag = few_kitas | few_providers | small | in_indicators
    return joined.with_columns(flag.alias(HIDDEN)).select(*keys, *_COUNTS, HIDDEN).sort(keys)
