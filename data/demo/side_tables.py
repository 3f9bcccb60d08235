"""The office's own tables: posts, money, surveys, coordination, due dates.

Frames in canonical columns; files are written in ``data.demo.office``.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import polars as pl

from data.demo.places import Places
from data.demo.scenario import (
    AREA_BEHIND,
    FILLED_POSTS,
    FIRST_DAY,
    LAST_DAY,
    SPENT,
    quarter_end,
    quarter_name,
    quarter_starts,
)

#: Planned posts per 100 children by level of strain, before and from 2023 (posts follow need).
POSTS_PER_100: Final = ((0.55, 0.56, 0.6), (0.5, 0.56, 0.66))
POSTS_FOLLOW_NEED_FROM: Final = dt.date(2023, 1, 1)
#: Granted per full post in 2021, and its yearly rise (§ 25 (5) KiTaG RLP).
EUR_PER_POST, YEARLY_RISE = 71_000, 0.025
STATE_SHARE: Final = 0.6
OTHER_COSTS_SHARE: Final = 0.08
#: Years whose accounts are closed.
YEARS_OF_ACCOUNTS: Final = range(2021, 2026)
#: Days after the end of the quarter until a delivery is due.
DUE_DAYS: Final = 14

WAVES: Final = (
    ("W2023", dt.date(2023, 3, 1), dt.date(2023, 4, 30)),
    ("W2026", dt.date(2026, 2, 15), dt.date(2026, 4, 15)),
)
#: Group → invited per child in care, share that answers in each wave.
RESPONSE: Final = {"ELTERN": (1.6, (0.33, 0.36)), "FACHKRAFT": (0.17, (0.54, 0.49))}
KSA_RESPONSE: Final = (0.95, 0.93)
RESPONSE_FACTOR_BEHIND: Final = 0.6
#: Group, item → share of answers in the two best of five categories, in each wave.
ITEMS: Final = {
    ("ELTERN", "PASSUNG"): (0.89, 0.82),
    ("ELTERN", "ERREICHBARKEIT"): (0.86, 0.88),
    ("ELTERN", "VERTRAUEN"): (0.91, 0.9),
    ("FACHKRAFT", "ENTLASTUNG"): (0.72, 0.78),
    ("FACHKRAFT", "ZUSAMMENARBEIT"): (0.83, 0.85),
    ("KSA", "AUFTRAGSKLARHEIT"): (0.68, 0.74),
    ("KSA", "RAHMENBEDINGUNGEN"): (0.55, 0.6),
}
#: Kind of meeting → (month, day) in each year, invited, share that comes, minutes.
MEETINGS: Final = {
    "ARBEITSKREIS": (((1, 24), (3, 14), (5, 15), (7, 4), (9, 19), (11, 21)), 45, 0.84, 180),
    "FACHBERATUNG": (((2, 6), (4, 10), (6, 12), (8, 28), (10, 9), (12, 4)), 15, 0.9, 90),
    "SUPERVISION": (((2, 20), (6, 5), (9, 4), (12, 11)), 45, 0.78, 120),
    "FORTBILDUNG": (((4, 24), (10, 23)), 45, 0.7, 360),
    "TRAEGERGESPRAECH": (((3, 6), (11, 6)), 14, 0.86, 120),
}


def posts(places: Places, rng: np.random.Generator) -> pl.DataFrame:
    """Return table ``stellen``: planned and filled posts per Kita and quarter."""
    return pl.concat(_posts_of(places, start, rng) for start in quarter_starts())


def _posts_of(places: Places, start: dt.date, rng: np.random.Generator) -> pl.DataFrame:
    state = places.states_at(start + (quarter_end(start) - start) // 2).filter("hat_ksa")
    rates = POSTS_PER_100[start >= POSTS_FOLLOW_NEED_FROM]
    vacant = 2 * (1 - FILLED_POSTS.at(np.array([start.year + start.month / 12])))
    half = pl.Series(rng.random(len(state)) < vacant)
    planned = (
        pl.lit(pl.Series(rates)).gather(pl.col("belastungsstufe") - 1)
        * pl.col("betreute_kinder")
        / 100
    ).round(2)
    return state.select(
        "traeger_id",
        "kita_id",
        quartal=pl.lit(quarter_name(start)),
        vzae_soll=planned,
        vzae_ist=pl.when(half).then((planned / 2).round(2)).otherwise(planned),
    )


def finances(stellen: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return table ``finanzen``: granted and spent per Träger and year, from the planned posts."""
    year = pl.col("quartal").str.slice(0, 4).cast(pl.Int64)
    rate = EUR_PER_POST * (1 + YEARLY_RISE) ** (pl.col("jahr") - FIRST_DAY.year) / 4
    granted = (
        stellen.group_by("traeger_id", jahr=year, maintain_order=True)
        .agg(pl.col("vzae_soll").sum())
        .filter(pl.col("jahr").is_in(list(YEARS_OF_ACCOUNTS)))
        .sort("jahr", "traeger_id")
        .with_columns(bewilligt_eur=(pl.col("vzae_soll") * rate / 10).round() * 10)
    )
    spent = SPENT.at(granted["jahr"].to_numpy()) + rng.normal(0, 0.012, len(granted))
    used = pl.col("bewilligt_eur") * pl.Series(spent)
    state = (pl.col("bewilligt_eur") * STATE_SHARE).round(2)
    return granted.select(
        "jahr",
        "traeger_id",
        "bewilligt_eur",
        personalkosten_eur=(used * (1 - OTHER_COSTS_SHARE)).round(2),
        sachkosten_eur=(used * OTHER_COSTS_SHARE).round(2),
        landesanteil_eur=state,
        kreisanteil_eur=(pl.col("bewilligt_eur") - state).round(2),
    )


