"""``nebentabellen_sozialraum``: children, places, Kitas of each area, the context of its figures.

Per quarter, on the reference day that the denominators of the indicators are taken at.
"""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from data.schema import DIM_KITA, DIM_SOZIALRAUM, KITA_STAND
from monitor.access import Group
from monitor.content import Content
from monitor.datasets.makers.names import Frames, with_area_names
from monitor.datasets.makers.protection import HIDDEN, hide, rests_on_few, with_second_hidden
from monitor.datasets.model import Dataset, Missing
from monitor.datasets.variables import (
    AREA,
    PERCENT,
    PERSONS,
    QUARTER,
    Unit,
    columns_of,
    from_schema,
    integer,
    with_reasons,
)
from monitor.datasets.variables import (
    HIDDEN as MAY_BE_HIDDEN,
)
from monitor.measures.calendar import calendar
from monitor.measures.state import kita_states
from monitor.periods import parse_quarter
from monitor.tables import DISTRICT, PeriodKind

_OF_KITAS: Final = ("plaetze", "betreute_kinder")
_POPULATION: Final = ("kinder_u7", "kinder_u7_sgb2_quote", "stand")
_PLACES: Final[Unit] = ("Plätze", "places")
_NOT_KNOWN: Final = (Missing.NICHT_ERHOBEN, Missing.KEINE_ANGABE)


def areas(connection: duckdb.DuckDBPyConnection, frames: Frames, content: Content) -> Dataset:
    """Return the context of each area and of the district per quarter."""
    variables = (
        *AREA,
        QUARTER,
        integer("kitas", "Kitas", "day-care centres"),
        integer("kitas_mit_ksa", "Kitas mit Kita-Sozialarbeit", "centres with social work"),
        from_schema(DIM_KITA["plaetze"], content.codes, _PLACES, MAY_BE_HIDDEN),
        from_schema(KITA_STAND["betreute_kinder"], content.codes, PERSONS, MAY_BE_HIDDEN),
        from_schema(DIM_SOZIALRAUM["kinder_u7"], content.codes, PERSONS, _NOT_KNOWN),
        from_schema(DIM_SOZIALRAUM["kinder_u7_sgb2_quote"], content.codes, PERCENT, _NOT_KNOWN),
        from_schema(DIM_SOZIALRAUM["stand"], content.codes, missing=_NOT_KNOWN),
    )
    rows = _with_population(connection, _protected(_kitas(connection, frames), content))
    named = with_area_names(rows.lazy(), content).select(columns_of(variables))
    return Dataset(
        "nebentabellen_sozialraum",
        "Sozialräume",
        "Areas",
        "Kitas, Plätze und betreute Kinder je Sozialraum und Quartal (mittlerer Tag), dazu Kinder "
        "unter 7 Jahren zum angegebenen Stand.",
        "Day-care centres, places and children in care per area and quarter (middle day), and "
        "children under 7 as of the date given.",
        variables,
        named.sort(pl.col("gebiet_id") != DISTRICT, "gebiet_id", "quartal"),
        frozenset(Group),
        ("Plätze und betreute Kinder sind verborgen, wo sie auf weniger als drei Kitas beruhen.",),
        ("Places and children in care are hidden where they rest on fewer than three centres.",),
    )


def _kitas(connection: duckdb.DuckDBPyConnection, frames: Frames) -> pl.DataFrame:
    """Return one row per Kita × area × quarter, the district being an area as well."""
    quarters = [parse_quarter(name) for name in frames["abdeckung"]["quartal"].unique()]
    waves = pl.DataFrame(schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date})
    first = min((quarter.start for quarter in quarters), default=None)
    last = max((quarter.end for quarter in quarters), default=None)
    places = connection.sql("SELECT kita_id, plaetze FROM dim_kita").pl()
    if first is None or last is None:
        first = last = parse_quarter("2021-Q3").start  # no whole period lies within one day
    periods = calendar(first, last, waves).filter(pl.col("periode_art") == PeriodKind.QUARTAL.value)
    of_area = kita_states(connection, periods).join(places, on="kita_id", how="left")
    return pl.concat([of_area, of_area.with_columns(pl.lit(DISTRICT).alias("gebiet_id"))])


def _protected(by_kita: pl.DataFrame, content: Content) -> pl.DataFrame:
    rules = content.confidentiality.schwellen
    sums = by_kita.group_by("gebiet_id", pl.col("periode").alias("quartal")).agg(
        kitas=pl.len().cast(pl.Int64),
        kitas_mit_ksa=pl.col("hat_ksa").sum().cast(pl.Int64),
        **{name: pl.col(name).sum().cast(pl.Int64) for name in _OF_KITAS},
        **{f"groesste_{name}": pl.col(name).max().cast(pl.Int64) for name in _OF_KITAS},
    )
    few = [
        rests_on_few(pl.col("kitas"), pl.col(f"groesste_{name}"), pl.col(name), rules.kitas, rules)
        for name in _OF_KITAS
    ]
    # what hardly changes from quarter to quarter is hidden in all of them or in none
    lasting = (
        sums.with_columns(pl.any_horizontal(few).alias(HIDDEN))
        .group_by("gebiet_id")
        .agg(pl.col(HIDDEN).any(), pl.col("betreute_kinder").mean())
    )
    whole = lasting.filter(pl.col("gebiet_id") == DISTRICT)
    parts = lasting.filter(pl.col("gebiet_id") != DISTRICT).with_columns(
        pl.col(HIDDEN) | whole[HIDDEN].any()
    )
    second = with_second_hidden(parts.sort("gebiet_id"), "betreute_kinder", rules)
    flags = pl.concat([whole, second]).select("gebiet_id", HIDDEN)
    return hide(sums.join(flags, on="gebiet_id", how="left"), _OF_KITAS)


def _with_population(connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> pl.LazyFrame:
    """Add what the office knows of an area's children; it is not given for the district."""
    known = connection.sql(
        f"SELECT ars AS gebiet_id, {', '.join(_POPULATION)} FROM dim_sozialraum"
    ).pl()
    joined = rows.lazy().join(known.lazy().unique("gebiet_id"), on="gebiet_id", how="left")
    reason = (
        pl.when(pl.col("gebiet_id") == DISTRICT)
        .then(pl.lit(Missing.NICHT_ERHOBEN.value))
        .otherwise(pl.lit(Missing.KEINE_ANGABE.value))
    )
    return with_reasons(joined, dict.fromkeys(_POPULATION, reason))
