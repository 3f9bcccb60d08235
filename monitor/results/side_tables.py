"""The office's own tables as published: money, posts, meetings, surveys, recommendations, areas.

Sums of the district are told as they are, counts of answers pass like those of cases; nothing is
told of a single Träger, Kita or person. What is counted is taken from the same facts as the
indicators, so that it is published, and stays, with the same periods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import duckdb
import polars as pl

from data.schema import BEFRAGUNG_ITEM, EMPFEHLUNG
from monitor.concept.sources import DELIVERY_STATE
from monitor.concept.vocabulary import DISTRICT, AreaLevel, condition
from monitor.confidentiality.perturbation.passing import Noise, pass_cut
from monitor.confidentiality.plan.atoms import Cut
from monitor.confidentiality.plan.classes import answered_cut
from monitor.measures.calendar import calendar
from monitor.measures.components import Component, Measure
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import World
from monitor.periods import PeriodKind

#: Social workers: one Kita has one, so that their answers are told for the district only.
SOCIAL_WORKERS: Final = "KSA"

EUROS: Final = (
    "bewilligt_eur", "personalkosten_eur", "sachkosten_eur", "landesanteil_eur", "kreisanteil_eur",
)  # fmt: skip
POSTS: Final = ("vzae_soll", "vzae_ist")
MEETINGS: Final = ("dauer_min", "eingeladen", "teilgenommen")

#: Recommendations due in a year: all, and what became of them.
RECOMMENDED: Final[Mapping[str, Component]] = {
    name: Component(EMPFEHLUNG.name, Measure.COUNT, where)
    for name, where in {
        "faellig": (),
        "umgesetzt": (condition("bis_jahresende", gleich=True),),
        "aufgegeben": (condition("stand", gleich="AUFGEGEBEN"),),
    }.items()
}

_FIRST_SQL: Final = """
    SELECT min(tag) FROM (
        SELECT make_date(min(jahr), 1, 1) AS tag FROM finanzen
        UNION ALL SELECT make_date(left(min(quartal), 4)::INTEGER, 1, 1) FROM stellen
        UNION ALL SELECT date_trunc('year', min(datum))::DATE FROM koordination)
