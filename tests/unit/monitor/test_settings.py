from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.settings import CONFIG_NAME, Settings, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MONITOR_{name.upper()}", raising=False)


def _configure(home: Path, text: str) -> None:
    (home / CONFIG_NAME).write_text(text, encoding="utf-8")


def test_arguments_win_over_environment_file_and_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(tmp_path).port == 8050
    _configure(tmp_path, "port = 8001")
    assert load_settings(tmp_path).port == 8001
    monkeypatch.setenv("MONITOR_PORT", "8002")
    assert load_settings(tmp_path).port == 8002
    assert load_settings(tmp_path, port=8003).port == 8003
    assert load_settings(tmp_path, port=None).port == 8002


def test_the_home_comes_from_the_argument_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().home == Path.cwd() / "instanz"
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "env"))
    assert load_settings().home == tmp_path / "env"
    assert load_settings(tmp_path / "given").home == tmp_path / "given"
    monkeypatch.setenv("MONITOR_HOME", "")  # set to nothing is not set: not the working directory
    assert load_settings().home == Path.cwd() / "instanz"


@pytest.mark.parametrize("way", ["default", "argument", "environment", "constructor"])
def test_a_relative_home_stays_where_it_was_when_the_working_directory_changes(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if way == "environment":
        monkeypatch.setenv("MONITOR_HOME", "instanz")
    given = {"argument": load_settings, "constructor": lambda home: Settings(home=home)}
    settings = given[way](Path("instanz")) if way in given else load_settings()
    monkeypatch.chdir("/")
    assert settings.home == tmp_path / "instanz"
    assert settings.content.is_absolute()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("port = 0", "„port“"),
        ("port = 'viele'", "„port“"),
        ("memory_limit = '1 Gigabyte'", "„memory_limit“"),
        ("log_level = 'laut'", "„log_level“"),
        ("unbekannt = 1", "„unbekannt“"),
        ("port = ", "kein gültiges TOML"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_do(tmp_path: Path, text: str, complaint: str) -> None:
    _configure(tmp_path, text)
    with pytest.raises(SettingsError, match=complaint) as error:
        load_settings(tmp_path)
    assert CONFIG_NAME in str(error.value)
    assert error.value.exit_code == 3


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_settings_do_not_change(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]  # that it cannot be set is what is tested


def test_all_paths_lie_in_the_home(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    paths = [
        settings.content,
        settings.warehouse,
        settings.inbox,
        settings.archive,
        settings.quarantine,
        settings.releases,
        settings.quality,
        settings.steering,
    ]
    assert {path.parent for path in paths} == {tmp_path}
    assert len(set(paths)) == len(paths)