def waves() -> pl.DataFrame:
    """Return table ``welle``."""
    return pl.DataFrame(WAVES, schema=["welle", "von", "bis"], orient="row")


def survey(places: Places, rng: np.random.Generator) -> pl.DataFrame:
    """Return table ``befragung``: who was invited and who answered, per Kita and group."""
    return pl.concat(
        _responses(places.states_at(end).filter("hat_ksa"), name, number, rng)
        for number, (name, _, end) in enumerate(WAVES)
    )


def _responses(
    state: pl.DataFrame, wave: str, number: int, rng: np.random.Generator
) -> pl.DataFrame:
    children = state["betreute_kinder"].to_numpy()
    behind = (state["sozialraum_ars"] == AREA_BEHIND).to_numpy()
    factor = np.where(behind, RESPONSE_FACTOR_BEHIND, 1.0)
    invited = {group: np.ceil(children * per_child) for group, (per_child, _) in RESPONSE.items()}
    share = {group: shares[number] * factor for group, (_, shares) in RESPONSE.items()}
    invited["KSA"] = np.ones(len(state))
    share["KSA"] = np.full(len(state), KSA_RESPONSE[number])
    return pl.concat(
        state.select(
            welle=pl.lit(wave),
            sozialraum_ars="sozialraum_ars",
            kita_id="kita_id",
            akteursgruppe=pl.lit(group),
            eingeladen=pl.Series(asked.astype(np.int64)),
            teilgenommen=pl.Series(rng.binomial(asked.astype(np.int64), share[group])),
        )
        for group, asked in invited.items()
    )


def survey_items(responses: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return table ``befragung_item``: answers to the items, aggregated over the district."""
    answered = {
        (wave, group): count
        for wave, group, count in responses.group_by("welle", "akteursgruppe")
        .agg(pl.col("teilgenommen").sum())
        .iter_rows()
    }
    rows = []
    for number, (wave, _, _) in enumerate(WAVES):
        for (group, item), shares in ITEMS.items():
            n = int(rng.binomial(answered[wave, group], 0.96))
            top2 = int(rng.binomial(n, shares[number]))
            rows.append((wave, group, item, n, round(2.2 + 2.4 * top2 / n, 2), top2))
    columns = ["welle", "akteursgruppe", "item_id", "n", "mittel", "top2"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def meetings(rng: np.random.Generator) -> pl.DataFrame:
    """Return table ``koordination``: the office's meetings, moved from weekends to Mondays."""
    planned = [
        (dt.date(year, month, day), kind, invited, share, minutes)
        for year in range(FIRST_DAY.year, LAST_DAY.year + 1)
        for kind, (days, invited, share, minutes) in MEETINGS.items()
        for month, day in days
    ]
    columns = ["datum", "art", "eingeladen", "share", "dauer_min"]
    held = (
        pl.DataFrame(planned, schema=columns, orient="row")
        .with_columns(pl.col("datum").dt.add_business_days(0, roll="forward"))
        .filter(pl.col("datum").is_between(FIRST_DAY, LAST_DAY))
        .sort("datum", "art")
    )
    came = rng.binomial(held["eingeladen"].to_numpy(), held["share"].to_numpy())
    return held.select(
        "datum", "art", "eingeladen", teilgenommen=pl.Series(came), dauer_min="dauer_min"
    )


def due_dates(traeger: pl.DataFrame) -> pl.DataFrame:
    """Return table ``erwartete_lieferung``: every Träger in every quarter until the current one.

    Due 14 days after the end of the quarter, at a weekend on the next working day.
    """
    starts = quarter_starts(FIRST_DAY, quarter_end(LAST_DAY) + dt.timedelta(days=1))
    quarters = pl.DataFrame(
        {
            "quartal": [quarter_name(start) for start in starts],
            "frist": [quarter_end(start) + dt.timedelta(days=DUE_DAYS) for start in starts],
        }
    ).with_columns(pl.col("frist").dt.add_business_days(0, roll="forward"))
    return traeger.select("traeger_id").join(quarters, how="cross")
