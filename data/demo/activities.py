"""Draw the activities of a Träger: kind, place, participants, duration.

Columns of a family's or team's case (first contact, referral, closure) are drawn in
``data.demo.cases``. Every row keeps the rules of activities.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.cases import add_case_columns
from data.demo.distributions import (
    AGE_GROUP,
    CHILD_KINDS,
    GROUP_KINDS,
    NETWORK,
    OTHER,
    PLACE,
    SETTING,
    TARGET_GROUP,
)
from data.demo.partners import add_partners
from data.demo.rates import ADULTS, CHILDREN, GOAL, MINUTES, PARTNER, WITHOUT_KITA
from data.demo.sampling import draw, draw_by_kind, happens, some, spread, value_by_kind
from data.demo.scenario import (
    AREA_BEHIND,
    ATTENDANCE,
    OFFER_FACTOR_BEHIND,
    OFFERS,
    PAPERWORK,
    as_years,
)
from data.schema import AKTIVITAET

#: Share of the participants at a group offer who come for the first time.
FIRST_TIMERS: Final = 0.25
#: Kinds that sometimes take place on a Saturday.
WEEKEND_KINDS: Final = ("FAMBILD", "SRANG")
FRIDAY: Final = 5

COLUMNS: Final = tuple(column.name for column in AKTIVITAET.delivered)


def draw_activities(
    cells: pl.DataFrame, traeger_id: str, rows: int, rng: np.random.Generator
) -> pl.DataFrame:
    """Return ``rows`` activities of a Träger in canonical columns, sorted by day.

    Args:
        cells: Kita-days as from ``data.demo.places.cells``.
        traeger_id: whose activities they are.
        rows: how many.
        rng: where chance comes from.
    """
    picked = spread(rng, cells["weight"].to_numpy(), rows)
    base = cells[picked].drop("weight").sort("datum", maintain_order=True)
    kinds = _kinds(base, rng)
    drawn = base.with_columns(
        traeger_id=pl.lit(traeger_id),
        aktivitaet_art=kinds,
        setting=draw_by_kind(rng, kinds, SETTING),
        ort=draw_by_kind(rng, kinds, PLACE),
        zielgruppe=draw_by_kind(rng, kinds, TARGET_GROUP),
        altersgruppe_kind=_only(kinds, CHILD_KINDS, draw(rng, rows, AGE_GROUP)),
        ziel_id=_only_some(kinds.replace_strict(GOAL), rng, 0.6),
        dauer_min=_minutes(base["datum"].to_numpy(), kinds, rng),
    )
    drawn = add_participants(drawn, rng)
    drawn = add_case_columns(drawn, rng)
    drawn = add_partners(drawn, rng, value_by_kind(kinds, PARTNER))
    return number_rows(_move_some(drawn, rng)).select(COLUMNS)


def _kinds(base: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    years = as_years(base["datum"].to_numpy())
    behind = (base["sozialraum_ars"] == AREA_BEHIND).to_numpy()
    share = OFFERS.at(years) * np.where(behind, OFFER_FACTOR_BEHIND, 1.0)
    offers = pl.Series(happens(rng, share))
    size = len(base)
    return draw(rng, size, NETWORK).zip_with(offers, draw(rng, size, OTHER))


def _only(kinds: pl.Series, wanted: tuple[str, ...], values: pl.Series) -> pl.Series:
    return values.set(~kinds.is_in(wanted), None)


def _only_some(values: pl.Series, rng: np.random.Generator, share: float) -> pl.Series:
    return values.set(~some(rng, len(values), share), None)


def _minutes(days: NDArray[np.datetime64], kinds: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Return durations of 5–480 minutes in steps of 5, as people write them down."""
    paperwork = (kinds == "VERW").to_numpy()
    mean = value_by_kind(kinds, MINUTES)
    mean = mean * np.where(paperwork, PAPERWORK.at(as_years(days)), 1.0)
    drawn = rng.gamma(6.0, mean / 6.0)
    return pl.Series(np.clip(np.round(drawn / 5) * 5, 5, 480).astype(np.int64))


