"""Write the whole demo: all deliveries of Träger and office from 07/2021 to 09/2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, cast

import numpy as np
import polars as pl

from data.demo.activities import draw_activities
from data.demo.deliveries import quarter_parcels
from data.demo.office import office_parcels
from data.demo.parcels import Parcel
from data.demo.places import Places, cells, load_places
from data.demo.scenario import ROWS
from data.demo.side_tables import posts
from data.demo.spelling import Labels, load_labels

DEFAULT_SEED: Final = 20210701
#: Minutes of a week per post, at most, as ``expectations.rules.delivery`` allows.
MINUTES_PER_POST_AND_WEEK: Final = 39 * 60 * 1.2
#: Nobody writes down the last minute.
USED_AT_MOST: Final = 0.95

Progress = Callable[[str, int, int], None]


def generate(
    folder: Path,
    *,
    stammdaten: Path,
    seed: int = DEFAULT_SEED,
    rows: int | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write all deliveries and their sidecars; return the deliveries in order of receipt.

    Args:
        folder: where to; made when it does not exist.
        stammdaten: master data of the instance (``content/stammdaten``, code lists beside it).
        seed: the same seed gives the same bytes.
        rows: activities in all; the demo has 76,000. Posts don't grow with them: durations
            shrink instead, to 5 minutes at the least.
        progress: called with a text, the number of steps done and of steps in all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    labels = load_labels(stammdaten.parent / "codes")
    place_rng, office_rng, activity_rng = np.random.default_rng(seed).spawn(3)
    places = load_places(stammdaten, place_rng)
    stellen = posts(places, office_rng)
    written = [
        (parcel.received, parcel.write(folder))
        for parcel in (
            *office_parcels(places, stellen, stammdaten, labels, office_rng),
            *_traeger_parcels(
                places, stellen, labels, activity_rng, rows=rows or ROWS, progress=progress
            ),
        )
    ]
    # a stable sort: of one day's files, what others refer to (areas, Träger, waves) stays first
    return [path for _, path in sorted(written, key=lambda entry: entry[0])]


def _traeger_parcels(
    places: Places,
    stellen: pl.DataFrame,
    labels: Labels,
    rng: np.random.Generator,
    *,
    rows: int,
    progress: Progress | None,
) -> Iterator[Parcel]:
    """Yield the deliveries of all Träger, Träger by Träger."""
    activities = draw_all(places, stellen, rng, rows=rows)
    for done, (name, drawn) in enumerate(activities):
        if progress is not None:
            progress(name, done, len(places.traeger))
        for start, quarter in split_quarters(drawn):
            yield from quarter_parcels(name, start, quarter, labels, rng)
    if progress is not None:
        progress("", len(places.traeger), len(places.traeger))


def draw_all(
    places: Places, stellen: pl.DataFrame, rng: np.random.Generator, *, rows: int
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each Träger with its activities, all of them within the rules, in canonical columns."""
    work = {name: cells(places, name, rng) for name in places.traeger["traeger_id"]}
    weights = {name: float(days["weight"].to_numpy().sum()) for name, days in work.items()}
    for name, kita_days in work.items():
        share = weights[name] / sum(weights.values())
        drawn = draw_activities(kita_days, name, round(rows * share), rng)
        yield name, fit_minutes(drawn, stellen.filter(traeger_id=name))


def split_quarters(rows: pl.DataFrame) -> Iterator[tuple[dt.date, pl.DataFrame]]:
    """Yield the first day of each quarter with its rows, in order."""
    parts = rows.group_by(pl.col("datum").dt.truncate("1q"), maintain_order=True)
    for (start,), quarter in parts:
        yield cast("dt.date", start), quarter


def fit_minutes(rows: pl.DataFrame, stellen: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a Träger with durations possible for its posts, in steps of 5 minutes.

    Counted are minutes per Träger and ISO week.
    """
    capacity = stellen.group_by("quartal").agg(
        capacity=pl.col("vzae_ist").sum() * MINUTES_PER_POST_AND_WEEK * USED_AT_MOST
    )
    day = pl.col("datum")
    week = pl.col("dauer_min").sum().over("quartal", day.dt.truncate("1w"))
    factor = pl.min_horizontal(pl.col("capacity") / week, 1.0)
    fitted = (pl.col("dauer_min") * factor / 5).floor().clip(1) * 5
    return (
        rows.with_columns(quartal=pl.format("{}-Q{}", day.dt.year(), day.dt.quarter()))
        .join(capacity, on="quartal", how="left", maintain_order="left")
        .with_columns(dauer_min=fitted.cast(pl.Int64))
        .drop("quartal", "capacity")
    )
