"""Nothing in the project names a registry or a path of the machine it was written on.

What to look for is asked of the machine that runs the test, so that it isn't written down here.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

_DEFAULT_INDEX = (
    "from pip._internal.models.index import PyPI; "
    "print('https://' + PyPI.netloc, 'https://' + PyPI.file_storage_domain)"
)
_ADDRESS = re.compile(r"https?://(?:[^@/\s'\"]*@)?([^/\s'\"]+)")


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""  # a tool that this machine does not have has no registry here either


@pytest.fixture(scope="session")
def registries() -> set[str]:
    """The hosts from which this machine would fetch packages."""
    apt = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    told = [
        _said(sys.executable, "-c", _DEFAULT_INDEX),
        _said(sys.executable, "-m", "pip", "config", "list"),
        _said("npm", "config", "get", "registry"),
        *(path.read_text(encoding="utf-8") for path in apt if path.is_file()),
    ]
    return set(_ADDRESS.findall(" ".join(told)))


def _hits(texts: Mapping[str, str], words: set[str]) -> set[str]:
    never = re.compile("|".join(sorted(map(re.escape, words))))
    return {
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if never.search(line)
    }


def test_no_file_names_a_registry(project_texts: Mapping[str, str], registries: set[str]) -> None:
    assert registries
    assert _hits(project_texts, registries) == set()


def test_no_file_names_a_path_of_this_machine(project_texts: Mapping[str, str], root: Path) -> None:
    places = {str(root), str(root.parent), str(Path.home()), str(Path(sys.base_prefix))}
    # a checkout directly under / or /tmp leaves names too short or too common to look for
    telling = {place + "/" for place in places if len(Path(place).parts) > 2} | {str(root)}
    assert _hits(project_texts, telling) == set()


def test_a_hit_is_found() -> None:
    texts = {"a.md": "one\nsee https://registry.example/simple\n", "b.md": "nothing"}
    assert _hits(texts, {"registry.example"}) == {"a.md:2"}
