from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from monitor.content.folder import load_content
from monitor.instance import prepare_instance, settings_file
from monitor.settings import CONFIG_NAME, Settings, load_settings


def test_a_new_instance_has_folders_settings_and_valid_content(instance: Settings) -> None:
    prepared = prepare_instance(instance)
    assert CONFIG_NAME in prepared.created
    assert "content/amt.toml" in prepared.created
    assert prepared.kept == ()
    for folder in (instance.inbox, instance.archive, instance.quarantine, instance.releases):
        assert folder.is_dir()
    assert load_content(instance.content).concepts


def test_what_was_edited_is_kept_and_named(instance: Settings) -> None:
    prepare_instance(instance)
    office = instance.content / "amt.toml"
    office.write_text("# geändert\n", encoding="utf-8")
    (instance.content / "sozialraeume.csv").unlink()
    again = prepare_instance(instance)
    assert again.kept == ("content/amt.toml",)
    assert again.created == ("content/sozialraeume.csv",)
    assert office.read_text(encoding="utf-8") == "# geändert\n"


def test_nothing_but_named_files_is_written(instance: Settings) -> None:
    created = prepare_instance(instance).created
    files = {
        path.relative_to(instance.home).as_posix()
        for path in instance.home.rglob("*")
        if path.is_file()
    }
    assert files == set(created)


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name != "home"])
def test_every_setting_is_explained_and_can_be_uncommented(tmp_path: Path, name: str) -> None:
    (line,) = [line for line in settings_file().splitlines() if line.startswith(f"# {name} = ")]
    (tmp_path / CONFIG_NAME).write_text(line.removeprefix("# "), encoding="utf-8")
    assert getattr(load_settings(tmp_path), name) == Settings.model_fields[name].default
    assert str(Settings.model_fields[name].description) in settings_file()


def test_a_new_settings_file_sets_nothing() -> None:
    assert tomllib.loads(settings_file()) == {}
