"""The one way from the web to the data: asks for the viewer, then reads an immutable snapshot.

Drafts are not served at all; published releases are, by their id for good, withdrawn ones too (an
evaluator's citation must resolve), but never as the current one. The warehouse is out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from monitor.access import Resource, Viewer, may_see, require, require_group
from monitor.comparison import Comparison, compare, read_state, without_traeger
from monitor.datasets.offer import (
    FOLDER,
    DatasetFile,
    DatasetOffer,
    described_datasets,
    listed_datasets,
)
from monitor.datasets.profile import Profile
from monitor.datasets.reading import read_rows, read_variables
from monitor.errors import ReleaseError
from monitor.office import Office, read_office
from monitor.release_log import ReleaseInfo, ReleaseState, find_release, list_releases
from monitor.settings import Settings
from monitor.snapshot_reader import NO_FILTER, Selection, SnapshotReader
from monitor.snapshots import QUALITY, RELEASE, current_id, read_manifest


class Store:
    """Releases and the quality snapshot of an instance; one per process, safe for threads.

    The pointer to the current release is read at each call. A page that reads several tables asks
    ``current`` once and names that release in the other calls, so that they belong together.
    """

    def __init__(self, settings: Settings) -> None:
        self._releases = SnapshotReader(settings.releases, RELEASE)
        self._quality = SnapshotReader(settings.quality, QUALITY)
        self._content = settings.content

    def office(self) -> Office:
        """Return who runs the instance and whom to ask; open to everybody, release or not.

        Raises:
            ContentError: ``amt.toml`` is missing or wrong.
        """
        return read_office(self._content)

    def releases(self, viewer: Viewer) -> list[ReleaseInfo]:
        """Return the published and the withdrawn releases, newest first.

        Raises:
            AccessError: the viewer may not see them.
        """
        require(viewer, Resource.KENNZAHLEN)
        return [
            release
            for release in list_releases(self._releases.root)
            if release.state is not ReleaseState.ENTWURF
        ]

    def current(self, viewer: Viewer) -> ReleaseInfo:
        """Return the release that is served now.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: nothing was published yet.
        """
        require(viewer, Resource.KENNZAHLEN)
        return find_release(self._releases.root, self._release_id(None))

    def meta(self, viewer: Viewer, release: str | None = None) -> Mapping[str, str]:
        """Return the ``meta`` table of a release (default: the current one) as a mapping.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no such release, or none published yet.
        """
        rows = self.table(viewer, "meta", release=release)
        return dict(rows.select("schluessel", "wert").iter_rows())

    def table(
        self,
        viewer: Viewer,
        name: str,
        *,
        release: str | None = None,
        where: Mapping[str, object] = NO_FILTER,
        order_by: Sequence[str] = (),
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> pl.DataFrame:
        """Return rows of a table of a release, as ``snapshot_reader.Selection`` says.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no such release, table or column.
        """
        require(viewer, Resource.KENNZAHLEN)
        selection = Selection(name, where, order_by, columns, limit, offset)
        return self._releases.select(self._release_id(release), selection)

    def count(
        self,
        viewer: Viewer,
        name: str,
        *,
        release: str | None = None,
        where: Mapping[str, object] = NO_FILTER,
    ) -> int:
        """Return the number of rows of a table of a release that fit ``where``.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no such release, table or column.
        """
        require(viewer, Resource.KENNZAHLEN)
        return self._releases.count(self._release_id(release), Selection(name, where))

    def quality(
        self,
        viewer: Viewer,
        name: str,
        *,
        where: Mapping[str, object] = NO_FILTER,
        order_by: Sequence[str] = (),
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> pl.DataFrame:
        """Return rows of a table of the newest quality snapshot.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no snapshot yet, no such table or column.
        """
        require(viewer, Resource.QUALITAET)
        selection = Selection(name, where, order_by, columns, limit, offset)
        return self._quality.select(self._quality_id(), selection)

    def quality_count(
        self, viewer: Viewer, name: str, *, where: Mapping[str, object] = NO_FILTER
    ) -> int:
        """Return the number of rows of a table of the newest quality snapshot.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no snapshot yet, no such table or column.
        """
        require(viewer, Resource.QUALITAET)
        return self._quality.count(self._quality_id(), Selection(name, where))

    def release(self, viewer: Viewer, release: str | None = None) -> ReleaseInfo:
        """Return a published or withdrawn release (default: the current one).

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.KENNZAHLEN)
        return find_release(self._releases.root, self._release_id(release))

    def citation(self, viewer: Viewer, release: str | None = None) -> Mapping[str, str]:
        """Return how a release is cited, by language; empty where it was made without.

        Raises:
            AccessError: the viewer may not see it.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.KENNZAHLEN)
        said: Mapping[str, str] = self._manifest(release).get("citation", {})
        return said

    def changes(self, viewer: Viewer, before: str, after: str) -> Comparison:
        """Return what changed from one release to another.

        What is about single Träger is left out for those who may not see the quality pages.

        Raises:
            AccessError: the viewer may not see them.
            ReleaseError: no such release.
        """
        require(viewer, Resource.KENNZAHLEN)
        root = self._releases.root
        states = [read_state(root, self._release_id(name)) for name in (before, after)]
        found = compare(states[0], states[1])
        return found if may_see(viewer, Resource.QUALITAET) else without_traeger(found)

    def datasets(self, viewer: Viewer, release: str | None = None) -> list[DatasetFile]:
        """Return the files that a release offers to the viewer.

        Raises:
            AccessError: the viewer may not have any.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.DATENSAETZE)
        files = listed_datasets(self._manifest(release))
        return [file for file in files if viewer.group in file.groups]

    def dataset_file(
        self, viewer: Viewer, name: str, file_format: str, release: str | None = None
    ) -> DatasetFile:
        """Return one file of ``datasets``.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or file.
        """
        require(viewer, Resource.DATENSAETZE)
        files = listed_datasets(self._manifest(release))
        asked = [file for file in files if (file.name, file.format) == (name, file_format)]
        if not asked:
            raise ReleaseError("Diesen Datensatz gibt es in diesem Stand nicht.")
        # a package exists once per audience: the viewer gets their own
        own = next((file for file in asked if viewer.group in file.groups), asked[0])
        require_group(viewer, own.groups, f"den Datensatz „{own.title_de}“")
        return own

    def dataset_path(
        self, viewer: Viewer, name: str, file_format: str, release: str | None = None
    ) -> Path:
        """Return the path of one file of ``datasets``.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or file.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._release_id(release)
        file = self.dataset_file(viewer, name, file_format, release_id)
        return self._datasets_of(release_id) / file.file_name

    def offers(self, viewer: Viewer, release: str | None = None) -> list[DatasetOffer]:
        """Return the datasets that a release offers to the viewer, described.

        Raises:
            AccessError: the viewer may not have any.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.DATENSAETZE)
        offers = described_datasets(self._manifest(release))
        return [offer for offer in offers if viewer.group in offer.groups]

    def offer(self, viewer: Viewer, name: str, release: str | None = None) -> DatasetOffer:
        """Return one dataset of a release.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        offers = {offer.name: offer for offer in described_datasets(self._manifest(release))}
        if name not in offers:
            raise ReleaseError("Diesen Datensatz gibt es in diesem Stand nicht.")
        require_group(viewer, offers[name].groups, f"den Datensatz „{offers[name].title_de}“")
        return offers[name]

    def dataset_rows(
        self, viewer: Viewer, name: str, release: str | None = None, *, limit: int, offset: int = 0
    ) -> pl.DataFrame:
        """Return some rows of a dataset, with the reasons of what is missing.

        Raises:
            AccessError: the viewer may not have it.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._release_id(release)
        offer = self.offer(viewer, name, release_id)
        return read_rows(self._datasets_of(release_id), offer, limit=limit, offset=offset)

    def dataset_variables(self, viewer: Viewer, name: str, release: str | None = None) -> Profile:
        """Return what is known of each variable; empty in releases made without.

        Raises:
            AccessError: the viewer may not have the dataset.
            ReleaseError: no such release or dataset.
        """
        require(viewer, Resource.DATENSAETZE)
        release_id = self._release_id(release)
        return read_variables(self._datasets_of(release_id), self.offer(viewer, name, release_id))

    def _manifest(self, release: str | None) -> Mapping[str, Any]:
        return read_manifest(self._releases.root / self._release_id(release))

    def _datasets_of(self, release_id: str) -> Path:
        return self._releases.root / release_id / FOLDER

    def _release_id(self, release: str | None) -> str:
        root = self._releases.root
        if release is not None:
            found = find_release(root, release)
            if found.state is ReleaseState.ENTWURF:
                raise ReleaseError("Dieser Stand ist ein Entwurf und noch nicht veröffentlicht.")
            return found.release_id
        current = current_id(root)
        if current is None:
            raise ReleaseError(
                "Es ist noch kein Stand veröffentlicht. Bitte „monitor release“ aufrufen "
                "(oder „monitor demo“ für Demodaten)."
            )
        return current

    def _quality_id(self) -> str:
        current = current_id(self._quality.root)
        if current is None:
            raise ReleaseError(
                "Es gibt noch keinen Qualitätsbericht. Er entsteht beim Einlesen: „monitor ingest“."
            )
        return current
