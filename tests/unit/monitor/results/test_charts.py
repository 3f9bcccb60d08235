"""Charts run on over versions of the same definition, and break where it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT, Assurance, Signal, Variation
from monitor.periods import PeriodKind
from monitor.results.charts import chart_tables
from monitor.results.graded_in import GradedIn, Kinds

TEXT = {"de": "etwas", "en": "something"}
AREA = "071370203"


def kinds(*concepts: Concept) -> GradedIn:
    """Return the declared kind of period of each indicator, for the district and for areas."""
    return {(c.id, i.id): Kinds(i.periode, i.periode) for c in concepts for i in c.indikator}


def version(year: int, **given: Any) -> Concept:
    """Return a version of one indicator, valid from the beginning of a year."""
    rows = {"text": TEXT, "wo": [{"feld": "erstkontakt", "gleich": True}]}
    indicator = {
        **{"id": "Z1.1", "name": TEXT, "beschreibung": TEXT, "einheit": TEXT, "art": "anzahl"},
        **{"richtung": "HOEHER", "zielwert": 80, "periode": "QUARTAL", "wirkungstreppe": "2"},
        **({"thema": "FAELLE", "zaehler": rows} | given),
    }
    return Concept.model_validate(
        {
            "konzept": {"id": str(year), "name": TEXT, "gueltig_von": dt.date(year, 1, 1)},
            "ziel": [{"id": "Z1", "name": TEXT, "beschreibung": TEXT}],
            "indikator": [indicator],
        }
    )


OTHER = {"reif": [{"feld": "tage_bis_eingang", "mindestens": 56}]}


def quarters(
    values: Sequence[float | None], concepts: Sequence[Concept], area: str = DISTRICT
) -> pl.DataFrame:
    """Return the rows of table wert of consecutive quarters from 2021 on."""
    starts = [dt.date(2021 + i // 4, i % 4 * 3 + 1, 1) for i in range(len(values))]
    versions = [[c.id for c in concepts if c.konzept.gueltig_von <= day][-1] for day in starts]
    return pl.DataFrame(
        {
            "indikator_id": "Z1.1",
            "gebiet_id": area,
            "periode_art": PeriodKind.QUARTAL.value,
            "periode": [f"{day.year}-Q{(day.month + 2) // 3}" for day in starts],
            "bis": [day + dt.timedelta(days=80) for day in starts],
            "konzept_id": versions,
            "wert": pl.Series(values, dtype=pl.Float64),
        }
    )  # fmt: skip


def charts(
    values: Sequence[float | None], *concepts: Concept
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the points and the states of the charts of one series."""
    tables = chart_tables(concepts, quarters(values, concepts), kinds(*concepts))
    points = tables["regelkarte"].sort("periode").to_dicts()
    return points, tables["regelkarte_stand"].to_dicts()


STEADY = [50.0, 52.0] * 6
WIDE = [40.0, 60.0] * 6


def test_limits_of_a_series() -> None:
    points, (state,) = charts(STEADY, version(2021))
    assert {point["mittel"] for point in points} == {51.0}
    assert points[0]["obere_grenze"] == pytest.approx(51 + 2.66 * 2)
    assert (state["n"], state["variation"], state["konzept_id"]) == (12, Variation.ZUFALL, "2021")
    assert state["zusicherung"] == Assurance.NIE
    assert (state["signal"], state["signal_periode"]) == (None, None)


def test_new_target_does_not_break_the_chart() -> None:
    points, (state,) = charts(STEADY, version(2021), version(2022, zielwert=40))
    assert {point["n"] for point in points} == {12}
    assert [p["konzept_id"] for p in points] == ["2021"] * 4 + ["2022"] * 8
    assert (state["konzept_id"], state["zusicherung"]) == ("2022", Assurance.IMMER)


def test_new_definition_begins_a_new_chart() -> None:
    points, states = charts([50.0] * 4 + STEADY, version(2021), version(2022, **OTHER))
    assert [point["n"] for point in points] == [4] * 4 + [12] * 12
    assert {s["konzept_id"]: s["variation"] for s in states} == {
        "2021": Variation.ZU_KURZ, "2022": Variation.ZUFALL,
    }  # fmt: skip
    assert points[0]["mittel"] is None


