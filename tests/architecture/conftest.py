"""What the tests of the whole project look at: its files and its Python sources."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("monitor", "etl", "dashboards", "expectations", "data", "bench")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every file that is, or would be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = filter(None, listed.stdout.split("\0"))
    return [path for path in (ROOT / name for name in names) if path.is_file()]


@pytest.fixture(scope="session")
def project_texts(project_files: list[Path]) -> Mapping[str, str]:
    """Name of each project file that is text → its text."""
    texts = {}
    for path in project_files:
        content = path.read_bytes()
        if b"\0" not in content:
            texts[path.relative_to(ROOT).as_posix()] = content.decode("utf-8", errors="replace")
    return texts


@pytest.fixture(scope="session")
def sources(project_texts: Mapping[str, str]) -> Mapping[str, ast.Module]:
    """Name of each Python file of our packages → its syntax tree."""
    return _parsed(project_texts, PACKAGES)


@pytest.fixture(scope="session")
def sources_of_tests(project_texts: Mapping[str, str]) -> Mapping[str, ast.Module]:
    """Name of each Python file of the tests → its syntax tree."""
    return _parsed(project_texts, ("tests",))


def _parsed(texts: Mapping[str, str], folders: Sequence[str]) -> Mapping[str, ast.Module]:
    return {
        name: ast.parse(text)
        for name, text in texts.items()
        if name.endswith(".py") and name.split("/")[0] in folders
    }
