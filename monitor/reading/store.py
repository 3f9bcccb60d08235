"""The only way from the web to the data: the viewer's rights, then an immutable snapshot.

Drafts are never shown; published releases are, by their id for good, and withdrawn releases too (an
evaluator's citation must resolve), but never as the current release. The warehouse is out of reach.
Files of releases: ``Store.datasets`` (``monitor.reading.dataset_reader``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from monitor.access import Resource, Viewer, may_see, require
from monitor.content.office import Office, read_office
from monitor.errors import ReleaseError
from monitor.reading.dataset_reader import DatasetReader
from monitor.releases.comparison import Comparison, compare, read_state, without_traeger
from monitor.releases.log import ReleaseInfo
from monitor.releases.published_releases import (
    Fault,
    FaultLog,
    PublishedReleases,
    SteeringInfo,
    current_quality,
    current_release,
    current_steering,
    read_steering,
)
from monitor.settings import Settings
from monitor.snapshots.layout import QUALITY, RELEASE, STEERING, is_snapshot_id
from monitor.snapshots.reader import NO_FILTER, RowSelection, SnapshotReader


class Store:
    """Releases, exact figures and quality of an instance; a store per process, safe for threads.

    The pointer to the current release is read at each call. A page with several tables asks
    ``current`` once and names the release in all further calls: tables belong together.
    """

    def __init__(self, settings: Settings) -> None:
        self._published = PublishedReleases(settings.releases)
        self._releases = SnapshotReader(settings.releases, RELEASE)
        self._quality = SnapshotReader(settings.quality, QUALITY)
        self._quality_log = FaultLog(settings.quality)
        self._steering = SnapshotReader(settings.steering, STEERING)
        self._steering_log = FaultLog(settings.steering)
        self._content = settings.content
        self.datasets = DatasetReader(self._published)

    def office(self) -> Office:
        """Return who runs the instance and whom to ask; open to everybody, release or not.

        Raises:
            ContentError: ``amt.toml`` is missing or wrong.
        """
        return read_office(self._content)

    def releases(self, viewer: Viewer) -> list[ReleaseInfo]:
        """Return the published and the withdrawn releases, newest first.

        Raises:
            AccessError: closed to the viewer's group.
        """
        require(viewer, Resource.KENNZAHLEN)
        return self._published.all()

    def current(self, viewer: Viewer) -> ReleaseInfo:
        """Return the current release.

        Raises:
            AccessError: closed to the viewer's group.
            SnapshotDamagedError: no intact release.
            ReleaseError: nothing was published yet.
        """
        require(viewer, Resource.KENNZAHLEN)
        return self._published.find(None)

    def fault(self, viewer: Viewer) -> Fault | None:
        """Return the fault of the release that the pointer names, if any.

        Raises:
            AccessError: the viewer may not see releases.
        """
        require(viewer, Resource.KENNZAHLEN)
        return current_release(self._published.root).fault

    def quality_fault(self, viewer: Viewer) -> Fault | None:
        """Return the fault of the newest quality snapshot, if any.

        Raises:
            AccessError: closed to the viewer's group.
        """
        require(viewer, Resource.QUALITAET)
        return current_quality(self._quality.root).fault

    def steering_fault(self, viewer: Viewer) -> Fault | None:
        """Return the fault of the newest snapshot of *Steuerung*, if any.

        Raises:
            AccessError: closed to the viewer's group.
        """
        require(viewer, Resource.STEUERUNG)
        return current_steering(self._steering.root).fault

    def steering(self, viewer: Viewer) -> SteeringInfo | None:
        """Return the newest snapshot of *Steuerung*; ``None``: none is made, or none is intact.

        Raises:
            AccessError: closed to the viewer's group.
        """
        require(viewer, Resource.STEUERUNG)
        current = current_steering(self._steering.root)
        if current.fault is not None:
            self._steering_log.note(current.fault)
        if current.snapshot_id is None:
            return None
        return read_steering(self._steering.root, current.snapshot_id)

    def steering_table(
        self,
        viewer: Viewer,
        name: str,
        *,
        snapshot: str | None = None,
        where: Mapping[str, object] = NO_FILTER,
        order_by: Sequence[str] = (),
    ) -> pl.DataFrame:
        """Return rows of a table of a snapshot of *Steuerung* (default: the newest): exact figures.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such snapshot, table or column.
        """
        require(viewer, Resource.STEUERUNG)
        if snapshot is None:
            newest = self.steering(viewer)
            snapshot = newest.snapshot_id if newest is not None else ""
        if not is_snapshot_id(snapshot):
            raise ReleaseError("Es gibt keine internen Zahlen. Sie entstehen beim Einlesen.")
        return self._steering.select(snapshot, RowSelection(name, where, order_by))

    def meta(self, viewer: Viewer, release: str | None = None) -> Mapping[str, str]:
        """Return the ``meta`` table of a release (default: the current release) as a mapping.

        Raises:
            AccessError: closed to the viewer's group.
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
        """Return rows of a table of a release, as in ``monitor.snapshots.reader.RowSelection``.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release, table or column.
        """
        require(viewer, Resource.KENNZAHLEN)
        selection = RowSelection(name, where, order_by, columns, limit, offset)
        return self._releases.select(self._published.resolve(release), selection)

    def count(
        self,
        viewer: Viewer,
        name: str,
        *,
        release: str | None = None,
        where: Mapping[str, object] = NO_FILTER,
    ) -> int:
        """Return the number of rows of a release's table under ``where``.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release, table or column.
        """
        require(viewer, Resource.KENNZAHLEN)
        return self._releases.count(self._published.resolve(release), RowSelection(name, where))

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
            AccessError: closed to the viewer's group.
            ReleaseError: no snapshot yet, no such table or column.
        """
        require(viewer, Resource.QUALITAET)
        selection = RowSelection(name, where, order_by, columns, limit, offset)
        return self._quality.select(self._quality_id(), selection)

    def quality_count(
        self, viewer: Viewer, name: str, *, where: Mapping[str, object] = NO_FILTER
    ) -> int:
        """Return the number of rows of a table of the newest quality snapshot.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no snapshot yet, no such table or column.
        """
        require(viewer, Resource.QUALITAET)
        return self._quality.count(self._quality_id(), RowSelection(name, where))

    def release(self, viewer: Viewer, release: str | None = None) -> ReleaseInfo:
        """Return a published or withdrawn release (default: the current release).

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.KENNZAHLEN)
        return self._published.find(release)

    def citation(self, viewer: Viewer, release: str | None = None) -> Mapping[str, str]:
        """Return the citation of a release, by language; empty in releases made without.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release, or none published yet.
        """
        require(viewer, Resource.KENNZAHLEN)
        said: Mapping[str, str] = self._published.described(release).get("citation", {})
        return said

    def changes(self, viewer: Viewer, before: str, after: str) -> Comparison:
        """Return the changes from a release to a later release.

        Facts on single Träger are left out for groups without the quality pages.

        Raises:
            AccessError: closed to the viewer's group.
            ReleaseError: no such release.
        """
        require(viewer, Resource.KENNZAHLEN)
        root = self._published.root
        states = [read_state(root, self._published.resolve(name)) for name in (before, after)]
        found = compare(states[0], states[1])
        return found if may_see(viewer, Resource.QUALITAET) else without_traeger(found)

    def _quality_id(self) -> str:
        current = current_quality(self._quality.root)
        if current.fault is not None:
            self._quality_log.note(current.fault)
        if current.snapshot_id is not None:
            return current.snapshot_id
        if current.fault is not None:
            raise current.fault.error
        raise ReleaseError(
            "Es gibt noch keinen Qualitätsbericht. Er entsteht beim Einlesen: „monitor ingest“."
        )
