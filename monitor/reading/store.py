"""The only way from the web to the data: the viewer's rights, then an immutable snapshot.

Drafts are never shown; published releases are, by their id for good, and withdrawn releases too (an
evaluator's citation must resolve), but never as the current release. The warehouse is out of reach.
Files of releases: ``Store.datasets`` (``monitor.reading.dataset_reader``). What the store of a
server may not hand out at all, it holds no reader for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import polars as pl

from monitor.access import Resource, Viewer, may_see, require
from monitor.content.office import Office, read_office
from monitor.content.report_layout import ReportLayout, read_report_layout
from monitor.datasets.contract_manifest import ContractManifest
from monitor.reading.contract_files import ContractFiles
from monitor.reading.dataset_reader import DatasetReader
from monitor.reading.quality_reader import QualityReader
from monitor.reading.steering_reader import SteeringReader
from monitor.releases.comparison import Comparison, compare, read_state, without_traeger
from monitor.releases.log import ReleaseInfo
from monitor.releases.published_releases import (
    Fault,
    PublishedReleases,
    SteeringInfo,
    current_release,
)
from monitor.settings import Settings
from monitor.snapshots.layout import RELEASE
from monitor.snapshots.reader import NO_FILTER, RowSelection, SnapshotReader

_Reader = TypeVar("_Reader")

#: Rights that open deliveries, all or some of them.
_DELIVERIES = (Resource.QUALITAET, Resource.EIGENE_LIEFERUNGEN)


class Store:
    """Releases, exact figures and quality of an instance; a store per process, safe for threads.

    The pointer to the current release is read at each call. A page with several tables asks
    ``current`` once and names the release in all further calls: tables belong together.

    Args:
        settings: of the instance.
        limit: rights beyond which the store never goes, whoever asks: it holds no reader for the
            rest, and every such call is refused.
    """

    def __init__(
        self, settings: Settings, *, limit: frozenset[Resource] = frozenset(Resource)
    ) -> None:
        self._limit = limit
        self._published = PublishedReleases(settings.releases)
        self._releases = SnapshotReader(settings.releases, RELEASE)
        self._quality = QualityReader(settings.quality) if limit.intersection(_DELIVERIES) else None
        self._steering = SteeringReader(settings.steering) if Resource.STEUERUNG in limit else None
        self._contracts = (
            ContractFiles(settings.contracts) if Resource.VERTRAGSDATEN in limit else None
        )
        self._content = settings.content
        self.datasets = DatasetReader(self._published)

    def office(self) -> Office:
        """Return who runs the instance and whom to ask; open to everybody, release or not.

        Raises:
            ContentError: ``amt.toml`` is missing or wrong.
        """
        return read_office(self._content)

    def report_layout(self) -> ReportLayout:
        """Return how the office's reports look; open to everybody, release or not.

        Raises:
            ContentError: ``bericht.toml`` or the logo is wrong.
        """
        return read_report_layout(self._content)

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
            AccessError: the viewer may see no deliveries.
        """
        return self._of_deliveries(viewer).fault()

    def steering_fault(self, viewer: Viewer) -> Fault | None:
        """Return the fault of the newest snapshot of *Steuerung*, if any.

        Raises:
            AccessError: closed to the viewer's group.
        """
        return self._held(self._steering, viewer, Resource.STEUERUNG).fault()

    def steering(self, viewer: Viewer) -> SteeringInfo | None:
        """Return the newest snapshot of *Steuerung*; ``None``: none is made, or none is intact.

        Raises:
            AccessError: closed to the viewer's group.
        """
        return self._held(self._steering, viewer, Resource.STEUERUNG).newest()

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
        steering = self._held(self._steering, viewer, Resource.STEUERUNG)
        return steering.select(snapshot, RowSelection(name, where, order_by))

    def running_contracts(self, viewer: Viewer, today: dt.date) -> list[ContractManifest]:
        """Return the running contracts on rows that name the viewer's account.

        Raises:
            AccessError: the viewer may have no rows.
        """
        contracts = self._held(self._contracts, viewer, Resource.VERTRAGSDATEN)
        return contracts.running(viewer, today)

    def contract_file(self, viewer: Viewer, contract: str, name: str, today: dt.date) -> Path:
        """Return the path of a file of a running contract that names the viewer's account.

        Raises:
            AccessError: no such contract for this viewer, or the contract does not run.
            ContractError: the contract has no such file.
        """
        contracts = self._held(self._contracts, viewer, Resource.VERTRAGSDATEN)
        return contracts.path(viewer, contract, name, today)

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
        """Return rows of a table of the newest quality snapshot; a Träger gets its own only.

        Raises:
            AccessError: the viewer may see no deliveries, or not this table.
            ReleaseError: no snapshot yet, no such table or column.
        """
        selection = RowSelection(name, where, order_by, columns, limit, offset)
        return self._of_deliveries(viewer).select(viewer.within(self._limit), selection)

    def quality_count(
        self, viewer: Viewer, name: str, *, where: Mapping[str, object] = NO_FILTER
    ) -> int:
        """Return the number of rows of a table of the newest quality snapshot, as ``quality``.

        Raises:
            AccessError: the viewer may see no deliveries, or not this table.
            ReleaseError: no snapshot yet, no such table or column.
        """
        selection = RowSelection(name, where)
        return self._of_deliveries(viewer).count(viewer.within(self._limit), selection)

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
        sees_all = may_see(viewer.within(self._limit), Resource.QUALITAET)
        return found if sees_all else without_traeger(found)

    def _of_deliveries(self, viewer: Viewer) -> QualityReader:
        own = may_see(viewer.within(self._limit), Resource.EIGENE_LIEFERUNGEN)
        right = Resource.EIGENE_LIEFERUNGEN if own else Resource.QUALITAET
        return self._held(self._quality, viewer, right)

    def _held(self, reader: _Reader | None, viewer: Viewer, resource: Resource) -> _Reader:
        require(viewer.within(self._limit), resource)
        assert reader is not None  # noqa: S101 - held wherever the limit lets somebody pass
        return reader