"""

#: A question of a survey: who was asked, and which one it is.
Item = tuple[str, str]


def survey_items(connection: duckdb.DuckDBPyConnection) -> list[Item]:
    """Return the questions that were answered so far."""
    query = f"SELECT DISTINCT akteursgruppe, item_id FROM {BEFRAGUNG_ITEM.name} ORDER BY ALL"
    return [(group, item) for group, item in connection.execute(query).fetchall()]


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


def side_components(codes: Mapping[str, frozenset[str]], items: Iterable[Item]) -> list[Component]:
    """Return what is counted for the side tables.

    Args:
        codes: the code lists by name.
        items: questions of the surveys.
    """
    return [
        *(_sum("finanzen", name) for name in EUROS),
        *(_sum("stellen", name) for name in POSTS),
        *(_sum(DELIVERY_STATE, name) for name in ("zeilen_gueltig", "zeilen_geprueft")),
        *(one for kind in sorted(codes["koordination_art"]) for one in _meetings(kind).values()),
        *RECOMMENDED.values(),
        *(
            component
            for cut in (*_responses(codes), *_answers(items))
            for atom in cut.atoms
            for component in (atom.plus, *atom.minus)
        ),
    ]


def side_frames(
    world: World, noise: Noise, codes: Mapping[str, frozenset[str]], items: Iterable[Item]
) -> dict[str, pl.DataFrame]:
    """Return the rows of the side tables, by the name of the table.

    Returns:
        ``finanzen`` (jahr, anzahl_traeger, sums), ``stellen`` (quartal, anzahl_traeger, sums),
        ``koordination`` (halbjahr, art, termine, sums), ``befragung`` (welle, akteursgruppe,
        gebiet_id, eingeladen, teilgenommen), ``befragung_item`` (welle, akteursgruppe, item_id, n,
        top2), ``empfehlung`` (jahr, faellig, umgesetzt, aufgegeben), ``lieferstand`` (quartal,
        zeilen_gueltig, zeilen_geprueft), ``sozialraum`` (gebiet_id, quartal, kitas, kitas_mit_ksa,
        plaetze, betreute_kinder).
    """
    return {
        "finanzen": _of_providers(world, "finanzen", PeriodKind.JAHR, EUROS).with_columns(
            jahr=pl.col("periode").cast(pl.Int64)
        ),
        "stellen": _of_providers(world, "stellen", PeriodKind.QUARTAL, POSTS).rename(
            {"periode": "quartal"}
        ),
        "koordination": _coordination(world, codes),
        "befragung": _surveyed(world, noise, _responses(codes)).rename(
            {"ja": "teilgenommen", "alle": "eingeladen"}
        ),
        "befragung_item": _surveyed(world, noise, _answers(items)).rename(
            {"ja": "top2", "alle": "n"}
        ),
        "empfehlung": _recommended(world),
        "lieferstand": _valid_rows(world),
        "sozialraum": _areas(world),
    }


def _sum(table: str, column: str, **chosen: str) -> Component:
    where = tuple(condition(name, gleich=value) for name, value in chosen.items())
    return Component(table, Measure.SUM, where, columns=(column,))


def _meetings(kind: str) -> dict[str, Component]:
    where = (condition("art", gleich=kind),)
    return {
        "termine": Component("koordination", Measure.COUNT, where),
        **{name: _sum("koordination", name, art=kind) for name in MEETINGS},
    }


def _responses(codes: Mapping[str, frozenset[str]]) -> Iterator[Cut]:
    for group in sorted(codes["akteursgruppe"]):
        part, whole = (
            _sum("befragung", name, akteursgruppe=group) for name in ("teilgenommen", "eingeladen")
        )
        yield answered_cut(group, part, whole, AreaLevel.KREIS, PeriodKind.WELLE)
        if group != SOCIAL_WORKERS:
            yield answered_cut(group, part, whole, AreaLevel.SOZIALRAUM, PeriodKind.WELLE)


def _answers(items: Iterable[Item]) -> Iterator[Cut]:
    for group, item in items:
        part, whole = (
            _sum("befragung_item", name, item_id=item, akteursgruppe=group)
            for name in ("top2", "n")
        )
        yield answered_cut(f"{group} {item}", part, whole, AreaLevel.KREIS, PeriodKind.WELLE)


def _surveyed(world: World, noise: Noise, cuts: Iterable[Cut]) -> pl.DataFrame:
    """Return published answers (``ja``) and all asked (``alle``) per wave, group and area."""
    parts = [_EMPTY_SURVEY]
    for cut in cuts:
        group, _, item = cut.basis.partition(" ")
        passed = pass_cut(cut, world, noise)
        count = pl.col("veroeffentlicht")
        told = passed.group_by(KEYS).agg(
            ja=count.filter(pl.col("klasse") == cut.atoms[0].klasse).sum(), alle=count.sum()
        )
        parts.append(
            told.select(
                pl.col("periode").alias("welle"),
                pl.lit(group).alias("akteursgruppe"),
                pl.lit(item).alias("item_id"),
                AREA,
                pl.col("alle", "ja").cast(pl.Int64),
            )
        )
    return pl.concat(parts).filter(pl.col("alle") > 0)


_EMPTY_SURVEY: Final = pl.DataFrame(
    schema=dict.fromkeys(("welle", "akteursgruppe", "item_id", AREA), pl.String)
    | {"alle": pl.Int64, "ja": pl.Int64}
)


def _of_providers(
    world: World, table: str, kind: PeriodKind, columns: Iterable[str]
) -> pl.DataFrame:
    """Return sums of the district per period, and how many Träger they are made of."""
    rows = world.rolled[table].providers.filter(
        pl.col(AREA) == DISTRICT, pl.col("periode_art") == kind.value
    )
    # rounded to cents: sums of floats must not depend on the order of rows
    sums = (pl.col(_sum(table, name).name).sum().round(2).alias(name) for name in columns)
    counted = pl.col("traeger_id").n_unique().cast(pl.Int64)
    return rows.group_by("periode").agg(*sums, anzahl_traeger=counted).sort("periode")


def _coordination(world: World, codes: Mapping[str, frozenset[str]]) -> pl.DataFrame:
    areas = world.rolled["koordination"].areas.filter(
        pl.col("periode_art") == PeriodKind.HALBJAHR.value
    )
    parts = [
        areas.select(
            pl.col("periode").alias("halbjahr"),
            pl.lit(kind).alias("art"),
            *(pl.col(one.name).cast(pl.Int64).alias(name) for name, one in _meetings(kind).items()),
        )
        for kind in sorted(codes["koordination_art"])
    ]
    return pl.concat(parts).filter(pl.col("termine") > 0).sort("halbjahr", "art")


def _recommended(world: World) -> pl.DataFrame:
    years = world.rolled[EMPFEHLUNG.name].areas.filter(
        pl.col("periode_art") == PeriodKind.JAHR.value
    )
    counts = (pl.col(one.name).cast(pl.Int64).alias(name) for name, one in RECOMMENDED.items())
    told = years.select(pl.col("periode").cast(pl.Int64).alias("jahr"), *counts)
    return told.filter(pl.col("faellig") > 0).sort("jahr")


def _valid_rows(world: World) -> pl.DataFrame:
    names = ("zeilen_gueltig", "zeilen_geprueft")
    areas = world.rolled[DELIVERY_STATE].areas.filter(
        pl.col("periode_art") == PeriodKind.QUARTAL.value, pl.col(AREA) == DISTRICT
    )
    return areas.select(
        pl.col("periode").alias("quartal"),
        *(pl.col(_sum(DELIVERY_STATE, name).name).cast(pl.Int64).alias(name) for name in names),
    )


def _areas(world: World) -> pl.DataFrame:
    """Return the state of the Kitas of each area and of the district, per quarter."""
    quarters = world.kitas.filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    both = pl.concat([quarters.with_columns(pl.lit(DISTRICT).alias(AREA)), quarters])
    return (
        both.group_by(AREA, quartal="periode")
        .agg(
            kitas=pl.len().cast(pl.Int64),
            kitas_mit_ksa=pl.col("hat_ksa").sum().cast(pl.Int64),
            plaetze=pl.col("plaetze").sum().cast(pl.Int64),
            betreute_kinder=pl.col("betreute_kinder").sum().cast(pl.Int64),
        )
        .sort(AREA, "quartal")
    )
