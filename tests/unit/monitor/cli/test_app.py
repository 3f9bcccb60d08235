"""How commands are called: their help with examples, the folder of the instance, its settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli.app import COMMANDS, app
from monitor.instance import prepare_instance
from monitor.settings import Settings
from tests.builders.commands import Run


def _command_names() -> list[str]:
    groups = [group.name for group in app.registered_groups if group.name]
    return groups + [
        command.name or command.callback.__name__
        for command in app.registered_commands
        if command.callback
    ]


def test_every_command_has_its_place_in_the_help() -> None:
    assert sorted(_command_names()) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches_with_an_example(run: Run, name: str) -> None:
    code, out, _ = run(name, "--help")
    assert code == 0
    assert "Beispiele:" in out
    assert f"monitor {name}" in out


def test_the_help_lists_the_way_of_the_data(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    positions = [out.index(f"\n  {name} ") for name in COMMANDS]
    assert positions == sorted(positions)


@pytest.mark.parametrize("command", [["--help"], ["status", "--help"]])
def test_help_imports_nothing_slow(command: list[str]) -> None:
    script = f"""
import sys
from monitor.cli import main
try:
    main({command!r})
except SystemExit:
    slow = {{"polars", "duckdb", "dash", "great_expectations", "ibis", "rich.progress"}}
    sys.exit(", ".join(sorted(slow & set(sys.modules))) or 0)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()


def test_home_may_be_given_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    assert run("--home", str(tmp_path / "a"), "init")[0] == 0
    assert run("init", "--home", str(tmp_path / "b"))[0] == 0
    assert (tmp_path / "a" / "content").is_dir()
    assert (tmp_path / "b" / "content").is_dir()


def test_a_folder_below_the_working_directory_is_named_as_it_was_given(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "in amt angelegt" in run("init", "--home", "amt")[1]
    assert "Instanz       amt\n" in run("status", "--home", "amt")[1]
    _, _, err = run("status", "--home", "nichts")
    assert "Fehler: nichts ist keine Instanz" in err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "Instanz       ../amt\n" in run("status", "--home", "../amt")[1]


def test_a_wrong_setting_is_told(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    (instance.home / "monitor.toml").write_text("port = 0", encoding="utf-8")
    code, _, err = run("status")
    assert code == 3
    assert "„port“" in err
