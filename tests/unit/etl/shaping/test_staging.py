"""What is derived from a row, and that pieces are seen as one staging table."""

import datetime as dt
import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.schema import AKTIVITAET, EMPFEHLUNG, TABLES, Table
from etl.cleaning.columns import canonical_frame
from etl.shaping.staging import (
    Lineage,
    PieceWriter,
    create_staging,
    public_holidays,
    with_derived,
    with_record_keys,
)
from monitor.warehouse.database import open_warehouse, staging

HOLIDAYS = public_holidays("RP", dt.date(2026, 12, 31))
DAYS = st.dates(dt.date(2021, 7, 1), dt.date(2026, 9, 30))
RECEIVED = dt.date(2026, 10, 8)


def derived(asked: dt.date | None, done: dt.date | None) -> tuple[int | None, int | None]:
    rows = pl.DataFrame(
        {"anfrage_datum": [asked], "datum": [done]},
        schema={"anfrage_datum": pl.Date, "datum": pl.Date},
    )
    found = with_derived(rows, AKTIVITAET, received=RECEIVED, free_days=HOLIDAYS)
    (values,) = found.select("wartezeit_werktage", "tage_bis_eingang").rows()
    return values[0], values[1]


@given(asked=DAYS, wait=st.integers(0, 200))
def test_waiting_time_is_that_of_numpy(asked: dt.date, wait: int) -> None:
    done = asked + dt.timedelta(days=wait)
    expected = np.busday_count(asked, done, holidays=HOLIDAYS)
    assert derived(asked, done) == (expected, (RECEIVED - done).days)


@pytest.mark.parametrize(
    ("asked", "done", "days"),
    [
        ((2024, 9, 6), (2024, 9, 6), 0),  # Friday, the same day
        ((2024, 9, 6), (2024, 9, 9), 1),  # Friday → Monday
        ((2024, 9, 6), (2024, 9, 7), 1),  # Friday → Saturday, as on Monday
        ((2024, 9, 7), (2024, 9, 7), 0),  # Saturday, the same day
        ((2024, 9, 7), (2024, 9, 9), 0),  # Saturday → Monday: as if asked on Monday
        ((2024, 9, 8), (2024, 9, 9), 0),  # Sunday → Monday
        ((2024, 9, 7), (2024, 9, 10), 1),  # Saturday → Tuesday
        ((2024, 3, 28), (2024, 4, 2), 1),  # Thursday before Easter → Tuesday after it
        ((2024, 3, 29), (2024, 4, 2), 0),  # Good Friday → Tuesday: as if asked on Tuesday
        ((2024, 5, 30), (2024, 5, 31), 0),  # Corpus Christi, a holiday of the Land → Friday
        ((2024, 12, 24), (2024, 12, 27), 1),  # Christmas Eve is a working day
    ],
)
def test_what_falls_on_a_free_day_counts_from_the_next_working_day(
    asked: tuple[int, int, int], done: tuple[int, int, int], days: int
) -> None:
    assert derived(dt.date(*asked), dt.date(*done))[0] == days


def test_an_activity_before_its_request_waits_less_than_nothing() -> None:
    assert derived(dt.date(2024, 8, 4), dt.date(2024, 8, 3))[0] == -1


def test_without_a_date_nothing_is_derived() -> None:
    assert derived(None, dt.date(2026, 10, 1)) == (None, 7)
    assert derived(dt.date(2024, 8, 1), None) == (None, None)


def test_holidays_are_those_of_the_land() -> None:
    assert dt.date(2024, 11, 1) in HOLIDAYS  # All Saints
    assert dt.date(2024, 10, 31) not in HOLIDAYS  # Reformation Day is not one here


LINEAGE = Lineage("L-1", "Träger's datei.csv", dt.datetime(2024, 11, 22, tzinfo=dt.UTC))


def piece(number: int, table: Table, **cells: str | None) -> pl.DataFrame:
    return canonical_frame({}, table, 1).with_columns(
        *(pl.lit(text, dtype=pl.String).alias(name) for name, text in cells.items()),
        pl.lit(number, dtype=pl.Int32).alias("zeile_nr"),
        pl.lit(number + 1, dtype=pl.Int32).alias("quelle_zeile"),
        pl.lit("Blatt", dtype=pl.String).alias("quelle_blatt"),
    )


