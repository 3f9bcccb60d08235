"""Where the demo takes place: master data as content, the state of the Kitas over time, cells.

A cell is a Kita on a working day, with the weight of the work there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from data.demo.scenario import FIRST_DAY, LAST_DAY
from data.demo.workdays import busyness, working_days

#: Kita → date from which it has a social worker; ``None``: never. All others: from the start.
SOCIAL_WORK_FROM: Final[dict[str, dt.date | None]] = {
    "K003": dt.date(2022, 8, 1),
    "K015": dt.date(2022, 8, 1),
    "K021": None,
    "K029": dt.date(2023, 8, 1),
    "K044": dt.date(2023, 8, 1),
    "K052": dt.date(2022, 2, 1),
    "K063": dt.date(2022, 8, 1),
}
#: Kita → day from which its level of strain is another one.
STRAIN_CHANGES: Final[dict[str, tuple[dt.date, int]]] = {
    "K010": (dt.date(2023, 8, 1), 3),
    "K034": (dt.date(2024, 8, 1), 2),
    "K060": (dt.date(2025, 8, 1), 3),
}
#: Kitas below this share in the order of need have level 1, above the other level 3.
LEAST_NEED, MOST_NEED = 0.33, 0.75
#: Work per child against the average, by level of strain 1–3.
WORK_BY_STRAIN: Final = (0.95, 1.0, 1.15)
#: Work that every Kita has whatever its size, as if it had so many more children.
BASE_CHILDREN: Final = 40
#: A Kita's social worker comes on two fixed weekdays; on the others by appointment.
FIXED_DAY, OTHER_DAY = 1.0, 0.25


@dataclass(frozen=True)
class Places:
    """The master data of an instance, and the state of its Kitas.

    ``kitas``: as ``dim_kita`` with dates; ``states``: as ``kita_stand``, sorted by Kita and date.
    """

    areas: pl.DataFrame
    traeger: pl.DataFrame
    kitas: pl.DataFrame
    states: pl.DataFrame

    def states_at(self, day: dt.date) -> pl.DataFrame:
        """Return a row per Kita open on the day: master data and state."""
        return (
            self.states.filter(pl.col("ab") <= day)
            .group_by("kita_id", maintain_order=True)
            .last()
            .join(self.kitas, on="kita_id", maintain_order="left")
            .filter(pl.col("aktiv_bis").is_null() | (pl.col("aktiv_bis") >= day))
        )


def load_places(stammdaten: Path, rng: np.random.Generator) -> Places:
    """Return the places described in a folder of master data."""
    kitas = pl.read_csv(
        stammdaten / "dim_kita.csv",
        schema_overrides={"sozialraum_ars": pl.String, "aktiv_von": pl.Date, "aktiv_bis": pl.Date},
    )
    areas = pl.read_csv(stammdaten / "dim_sozialraum.csv", schema_overrides={"ars": pl.String})
    traeger = pl.read_csv(stammdaten / "dim_traeger.csv")
    return Places(areas, traeger, kitas, _states(kitas, areas, rng))


def _states(kitas: pl.DataFrame, areas: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the state of each Kita at the start and from each day of a change."""
    first = kitas.with_columns(
        ab=pl.max_horizontal("aktiv_von", pl.lit(FIRST_DAY)),
        filled=pl.Series(rng.uniform(0.86, 0.97, len(kitas))),
        start=_first_strain(kitas, areas, rng),
    )
    days = pl.concat([first.select("kita_id", "ab"), _days_of_change(first)]).unique()
    return (
        days.join(first.drop("ab"), on="kita_id")
        .sort("kita_id", "ab")
        .with_columns(wave=pl.col("ab").dt.year() % 3 - 1)
        .select(
            "kita_id",
            "ab",
            betreute_kinder=(pl.col("plaetze") * (pl.col("filled") + pl.col("wave") * 0.02))
            .round()
            .cast(pl.Int64),
            belastungsstufe=_strain(),
            hat_ksa=_has_social_work(),
        )
    )


