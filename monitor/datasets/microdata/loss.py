"""What the activity rows lost on their way into the file: counted from the file itself.

Per variable the rows that are exact, coarsened per level, and blanked; the rows dropped; the k that
was reached; and the mean penalty of the keys (see `hierarchies`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from monitor.datasets.microdata.columns import PublishedColumn
from monitor.datasets.microdata.file import quoted
from monitor.datasets.microdata.hierarchies import ABSENT, AREA, BLANK, Hierarchy
from monitor.datasets.model import REASON_SUFFIX, Missing
from monitor.microdata_rules import KEYS, PERIOD

#: How a variable appears in a row.
EXACT: Final = "EXAKT"
BLANKED: Final = Missing.GEHEIM.value
LOSS_SCHEMA: Final = {
    "variable": pl.String, "form": pl.String, "zeilen": pl.Int64, "anteil": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Loss:
    """What was lost.

    ``by_variable``: variable, form (EXAKT, STUFE_1 …, GEHEIM), zeilen, anteil (0–1).
    ``dropped``: rows of the facts that are not in the file. ``k``: rows of the smallest class.
    ``penalty``: mean penalty of the five keys, 0 nothing lost to 1 everything.
    """

    rows: int
    dropped: int
    k: int
    penalty: float
    by_variable: pl.DataFrame

    def share(self, variable: str, *forms: str) -> float:
        """Return the share of rows in which a variable appears in one of these forms."""
        wanted = (pl.col("variable") == variable) & pl.col("form").is_in(forms)
        return float(self.by_variable.filter(wanted)["anteil"].sum())


def measure_loss(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    columns: Sequence[PublishedColumn],
    hierarchies: Mapping[str, Hierarchy],
    facts: int,
) -> Loss:
    """Return the loss of a written file.

    Args:
        connection: any; reads the file in one pass.
        path: the file.
        columns: the published columns beside the keys.
        hierarchies: of the keys but the period, whose labels tell their level.
        facts: rows that should be in the file.
    """
    classes = _classes(connection, path)
    rows = int(classes["n"].sum())
    forms = [_key_forms(classes, key, hierarchies.get(key)) for key in KEYS]
    forms += [_blanked(connection, path, [column.name for column in columns], rows)]
    by_variable = pl.concat(forms).with_columns(anteil=pl.col("zeilen") / max(rows, 1))
    smallest = min(classes["n"].to_list(), default=0)
    return Loss(
        rows, facts - rows, smallest, _mean_penalty(classes, hierarchies),
        by_variable.select(list(LOSS_SCHEMA)),
    )  # fmt: skip


def _classes(connection: duckdb.DuckDBPyConnection, path: Path) -> pl.DataFrame:
    """Return the classes as a reader sees them: the keys' labels and the number of rows."""
    shown = ", ".join(
        key
        if key in {AREA, PERIOD}
        else f"CASE {key}{REASON_SUFFIX} WHEN '{BLANKED}' THEN '{BLANK}' "
        f"ELSE coalesce({key}, '{ABSENT}') END AS {key}"
        for key in KEYS
    )
    query = f"SELECT {shown}, count(*)::BIGINT AS n FROM read_parquet({quoted(path)}) GROUP BY ALL"
    classes: pl.DataFrame = connection.sql(query).pl()
    return classes


def _key_forms(classes: pl.DataFrame, key: str, hierarchy: Hierarchy | None) -> pl.DataFrame:
    level = period_level() if hierarchy is None else _level(key, hierarchy)
    form = (
        pl.when(pl.col(key) == BLANK).then(pl.lit(BLANKED))
        .when(level == 0).then(pl.lit(EXACT))
        .otherwise(pl.format("STUFE_{}", level))
    )  # fmt: skip
    return (
        classes.group_by(form.alias("form"))
        .agg(zeilen=pl.col("n").sum().cast(pl.Int64))
        .select(pl.lit(key).alias("variable"), "form", "zeilen")
        .sort("form")
    )


def _level(key: str, hierarchy: Hierarchy) -> pl.Expr:
    return pl.col(key).replace_strict(
        hierarchy.level_of(), default=hierarchy.depth - 1, return_dtype=pl.Int64
    )


def period_level() -> pl.Expr:
    """Return the level of a published period: quarter 0, half-year 1, year 2."""
    name = pl.col(PERIOD)
    return (
        pl.when(name.str.contains("-Q")).then(0).when(name.str.contains("-H")).then(1).otherwise(2)
    )


def _blanked(
    connection: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str], rows: int
) -> pl.DataFrame:
    counts = ", ".join(
        f"count(*) FILTER ({name}{REASON_SUFFIX} = '{BLANKED}') AS {name}" for name in names
    )
    if not names:
        return pl.DataFrame(schema={"variable": pl.String, "form": pl.String, "zeilen": pl.Int64})
    found: pl.DataFrame = connection.sql(f"SELECT {counts} FROM read_parquet({quoted(path)})").pl()
    long = found.unpivot(variable_name="variable", value_name=BLANKED)
    forms: pl.DataFrame = (
        long.with_columns((rows - pl.col(BLANKED)).alias(EXACT))
        .unpivot(index="variable", variable_name="form", value_name="zeilen")
        .select("variable", "form", pl.col("zeilen").cast(pl.Int64))
        .sort("variable", "form")
    )
    return forms


def _mean_penalty(classes: pl.DataFrame, hierarchies: Mapping[str, Hierarchy]) -> float:
    if classes.is_empty():
        return 0.0
    thirds = period_level().replace_strict({0: 0.0, 1: 1 / 3, 2: 1.0}, return_dtype=pl.Float64)
    others = (
        pl.col(key).replace_strict(dict(h.penalties), default=1.0, return_dtype=pl.Float64)
        for key, h in hierarchies.items()
        if key != PERIOD
    )
    lost = pl.mean_horizontal(thirds, *others)
    return float(classes.select((lost * pl.col("n")).sum() / pl.col("n").sum()).item())
