"""A sidecar that describes no file says so at every run; others and other TOML do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SAYS = 'quartal = "2024-Q3"\n'


def register(instance: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = instance.rows("SELECT count(*) FROM lieferung")
    return found


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("TR01_2024-Q3.csv.toml", "TR01_2024-Q3.csv"),
        ("TR01_2024-Q3.toml", "TR01_2024-Q3"),
        ("TR01_2024-Q3.csv.TOML", "TR01_2024-Q3.csv"),
        ("Q3/TR01.xlsx.toml", "TR01.xlsx"),
    ],
)
def test_a_sidecar_without_its_file_is_said_at_every_run(
    name: str, missing: str, instance: Any
) -> None:
    sidecar = instance.settings.inbox / name
    sidecar.parent.mkdir(exist_ok=True)
    sidecar.write_text(SAYS, encoding="utf-8")
    before = register(instance)
    for _ in range(2):
        (report,) = instance.ingest(instance.settings.inbox)
        assert (report.datei, report.outcome) == (sidecar.name, "ABGELEHNT")
        assert f"Die Datei „{missing}“ fehlt" in report.message
        assert "bleibt liegen" in report.message
    assert sidecar.exists()
    assert register(instance) == before


def test_the_file_is_read_beside_a_sidecar_that_is_called_otherwise(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.put("TR01_2024-Q3.csv", as_csv(activities(2)))
    (instance.settings.inbox / "TR01_2024-Q3.toml").write_text(SAYS, encoding="utf-8")
    loaded, told = instance.ingest(instance.settings.inbox)
    assert (loaded.outcome, told.outcome) == ("GELADEN", "ABGELEHNT")


@pytest.mark.parametrize("ending", [".toml", ".TOML"])
def test_a_sidecar_beside_its_file_is_read_and_goes_with_it(
    ending: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    path = instance.put("Lieferung.csv", as_csv(activities(2)))
    path.with_name(path.name + ending).write_text('eingang = "08.10.2024"', encoding="utf-8")
    (report,) = instance.ingest(instance.settings.inbox)
    assert f"{report.delivery.eingang_am}" == "2024-10-08"
    assert not list(instance.settings.inbox.iterdir())


def test_a_sidecar_that_is_named_stands_for_its_file(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    path = instance.put("Lieferung.csv", as_csv(activities(2)), SAYS)
    (report,) = instance.ingest(path.with_name("Lieferung.csv.toml"), path)
    assert (report.datei, report.outcome) == ("Lieferung.csv", "GELADEN")
    assert not list(instance.settings.inbox.iterdir())


@pytest.mark.parametrize(
    ("name", "text", "is_said"),
    [
        ("TR01.ods.toml", "", True),
        ("TR01_2024-Q3.toml", SAYS, True),
        ("TR01_2024-Q3.toml", "", False),
        ("pyproject.toml", '[project]\nname = "x"\n', False),
        ("kaputt.toml", "??", False),
    ],
)
def test_outside_of_the_inbox_other_toml_is_no_sidecar(
    name: str, text: str, is_said: bool, instance: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "anderswo"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    assert [report.datei for report in instance.ingest(folder)] == [name] * is_said


def test_content_and_originals_hold_no_lonely_sidecars(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)), SAYS)
    settings = instance.settings
    reports = instance.ingest(settings.content, settings.originals, settings.content / "profile")
    assert not [report.datei for report in reports if report.datei.endswith(".toml")]
