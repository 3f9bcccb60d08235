"""The numbers of those who steer: exact figures, from the warehouse to values, grades and goals.

This is the level *Steuerung*; what is published is `monitor.assembly.compute_published`. What both
do alike is `monitor.assembly.both_levels`; the tables are those of ``monitor.snapshots.tables``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import duckdb
import polars as pl

from monitor.assembly.both_levels import (
    ShownIndicator,
    add_up,
    read_office,
    rows_of_wert,
    tables,
    valid_periods,
)
from monitor.concept.never_shown import allowed_kinds, highest_level
from monitor.concept.versions import Concept
from monitor.content.folder import Content
from monitor.measures.components import Component
from monitor.results.graded_in import declared_kinds


def compute(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    *,
    as_of: dt.date,
    further: Iterable[Component] = (),
) -> dict[str, pl.DataFrame]:
    """Return the exact figures of those who steer: ``RELEASE_TABLES`` without ``meta``.

    Args:
        connection: the warehouse, open for writing (it keeps the cells).
        content: concept versions, areas, rules.
        as_of: the day of the computation; quarters that have not ended by then are left out.
        further: what a release will need beside, so that both count in the same pass.

    Raises:
        ReleaseError: no quarter is complete yet.
    """
    world = add_up(read_office(connection, content, as_of=as_of, further=further), content)
    wert = pl.concat(
        rows_of_wert(shown, world, content, as_of=as_of)
        for concept in content.concepts
        for shown in _shown(concept, content, world.periods)
    )
    return tables(content, world, wert, declared_kinds(content))


def _shown(concept: Concept, content: Content, periods: pl.DataFrame) -> Iterator[ShownIndicator]:
    """Yield the indicators of a version without areas and periods that are never shown."""
    sensitive = content.confidentiality.sensibel
    own = valid_periods(concept, content, periods)
    for declared in concept.indikator:
        kinds = [kind.value for kind in allowed_kinds(declared, sensitive)]
        level = highest_level(declared, sensitive)
        yield ShownIndicator(
            concept,
            declared.model_copy(update={"ebene": level}),
            own.filter(pl.col("periode_art").is_in(kinds)),
        )
