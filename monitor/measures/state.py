"""The state of the Kitas in a period, and how complete the deliveries of the period are.

Stocks (children in care, Kitas with social work, level of strain) are taken at the middle day of a
period, of a survey wave at its last day. Kitas whose Träger's delivery is missing count for the
part of the period that was delivered: a missing delivery is not a zero.
"""

from __future__ import annotations

import duckdb
import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.measures.calendar import PERIOD, months_of
from monitor.measures.rollup import AREA, KEYS
from monitor.periods import PeriodKind
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL

_DELIVERED_KINDS = tuple(kind for kind in PeriodKind if kind is not PeriodKind.WELLE)


def kita_states(connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame) -> pl.DataFrame:
    """Return the state of every Kita that is active on a period's reference day.

    Returns:
        One row per Kita × period: kita_id, gebiet_id, traeger_id, plaetze, periode_art, periode,
        betreute_kinder, belastungsstufe, hat_ksa.
    """
    kitas = connection.sql(
        "SELECT kita_id, traeger_id, sozialraum_ars AS gebiet_id, plaetze, aktiv_von, aktiv_bis "
        "FROM dim_kita"
    ).pl()
    states = connection.sql(
        "SELECT kita_id, ab, betreute_kinder, belastungsstufe, hat_ksa FROM kita_stand"
    ).pl()
    on_day = kitas.join(periods.select(*PERIOD, "stichtag"), how="cross").filter(
        pl.col("aktiv_von") <= pl.col("stichtag"),
        pl.col("aktiv_bis").is_null() | (pl.col("aktiv_bis") >= pl.col("stichtag")),
    )
    known = on_day.sort("stichtag").join_asof(
        states.sort("ab"), left_on="stichtag", right_on="ab", by="kita_id", check_sortedness=False
    )
    states_known: pl.DataFrame = known.with_columns(
        pl.col("hat_ksa").fill_null(value=False), pl.col("betreute_kinder").fill_null(0)
    ).drop("aktiv_von", "aktiv_bis", "stichtag", "ab")
    return states_known


def expected_deliveries(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the Träger × quarter of which a delivery was expected, and whether it is in."""
    found: pl.DataFrame = connection.sql(
        f"SELECT traeger_id, quartal, eingegangen FROM ({DELIVERY_STATE_SQL}) WHERE erwartet"
    ).pl()
    return found


def with_deliveries(
    states: pl.DataFrame, expected: pl.DataFrame, periods: pl.DataFrame
) -> pl.DataFrame:
    """Add to the states of Kitas how much of the period is known.

    ``gedeckt``: share 0–1 of the period's months whose expected delivery is in, 1 where none was
    expected; ``erwartet``: whether any was.
    """
    shares = delivered_share(expected, periods)
    return states.join(shares, on=("traeger_id", *PERIOD), how="left").with_columns(
        pl.col("gedeckt").fill_null(1.0), pl.col("erwartet").fill_null(value=False)
    )


def delivered_share(expected: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Return per Träger × period the share of its months whose expected delivery is in."""
    months = months_of(periods, _DELIVERED_KINDS).with_columns(
        quartal=pl.format("{}-Q{}", pl.col("monat").dt.year(), pl.col("monat").dt.quarter())
    )
    return (
        months.join(expected, on="quartal", how="inner")
        .group_by("traeger_id", *PERIOD)
        .agg(gedeckt=pl.col("eingegangen").mean(), erwartet=pl.lit(value=True))
    )


def coverage(kitas: pl.DataFrame) -> pl.DataFrame:
    """Return how much of an area's deliveries is in, weighted by Kitas with social work.

    Returns:
        One row per gebiet_id × period: abdeckung (0–1; null where nothing was expected),
        vorlaeufig (something expected is missing, or nothing was expected at all), erwartet and
        eingegangen (numbers of Träger with such Kitas of whom deliveries were expected, and are
        all in).
    """
    served = kitas.filter(pl.col("hat_ksa"))
    by_area = pl.concat([served, served.with_columns(pl.lit(DISTRICT).alias(AREA))], how="vertical")
    return (
        by_area.group_by(KEYS)
        .agg(
            abdeckung=pl.col("gedeckt").filter(pl.col("erwartet")).mean(),
            vorlaeufig=(pl.col("gedeckt") < 1).any() | ~pl.col("erwartet").any(),
            eingegangen=_traeger(pl.col("erwartet") & (pl.col("gedeckt") == 1)),
            erwartet=_traeger(pl.col("erwartet")),
        )
        .sort(KEYS)
    )


def _traeger(kept: pl.Expr) -> pl.Expr:
    return pl.col("traeger_id").filter(kept).n_unique().cast(pl.Int32)
