"""Datasets and other files of the releases that are served, for the groups that may have them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.access import Resource, Viewer, require, require_group
from monitor.datasets.manifest import (
    FOLDER,
    DatasetFile,
    DatasetOffer,
    described_datasets,
    listed_datasets,
)
from monitor.datasets.profile import Profile
from monitor.datasets.reading import read_rows, read_variables
from monitor.errors import ReleaseError
from monitor.releases.published_releases import ServedReleases


class DatasetReader:
    """Names are looked up in the manifest only; where it is silent there is nothing."""

    def __init__(self, served: ServedReleases) -> None:
        self._served = served

    def files(self, viewer: Viewer, release: str | None = None) -> list[DatasetFile]:
        """Return the files that a release offers to the viewer.

        Raises:
            AccessError: the viewer may not have any.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.DATENSAETZE)
        files = listed_datasets(self._served.manifest(release))
        return [file for file in files if viewer.group in file.groups]

    def file(
        self, viewer: Viewer, name: str, file_format: str, release: str | None = None
    ) -> DatasetFile:
        """Return one file of ``files``.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or file.
        """
        require(viewer, Resource.DATENSAETZE)
        files = listed_datasets(self._served.manifest(release))
        asked = [file for file in files if (file.name, file.format) == (name, file_format)]
        if not asked:
            raise ReleaseError("Diesen Datensatz gibt es in diesem Stand nicht.")
        # a package exists once per audience: the viewer gets their own
        own = next((file for file in asked if viewer.group in file.groups), asked[0])
        require_group(viewer, own.groups, f"den Datensatz „{own.title_de}“")
        return own

    def path(self, viewer: Viewer, name: str, file_format: str, release: str | None = None) -> Path:
        """Return the path of one file of ``files``.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or file.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._served.resolve(release)
        file = self.file(viewer, name, file_format, release_id)
        return self._folder(release_id) / file.file_name

    def offers(self, viewer: Viewer, release: str | None = None) -> list[DatasetOffer]:
        """Return the datasets that a release offers to the viewer, described.

        Raises:
            AccessError: the viewer may not have any.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.DATENSAETZE)
        offers = described_datasets(self._served.manifest(release))
        return [offer for offer in offers if viewer.group in offer.groups]

    def offer(self, viewer: Viewer, name: str, release: str | None = None) -> DatasetOffer:
        """Return one dataset of a release.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        offers = {offer.name: offer for offer in described_datasets(self._served.manifest(release))}
        if name not in offers:
            raise ReleaseError("Diesen Datensatz gibt es in diesem Stand nicht.")
        require_group(viewer, offers[name].groups, f"den Datensatz „{offers[name].title_de}“")
        return offers[name]

    def rows(
        self, viewer: Viewer, name: str, release: str | None = None, *, limit: int, offset: int = 0
    ) -> pl.DataFrame:
        """Return some rows of a dataset, with the reasons of what is missing.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._served.resolve(release)
        offer = self.offer(viewer, name, release_id)
        return read_rows(self._folder(release_id), offer, limit=limit, offset=offset)

    def variables(self, viewer: Viewer, name: str, release: str | None = None) -> Profile:
        """Return what is known of each variable; empty in releases made without.

        Raises:
            AccessError: the viewer may not have the dataset.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._served.resolve(release)
        return read_variables(self._folder(release_id), self.offer(viewer, name, release_id))

    def _folder(self, release_id: str) -> Path:
        return self._served.root / release_id / FOLDER
