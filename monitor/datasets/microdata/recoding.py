"""Which labels each combination of key values gets: year by year, coarsening in two steps.

First area × period × kind of activity, then target group and reason inside what came of it. The
order is that of what is published elsewhere: tables are per area and quarter, mostly of kinds of
activity, and cells of the first step move as a whole, so that the file shows a kind in an area and
quarter completely or not at all. A year stands for itself, so that a published year never changes
because of a later one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.content import Content
from monitor.datasets.microdata.anonymity import COUNT, coarsen, label
from monitor.datasets.microdata.columns import merged_codes, recoded_sql
from monitor.datasets.microdata.hierarchies import (
    ABSENT,
    AREA,
    Hierarchy,
    area_hierarchy,
    code_hierarchies,
    period_hierarchy,
)
from monitor.datasets.microdata.margins import Margin, mend
from monitor.microdata_rules import CODE_KEYS, KEYS, PERIOD
from monitor.tables import DISTRICT

#: Year → the keys that were hidden, and what came of its cells.
Known = dict[str, tuple[pl.DataFrame | None, pl.DataFrame]]

YEAR: Final = "jahr"
LABELS: Final = tuple(label(key) for key in KEYS)

_FIRST: Final = (AREA, PERIOD, "aktivitaet_art")
_SECOND: Final = ("zielgruppe", "anlass")
_ORIGINALS: Final = {f"{key}__echt": key for key in KEYS}

_YEAR_SQL: Final = "year(datum)::VARCHAR"
_QUARTER_SQL: Final = "year(datum) || '-Q' || quarter(datum)"


def key_sql(content: Content) -> dict[str, str]:
    """Return the keys of a row of the facts as SQL: sensitive codes merged, none as ``ABSENT``."""
    codes = {
        key: f"coalesce({recoded_sql(key, merged_codes(AKTIVITAET[key], content))}, '{ABSENT}')"
        for key in CODE_KEYS
    }
    return {AREA: AREA, PERIOD: _QUARTER_SQL, **codes}


def read_cells(
    connection: duckdb.DuckDBPyConnection, content: Content, years: Sequence[int]
) -> pl.DataFrame:
    """Return the combinations of key values in these years with their number of rows."""
    keys = ", ".join(f"{sql} AS {name}" for name, sql in key_sql(content).items())
    query = (
        f"SELECT {_YEAR_SQL} AS {YEAR}, {keys}, count(*)::BIGINT AS {COUNT} "
        f"FROM {AKTIVITAET.name} WHERE year(datum) IN (SELECT unnest($jahre)) GROUP BY ALL"
    )
    cells: pl.DataFrame = connection.sql(query, params={"jahre": list(years)}).pl()
    return cells.sort(YEAR, *KEYS)


def recode(
    cells: pl.DataFrame,
    content: Content,
    *,
    margins: Collection[Margin] = (),
    hidden: pl.DataFrame | None = None,
    known: Known | None = None,
) -> pl.DataFrame:
    """Return the cells with a label per key; classes have k rows, and cells of too small a year go.

    Args:
        cells: as from `read_cells`.
        content: hierarchies and k.
        margins: sets of kinds of activity whose totals are published.
        hidden: gebiet_id, quartal, spalte; here only those whose ``spalte`` is a key.
        known: what came of the same cells before; years in which the same is hidden are taken
            from there, the others are put in.
    """
    known = {} if known is None else known
    for (year,), of_year in sorted(cells.partition_by(YEAR, as_dict=True).items()):
        keys = None if hidden is None else _keys_hidden(hidden, year)
        if year not in known or not _equal(known[year][0], keys):
            known[year] = keys, _recode_year(of_year, content, margins, keys)
    years = [known[year][1] for year in cells[YEAR].unique().sort()]
    return pl.concat(years) if years else cells.with_columns(pl.lit("").alias(n) for n in LABELS)


def _keys_hidden(hidden: pl.DataFrame, year: str) -> pl.DataFrame:
    is_key = pl.col("spalte").is_in(KEYS)
    return hidden.filter(is_key & pl.col("quartal").str.starts_with(year))


def _equal(one: pl.DataFrame | None, other: pl.DataFrame | None) -> bool:
    return one is other if one is None or other is None else one.equals(other)


def hierarchies_of(content: Content, quarters: Iterable[str]) -> dict[str, Hierarchy]:
    """Return the hierarchies of all keys for the quarters of one year."""
    period = period_hierarchy(content, sorted(set(quarters)))
    return {AREA: area_hierarchy(content), PERIOD: period, **code_hierarchies(content)}


def _recode_year(
    cells: pl.DataFrame,
    content: Content,
    margins: Collection[Margin],
    hidden: pl.DataFrame | None,
) -> pl.DataFrame:
    found = hierarchies_of(content, cells[PERIOD])
    asked = _without_hidden(cells, found, hidden)
    first = _step(asked, [found[key] for key in _FIRST], content.microdata.k, (YEAR,))
    mended = mend(first, found, margins, content.confidentiality.schwellen.faelle)
    placed = asked.join(mended.drop(COUNT), on=[YEAR, *_FIRST])
    within = tuple(label(key) for key in _FIRST)
    second = _step(placed, [found[key] for key in _SECOND], content.microdata.k, within)
    labelled = placed.join(second.drop(COUNT), on=[*within, *_SECOND])
    return labelled.drop(KEYS).rename(_ORIGINALS).select(*cells.columns, *LABELS)


def _step(
    cells: pl.DataFrame, hierarchies: Sequence[Hierarchy], k: int, within: tuple[str, ...]
) -> pl.DataFrame:
    grouped = cells.group_by(*within, *(h.key for h in hierarchies)).agg(pl.col(COUNT).sum())
    return coarsen(grouped.sort(grouped.columns), hierarchies, k, within=within)


def _without_hidden(
    cells: pl.DataFrame, hierarchies: dict[str, Hierarchy], hidden: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the cells with keys that say nothing where hidden, and the originals beside."""
    kept = cells.with_columns(pl.col(key).alias(original) for original, key in _ORIGINALS.items())
    if hidden is None:
        return kept
    return kept.with_columns(
        pl.when(_is_hidden(hidden.filter(pl.col("spalte") == key)))
        .then(pl.lit(hierarchy.top))
        .otherwise(key)
        .alias(key)
        for key, hierarchy in hierarchies.items()
    )


def _is_hidden(marked: pl.DataFrame) -> pl.Expr:
    """Return whether a cell is in one of the marked areas (or the district) and quarters."""
    place = pl.concat_str(AREA, pl.lit("|"), PERIOD)
    areas = marked.select(pl.concat_str("gebiet_id", pl.lit("|"), "quartal")).to_series()
    district = marked.filter(pl.col("gebiet_id") == DISTRICT)["quartal"]
    return place.is_in(areas.to_list()) | pl.col(PERIOD).is_in(district.to_list())
