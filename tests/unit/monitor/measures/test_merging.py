"""Rows and Kitas of a merged area count for its neighbour, as if they had always lain there."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from monitor.assembly.both_levels import add_up, read_office
from monitor.assembly.compute import compute
from monitor.content.folder import Content
from monitor.measures.merging import merged, merged_population
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import AREAS, KITAS, LAST, activity, furnish, insert

_, PELLENZ, MAIFELD = AREAS
AS_OF = dt.date(2025, 2, 1)
KEYS = ["indikator_id", "gebiet_id", "periode_art", "periode"]

CHOICES: dict[str, list[Any]] = {
    "aktivitaet_art": ["BER_FAM", "BER_TEAM", "ELTCAFE", "KIND_GRUPPE", "SRANG"],
    "wartezeit_werktage": [*range(10), None],
    "kita_id": [*KITAS, None],
    "kooperationspartner": ["KEINE", "EB", "EB|VEREIN", None],
    "abschluss": [True, False],
    "ergebnis": ["GEKLAERT", "ABBRUCH"],
    "gas_wert": [-2, -1, 0, 1, 2, None],
    "tn_kinder": [0, 1, 5],
    "weitervermittlung": ["KEINE", "EB"],
    "weitervermittlung_ergebnis": ["ANGEKOMMEN", "KEINE_KAPAZITAET", None],
    "tage_bis_eingang": [20, 90],
}


def facts(seed: int) -> list[dict[str, Any]]:
    """Return activities of 2024 in all three areas, some without a Kita."""
    chance = random.Random(seed)  # noqa: S311 - facts, not secrets
    rows = []
    for _ in range(150):
        drawn = {name: chance.choice(values) for name, values in CHOICES.items()}
        kita = drawn.pop("kita_id")
        row = activity(kita, datum=LAST - dt.timedelta(days=chance.randrange(366)), **drawn)
        rows.append(row if kita else row | {"sozialraum_ars": chance.choice(AREAS)})
    return rows


def office(connection: duckdb.DuckDBPyConnection) -> None:
    """Write a wave in Maifeld alone."""
    wave = {"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)}
    insert(connection, "welle", [wave])
    insert(connection, "befragung", [
        {"welle": "W2024", "sozialraum_ars": MAIFELD, "kita_id": "K005", "akteursgruppe": "ELTERN",
         "eingeladen": 20, "teilgenommen": 12}
    ])  # fmt: skip


def merging(content: Content) -> Content:
    """Return content that serves three areas and merges Maifeld into Pellenz."""
    areas = (area for area in content.areas if area.ars in AREAS)
    return replace(content, areas=tuple(
        replace(area, zusammen_mit=PELLENZ if area.ars == MAIFELD else None) for area in areas
    ))  # fmt: skip


@contextlib.contextmanager
def warehouse(seed: int, *, moved: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a world; ``moved``: all of Maifeld lies in Pellenz from the start."""
    with open_warehouse(None) as connection:
        furnish(connection, missing=[("TR03", "2024-Q4")])
        office(connection)
        rows = facts(seed)
        insert(connection, "aktivitaet", rows[:130])
        insert(connection, "quarantaene_aktivitaet", rows[130:])
        if moved:
            for name in ("dim_kita", "aktivitaet", "quarantaene_aktivitaet", "befragung"):
                connection.execute(
                    f"UPDATE {name} SET sozialraum_ars = '{PELLENZ}' "
                    f"WHERE sozialraum_ars = '{MAIFELD}'"
                )
        yield connection


def tables(content: Content, seed: int, *, moved: bool) -> dict[str, pl.DataFrame]:
    """Return the tables of those who steer."""
    with warehouse(seed, moved=moved) as connection:
        return compute(connection, content, as_of=AS_OF)


@settings(max_examples=4)
@given(seed=st.integers(0, 10_000))
def test_internal_figures_are_those_of_a_world_without_the_small_area(
    packaged_content: Content, seed: int
) -> None:
    one, other = (tables(merging(packaged_content), seed, moved=moved) for moved in (False, True))
    for name, found in one.items():
        assert_frame_equal(found, other[name], check_row_order=False)
    assert set(one["wert"]["gebiet_id"]) == {"KREIS", *AREAS} - {MAIFELD}


