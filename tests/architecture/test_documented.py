"""What the program offers is documented: commands and settings, enumerated from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import monitor.cli  # noqa: F401 - registers the commands
from dashboards.api.endpoints import ENDPOINTS
from monitor.cli.app import app
from tests.builders.scripts import load_script


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the commands of a group; typer brings a click of its own, so no class tells a group."""
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _commands(child, f"{path} {name}")


COMMANDS = dict(_commands(typer.main.get_command(app), "monitor"))


@pytest.fixture(scope="module")
def handbook(root: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in root.glob("docs/**/*.md"))


def test_every_command_is_documented(handbook: str) -> None:
    assert len(COMMANDS) > 1
    assert {name for name in COMMANDS if f"`{name}" not in handbook} == set()


def test_every_address_of_the_interface_is_documented(handbook: str) -> None:
    def pattern(path: str) -> str:
        shown = path.replace("{release}", "{Kennung}").replace("{later}", "{andere Kennung}")
        asked = re.escape(shown).replace(r"\{name\}", r"\w+").replace(r"\{file_format\}", r"[\w-]+")
        return f"`{asked}`"

    paths = [endpoint.path for endpoint in ENDPOINTS]
    assert paths
    assert [path for path in paths if not re.search(pattern(path), handbook)] == []


def test_every_command_and_option_explains_itself() -> None:
    silent = {name for name, command in COMMANDS.items() if not command.help}
    options = {
        f"{name} --{option.name}"
        for name, command in COMMANDS.items()
        for option in command.params
        if not option.help
    }
    assert silent | options == set()


def test_every_setting_is_documented(root: Path) -> None:
    # after a change of the settings: make docs
    page = (root / "docs/einstellungen.md").read_text(encoding="utf-8")
    assert page == load_script("settings_reference").render()


def test_every_indicator_is_documented(root: Path) -> None:
    # after a change of the concept: make docs
    page = (root / "docs/indikatoren.md").read_text(encoding="utf-8")
    assert page == load_script("indicator_reference").render()
