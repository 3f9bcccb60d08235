"""Datasets and documents of published releases, for the groups allowed to have them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.access import Resource, Viewer, is_open, require, require_group
from monitor.datasets.manifest import (
    FOLDER,
    DatasetFile,
    ManifestDataset,
    datasets_of,
    files_of,
)
from monitor.datasets.profile import Profile
from monitor.datasets.reading import read_rows, read_variables
from monitor.errors import ReleaseError
from monitor.releases.published_releases import PublishedReleases


class DatasetReader:
    """Reader of the datasets in the manifests of published releases; no file beside a manifest."""

    def __init__(self, published: PublishedReleases) -> None:
        self._published = published

    def files(self, viewer: Viewer, release: str | None = None) -> list[DatasetFile]:
        """Return the files of a release open to the viewer.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.DATENSAETZE)
        files = files_of(self._published.manifest(release))
        return [file for file in files if is_open(viewer, file.groups)]

    def file(
        self, viewer: Viewer, name: str, file_format: str, release: str | None = None
    ) -> DatasetFile:
        """Return a file of ``files``.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release or file.
        """
        require(viewer, Resource.DATENSAETZE)
        files = files_of(self._published.manifest(release))
        asked = [file for file in files if (file.name, file.format) == (name, file_format)]
        if not asked:
            raise ReleaseError("Diesen Datensatz gibt es in dieser Ausgabe nicht.")
        # a package exists once per audience: the viewer gets their own
        own = next((file for file in asked if is_open(viewer, file.groups)), asked[0])
        require_group(viewer, own.groups, f"den Datensatz „{own.title_de}“")
        return own

    def path(self, viewer: Viewer, name: str, file_format: str, release: str | None = None) -> Path:
        """Return the path of a file of ``files``.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release or file.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._published.resolve(release)
        file = self.file(viewer, name, file_format, release_id)
        return self._folder(release_id) / file.file_name

    def all(self, viewer: Viewer, release: str | None = None) -> list[ManifestDataset]:
        """Return the datasets of a release open to the viewer.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.DATENSAETZE)
        datasets = datasets_of(self._published.manifest(release))
        return [dataset for dataset in datasets if is_open(viewer, dataset.groups)]

    def find(self, viewer: Viewer, name: str, release: str | None = None) -> ManifestDataset:
        """Return a dataset of a release.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        datasets = datasets_of(self._published.manifest(release))
        found = next((dataset for dataset in datasets if dataset.name == name), None)
        if found is None:
            raise ReleaseError("Diesen Datensatz gibt es in dieser Ausgabe nicht.")
        require_group(viewer, found.groups, f"den Datensatz „{found.title_de}“")
        return found

    def rows(
        self, viewer: Viewer, name: str, release: str | None = None, *, limit: int, offset: int = 0
    ) -> pl.DataFrame:
        """Return some rows of a dataset, with the reasons of missing values.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._published.resolve(release)
        dataset = self.find(viewer, name, release_id)
        return read_rows(self._folder(release_id), dataset, limit=limit, offset=offset)

    def variables(self, viewer: Viewer, name: str, release: str | None = None) -> Profile:
        """Return the profile of each variable; empty in releases made without profiles.

        Raises:
            AccessError: the viewer may not have the dataset.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._published.resolve(release)
        return read_variables(self._folder(release_id), self.find(viewer, name, release_id))

    def _folder(self, release_id: str) -> Path:
        return self._published.root / release_id / FOLDER