def test_what_both_levels_are_computed_from_is_the_same(packaged_content: Content) -> None:
    found = []
    for moved in (False, True):
        with warehouse(1, moved=moved) as connection:
            content = merging(packaged_content)
            found.append(add_up(read_office(connection, content, as_of=AS_OF), content))
    one, other = found
    assert_frame_equal(one.kitas, other.kitas, check_row_order=False)
    assert_frame_equal(one.covered, other.covered, check_row_order=False)
    assert one.areas == other.areas == [AREAS[0], PELLENZ]
    for name, rolled in (*one.rolled.items(), ("quarantine", one.quarantine)):
        same = other.quarantine if name == "quarantine" else other.rolled[name]
        for part in ("areas", "contributors", "kitas", "providers"):
            assert_frame_equal(getattr(rolled, part), getattr(same, part), check_row_order=False)


def test_areas_are_counted_as_they_have_figures(packaged_content: Content) -> None:
    """The recency of waves, rows per area and the district's mean of kinds know two areas."""
    found = tables(merging(packaged_content), 1, moved=False)["wert"]
    district = found.filter(gebiet_id="KREIS")
    recency = district.filter(indikator_id="Z5.3")
    assert set(recency["nenner"].drop_nulls()) == {2.0}
    kinds = found.filter(indikator_id="Z9.3", periode="2024-Q1")
    of_areas = kinds.filter(pl.col("gebiet_id") != "KREIS")["wert"]
    assert kinds.filter(gebiet_id="KREIS")["wert"].item() == pytest.approx(of_areas.mean())


def test_the_district_is_the_same_with_and_without_a_merger(packaged_content: Content) -> None:
    joint = merging(packaged_content)
    apart = replace(joint, areas=tuple(replace(a, zusammen_mit=None) for a in joint.areas))
    by_areas = ["Z5.3", "Z9.1", "Z9.3"]  # these count areas
    one, other = (
        tables(content, 1, moved=False)["wert"]
        .filter(pl.col("gebiet_id") == "KREIS", ~pl.col("indikator_id").is_in(by_areas))
        .sort(KEYS)
        for content in (joint, apart)
    )
    assert_frame_equal(one, other)


def test_frames_of_either_column_and_of_none() -> None:
    areas = {MAIFELD: PELLENZ}
    for name in ("sozialraum_ars", "gebiet_id"):
        frame = pl.DataFrame({name: [MAIFELD, PELLENZ, None, AREAS[0]]})
        assert merged(frame, areas)[name].to_list() == [PELLENZ, PELLENZ, None, AREAS[0]]
        assert merged(frame, {}) is frame
    assert merged(pl.DataFrame(), areas).is_empty()


DAY = dt.date(2024, 7, 1)


@pytest.mark.parametrize(
    ("small", "said"),
    [
        ((300, 20.0, dt.date(2023, 7, 1)), (400, 17.5, dt.date(2023, 7, 1))),
        ((300, None, DAY), (400, None, DAY)),
        ((None, 20.0, DAY), (None, None, DAY)),
    ],
)
def test_children_of_both_areas(small: tuple[Any, ...], said: tuple[Any, ...]) -> None:
    rows = pl.DataFrame(
        [(AREAS[0], 50, 3.14, DAY), (PELLENZ, 100, 10.0, DAY), (MAIFELD, *small)],
        schema={"gebiet_id": pl.String, "kinder_u7": pl.Int32,
                "kinder_u7_sgb2_quote": pl.Float64, "stand": pl.Date},
        orient="row",
    )  # fmt: skip
    found = merged_population(rows, {MAIFELD: PELLENZ})
    assert found.schema == rows.schema
    assert found.row(0) == rows.row(0)
    assert found.row(1) == (PELLENZ, *said)
    assert merged_population(rows, {}) is rows
