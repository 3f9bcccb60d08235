"""Builders that tests share lie in ``tests/builders``: no test hangs on another's names.

A private name of ours is renamed without a look at the tests; a test that imports another test's
names runs its fixtures and breaks with its file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

OURS = {"monitor", "etl", "dashboards", "expectations", "data", "bench", "tests"}
#: Ways to import a file by its path, which no reader and no tool follows.
BY_PATH = {"spec_from_file_location", "run_path", "SourceFileLoader"}
#: The programs in ``.ci`` are no package.
LOADER = "tests/builders/scripts.py"
#: Names with an underscore that Great Expectations gives to what its users write themselves.
HOOKS = {"_validate"}


def imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what is imported from our packages and the tests, and under which name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                yield f"{module}.{alias.name}", alias.asname or alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.asname or alias.name.split(".")[0]


def ours(tree: ast.Module) -> Iterator[tuple[str, str]]:
    return ((path, name) for path, name in imported_names(tree) if path.split(".")[0] in OURS)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_attributes(tree: ast.Module) -> Iterator[str]:
    """Yield the private attributes of what is imported from us: ``module._name``, also to patch."""
    known = {name for _, name in ours(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            owner: ast.expr = node.value
            while isinstance(owner, ast.Attribute):
                owner = owner.value
            if isinstance(owner, ast.Name) and owner.id in known:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
            for given in node.args[:2]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield from filter(is_private, given.value.split(".")[-1:])


def test_no_test_imports_from_another(sources_of_tests: Mapping[str, ast.Module]) -> None:
    found = {
        f"{name}: {path}"
        for name, tree in sources_of_tests.items()
        for path, _ in ours(tree)
        if path.startswith("tests.")
        and any(part == "conftest" or part.startswith("test_") for part in path.split("."))
    }
    assert found == set()


def test_no_test_imports_a_private_name(sources_of_tests: Mapping[str, ast.Module]) -> None:
    found = {
        f"{name}: {path}"
        for name, tree in sources_of_tests.items()
        for path, _ in ours(tree)
        if any(map(is_private, path.split(".")))
    }
    assert found == set()


def test_no_test_reaches_for_a_private_attribute(
    sources_of_tests: Mapping[str, ast.Module],
) -> None:
    found = {
        f"{name}: {attribute}"
        for name, tree in sources_of_tests.items()
        for attribute in private_attributes(tree)
        if attribute not in HOOKS
    }
    assert found == set()


def test_only_the_programs_of_ci_are_loaded_by_path(
    sources_of_tests: Mapping[str, ast.Module],
) -> None:
    loading = {
        name
        for name, tree in sources_of_tests.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in BY_PATH
    }
    assert loading == {LOADER}


def test_builders_stand_alone(sources_of_tests: Mapping[str, ast.Module]) -> None:
    found = {
        f"{name}: {path}"
        for name, tree in sources_of_tests.items()
        if name.startswith("tests/builders/")
        for path, _ in ours(tree)
        if path.startswith("tests.") and not path.startswith("tests.builders.")
    }
    assert found == set()
