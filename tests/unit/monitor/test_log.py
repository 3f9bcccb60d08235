from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from monitor import log
from monitor.log import configure_log, log_path
from monitor.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _restored_log(instance: Settings) -> Iterator[None]:
    instance.home.mkdir(parents=True)
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
    configure_log(load_settings(instance.home, log_level="warning"))
    structlog.get_logger().info("not told")
    configure_log(instance)  # events are told unless somebody wants fewer
    structlog.get_logger().info("told")
    assert [entry["event"] for entry in _entries(instance)] == ["told"]


def test_a_later_run_appends(instance: Settings) -> None:
    for run in ("first", "second"):
        configure_log(instance)
        structlog.get_logger().error(run)
    assert [entry["event"] for entry in _entries(instance)] == ["first", "second"]


def test_nothing_is_made_before_there_is_something_to_tell(instance: Settings) -> None:
    configure_log(instance)
    assert not log_path(instance).parent.exists()
    structlog.get_logger().info("told")
    assert stat.S_IMODE(log_path(instance).stat().st_mode) == 0o600
    assert stat.S_IMODE(log_path(instance).parent.stat().st_mode) == 0o700


def test_a_log_does_not_make_an_instance(
    instance: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = Settings(home=instance.home / "tippfehler")
    configure_log(nowhere)
    structlog.get_logger().error("told")
    assert not nowhere.home.exists()
    assert json.loads(capsys.readouterr().err)["event"] == "told"


def test_what_cannot_be_written_is_said_on_standard_error(
    instance: Settings, refusing: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_log(instance)
    with refusing("log", 28):
        structlog.get_logger().error("told")
    assert json.loads(capsys.readouterr().err)["event"] == "told"


def test_a_full_log_is_put_aside_and_only_one_is_kept(
    instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LIMIT_BYTES", 250)
    configure_log(instance)
    for number in range(20):
        structlog.get_logger().error("entry", number=number)
    older = log_path(instance).with_name("monitor.log.1")
    assert {path.name for path in instance.log.iterdir()} <= {"monitor.log", "monitor.log.1"}
    assert older.stat().st_size <= 400
    lines = older.read_text(encoding="utf-8").splitlines()
    if log_path(instance).exists():
        lines += log_path(instance).read_text(encoding="utf-8").splitlines()
    numbers = [json.loads(line)["number"] for line in lines]
    assert numbers == list(range(numbers[0], 20))
