"""Two tables about the same Träger: of each, only what the other one knows as well.

A quotient of two tables compares like with like: costs of a Träger whose activities are not in
count for nothing, and so do the hours of one whose costs are not. Costs of 1,200 € and one of four
quarters missing count as 900 €.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.indicators import Indicator
from monitor.concept.sources import SOURCES
from monitor.concept.vocabulary import DISTRICT
from monitor.measures.components import Component
from monitor.measures.rollup import KEYS
from monitor.measures.state import coverage
from monitor.measures.world import World

_PROVIDER: Final = "traeger_id"


def is_matched(indicator: Indicator) -> bool:
    """Return whether an indicator compares two tables that both tell the Träger of a row."""
    names = indicator.sources
    return len(names) > 1 and all(_PROVIDER in SOURCES[name].units for name in names)


def matched_sums(z: Component, n: Component, world: World) -> pl.DataFrame:
    """Return numerator and denominator of the Träger that are known in the tables of both.

    Returns:
        One row per gebiet_id × period × Träger with the sums z and n. Activities count as far as
        they were delivered, or where none were expected as far as there are any; a row of the
        office's own tables is there or not.
    """
    on = (*KEYS, _PROVIDER)
    both = _reported(z, "z", world).join(_reported(n, "n", world), on=on, how="full", coalesce=True)
    delivered = world.kitas.group_by(_PROVIDER, *KEYS[1:]).agg(
        pl.col("gedeckt").filter(pl.col("erwartet")).first()
    )
    with_share = both.join(delivered, on=(_PROVIDER, *KEYS[1:]), how="left").with_columns(
        pl.col("z", "n", "hat_z", "hat_n").fill_null(0.0)
    )
    known_z, known_n = (_known(component, role) for role, component in (("z", z), ("n", n)))
    return with_share.filter(known_z > 0, known_n > 0).select(
        *on, z=pl.col("z") * known_n, n=pl.col("n") * known_z
    )


def _reported(component: Component, role: str, world: World) -> pl.DataFrame:
    rows = world.rolled[component.source].providers
    return rows.select(
        *KEYS, _PROVIDER, pl.col(component.name).alias(role), pl.lit(1.0).alias(f"hat_{role}")
    )


def _known(component: Component, role: str) -> pl.Expr:
    is_there = pl.col(f"hat_{role}")
    if component.source == AKTIVITAET.name:
        return pl.coalesce("gedeckt", is_there)
    return is_there


def matched_totals(sums: pl.DataFrame) -> pl.DataFrame:
    """Return numerator z and denominator n per gebiet_id × period, of all matched Träger."""
    return sums.group_by(KEYS).agg(pl.col("z", "n").sum())


def matched_coverage(sources: tuple[str, ...], world: World) -> pl.DataFrame:
    """Return the coverage of a quotient of activities and a table of the office itself.

    As of `monitor.measures.state.coverage`; a Kita is covered as far as its Träger is known in
    both tables.
    """
    kitas = world.kitas
    for source in sources:
        if source != AKTIVITAET.name:
            rows = world.rolled[source].providers.filter(pl.col("gebiet_id") == DISTRICT)
            there = rows.select(_PROVIDER, *KEYS[1:], da=pl.lit(1.0))
            kitas = (
                kitas.join(there, on=(_PROVIDER, *KEYS[1:]), how="left")
                .with_columns(gedeckt=pl.col("gedeckt") * pl.col("da").fill_null(0.0))
                .drop("da")
            )
    return coverage(kitas)