def add_participants(drawn: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the activities with adults, children and first-timers."""
    kinds, size = drawn["aktivitaet_art"], len(drawn)
    attendance = np.where(
        kinds.is_in(list(NETWORK)).to_numpy(), ATTENDANCE.at(as_years(drawn["datum"].to_numpy())), 1
    )
    many_adults = rng.poisson(np.maximum(value_by_kind(kinds, ADULTS, 4.0) * attendance - 1, 0))
    many_children = rng.poisson(value_by_kind(kinds, CHILDREN))
    several = drawn.with_columns(
        adults=pl.Series(many_adults + 1) * (kinds != "KIND_GRUPPE").cast(pl.Int64),
        children=pl.Series(many_children).clip((kinds == "KIND_GRUPPE").cast(pl.Int64), 200),
        child_too=some(rng, size, 0.25),
        both_parents=some(rng, size, 0.7),
        some_children=pl.Series(rng.integers(0, 3, size)),
    )
    counted = several.with_columns(tn_erwachsene=_adults(), tn_kinder=_children())
    return counted.with_columns(tn_erstmalig=_first_timers(counted, rng)).drop(
        "adults", "children", "child_too", "both_parents", "some_children"
    )


def _adults() -> pl.Expr:
    return (
        pl.when(setting="OHNE_KONTAKT")
        .then(0)
        .when(setting="EINZEL", zielgruppe="KIND")
        .then(0)
        .when(setting="EINZEL")
        .then(1)
        .when(setting="PAAR_FAM")
        .then(1 + pl.col("both_parents").cast(pl.Int64))
        .otherwise("adults")
    )


def _children() -> pl.Expr:
    return (
        pl.when(setting="OHNE_KONTAKT")
        .then(0)
        .when(setting="EINZEL", zielgruppe="KIND")
        .then(1)
        .when(setting="EINZEL")
        .then(pl.col("child_too").cast(pl.Int64))
        .when(setting="PAAR_FAM")
        .then("some_children")
        .when(pl.col("setting").is_in(["TEAM", "GREMIUM"]))
        .then(0)
        .otherwise("children")
    )


def _first_timers(counted: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """Return how many of a group come for the first time; a tenth of the groups did not count."""
    present = (counted["tn_erwachsene"] + counted["tn_kinder"]).to_numpy()
    drawn = pl.Series(rng.binomial(present, FIRST_TIMERS))
    uncounted = some(rng, len(counted), 0.1)
    return drawn.set(uncounted | ~counted["aktivitaet_art"].is_in(GROUP_KINDS), None)


def _move_some(drawn: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Take the Kita from work for no single Kita; put some Friday events on Saturday."""
    kinds = drawn["aktivitaet_art"]
    no_kita = happens(rng, value_by_kind(kinds, WITHOUT_KITA))
    saturday = pl.col("datum").dt.offset_by("1d")
    moves = (
        some(rng, len(drawn), 0.3)
        & kinds.is_in(WEEKEND_KINDS)
        & (pl.col("datum").dt.weekday() == FRIDAY)
        & (saturday.dt.quarter() == pl.col("datum").dt.quarter())
    )
    return drawn.with_columns(
        kita_id=pl.when(~pl.Series(no_kita)).then("kita_id"),
        datum=pl.when(moves).then(saturday).otherwise("datum"),
    )


def number_rows(drawn: pl.DataFrame) -> pl.DataFrame:
    """Return the activities in order of their days, numbered within each year (1 … n)."""
    year = pl.col("datum").dt.year()
    number = pl.int_range(1, pl.len() + 1).over(year)
    return drawn.sort("datum", maintain_order=True).with_columns(
        aktivitaet_id=pl.format("{}-{}-{}", "traeger_id", year, number.cast(pl.String).str.zfill(6))
    )
