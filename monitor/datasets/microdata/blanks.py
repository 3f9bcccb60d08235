"""Which columns beside the keys are blanked in which classes, and why.

A column is blanked in a whole class, never in single rows of it: a blank in one row would say which
of the rows it is. Three reasons: the release asks for it, because a count would give away a hidden
cell; nearly all rows of a class share a value that is nobody's business; or the column would tell a
key that was coarsened. What is filled because of a blanked column goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import duckdb
import polars as pl

from monitor.content import Content
from monitor.datasets.microdata.anonymity import label
from monitor.datasets.microdata.columns import PublishedColumn, told_by
from monitor.datasets.microdata.hierarchies import AREA, Hierarchy, half_year
from monitor.datasets.microdata.recoding import LABELS
from monitor.microdata_rules import PERIOD
from monitor.tables import DISTRICT

CLASS: Final = "klasse"

#: Columns of ``hidden``: for rows of that area and quarter that column must be blank.
HIDDEN_SCHEMA: Final = {"gebiet_id": pl.String, "quartal": pl.String, "spalte": pl.String}


def blanked(name: str) -> str:
    """Return the column that tells whether a published column is blanked in a class."""
    return f"{name}__geheim"


def number_classes(recoded: pl.DataFrame) -> pl.DataFrame:
    """Return one row per published class with its labels and a number."""
    return recoded.select(LABELS).unique().sort(LABELS).with_row_index(CLASS)


def add_blanks(
    classes: pl.DataFrame,
    columns: Sequence[PublishedColumn],
    reasons: Iterable[pl.DataFrame],
) -> pl.DataFrame:
    """Return the classes with a flag ``blanked(name)`` per column.

    Args:
        classes: as from `number_classes`.
        columns: the published columns beside the keys.
        reasons: frames of klasse and spalte, one per reason.
    """
    told = told_by(columns)
    wanted = pl.concat([reason.select(CLASS, "spalte") for reason in reasons])
    flagged = classes
    for name in told:
        sources = [other for other, telling in told.items() if name in telling] + [name]
        found = wanted.filter(pl.col("spalte").is_in(sources))[CLASS]
        flagged = flagged.with_columns(pl.col(CLASS).is_in(found.implode()).alias(blanked(name)))
    return flagged


def asked_for(classes: pl.DataFrame, hidden: pl.DataFrame, areas: Hierarchy) -> pl.DataFrame:
    """Return klasse and spalte of what the release asks to hide.

    Every class that may hold rows of the area and quarter, not only those that do: otherwise the
    blank would tell where a coarsened row comes from.
    """
    return (
        classes.join(_area_cover(areas), left_on=label(AREA), right_on="gebiet")
        .join(hidden, on="gebiet_id")
        .join(_period_cover(hidden["quartal"]), on="quartal")
        .filter(pl.col(label(PERIOD)) == pl.col("zeit"))
        .select(CLASS, "spalte")
        .unique()
    )


def _area_cover(areas: Hierarchy) -> pl.DataFrame:
    """Return which areas each published one reaches into; all of them into the district."""
    pairs = [
        (shown, area) for shown, covered in areas.leaves().items() for area in (*covered, DISTRICT)
    ]
    return pl.DataFrame(pairs, schema={"gebiet": pl.String, "gebiet_id": pl.String}, orient="row")


def _period_cover(quarters: pl.Series) -> pl.DataFrame:
    pairs = [
        (quarter, shown)
        for quarter in quarters.unique().to_list()
        for shown in (quarter, half_year(quarter), quarter[:4])
    ]
    return pl.DataFrame(pairs, schema={"quartal": pl.String, "zeit": pl.String}, orient="row")


def too_uniform(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Sequence[PublishedColumn],
    content: Content,
) -> pl.DataFrame:
    """Return klasse and spalte where one telling value has more than its share of the class.

    The (α, k)-anonymity of Wong, Li, Fu and Wang (KDD 2006), for the columns of the content.

    Args:
        connection: knows ``relation``.
        relation: the facts with their class.
        columns: the published columns beside the keys.
        content: which columns, which values are harmless, the highest share.
    """
    by_source = {column.source: column for column in columns}
    parts = [
        connection.sql(
            _uniform_sql(relation, by_source[rule.spalte], rule.unverfaenglich),
            params={"anteil": content.microdata.hoechstanteil},
        ).pl()
        for rule in content.microdata.vielfalt
        if rule.spalte in by_source
    ]
    found: pl.DataFrame = pl.concat([_nothing(), *parts], how="vertical_relaxed")
    return found


def _uniform_sql(relation: str, column: PublishedColumn, harmless: Sequence[str]) -> str:
    listed = ", ".join(f"'{code}'" for code in harmless)
    telling = f"wert::VARCHAR NOT IN ({listed})" if harmless else "wert IS NOT NULL"
    return f"""
        WITH je_wert AS (
            SELECT {CLASS}, {column.value_sql} AS wert, count(*) AS n FROM {relation} GROUP BY ALL
        )
        SELECT {CLASS}, '{column.name}' AS spalte FROM je_wert GROUP BY {CLASS}
        HAVING max(n) FILTER (WHERE {telling}) > $anteil * sum(n)
    """


def telltale(
    classes: pl.DataFrame,
    columns: Sequence[PublishedColumn],
    hierarchies: Mapping[str, Hierarchy],
    content: Content,
) -> pl.DataFrame:
    """Return klasse and spalte where a column would tell a coarsened key."""
    names = {column.source: column.name for column in columns}
    parts = [_nothing()]
    for rule in content.microdata.verraten:
        levels = hierarchies[rule.spalte].level_of()
        level = pl.col(label(rule.spalte)).replace_strict(levels, default=None)
        coarse = classes.filter(level >= rule.ab_stufe)
        parts += [coarse.select(CLASS, spalte=pl.lit(names[name])) for name in rule.durch]
    return pl.concat(parts, how="vertical_relaxed")


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={CLASS: pl.UInt32, "spalte": pl.String})