def _first_strain(kitas: pl.DataFrame, areas: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """Return level 3 for the quarter of Kitas with most need, level 1 for the third with least."""
    quota = kitas.join(areas, left_on="sozialraum_ars", right_on="ars", maintain_order="left")[
        "kinder_u7_sgb2_quote"
    ]
    need = quota + pl.Series(rng.normal(0, 3, len(kitas)))
    share = need.rank("ordinal") / len(kitas)
    return 1 + (share > LEAST_NEED).cast(pl.Int64) + (share > MOST_NEED).cast(pl.Int64)


def _days_of_change(first: pl.DataFrame) -> pl.DataFrame:
    """Return each 1 August (new Kita year) and the days of the story, while the Kita is open."""
    news = [
        *((kita, dt.date(year, 8, 1)) for kita in first["kita_id"] for year in range(2022, 2027)),
        *((kita, day) for kita, day in SOCIAL_WORK_FROM.items() if day),
        *((kita, day) for kita, (day, _) in STRAIN_CHANGES.items()),
    ]
    changes = pl.DataFrame(news, schema={"kita_id": pl.String, "day": pl.Date}, orient="row")
    return (
        changes.join(first, on="kita_id")
        .filter(
            pl.col("day") > pl.col("ab"),
            pl.col("aktiv_bis").is_null() | (pl.col("day") <= pl.col("aktiv_bis")),
        )
        .select("kita_id", ab="day")
    )


def _strain() -> pl.Expr:
    level = pl.col("start")
    for kita, (day, changed) in STRAIN_CHANGES.items():
        after = (pl.col("kita_id") == kita) & (pl.col("ab") >= day)
        level = pl.when(after).then(pl.lit(changed, dtype=pl.Int64)).otherwise(level)
    return level


def _has_social_work() -> pl.Expr:
    days = pl.col("kita_id").replace_strict(
        SOCIAL_WORK_FROM, default=FIRST_DAY, return_dtype=pl.Date
    )
    return (pl.col("ab") >= days).fill_null(value=False)


def cells(
    places: Places,
    traeger_id: str,
    rng: np.random.Generator,
    *,
    first: dt.date = FIRST_DAY,
    last: dt.date = LAST_DAY,
) -> pl.DataFrame:
    """Return the Kita-days of a Träger between two days, sorted by Kita and day.

    Columns: kita_id, sozialraum_ars, belastungsstufe, datum, weight.
    """
    days = working_days(first, last)
    calendar = pl.DataFrame({"datum": days, "busy": busyness(days)}).sort("datum")
    kitas = places.kitas.filter(traeger_id=traeger_id).with_row_index("number")
    return (
        kitas.join(calendar, how="cross")
        .sort("datum")
        .join_asof(
            places.states.sort("ab"),
            left_on="datum",
            right_on="ab",
            by="kita_id",
            check_sortedness=False,  # polars cannot check it per Kita and would warn
        )
        .filter(
            pl.col("hat_ksa"),
            pl.col("aktiv_bis").is_null() | (pl.col("datum") <= pl.col("aktiv_bis")),
        )
        .sort("kita_id", "datum")
        .with_columns(weight=_weight(len(kitas), rng))
        .select("kita_id", "sozialraum_ars", "belastungsstufe", "datum", "weight")
    )


def _weight(kitas: int, rng: np.random.Generator) -> pl.Expr:
    weekday = pl.col("datum").dt.weekday() - 1
    fixed = (weekday == pl.col("number") % 5) | (weekday == (pl.col("number") + 2) % 5)
    by_strain = pl.lit(pl.Series(WORK_BY_STRAIN)).gather(pl.col("belastungsstufe") - 1)
    habits = pl.lit(pl.Series(rng.uniform(0.85, 1.15, kitas))).gather(pl.col("number"))
    children = pl.col("betreute_kinder") + BASE_CHILDREN
    on_day = pl.when(fixed).then(FIXED_DAY).otherwise(OTHER_DAY)
    return pl.col("busy") * children * by_strain * habits * on_day
