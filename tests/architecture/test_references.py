"""What docstrings, comments and pages refer to is there: documents, their headings, modules, names.

A reader who has the project alone must be able to follow every reference.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest

#: A document with or without the anchor of one of its headings; not the end of a web address, and
#: no pattern of names (NNNN).
_DOCUMENT = re.compile(
    r"(?<![\w/.-])((?:\.\./)*(?!NNNN)[\w-]+(?:/(?!NNNN)[\w-]+)*\.md)(?:#([\w-]+))?"
)
_DOTTED = re.compile(r"`((?:monitor|etl|dashboards|expectations|data|bench)(?:\.(?!toml)\w+)+)`")


def _docstrings(tree: ast.Module) -> Iterator[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented):
            yield ast.get_docstring(node, clean=False) or ""


def _comments(text: str) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def _spoken(name: str, text: str) -> str:
    """Return what a file says to its readers: docstrings and comments, or the whole page."""
    if name.endswith(".py"):
        return "\n".join([*_docstrings(ast.parse(text)), *_comments(text)])
    return text


@pytest.fixture(scope="module")
def spoken(project_texts: Mapping[str, str]) -> Mapping[str, str]:
    """Name of each Python file and each page → what it says to its readers."""
    told = (".py", ".md")
    return {n: _spoken(n, text) for n, text in project_texts.items() if n.endswith(told)}


def _documents(name: str, text: str) -> Iterator[tuple[str, str | None]]:
    """Yield (path from the top of the project, anchor) of the documents that a file refers to."""
    for found in _DOCUMENT.finditer(text):
        path, anchor = found.groups()
        is_link = name.endswith(".md") and not path.startswith("docs/")
        folder = PurePosixPath(name).parent if is_link else PurePosixPath()
        yield str(_normal(folder / path)), anchor


def _normal(path: PurePosixPath) -> PurePosixPath:
    parts: list[str] = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return PurePosixPath(*parts)


def _anchors(page: str) -> set[str]:
    """Return the anchors of the headings of a page, as its readers' browsers make them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_document_that_is_referred_to_is_there(
    spoken: Mapping[str, str], project_texts: Mapping[str, str]
) -> None:
    by_name = {PurePosixPath(name).name for name in project_texts}
    missing = {
        f"{name}: {document}"
        for name, text in spoken.items()
        for document, _ in _documents(name, text)
        # a name without a folder may be said of a page that lies elsewhere
        if document not in project_texts and ("/" in document or document not in by_name)
    }
    assert missing == set()


def test_every_heading_that_is_referred_to_is_there(
    spoken: Mapping[str, str], project_texts: Mapping[str, str]
) -> None:
    missing = {
        f"{name}: {document}#{anchor}"
        for name, text in spoken.items()
        for document, anchor in _documents(name, text)
        if anchor and anchor not in _anchors(project_texts.get(document, ""))
    }
    assert missing == set()


def _defined(tree: ast.Module) -> set[str]:
    """Return the names at the top of a module."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _resolves(dotted: str, sources: Mapping[str, ast.Module], files: Mapping[str, str]) -> bool:
    """Return whether a dotted name is a module or package, or begins with a name of one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        path = "/".join(parts[:length])
        module = sources.get(f"{path}.py", sources.get(f"{path}/__init__.py"))
        if module is not None:
            return length == len(parts) or parts[length] in _defined(module)
    return any(name.startswith(f"{'/'.join(parts)}/") for name in files)


def test_every_module_and_name_that_is_referred_to_is_there(
    spoken: Mapping[str, str], sources: Mapping[str, ast.Module], project_texts: Mapping[str, str]
) -> None:
    # records that were superseded say what was there then
    told = {name: text for name, text in spoken.items() if "\nSuperseded by" not in text}
    unknown = {
        f"{name}: {dotted}"
        for name, text in told.items()
        for dotted in _DOTTED.findall(text)
        if not _resolves(dotted, sources, project_texts)
    }
    assert unknown == set()


def test_a_broken_reference_is_found(root: Path) -> None:
    text = "See docs/nirgends.md, ../methoden.md#zeiträume, https://example.org/README.md."
    assert list(_documents("docs/adr/x.md", text)) == [
        ("docs/nirgends.md", None),
        ("docs/methoden.md", "zeiträume"),
    ]
    assert "zeiträume" in _anchors((root / "docs/methoden.md").read_text(encoding="utf-8"))
    assert not _resolves("monitor.nirgends", {"monitor/log.py": ast.parse("")}, {})
