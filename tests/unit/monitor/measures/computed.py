"""Indicators of several kinds, and their figures as a small warehouse gives them."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.measures.facts import build_world, read_facts
from monitor.measures.figures import figures
from monitor.measures.world import World
from tests.builders.worlds import (
    AREAS,
    TEXT,
    Row,
    activity,
    concept,
    declare,
    equal,
    quantity,
    share,
)

OFFERS = quantity(equal("aktivitaet_art", "ELTCAFE"))
SHARE = share()
COUNT = declare("anzahl", id="Z1.2", zaehler=quantity(equal("erstkontakt", True)))
SUM = declare("anzahl", id="Z1.3", zaehler=quantity(summe=["dauer_min"]))
COVERAGE = declare("einheiten_anteil", id="Z4.1", zaehler=OFFERS, thema="EINHEITEN")
PER_KITA = declare("je_einheit", id="Z4.2", zaehler=OFFERS, bezug="KITA", thema="TERMINE")
RATIO = declare("verhaeltnis", id="Z7.2", zaehler=quantity(), mindestens_kitas=1, ebene="KREIS")
RATE = declare("rate", id="Z7.1", zaehler=quantity(equal("erstkontakt", True)))
COSTS = declare(
    "quote", id="Z11.4", periode="JAHR", ebene="KREIS", thema="GELD_STELLEN",
    zaehler={"text": TEXT, "quelle": "finanzen", "summe": ["personalkosten_eur"]},
    nenner=quantity(summe=["dauer_min"]),
)  # fmt: skip
INDICATORS = (SHARE, COUNT, SUM, COVERAGE, PER_KITA, RATIO, RATE, COSTS)
CONCEPT = concept(*INDICATORS)


def world(connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, content: Content) -> World:
    """Return everything that figures are taken from."""
    facts = read_facts(connection, [CONCEPT], content.code_names, periods)
    return build_world(facts, periods, periods.clear(), list(AREAS))


class Computed:
    """The figures of a warehouse, by indicator, area and period."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, content: Content
    ) -> None:
        self._world = world(connection, periods, content)
        self._periods = periods

    def all(self, indicator: Any) -> pl.DataFrame:
        return figures(indicator, self._periods, self._world)

    def one(self, indicator: Any, periode: str = "2024-Q1", area: str = DISTRICT) -> Row:
        (row,) = self.all(indicator).filter(gebiet_id=area, periode=periode).to_dicts()
        return dict(row)


def waits(*days: int | None, kita: str = "K001", **given: Any) -> list[Row]:
    """Return first contacts with these waiting times."""
    return [activity(kita, wartezeit_werktage=day, **given) for day in days]
