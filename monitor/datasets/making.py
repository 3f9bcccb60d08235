"""All datasets of a release in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import duckdb
import polars as pl

from monitor.content import Content
from monitor.datasets.makers.areas import areas
from monitor.datasets.makers.charts import charts
from monitor.datasets.makers.codebook import codebook
from monitor.datasets.makers.confidentiality import NO_REASONS, confidentiality
from monitor.datasets.makers.coordination import coordination
from monitor.datasets.makers.goals import contributions, goals
from monitor.datasets.makers.indicators import indicators
from monitor.datasets.makers.money import finance, posts
from monitor.datasets.makers.names import Frames
from monitor.datasets.makers.protection import HiddenRows
from monitor.datasets.makers.quality import provider_accounts, quality
from monitor.datasets.makers.survey import answers, response
from monitor.datasets.model import Dataset
from monitor.datasets.summary import summarise


def make_datasets(
    frames: Frames,
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    hidden_rows: HiddenRows,
    further: Sequence[Dataset] = (),
    hidden: Mapping[str, Any] = MappingProxyType({}),
    reasons: pl.DataFrame = NO_REASONS,
) -> list[Dataset]:
    """Return the datasets of a release, the codebook last.

    Args:
        frames: the protected tables of the release.
        connection: the warehouse, for the side tables and the register.
        content: of the instance.
        hidden_rows: of the side tables, see `monitor.side_tables.hidden_rows`.
        further: datasets that are made elsewhere; their rows may be too many for memory.
        hidden: how many figures are hidden and why, see `monitor.protection`.
        reasons: of every hidden figure why it is hidden.
    """
    datasets = [
        *datasets_of_tables(frames, content),
        *further,
        quality(connection, hidden_rows, frames, content),
        confidentiality(frames, hidden, reasons),
        areas(connection, frames, content),
        finance(connection, hidden_rows, content),
        posts(connection, hidden_rows, content),
        response(connection, hidden_rows, content),
        answers(connection, hidden_rows, content),
        coordination(connection, hidden_rows, content),
        provider_accounts(connection),
    ]
    return with_codebook(datasets, frames)


def datasets_of_tables(frames: Frames, content: Content) -> list[Dataset]:
    """Return the datasets that need nothing but the protected tables of the release."""
    return [
        indicators(frames, content),
        goals(frames, content),
        contributions(frames, content),
        charts(frames, content),
    ]


def with_codebook(datasets: Sequence[Dataset], frames: Frames) -> list[Dataset]:
    """Return the datasets and the codebook that describes them."""
    summaries = {dataset.name: summarise(dataset) for dataset in datasets}
    return [*datasets, codebook(datasets, summaries, frames)]
