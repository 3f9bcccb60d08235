from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import structlog

from monitor.errors import ReleaseError
from monitor.events import Event, kind_of, places_of, tell
from monitor.releases.log import find_release
from monitor.settings import Settings

Logged = Callable[[], list[dict[str, Any]]]


def test_levels_follow_from_what_happened(logged: Logged) -> None:
    tell(Event.RELEASE_PUBLISHED, release="R")
    tell(Event.DELIVERY_REFUSED, delivery="L-1", reason="LEER", rows=0, seconds=0.1)
    tell(
        Event.DELIVERY_FAILED,
        delivery="L-1",
        kind="KeyError",
        places=["etl/loading/load.py:1 load"],
    )
    assert [(entry["event"], entry["level"]) for entry in logged()] == [
        ("release published", "info"),
        ("delivery refused", "warning"),
        ("delivery failed", "error"),
    ]


def test_without_a_log_nobody_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    tell(Event.RELEASE_PUBLISHED, release="R")
    assert capfd.readouterr() == ("", "")


def test_places_tell_where_but_not_what() -> None:
    with pytest.raises(ValueError, match="a value") as raised:
        int("a value of a row")
    places = places_of(raised.value)
    assert len(places) == 1
    assert places[0].startswith("test_events.py:")
    assert "a value of a row" not in places[0]


def test_places_are_ours_and_begin_with_the_innermost_cause(instance: Settings) -> None:
    def fail() -> None:
        try:
            int("x")
        except ValueError as error:
            find_release_or(error)

    def find_release_or(cause: Exception) -> None:
        try:
            find_release(instance.releases, "unsinn")
        except ReleaseError as error:
            raise error from cause

    with pytest.raises(ReleaseError) as raised:
        fail()
    places = places_of(raised.value)
    assert {place.partition(":")[0] for place in places} == {"monitor/releases/log.py"}
    assert [place.rpartition(" ")[2] for place in places] == ["find_release", "require_release"]
    assert kind_of(raised.value) == "ReleaseError < ValueError"
