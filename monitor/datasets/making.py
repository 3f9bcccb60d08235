"""All datasets of a release in the order of the manifest."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.content.folder import Content
from monitor.datasets.makers.areas import areas
from monitor.datasets.makers.changes import changes
from monitor.datasets.makers.charts import charts
from monitor.datasets.makers.codebook import codebook
from monitor.datasets.makers.coordination import coordination
from monitor.datasets.makers.goals import contributions, goals
from monitor.datasets.makers.indicators import indicators
from monitor.datasets.makers.money import finance, posts
from monitor.datasets.makers.names import Frames
from monitor.datasets.makers.quality import quality
from monitor.datasets.makers.recommendations import recommendations
from monitor.datasets.makers.survey import answers, response
from monitor.datasets.model import Dataset
from monitor.datasets.summary import summarise


def make_datasets(frames: Frames, side: Frames, content: Content) -> list[Dataset]:
    """Return the datasets of a release, the codebook last.

    Args:
        frames: the tables of the release.
        side: rows of the side tables, see `monitor.results.side_tables.side_frames`.
        content: of the instance.
    """
    datasets = [
        *datasets_of_tables(frames, content),
        quality(side, frames, content),
        areas(side, content),
        finance(side, content),
        posts(side, content),
        response(side, content),
        answers(side, content),
        recommendations(side, content),
        coordination(side, content),
    ]
    return with_codebook(datasets, frames)


def datasets_of_tables(frames: Frames, content: Content) -> list[Dataset]:
    """Return the datasets made from the tables of the release alone."""
    return [
        indicators(frames, content),
        goals(frames, content),
        contributions(frames, content),
        charts(frames, content),
        changes(frames, content),
    ]


def with_codebook(datasets: Sequence[Dataset], frames: Frames) -> list[Dataset]:
    """Return the datasets and their codebook."""
    summaries = {dataset.name: summarise(dataset) for dataset in datasets}
    return [*datasets, codebook(datasets, summaries, frames)]
