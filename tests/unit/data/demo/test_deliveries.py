"""Every format is written; what goes wrong goes wrong as the story says."""

import datetime as dt
import io
import tomllib

import numpy as np
import polars as pl
import pytest

from data.demo.deliveries import EPISODES, REPEATED_ROWS, quarter_parcels
from data.demo.faults import FAULTS, break_rules
from data.demo.parcels import Parcel
from data.demo.places import Places
from data.demo.scenario import ALWAYS_LATE, MISSING, quarter_end
from data.demo.side_tables import due_dates
from data.demo.spelling import Labels
from data.demo.styles import STYLES


def start_of(quarter: str) -> dt.date:
    return dt.date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


@pytest.fixture
def send(activities: pl.DataFrame, labels: Labels):
    def parcels(traeger_id: str, quarter: str) -> list[Parcel]:
        start = start_of(quarter)
        inside = pl.col("datum").is_between(start, quarter_end(start))
        rows = activities.filter(inside, traeger_id=traeger_id)
        return list(quarter_parcels(traeger_id, start, rows, labels, np.random.default_rng(5)))

    return parcels


@pytest.mark.parametrize("traeger_id", STYLES)
def test_ordinary_quarter_is_one_file_that_names_everything(send, traeger_id: str) -> None:
    (parcel,) = send(traeger_id, "2024-Q4")
    told = " ".join([parcel.name, *map(str, parcel.sidecar.values())])
    assert traeger_id in told
    assert str(parcel.received) in told
    assert "2024Q4" in told.replace("-", "")
    assert len(parcel.content) > 1_000


def test_there_are_many_formats() -> None:
    looks = {
        (style.file, style.spelling.dates, style.spelling.durations) for style in STYLES.values()
    }
    assert len(looks) == len(STYLES) == 14
    assert {style.file.container for style in STYLES.values()} == {
        "csv",
        "txt",
        "tsv",
        "xlsx",
        "ods",
        "parquet",
    }


def test_deliveries_are_due_before_or_after_the_date(send, places: Places) -> None:
    due = due_dates(places.traeger).filter(quartal="2024-Q4", traeger_id="TR01")["frist"].item()
    assert send("TR01", "2024-Q4")[0].received <= due
    assert send(ALWAYS_LATE, "2024-Q4")[0].received > due


def test_the_latest_quarter_of_one_traeger_is_missing(send) -> None:
    assert send(*MISSING) == []


def test_faults_break_the_share_of_rows(activities: pl.DataFrame) -> None:
    rows = activities.head(5_000)
    broken = break_rules(rows, 0.01, np.random.default_rng(6))
    changed = sum(not same for same in rows_equal(rows, broken))
    assert changed <= 50
    assert changed > 40
    assert broken.columns == rows.columns


def rows_equal(left: pl.DataFrame, right: pl.DataFrame) -> list[bool]:
    same = [left[name].eq_missing(right[name]).alias(name) for name in left.columns]
    return pl.DataFrame(same).select(pl.all_horizontal(pl.all())).to_series().to_list()


def test_every_fault_changes_known_columns(activities: pl.DataFrame) -> None:
    assert all(set(values) <= set(activities.columns) for values in FAULTS)


@pytest.mark.parametrize(("traeger_id", "quarter"), EPISODES)
def test_special_quarters_end_with_a_good_file(send, traeger_id: str, quarter: str) -> None:
    parcels = send(traeger_id, quarter)
    assert [p.received for p in parcels] == sorted(p.received for p in parcels)
    assert len({parcel.name for parcel in parcels}) == len(parcels)
    assert parcels[-1].content


def test_correction_differs_from_the_first_file(send) -> None:
    first, second = send("TR02", "2024-Q1")
    assert first.content != second.content
    assert first.content.count(b"\n") == second.content.count(b"\n")


def test_remarks_are_in_the_first_file_only(send) -> None:
    first, second = send("TR09", "2024-Q2")
    assert b"Bemerkungen" in first.content
    assert b"Bemerkungen" not in second.content


def test_damaged_files_are_empty_or_break_off(send) -> None:
    assert send("TR13", "2022-Q2")[0].content == b""
    first, second = send("TR08", "2025-Q1")
    assert second.content.startswith(first.content)
    assert 0 < len(first.content) < len(second.content)


def test_supplement_and_first_part_make_the_quarter(send, activities: pl.DataFrame) -> None:
    first, second = (pl.read_parquet(io.BytesIO(p.content)) for p in send("TR06", "2024-Q3"))
    inside = pl.col("datum").is_between(dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    quarter = activities.filter(inside, traeger_id="TR06")
    assert set(first["aktivitaet_id"]) | set(second["aktivitaet_id"]) == set(
        quarter["aktivitaet_id"]
    )
    assert len(first) + len(second) == len(quarter)
    assert send("TR06", "2024-Q3")[1].sidecar["art"] == "ERGAENZUNG"


def test_same_file_comes_under_another_name(send) -> None:
    first, second = send("TR01", "2022-Q1")
    assert first.content == second.content


def test_some_rows_come_twice(send) -> None:
    (parcel,) = send("TR08", "2023-Q4")
    table = pl.read_excel(parcel.content, engine="calamine", read_options={"header_row": 2})
    assert table.height - table.unique().height == REPEATED_ROWS


def test_sidecar_is_toml(tmp_path) -> None:
    day = dt.date(2024, 1, 2)
    parcel = Parcel("a.csv", b"x", day, {"eingang": day, "art": "A"})
    path = parcel.write(tmp_path)
    sidecar = tomllib.loads((tmp_path / "a.csv.toml").read_text("utf-8"))
    assert path.read_bytes() == b"x"
    assert sidecar == {"eingang": day, "art": "A"}