def test_definition_that_comes_back_begins_a_new_chart() -> None:
    points, states = charts(STEADY, version(2021), version(2022, **OTHER), version(2023))
    assert [point["n"] for point in points] == [4] * 12
    assert [state["konzept_id"] for state in states] == ["2021", "2022", "2023"]


def test_version_that_has_not_begun_says_nothing() -> None:
    _, (state,) = charts(STEADY, version(2021), version(2027, zielwert=40))
    assert (state["konzept_id"], state["zusicherung"]) == ("2021", Assurance.NIE)


def test_signal_at_the_latest_point() -> None:
    points, (state,) = charts([*STEADY, 90.0], version(2021))
    assert (points[-1]["signal"], points[-1]["richtung"]) == (Signal.PUNKT_AUSSERHALB, "OBEN")
    assert (state["variation"], state["signal"]) == (
        Variation.VERBESSERUNG, Signal.PUNKT_AUSSERHALB,
    )  # fmt: skip
    assert state["signal_periode"] == "2024-Q1"


def test_an_earlier_signal_makes_the_series_unpredictable() -> None:
    points, (state,) = charts([*WIDE, 120.0, *WIDE], version(2021))
    assert points[12]["signal"] == Signal.PUNKT_AUSSERHALB
    assert (state["variation"], state["signal"]) == (Variation.ZUFALL, None)
    assert state["zusicherung"] == Assurance.NICHT_STABIL


def test_a_signal_under_another_definition_says_nothing_of_the_present_one() -> None:
    values = [*WIDE, 200.0, *WIDE[:3], *STEADY]
    points, states = charts(values, version(2021), version(2025, **OTHER))
    assert points[12]["signal"] == Signal.PUNKT_AUSSERHALB
    assert {s["konzept_id"]: s["zusicherung"] for s in states} == {
        "2021": Assurance.NICHT_STABIL, "2025": Assurance.NIE,
    }  # fmt: skip


def test_without_a_target_there_is_nothing_to_foretell() -> None:
    observed = version(2021, richtung="BEOBACHTEN", zielwert=None)
    _, (state,) = charts([*WIDE, 120.0, *WIDE], observed)
    assert state["zusicherung"] == Assurance.KEINE_ANGABE
    _, (state,) = charts([50.0, 90.0, 50.0], version(2021))
    assert state["zusicherung"] == Assurance.KEINE_ANGABE


def test_what_is_good_depends_on_the_direction() -> None:
    lower = version(2021, richtung="NIEDRIGER", zielwert=10)
    _, (state,) = charts([*STEADY, 90.0], lower)
    assert state["variation"] == Variation.VERSCHLECHTERUNG
    _, (state,) = charts([*STEADY, 90.0], version(2021, richtung="BEOBACHTEN", zielwert=None))
    assert (state["variation"], state["zusicherung"]) == (
        Variation.VERAENDERUNG, Assurance.KEINE_ANGABE,
    )  # fmt: skip


def test_hidden_points_are_neither_counted_nor_given_away() -> None:
    values = [*STEADY, None]
    with_gap, (state,) = charts(values, version(2021))
    without, _ = charts(STEADY, version(2021))
    assert with_gap[0]["obere_grenze"] == without[0]["obere_grenze"]
    assert (state["n"], with_gap[-1]["signal"], with_gap[-1]["n"]) == (12, None, 12)


def test_areas_do_not_mix() -> None:
    concept = version(2021)
    rows = pl.concat([
        quarters(STEADY, [concept]), quarters([10.0] * 12, [concept], AREA),
        quarters([None] * 12, [concept], "071375001"),
    ])  # fmt: skip
    tables = chart_tables([concept], rows, kinds(concept))
    means = dict(tables["regelkarte"].select("gebiet_id", "mittel").unique().rows())
    assert means == {DISTRICT: 51.0, AREA: 10.0, "071375001": None}
    numbers = dict(tables["regelkarte_stand"].select("gebiet_id", "n").rows())
    assert numbers == {DISTRICT: 12, AREA: 12, "071375001": 0}


def test_other_periods_are_not_charted() -> None:
    concept = version(2021)
    months = quarters(STEADY, [concept]).with_columns(periode_art=pl.lit("MONAT"))
    rows = pl.concat([quarters(STEADY, [concept]), months])
    assert set(chart_tables([concept], rows, kinds(concept))["regelkarte"]["periode_art"]) == {
        "QUARTAL"
    }
