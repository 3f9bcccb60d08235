"""The side tables as figures, so that a release protects and attacks them with all the others.

Each row of ``nebentabellen_…`` that tells of people, money or posts is declared like an indicator
that is observed only, in a version of the concept of its own. Which there are, the data say: a
question of a survey is there once it was answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import duckdb
import polars as pl

from data.schema import TABLES, Kind
from monitor.concept import Concept, ConceptHead, CountIndicator, Indicator, ShareIndicator
from monitor.declaration import (
    Direction,
    IntervalKind,
    Level,
    Quantity,
    Subject,
    Text,
    condition,
)
from monitor.measures.calendar import calendar
from monitor.measures.rollup import KEYS
from monitor.measures.sources import DELIVERY_STATE
from monitor.tables import PeriodKind, Status

#: Id of the concept that the side tables are declared in; no file can name one so.
SIDE_TABLES: Final = "_nebentabellen"
#: Social workers: one Kita has one, so that their answers are told for the district only.
SOCIAL_WORKERS: Final = "KSA"

EUROS: Final = (
    "bewilligt_eur", "personalkosten_eur", "sachkosten_eur", "landesanteil_eur", "kreisanteil_eur",
)  # fmt: skip
POSTS: Final = ("vzae_soll", "vzae_ist")

#: What `hidden_rows` returns where there are no side tables.
NONE_HIDDEN: Final = pl.DataFrame(
    schema=dict.fromkeys(("indikator_id", *KEYS), pl.String) | {"geheim": pl.Boolean}
)

_YES_OR_NO: Final = frozenset(
    (table.name, column.name)
    for table in TABLES.values()
    for column in table
    if column.required and column.kind is Kind.BOOL
)
_BEGINNING: Final = dt.date(1, 1, 1)
_FIRST_SQL: Final = """
    SELECT min(tag) FROM (
        SELECT make_date(min(jahr), 1, 1) AS tag FROM finanzen
        UNION ALL SELECT make_date(left(min(quartal), 4)::INTEGER, 1, 1) FROM stellen
        UNION ALL SELECT date_trunc('year', min(datum))::DATE FROM koordination)
"""
_PROVIDERS_SQL: Final = f"""
    SELECT welle AS periode, count(DISTINCT coalesce(traeger_id, befragung.kita_id)) AS traeger
    FROM befragung LEFT JOIN dim_kita USING (kita_id)
    WHERE akteursgruppe = '{SOCIAL_WORKERS}' AND eingeladen > 0 GROUP BY ALL
"""


def side_id(*parts: str) -> str:
    """Return the id of a row's figure: table, and what else tells it apart."""
    return ".".join(("N", *parts))


def side_ids(table: str, *columns: str) -> pl.Expr:
    """Return the same of rows that hold what tells them apart in these columns."""
    return pl.concat_str(pl.lit(side_id(table)), *columns, separator=".")


def declare_side_tables(connection: duckdb.DuckDBPyConnection) -> Concept:
    """Return the figures of the side tables as a concept without goals."""
    indicators: list[CountIndicator | ShareIndicator] = [
        *(_sum("finanzen", name, PeriodKind.JAHR) for name in EUROS),
        *(_sum("stellen", name, PeriodKind.QUARTAL) for name in POSTS),
        _valid_rows(),
        *(_meetings(kind) for (kind,) in _distinct(connection, "koordination", "art")),
        *(_response(group) for (group,) in _distinct(connection, "befragung", "akteursgruppe")),
        *(
            _answers(group, item)
            for group, item in _distinct(connection, "befragung_item", "akteursgruppe, item_id")
        ),
    ]
    head = ConceptHead.model_construct(
        id=SIDE_TABLES, name=_text("Nebentabellen", "Side tables"), gueltig_von=_BEGINNING
    )
    return Concept(konzept=head, ziel=(), indikator=tuple(indicators))


def closed_lists(indicators: Iterable[Indicator]) -> Mapping[tuple[str, str], frozenset[Any]]:
    """Return per table and column all values that it has, where anybody knows that.

    The side tables list them: whoever sees the answers to every question knows what those to all
    of them add up to. What is asked for with yes or no in every row is one or the other.
    """
    found: dict[tuple[str, str], set[Any]] = {key: {False, True} for key in _YES_OR_NO}
    for indicator in indicators:
        if indicator.id.startswith(side_id("")):
            for one in indicator.quantities[-1].wo:
                key = indicator.quantities[-1].quelle, one.feld
                found.setdefault(key, set()).update(one.codes)
    return {key: frozenset(values) for key, values in found.items()}


