"""The locks say exactly what pyproject.toml asks for, and nothing of where it comes from."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-dev.lock")
#: Needed by another package at run time, so that no import of ours shows it.
BEHIND_THE_SCENES = {
    "argon2-cffi": "is imported as argon2",
    "pyarrow": "DuckDB hands frames to polars through it",
    "xlsxwriter": "polars writes workbooks with it",
}
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)
_PINNED_EXTRAS = re.compile(r"^([a-z0-9][a-z0-9._-]*)\[([^\]]*)\]==", re.MULTILINE)


def _pins(path: Path) -> dict[str, str]:
    pairs = _PIN.findall(path.read_text(encoding="utf-8"))
    assert len(pairs) == len(dict(pairs)), "one version of each package, whatever the Python"
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.fixture(scope="module")
def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def _unmet(wanted: list[str], pins: dict[str, str]) -> list[str]:
    requirements = map(Requirement, wanted)
    return [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"))
    ]


def test_the_runtime_lock_meets_pyproject(root: Path, pyproject: dict[str, Any]) -> None:
    pins = _pins(root / "requirements.lock")
    assert _unmet(pyproject["project"]["dependencies"], pins) == []


def test_the_build_backend_is_locked(root: Path, pyproject: dict[str, Any]) -> None:
    assert _unmet(pyproject["build-system"]["requires"], _pins(root / "requirements.lock")) == []


def test_the_development_lock_meets_pyproject_and_extends_the_runtime_lock(
    root: Path, pyproject: dict[str, Any]
) -> None:
    pins = _pins(root / "requirements-dev.lock")
    assert _unmet(pyproject["dependency-groups"]["dev"], pins) == []
    assert _pins(root / "requirements.lock").items() <= pins.items()


@pytest.mark.parametrize("name", LOCKS)
def test_extras_that_a_package_asks_for_are_pinned_with_it(root: Path, name: str) -> None:
    """Else pip, checking hashes, takes the newest version for the extra and finds it unpinned."""
    text = (root / name).read_text(encoding="utf-8")
    pinned = {
        (canonicalize_name(package), extra.strip())
        for package, extras in _PINNED_EXTRAS.findall(text)
        for extra in extras.split(",")
    }
    asked = {
        (canonicalize_name(requirement.name), extra)
        for package in _pins(root / name)
        for requirement in map(Requirement, _requires(package))
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        for extra in requirement.extras
    }
    assert asked <= pinned


def _requires(package: str) -> list[str]:
    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:  # locked for another system
        return []


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes_and_no_address(root: Path, name: str) -> None:
    entries = re.split(r"(?m)^(?=[a-z0-9])", (root / name).read_text(encoding="utf-8"))[1:]
    assert [entry.split(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    unexpected = re.compile(r"://|--(?!hash=)| @ |[\w.]+/simple")
    assert [entry.split(" ")[0] for entry in entries if unexpected.search(entry)] == []


def test_every_dependency_of_pyproject_is_imported(root: Path, pyproject: dict[str, Any]) -> None:
    """A package that nothing uses is a risk that nobody looks at."""
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("monitor", "etl", "expectations", "dashboards", "data")
        for path in (root / package).rglob("*.py")
    )
    names = [Requirement(text).name for text in pyproject["project"]["dependencies"]]
    imported = {name: name.replace("-", "_") for name in names} | {"ibis-framework": "ibis"}
    unused = {name for name in names if not re.search(rf"\b{imported[name]}\b", sources)}
    assert unused - BEHIND_THE_SCENES.keys() == set()
