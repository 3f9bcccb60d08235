"""The rows for science as part of a release: blanked, attacked, kept, taken over unchanged."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.audit.audit import audit
from monitor.datasets.microdata.row_counts import RowCounts
from monitor.disclosure.history import Earlier, read_earlier
from monitor.numbers import Computed, compute_release
from monitor.protection import evidence_of
from monitor.science_rows import ScienceRows
from monitor.warehouse import open_warehouse
from tests.unit.monitor.audit.test_audit import CONTENT, RULES, UNEVEN, contacts
from tests.unit.monitor.measures.worlds import KITAS, activity, furnish, insert

AFTER_THE_WAIT = dt.date(2026, 1, 15)
NOTHING = pl.DataFrame(schema=dict.fromkeys(("gebiet_id", "quartal", "spalte"), pl.String))


def release(
    rows: Sequence[dict[str, Any]],
    file: Path,
    earlier: Sequence[Earlier] = (),
    as_of: dt.date = AFTER_THE_WAIT,
) -> Computed:
    """Return the release of some activities with its rows for science."""
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", rows)
        connection.execute("UPDATE erwartete_lieferung SET frist = DATE '2024-01-01'")
        return compute_release(connection, CONTENT, as_of=as_of, earlier=earlier, rows_file=file)


def published(computed: Computed, folder: Path, name: str) -> Earlier:
    computed.backing.save(folder / name)
    return read_earlier(folder / name, name, computed.frames["wert"])


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    """Return the release of rows of which one area's third quarter is small."""
    return release(UNEVEN, tmp_path_factory.mktemp("zeilen") / "zeilen.parquet")


def test_the_rows_are_a_dataset_of_the_release(uneven: Computed) -> None:
    assert uneven.rows is not None
    assert uneven.rows.rows.collect().height == len(UNEVEN)
    assert uneven.protected.report.passed
    assert uneven.protected.summary()["row_columns_blanked"] > 0


def test_a_year_that_is_not_over_has_no_rows(tmp_path: Path) -> None:
    made = release(UNEVEN, tmp_path / "zeilen.parquet", as_of=dt.date(2024, 12, 1))
    assert made.rows is None
    assert made.backing.row_counts is None


def test_what_is_blank_would_tell_a_hidden_figure(uneven: Computed, tmp_path: Path) -> None:
    """Nothing blanked, the same tables: the audit finds what the rows tell."""
    before = evidence_of(published(uneven, tmp_path, "A"))
    assert audit([before], RULES).passed
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", UNEVEN)
        rows = ScienceRows(connection, CONTENT, (), tmp_path / "alle", as_of=AFTER_THE_WAIT)
        told = rows.publish(NOTHING)
    report = audit([dataclasses.replace(before, row_counts=told)], RULES)
    assert report.unsafe
    assert not report.contradicting


def test_the_rows_of_a_year_stay_as_they_were_published(uneven: Computed, tmp_path: Path) -> None:
    first = published(uneven, tmp_path, "A")
    late = [*UNEVEN, activity("K001", wartezeit_werktage=2)]
    second = release(late, tmp_path / "zeilen.parquet", [first])
    assert first.rows_file is not None
    assert second.rows is not None
    assert second.rows.rows.collect().equals(pl.read_parquet(first.rows_file))
    again = published(second, tmp_path, "B")
    assert again.row_counts is not None
    assert again.row_counts.bounds.is_empty()  # nothing new to be counted
    assert audit([evidence_of(first), evidence_of(again)], RULES).passed


def test_what_rows_can_be_counted_to_is_kept(uneven: Computed, tmp_path: Path) -> None:
    kept = published(uneven, tmp_path, "A").row_counts
    counts = uneven.backing.row_counts
    assert kept is not None
    assert counts is not None
    assert kept.components == counts.components
    assert kept.bounds.equals(counts.bounds)
    assert RowCounts.read(tmp_path) is None


def test_bounds_hold_for_the_truth(uneven: Computed) -> None:
    """The counts of the release's own cells lie between what the rows say of them."""
    counts = uneven.backing.row_counts
    assert counts is not None
    truth = uneven.backing.contributors["aktivitaet"]
    keys = ["gebiet_id", "periode_art", "periode"]
    names = [name for name in truth.columns if name.startswith("anzahl")]
    long = (
        truth.group_by(keys).agg(pl.col(names).sum())
        .unpivot(index=keys, on=names, variable_name="baustein", value_name="wahr")
    )  # fmt: skip
    both = counts.bounds.join(long, on=[*keys, "baustein"])
    assert both.height > 0
    assert both.filter(~pl.col("wahr").is_between("unten", "oben")).is_empty()


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(KITAS)), st.sampled_from([2, 5, 8, 11]),
            st.integers(0, 4), st.integers(0, 4),
        ),
        min_size=6, max_size=24,
    )
)  # fmt: skip
def test_whatever_the_rows_tables_and_rows_withstand_the_attack(
    tmp_path: Path, counts: list[tuple[str, int, int, int]]
) -> None:
    rows = contacts(counts)
    if not rows:
        return
    made = release(rows, tmp_path / "zeilen.parquet")
    assert made.protected.report.passed