def periods_before(
    connection: duckdb.DuckDBPyConnection, first: dt.date, periods: pl.DataFrame
) -> pl.DataFrame:
    """Return the whole periods before ``first`` that side tables know, waves left out.

    As of `monitor.measures.calendar.calendar`, like ``periods``, those since then.
    """
    found = connection.execute(_FIRST_SQL).fetchall()[0][0] or first
    waves = pl.DataFrame(schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date})
    last = periods.select(pl.col("bis").max()).item()
    return calendar(min(found, first), last, waves).filter(pl.col("von") < first)


def rest_on_providers(
    indicator: Indicator, figures: pl.DataFrame, connection: duckdb.DuckDBPyConnection
) -> pl.DataFrame:
    """Return figures of social workers as resting on no more Kitas than there are Träger."""
    if indicator.id != side_id("befragung", SOCIAL_WORKERS):
        return figures
    providers = connection.sql(_PROVIDERS_SQL).pl()
    joined = figures.join(providers, on="periode", how="left", maintain_order="left")
    fewest = pl.min_horizontal("beitragende", pl.col("traeger").cast(pl.Float64))
    return joined.with_columns(beitragende=fewest).drop("traeger")


def hidden_rows(wert: pl.DataFrame) -> pl.DataFrame:
    """Return of every figure of the side tables whether it is hidden.

    Args:
        wert: as graded, those of the side tables among others.

    Returns:
        indikator_id, gebiet_id, periode_art, periode, geheim.
    """
    return wert.filter(pl.col("konzept_id") == SIDE_TABLES).select(
        "indikator_id", *KEYS, geheim=pl.col("status") == Status.GEHEIM.value
    )


def _distinct(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str
) -> list[tuple[str, ...]]:
    return connection.execute(f"SELECT DISTINCT {columns} FROM {table} ORDER BY ALL").fetchall()


def _sum(table: str, column: str, period: PeriodKind) -> CountIndicator:
    return CountIndicator(
        **_common(side_id(table, column), period, Level.KREIS, Subject.GELD_STELLEN),
        art="anzahl",
        zaehler=_quantity(table, column),
    )


def _valid_rows() -> ShareIndicator:
    return _share(
        side_id(DELIVERY_STATE),
        (PeriodKind.QUARTAL, Level.KREIS, Subject.EINHEITEN),
        _quantity(DELIVERY_STATE, "zeilen_gueltig"),
        _quantity(DELIVERY_STATE, "zeilen_geprueft"),
    )


def _meetings(kind: str) -> ShareIndicator:
    return _share(
        side_id("koordination", kind),
        (PeriodKind.HALBJAHR, Level.KREIS, Subject.FAELLE),
        _quantity("koordination", "teilgenommen"),
        _quantity("koordination", "eingeladen", art=kind),
    )


def _response(group: str) -> ShareIndicator:
    level = Level.KREIS if group == SOCIAL_WORKERS else Level.SOZIALRAUM
    return _share(
        side_id("befragung", group),
        (PeriodKind.WELLE, level, Subject.FAELLE),
        _quantity("befragung", "teilgenommen"),
        _quantity("befragung", "eingeladen", akteursgruppe=group),
    )


def _answers(group: str, item: str) -> ShareIndicator:
    return _share(
        side_id("befragung_item", group, item),
        (PeriodKind.WELLE, Level.KREIS, Subject.FAELLE),
        _quantity("befragung_item", "top2"),
        _quantity("befragung_item", "n", item_id=item, akteursgruppe=group),
    )


def _share(
    name: str, rules: tuple[PeriodKind, Level, Subject], part: Quantity, whole: Quantity
) -> ShareIndicator:
    return ShareIndicator(
        **_common(name, *rules),
        art="anteil",
        zaehler=part,
        nenner=whole,
        intervall=IntervalKind.KEINES,
    )


def _common(name: str, period: PeriodKind, level: Level, subject: Subject) -> dict[str, Any]:
    return {
        "id": name,
        "name": _text(name, name),
        "beschreibung": _text(name, name),
        "einheit": _text("–", "–"),
        "richtung": Direction.BEOBACHTEN,
        "periode": period,
        "ebene": level,
        "thema": subject,
        "wirkungstreppe": "–",
    }


def _quantity(table: str, column: str, **chosen: str) -> Quantity:
    return Quantity(
        text=_text(column, column),
        quelle=table,
        wo=tuple(condition(name, gleich=value) for name, value in chosen.items()),
        summe=(column,),
    )


def _text(german: str, english: str) -> Text:
    return Text(de=german, en=english)
