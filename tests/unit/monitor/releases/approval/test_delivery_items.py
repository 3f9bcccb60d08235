"""Deliveries that are missing, wait or were refused, as the newest quality snapshot says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from monitor.releases.approval.items import ItemSeverity
from monitor.settings import Settings
from monitor.snapshots.layout import QUALITY

MakeRelease = Callable[..., str]
Deliver = Callable[..., None]
Look = Callable[..., dict[str, Any]]


@pytest.fixture
def expect(warehouse: duckdb.DuckDBPyConnection) -> Callable[[str, str, dt.date], None]:
    """Return a function that expects a delivery of a Träger and quarter until a day."""
    query = "INSERT INTO erwartete_lieferung (traeger_id, quartal, frist) VALUES (?, ?, ?)"
    return lambda *row: warehouse.execute(query, row) and None


def test_without_a_quality_snapshot_a_reason_is_wanted(
    look: Look, make_release: MakeRelease, instance: Settings, renew_quality: Callable[[], str]
) -> None:
    draft = make_release(published=False)
    items = look(draft)
    assert (items["quality"].case, items["quality"].severity) == ("none", ItemSeverity.WARNUNG)
    assert not {"missing", "waiting", "refused"} & items.keys()
    snapshot = renew_quality()
    items = look(draft)
    assert items["quality"].severity is ItemSeverity.BESTANDEN
    assert items["quality"].parameters == {"day": dt.date(2026, 11, 22)}
    with (instance.quality / snapshot / QUALITY.database).open("ab") as stream:
        stream.write(b"x")
    assert look(draft)["quality"].case == "damaged"


def test_deliveries_missing_in_the_quarters_of_the_release_are_counted(
    *, look: Look, make_release: MakeRelease, deliver: Deliver, expect: Any, renew_quality: Any
) -> None:
    deliver("L-1", traeger_id="TR01", quartal="2026-Q3")
    for traeger in ("TR01", "TR02", "TR03"):
        expect(traeger, "2026-Q3", dt.date(2026, 10, 15))
    expect("TR02", "2026-Q2", dt.date(2026, 7, 15))
    expect("TR02", "2026-Q4", dt.date(2026, 12, 1))  # not yet due when the snapshot is made
    expect("TR02", "2027-Q1", dt.date(2026, 11, 1))  # no quarter of the release
    draft = make_release(published=False)
    renew_quality()
    found = look(draft)["missing"]
    assert (found.case, found.severity) == ("open", ItemSeverity.WARNUNG)
    assert found.parameters == {"count": 3, "quarters": {"2026-Q2": 1, "2026-Q3": 2}}
    later = look(draft, now=dt.datetime(2026, 12, 2, tzinfo=dt.UTC))["missing"]
    assert later.parameters["quarters"] == {"2026-Q2": 1, "2026-Q3": 2, "2026-Q4": 1}


def test_deliveries_that_wait_or_are_refused_are_counted_until_settled(
    *, look: Look, make_release: MakeRelease, deliver: Deliver, renew_quality: Any
) -> None:
    deliver("L-1", traeger_id="TR01", quartal="2026-Q3")
    deliver("L-2", traeger_id="TR02", quartal="2026-Q3", status="WARTET")
    deliver("L-3", traeger_id="TR03", quartal="2026-Q3", status="ABGELEHNT")
    deliver("L-4", traeger_id="TR04", quartal="2026-Q3", status="ABGELEHNT")
    deliver("L-5", traeger_id="TR04", quartal="2026-Q3", eingang_am=dt.date(2026, 11, 1))
    draft = make_release(published=False)
    renew_quality()
    items = look(draft)
    for key in ("waiting", "refused"):
        assert (items[key].case, items[key].severity) == ("open", ItemSeverity.WARNUNG)
        assert items[key].parameters == {"count": 1}
    deliver("L-6", traeger_id="TR03", quartal="2026-Q3", eingang_am=dt.date(2026, 11, 2))
    renew_quality()
    assert look(draft)["refused"].severity is ItemSeverity.BESTANDEN
