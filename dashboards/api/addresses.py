"""Addresses of the interface, with the group, on which the rights depend until sign-in."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from dashboards.request.view import View
from monitor.datasets.manifest import DatasetFile, FileKind

BASE: Final = "/api/v1"

#: Stands for the id of the current release.
LATEST: Final = "latest"


def releases_href(view: View) -> str:
    """Return the address of the list of releases."""
    return _address(view, "releases")


def release_href(view: View, release: str) -> str:
    """Return the address of a release."""
    return _address(view, "releases", release)


def changes_href(view: View, before: str, after: str) -> str:
    """Return the address of the changes from a release to a later one."""
    return _address(view, "releases", before, "changes", after)


def datasets_href(view: View, release: str) -> str:
    """Return the address of the list of a release's datasets."""
    return _address(view, "releases", release, "datasets")


def dataset_href(view: View, release: str, name: str) -> str:
    """Return the address of the description of a dataset."""
    return _address(view, "releases", release, "datasets", name)


def file_href(view: View, release: str, file: DatasetFile) -> str:
    """Return the address of the bytes of a file."""
    folder = "datasets" if file.kind is FileKind.DATENSATZ else "documents"
    return _address(view, "releases", release, folder, f"{file.name}.{file.format}")


def _address(view: View, *parts: str) -> str:
    path = "/".join(quote(part, safe="") for part in parts)
    return View(group=view.group).href(f"{BASE}/{path}")