def test_pieces_are_one_table_with_lineage_and_hash(tmp_path: Path) -> None:
    table = TABLES["welle"]
    with open_warehouse(None) as connection, staging(connection, tmp_path / "s"):
        with PieceWriter(tmp_path / "s") as pieces:
            pieces.append(piece(1, table, welle="W1"))
            pieces.append(piece(2, table, welle="W1"))
            pieces.append(piece(3, table, welle="W1", unlesbar="von"))
        create_staging(connection, table, tmp_path / "s", LINEAGE)
        found = connection.sql(
            "SELECT zeile_nr, welle, quelle_datei, quelle_blatt, geladen_am, zeilen_hash "
            "FROM eingang.welle ORDER BY ALL"
        ).fetchall()
    local_time = LINEAGE.geladen_am.astimezone().replace(tzinfo=None)
    known = ("W1", LINEAGE.quelle_datei, "Blatt", local_time)
    assert [row[:5] for row in found] == [(number, *known) for number in (1, 2, 3)]
    assert found[0][5] == found[1][5]
    assert found[2][5] != found[1][5]


@pytest.mark.parametrize(
    ("due", "done", "is_done"),
    [
        ((2024, 6, 30), (2024, 6, 30), True),
        ((2024, 6, 30), (2024, 12, 31), True),  # late, but in the year when due
        ((2024, 6, 30), (2025, 1, 1), False),
        ((2024, 12, 31), (2023, 9, 1), True),  # before its year
        ((2024, 6, 30), None, False),
    ],
)
def test_a_recommendation_is_done_by_the_end_of_the_year_when_due(
    due: tuple[int, int, int], done: tuple[int, int, int] | None, is_done: bool
) -> None:
    days = {"faellig_am": [dt.date(*due)], "erledigt_am": [done and dt.date(*done)]}
    rows = pl.DataFrame(days, schema=dict.fromkeys(days, pl.Date))
    found = with_derived(rows, EMPFEHLUNG, received=RECEIVED, free_days=[])
    assert found["bis_jahresende"].to_list() == [is_done]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_staging_table_has_the_types_of_the_warehouse(table: Table, tmp_path: Path) -> None:
    derived_rows = with_derived(piece(1, table), table, received=RECEIVED, free_days=HOLIDAYS)
    rows = with_record_keys(derived_rows, table, b"s" * 32)
    with open_warehouse(None) as connection, staging(connection, tmp_path / "s"):
        with PieceWriter(tmp_path / "s") as pieces:
            pieces.append(rows)
        create_staging(connection, table, tmp_path / "s", LINEAGE)
        shapes = [
            connection.sql(f"SELECT * FROM {name} LIMIT 0").description
            for name in (f"eingang.{table.name}", f"quarantaene_{table.name}")
        ]
    assert [column[:2] for column in shapes[0]] == [column[:2] for column in shapes[1]]


def test_the_hash_of_a_row_never_changes(tmp_path: Path) -> None:
    """Facts keep it for years: another text of a cell would make every copy look like a change."""
    table = TABLES["welle"]
    with open_warehouse(None) as connection, staging(connection, tmp_path / "s"):
        with PieceWriter(tmp_path / "s") as pieces:
            pieces.append(piece(1, table, welle="W1").with_columns(von=pl.lit(dt.date(2024, 7, 1))))
        create_staging(connection, table, tmp_path / "s", LINEAGE)
        ((found,),) = connection.sql("SELECT zeilen_hash FROM eingang.welle").fetchall()
    cells = "".join(f"{text}\x1f" for text in ("W1", "2024-07-01"))
    others = "\x1f" * (len(table.delivered) - 2)
    assert found == hashlib.md5((cells + others).encode(), usedforsecurity=False).hexdigest()


def test_a_failing_piece_is_not_lost_silently(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), PieceWriter(tmp_path / "nowhere") as pieces:
        pieces.append(pl.DataFrame({"x": [1]}))
