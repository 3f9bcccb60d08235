"""Addresses of the interface."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from monitor.datasets.manifest import DatasetFile, FileKind

BASE: Final = "/api/v1"

#: Stands for the id of the current release.
LATEST: Final = "latest"


def releases_href() -> str:
    """Return the address of the list of releases."""
    return _address("releases")


def release_href(release: str) -> str:
    """Return the address of a release."""
    return _address("releases", release)


def changes_href(before: str, after: str) -> str:
    """Return the address of the changes from a release to a later one."""
    return _address("releases", before, "changes", after)


def datasets_href(release: str) -> str:
    """Return the address of the list of a release's datasets."""
    return _address("releases", release, "datasets")


def dataset_href(release: str, name: str) -> str:
    """Return the address of the description of a dataset."""
    return _address("releases", release, "datasets", name)


def file_href(release: str, file: DatasetFile) -> str:
    """Return the address of the bytes of a file."""
    folder = "datasets" if file.kind is FileKind.DATENSATZ else "documents"
    return _address("releases", release, folder, f"{file.name}.{file.format}")


def _address(*parts: str) -> str:
    path = "/".join(quote(part, safe="") for part in parts)
    return f"{BASE}/{path}"
