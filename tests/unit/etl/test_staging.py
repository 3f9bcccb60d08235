"""What is derived from a row, and that batches arrive in the staging table."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.schema import AKTIVITAET, TABLES
from etl.clean import UNREADABLE, canonical_frame
from etl.staging import Appender, Lineage, create_staging, public_holidays, with_derived
from monitor.warehouse import open_warehouse, staging

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


def test_an_activity_before_its_request_waits_less_than_nothing() -> None:
    assert derived(dt.date(2024, 8, 4), dt.date(2024, 8, 3))[0] == -1


def test_without_a_date_nothing_is_derived() -> None:
    assert derived(None, dt.date(2026, 10, 1)) == (None, 7)
    assert derived(dt.date(2024, 8, 1), None) == (None, None)


def test_holidays_are_those_of_the_land() -> None:
    assert dt.date(2024, 11, 1) in HOLIDAYS  # All Saints
    assert dt.date(2024, 10, 31) not in HOLIDAYS  # Reformation Day is not one here


LINEAGE = Lineage("L-1", "datei.csv", None, dt.datetime(2024, 11, 22, tzinfo=dt.UTC))


def test_batches_arrive_in_order_with_hash_and_lineage() -> None:
    table = TABLES["welle"]
    rows = canonical_frame({}, table, 1).with_columns(
        welle=pl.lit("W1"), zeile_nr=pl.lit(1), quelle_zeile=pl.lit(2)
    )
    unreadable = rows.with_columns(pl.lit("von").alias(UNREADABLE))
    with open_warehouse(None) as connection, staging(connection):
        create_staging(connection, table)
        with Appender(connection) as appender:
            for number, batch in enumerate((rows, rows, unreadable), start=1):
                appender.append(table, batch.with_columns(zeile_nr=pl.lit(number)), LINEAGE)
        found = connection.sql(
            "SELECT zeile_nr, welle, quelle_datei, zeilen_hash FROM eingang.welle ORDER BY ALL"
        ).fetchall()
    assert [row[:3] for row in found] == [(number, "W1", "datei.csv") for number in (1, 2, 3)]
    assert found[0][3] == found[1][3]
    assert found[2][3] != found[1][3]


def test_a_failing_batch_is_not_lost_silently() -> None:
    table = TABLES["welle"]
    with (
        open_warehouse(None) as connection,
        staging(connection),
        pytest.raises(Exception, match="welle"),
        Appender(connection) as appender,
    ):
        appender.append(table, pl.DataFrame({"x": [1]}), LINEAGE)
