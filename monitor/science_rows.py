"""The rows for science of a release that is being made: planned, made, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from monitor.content import Content
from monitor.datasets.microdata.counts import margins
from monitor.datasets.microdata.making import Microdata, build_microdata, complete_years, years_in
from monitor.datasets.microdata.recoding import Known
from monitor.datasets.microdata.row_counts import Plan, RowCounts
from monitor.disclosure.history import Earlier


class ScienceRows:
    """Makes the file once it is known what has to be blank in it.

    ``plan``: what could be counted from the years that appear for the first time; ``made``: the
    dataset as made last.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        content: Content,
        earlier: Sequence[Earlier],
        path: Path,
        *,
        as_of: dt.date,
    ) -> None:
        self._connection, self._content, self._path = connection, content, path
        files = [one.rows_file for one in earlier if one.rows_file is not None]
        self._earlier = files[-1] if files else None
        self._years = complete_years(connection, content, as_of)
        new = sorted(set(self._years) - years_in(connection, self._earlier))
        self.plan = Plan.of(content.concepts, content, new)
        self.made: Microdata | None = None
        self._known: Known = {}
        self._done: tuple[pl.DataFrame, RowCounts] | None = None

    def publish(self, hidden: pl.DataFrame) -> RowCounts | None:
        """Make the file and return what its new rows can be counted to; none without rows.

        ``hidden``: gebiet_id, quartal, spalte, as of `build_microdata`.
        """
        if not self._years and self._earlier is None:
            return None
        if self._done is not None and self._done[0].equals(hidden):
            return self._done[1]
        self.made = build_microdata(
            self._connection,
            self._content,
            self._path,
            years=self._years,
            hidden=hidden,
            margins=margins(self._content.concepts, self._content),
            earlier=self._earlier,
            known=self._known,
        )
        self._done = hidden, self.plan.counts(self.made.dataset.rows, hidden)
        return self._done[1]
