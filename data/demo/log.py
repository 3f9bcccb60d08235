"""A big activity log in canonical form, for benchmarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import polars as pl

from data.demo.activities import draw_activities
from data.demo.faults import break_rules
from data.demo.generator import DEFAULT_SEED
from data.demo.places import cells, load_places
from data.demo.scenario import quarter_end
from data.demo.spelling import Spelling, spell
from data.schema import AKTIVITAET

CHUNK_ROWS: Final = 250_000
FAULTY_SHARE: Final = 0.005
TRAEGER: Final = "TR01"
#: First days of the quarters that the log covers; a delivery holds one quarter.
QUARTERS: Final = (dt.date(2024, 7, 1),)
#: The pattern of ``aktivitaet_id`` has room for so many chunks with numbers of their own.
CHUNKS_AT_MOST: Final = 10_000


def write_log(
    path: Path,
    rows: int,
    *,
    stammdaten: Path,
    seed: int = DEFAULT_SEED,
    quarters: Sequence[dt.date] = QUARTERS,
) -> Path:
    """Write ``rows`` activities of a Träger as ``;``-CSV in UTF-8; return the path.

    Canonical headers and codes, ISO dates; about 0.5 % of the rows break a rule. Written in chunks:
    memory does not grow with the rows. Minutes are not fitted to posts.
    """
    rng = np.random.default_rng(seed)
    places = load_places(stammdaten, rng)
    kita_days = pl.concat(
        cells(places, TRAEGER, rng, first=start, last=quarter_end(start)) for start in quarters
    )
    with path.open("wb") as file:
        for number, start in enumerate(range(0, rows, CHUNK_ROWS)):
            size = min(CHUNK_ROWS, rows - start)
            _write_chunk(file, kita_days, size, number, rng)
    return path


def _write_chunk(
    file: BinaryIO, kita_days: pl.DataFrame, size: int, number: int, rng: np.random.Generator
) -> None:
    if number >= CHUNKS_AT_MOST:
        raise ValueError(
            f"at most {CHUNKS_AT_MOST * CHUNK_ROWS} rows have identifiers of their own"
        )
    drawn = draw_activities(kita_days, TRAEGER, size, rng)
    # the chunk takes the place of the year, so that ids stay unique and the Träger's own
    numbered = drawn.with_columns(
        pl.col("aktivitaet_id").str.replace(r"-\d{4}-", f"-{number:04d}-")
    )
    faulty = break_rules(numbered, FAULTY_SHARE, rng)
    # flags and numbers are written by polars itself, which is quicker than casting first
    canonical = spell(faulty, AKTIVITAET, Spelling(dates="real", flags=None, numbers=True), {})
    canonical.write_csv(file, separator=";", include_header=number == 0)
