"""The house stays in shape: what stands at the top, how modules are named, how big things get."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

TOP_LEVEL = {
    *(".ci", ".gitignore", "bench", "data", "dashboards", "docs", "etl", "expectations", "monitor"),
    *(
        "tests",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "SECURITY.md",
    ),
    *("pyproject.toml", "requirements.lock", "requirements-dev.lock"),
}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "misc", "tools"}
LONGEST_FUNCTION = 45
LONGEST_MODULE = 500


def test_only_the_agreed_names_stand_at_the_top(project_files: list[Path], root: Path) -> None:
    assert {path.relative_to(root).parts[0] for path in project_files} - TOP_LEVEL == set()


def test_modules_are_named_by_topic(sources: Mapping[str, ast.Module]) -> None:
    parts = {(name, part) for name in sources for part in name.removesuffix(".py").split("/")}
    assert {name for name, part in parts if part in NAMES_THAT_SAY_NOTHING} == set()


def test_public_classes_have_names_of_their_own(sources: Mapping[str, ast.Module]) -> None:
    """``grep -rn "class Selection"`` answers once."""
    places: dict[str, list[str]] = {}
    for name, tree in sources.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_module_outgrows_its_reader(
    sources: Mapping[str, ast.Module], project_texts: Mapping[str, str]
) -> None:
    lines = {name: project_texts[name].count("\n") for name in sources if "schema.py" not in name}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_no_function_outgrows_its_reader(sources: Mapping[str, ast.Module]) -> None:
    too_long = {
        f"{name}:{node.name}"
        for name, tree in sources.items()
        if "/migrations/" not in name  # a list of tables, frozen once it is released
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _length(node) > LONGEST_FUNCTION
    }
    assert too_long == set()


def _length(node: ast.FunctionDef) -> int:
    """Count the lines without the docstring."""
    first = node.body[0]
    says = ast.get_docstring(node) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if says else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def test_frames_are_named_by_their_content(sources: Mapping[str, ast.Module]) -> None:
    called_df = {
        f"{name}:{node.lineno}"
        for name, tree in sources.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "df"
    }
    assert called_df == set()


def test_only_the_command_line_prints(sources: Mapping[str, ast.Module]) -> None:
    printing = {
        f"{name}:{node.lineno}"
        for name, tree in sources.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and not name.startswith("bench/")
    }
    assert printing == set()


def test_every_package_module_says_what_it_is_for(sources: Mapping[str, ast.Module]) -> None:
    assert {name for name, tree in sources.items() if not ast.get_docstring(tree)} == set()


def test_every_decision_is_in_the_index(root: Path) -> None:
    index = (root / "docs/adr/README.md").read_text(encoding="utf-8")
    records = {path.name for path in (root / "docs/adr").glob("[0-9]*.md")}
    assert {name for name in records if f"]({name})" not in index} == set()
    assert len(records) == len({name[:4] for name in records})
