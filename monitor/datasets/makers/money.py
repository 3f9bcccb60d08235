"""``nebentabellen_finanzen`` and ``nebentabellen_stellen``: money and posts of the whole district.

Never by Träger: the cost of one post is a salary. A sum needs three Träger, none of which has
nearly all of it.
"""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from data.schema import FINANZEN, STELLEN
from monitor.access import Group
from monitor.content import Content, Thresholds
from monitor.datasets.makers.names import Frames
from monitor.datasets.makers.protection import HIDDEN, hidden_periods, hide, rests_on_few
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    EUROS,
    QUARTER,
    Unit,
    columns_of,
    from_schema,
    integer,
)
from monitor.datasets.variables import (
    HIDDEN as MAY_BE_HIDDEN,
)
from monitor.tables import DISTRICT, PeriodKind

_EURO_COLUMNS: Final = (
    "bewilligt_eur", "personalkosten_eur", "sachkosten_eur", "landesanteil_eur", "kreisanteil_eur",
)  # fmt: skip
_POST_COLUMNS: Final = ("vzae_soll", "vzae_ist")
_FULL_TIME: Final[Unit] = ("VZÄ", "FTE")
_PROVIDERS: Final = integer("anzahl_traeger", "Zahl der Träger", "number of providers")


def finance(connection: duckdb.DuckDBPyConnection, frames: Frames, content: Content) -> Dataset:
    """Return the sums of money per year."""
    amounts = (from_schema(FINANZEN[name], content.codes, EUROS, MAY_BE_HIDDEN)
               for name in _EURO_COLUMNS)  # fmt: skip
    variables = (from_schema(FINANZEN["jahr"], content.codes), _PROVIDERS, *amounts)
    by_provider = connection.sql(
        f"SELECT jahr, traeger_id, {_sums(_EURO_COLUMNS)} FROM finanzen GROUP BY jahr, traeger_id"
    ).pl()
    hidden = hidden_periods(frames, content, "finanzen", PeriodKind.JAHR, DISTRICT)
    rules = content.confidentiality.schwellen
    rows = _district_sums(by_provider, "jahr", _EURO_COLUMNS, rules, hidden)
    return Dataset(
        "nebentabellen_finanzen",
        "Finanzen des Kreises",
        "Finance of the district",
        "Bewilligte Mittel und Kosten je Jahr, Summe aller Träger.",
        "Granted money and costs per year, sum of all providers.",
        variables,
        rows.select(columns_of(variables)),
        frozenset(Group),
        ("Nur Summen des Kreises, aus mindestens drei Trägern.",),
        ("Sums of the district only, of at least three providers.",),
    )


def posts(connection: duckdb.DuckDBPyConnection, frames: Frames, content: Content) -> Dataset:
    """Return planned and filled posts per quarter."""
    amounts = (from_schema(STELLEN[name], content.codes, _FULL_TIME, MAY_BE_HIDDEN)
               for name in _POST_COLUMNS)  # fmt: skip
    variables = (QUARTER, _PROVIDERS, *amounts)
    by_provider = connection.sql(
        f"SELECT quartal, traeger_id, {_sums(_POST_COLUMNS)} FROM stellen "
        "GROUP BY quartal, traeger_id"
    ).pl()
    hidden = hidden_periods(frames, content, "stellen", PeriodKind.QUARTAL, DISTRICT)
    rules = content.confidentiality.schwellen
    rows = _district_sums(by_provider, "quartal", _POST_COLUMNS, rules, hidden)
    return Dataset(
        "nebentabellen_stellen",
        "Stellen des Kreises",
        "Posts of the district",
        "Geplante und besetzte Stellen je Quartal in Vollzeitäquivalenten, Summe aller Träger.",
        "Planned and filled posts per quarter in full-time equivalents, sum of all providers.",
        variables,
        rows.select(columns_of(variables)),
        frozenset(Group),
        ("Nur Summen des Kreises, aus mindestens drei Trägern.",),
        ("Sums of the district only, of at least three providers.",),
    )


def _sums(columns: tuple[str, ...]) -> str:
    # as DOUBLE, rounded to cents: sums of floats must not depend on the order of rows
    return ", ".join(f"round(sum({name})::DOUBLE, 2) AS {name}" for name in columns)


def _district_sums(
    by_provider: pl.DataFrame,
    period: str,
    columns: tuple[str, ...],
    rules: Thresholds,
    hidden_in_indicators: list[str],
) -> pl.LazyFrame:
    sums = by_provider.group_by(period).agg(
        anzahl_traeger=pl.col("traeger_id").n_unique().cast(pl.Int64),
        **{name: pl.col(name).sum().round(2) for name in columns},
        **{f"groesster_{name}": pl.col(name).max() for name in columns},
    )
    few = [
        rests_on_few(pl.col("anzahl_traeger"), pl.col(f"groesster_{name}"), pl.col(name),
                     rules.traeger, rules)
        for name in columns
    ]  # fmt: skip
    told = pl.col(period).cast(pl.String).is_in(hidden_in_indicators)
    flagged = sums.with_columns(pl.any_horizontal(*few, told).alias(HIDDEN))
    return hide(flagged, columns).sort(period).lazy()
