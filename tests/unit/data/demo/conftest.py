from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data.demo.generator import draw_all
from data.demo.places import Places, load_places
from data.demo.scenario import ROWS
from data.demo.side_tables import posts
from data.demo.spelling import Labels, load_labels


@pytest.fixture(scope="session")
def places(stammdaten: Path) -> Places:
    return load_places(stammdaten, np.random.default_rng(1))


@pytest.fixture(scope="session")
def stellen(places: Places) -> pl.DataFrame:
    return posts(places, np.random.default_rng(2))


@pytest.fixture(scope="session")
def labels(content: Path) -> Labels:
    return load_labels(content / "codes")


@pytest.fixture(scope="session")
def activities(places: Places, stellen: pl.DataFrame) -> pl.DataFrame:
    """Every activity of the demo at its own scale, before anything goes wrong."""
    drawn = draw_all(places, stellen, np.random.default_rng(3), rows=ROWS)
    return pl.concat(rows for _, rows in drawn)
