"""What CONTRIBUTING and the records say of the source is so: steps, paths, mirrored folders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

WALK = "## The walk of one figure"
STEPS = 10
LONGEST_RECORD = 400  # words: a page
HEADINGS = ["## Context", "## Decision", "## Consequences"]

#: ``path.py`` in backticks and the name behind it: a function, or a class with its method.
_STEP = re.compile(r"`([\w/]+\.py)` `(\w+(?:\.\w+)?)`")
_PATH = re.compile(r"`(?![\w./-]*NNNN)([\w./-]+/[\w.-]+\.(?:py|toml|md|csv|sql))`")


@pytest.fixture(scope="module")
def walk(project_texts: Mapping[str, str]) -> str:
    """The section of CONTRIBUTING that follows one figure through the source."""
    _, found, rest = project_texts["CONTRIBUTING.md"].partition(WALK)
    assert found, f"CONTRIBUTING.md lacks the section “{WALK}”"
    return rest.partition("\n## ")[0]


def _is_defined(name: str, tree: ast.Module) -> bool:
    """Tell whether a module defines a function, or a class with this method."""
    body: list[ast.stmt] = tree.body
    *classes, function = name.split(".")
    for owner in classes:
        inside = (n.body for n in body if isinstance(n, ast.ClassDef) and n.name == owner)
        body = next(inside, [])
    return any(isinstance(n, ast.FunctionDef) and n.name == function for n in body)


def _stale(text: str, sources: Mapping[str, ast.Module]) -> Iterator[str]:
    for path, name in _STEP.findall(text):
        if path not in sources:
            yield f"CONTRIBUTING.md, walk of one figure: there is no {path} (named with {name})"
        elif not _is_defined(name, sources[path]):
            yield f"CONTRIBUTING.md, walk of one figure: {path} defines no {name}"


def test_each_step_of_the_walk_is_in_the_source(
    walk: str, sources: Mapping[str, ast.Module]
) -> None:
    assert list(_stale(walk, sources)) == []


def test_the_walk_has_ten_steps_with_a_function_each(walk: str) -> None:
    steps = re.findall(r"^(\d+)\. (.+)$", walk, re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, STEPS + 1))
    assert [number for number, text in steps if not _STEP.search(text)] == []


def test_a_stale_step_is_found() -> None:
    sources = {"etl/a.py": ast.parse("def f(): ...\nclass C:\n    def m(self): ...")}
    assert not list(_stale("`etl/a.py` `f`, `etl/a.py` `C.m`", sources))
    assert len(list(_stale("`etl/b.py` `f`, `etl/a.py` `g`, `etl/a.py` `C.f`", sources))) == 3


def test_each_folder_of_unit_tests_is_a_folder_of_the_source(
    project_files: list[Path], root: Path
) -> None:
    mirrored = root / "tests/unit"
    tests = {path.parent for path in project_files if path.name.startswith("test_")}
    folders = {path.relative_to(mirrored) for path in tests if path.is_relative_to(mirrored)}
    assert {str(folder) for folder in folders if not (root / folder).is_dir()} == set()


def _records(root: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((root / "docs/adr").glob("[0-9]*.md"))
    }


def test_each_record_is_a_page_with_the_three_headings(root: Path) -> None:
    records = _records(root)
    assert {n for n, text in records.items() if len(text.split()) > LONGEST_RECORD} == set()
    headings = {n: re.findall(r"^## .+$", text, re.MULTILINE) for n, text in records.items()}
    assert {n: found for n, found in headings.items() if found != HEADINGS} == {}


def test_each_path_that_pages_name_is_there(project_texts: Mapping[str, str], root: Path) -> None:
    """Records that were superseded, and the list of changes, say what was there then."""
    told = {
        name: text
        for name, text in project_texts.items()
        if name.endswith(".md") and name != "CHANGELOG.md" and "\nSuperseded by" not in text
    }
    first = {path.name for path in root.iterdir() if path.is_dir()}
    missing = {
        f"{name}: {path}"
        for name, text in told.items()
        for path in _PATH.findall(text)
        if path.split("/")[0] in first and path not in project_texts
    }
    assert missing == set()
