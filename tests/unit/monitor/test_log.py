from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from monitor.log import configure_log, log_path, places_of
from monitor.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _restored_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def _entries(settings: Settings) -> list[dict[str, object]]:
    lines = log_path(settings).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_entries_are_json_lines_with_time_and_level(instance: Settings) -> None:
    configure_log(instance)
    structlog.get_logger().warning("delivery refused", reason="PERSONENDATEN")
    (entry,) = _entries(instance)
    assert entry["event"] == "delivery refused"
    assert entry["reason"] == "PERSONENDATEN"
    assert entry["level"] == "warning"
    assert str(entry["timestamp"]).endswith("Z")


def test_the_level_of_the_settings_counts(instance: Settings) -> None:
    configure_log(instance)
    structlog.get_logger().info("not told")
    configure_log(load_settings(instance.home, log_level="info"))
    structlog.get_logger().info("told")
    assert [entry["event"] for entry in _entries(instance)] == ["told"]


def test_a_later_run_appends(instance: Settings) -> None:
    for run in ("first", "second"):
        configure_log(instance)
        structlog.get_logger().error(run)
    assert [entry["event"] for entry in _entries(instance)] == ["first", "second"]


def test_places_tell_where_but_not_what() -> None:
    try:
        int("a value of a row")
    except ValueError as error:
        places = places_of(error)
    assert len(places) == 1
    assert places[0].startswith("test_log.py:")
    assert "a value of a row" not in places[0]
