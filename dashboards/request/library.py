"""The frames of pages, read through the store under the viewer's rights and kept.

A snapshot never changes, so a frame is kept under snapshot id, viewer's group and query; every new
combination goes to the store, which refuses. Nothing is computed here: filters and orders are the
store's.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import polars as pl

from dashboards.request.texts import Texts
from monitor.access import Resource, Viewer, may_see, require
from monitor.application.database import ApplicationStore
from monitor.concept.vocabulary import DISTRICT, Status
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind
from monitor.reading.store import Store
from monitor.releases.log import ReleaseInfo, ReleaseState
from monitor.releases.published_releases import SteeringInfo

#: Frames kept; a page needs about ten of a few hundred rows each.
KEPT_FRAMES: Final = 512

#: Contents of pages that are kept: trees and texts of up to 2 MB together.
KEPT_PAGES: Final = 64

#: Titles and menus that are kept: some kB each.
KEPT_LINES: Final = 512

_Where = tuple[tuple[str, object], ...]
_Opened = tuple[Viewer, FigureLevel, str]  # who reads, and from which snapshot


class RecentlyUsed:
    """What follows from a snapshot and a view alone, made once; what was asked for last is kept.

    Keys name both. Two requests may make the same at once, which costs time only.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept under the key; the first call makes it."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made


class Library:
    """The library of an application: opens the current figures for a viewer, and has the texts.

    ``accounts``: the application's store with the texts; without it there are none.
    """

    def __init__(self, store: Store, accounts: ApplicationStore | None = None) -> None:
        self.store = store
        self.texts = Texts(accounts)
        self._frame = lru_cache(maxsize=KEPT_FRAMES)(self._read)
        self.pages = RecentlyUsed(KEPT_PAGES)
        self.lines = RecentlyUsed(KEPT_LINES)

    def open(self, viewer: Viewer, level: FigureLevel | None = None) -> Figures:
        """Return the current figures of a level.

        ``None`` stands for the exact figures where the viewer may see them and there are any, else
        for the current release.

        Raises:
            AccessError: the viewer may not see the figures.
            ReleaseError: there is no release yet.
        """
        if level is FigureLevel.STEUERUNG:
            require(viewer, Resource.STEUERUNG)
        if level is not FigureLevel.VEROEFFENTLICHUNG:
            steering = self.steering(viewer)
            if steering is not None:
                return steering
        return Figures(viewer, self.store.current(viewer), self)

    def steering(self, viewer: Viewer) -> Figures | None:
        """Return the exact figures; ``None``: none made, or the viewer has no right to them."""
        if not may_see(viewer, Resource.STEUERUNG):
            return None
        info = self.store.steering(viewer)
        return None if info is None else Figures(viewer, info, self)

    def release_before(self, numbers: Figures) -> Figures | None:
        """Return the last release before a snapshot; of exact figures, the current release."""
        viewer = numbers.viewer
        if numbers.level is FigureLevel.STEUERUNG:
            try:
                return self.open(viewer, FigureLevel.VEROEFFENTLICHUNG)
            except ReleaseError:
                return None
        standing = [
            info
            for info in self.store.releases(viewer)
            if info.state is ReleaseState.VEROEFFENTLICHT and info.release_id < numbers.snapshot_id
        ]
        return Figures(viewer, standing[0], self) if standing else None

    def frame(
        self, numbers: Figures, name: str, where: _Where, order: tuple[str, ...]
    ) -> pl.DataFrame:
        """Return rows of a table of a snapshot, kept from the first time on."""
        snapshot = numbers.viewer, numbers.level, numbers.snapshot_id
        return self._frame(snapshot, name, where, order)

    def _read(
        self, opened: _Opened, name: str, where: _Where, order: tuple[str, ...]
    ) -> pl.DataFrame:
        viewer, level, snapshot = opened
        asked = {key: list(value) if isinstance(value, tuple) else value for key, value in where}
        if level is FigureLevel.STEUERUNG:
            return self.store.steering_table(
                viewer, name, snapshot=snapshot, where=asked, order_by=order
            )
        return self.store.table(viewer, name, release=snapshot, where=asked, order_by=order)


@dataclass(frozen=True)
class Figures:
    """The figures of one snapshot for one viewer; a page reads one snapshot throughout."""

    viewer: Viewer
    info: ReleaseInfo | SteeringInfo
    library: Library

    @property
    def level(self) -> FigureLevel:
        """Return the level: exact figures, or published figures of a release."""
        is_steering = isinstance(self.info, SteeringInfo)
        return FigureLevel.STEUERUNG if is_steering else FigureLevel.VEROEFFENTLICHUNG

    @property
    def snapshot_id(self) -> str:
        """Return the id of the release, or of the snapshot of exact figures."""
        info = self.info
        return info.snapshot_id if isinstance(info, SteeringInfo) else info.release_id

    def _rows(
        self, name: str, where: Mapping[str, object] | None = None, order: Sequence[str] = ()
    ) -> pl.DataFrame:
        pairs = tuple(sorted((where or {}).items()))
        return self.library.frame(self, name, pairs, tuple(order))

    def meta(self) -> Mapping[str, str]:
        """Return the table ``meta``: office, concept, times and versions behind the snapshot."""
        rows = self._rows("meta")
        return dict(zip(rows["schluessel"], rows["wert"], strict=True))

    def areas(self) -> pl.DataFrame:
        """Return the district and the areas with figures of their own, in fixed order."""
        return self._rows("gebiet", {"art": ("KREIS", "SOZIALRAUM")}, ["reihenfolge"])

    def merged_areas(self) -> pl.DataFrame:
        """Return the areas that count for a neighbour: ``zusammen_mit`` is the neighbour's id."""
        return self._rows("gebiet", {"art": "ZUSAMMEN"}, ["reihenfolge"])

    def concepts(self) -> pl.DataFrame:
        """Return the versions of the concept in time order."""
        return self._rows("konzept", order=["gueltig_von"])

    def goals(self, concept: str) -> pl.DataFrame:
        """Return the goals of a version of the concept, in the order of the concept."""
        return self._rows("ziel", {"konzept_id": concept}, ["reihenfolge"])

    def indicators(self, concept: str, goal: str | None = None) -> pl.DataFrame:
        """Return the indicators of a version of the concept (and of a goal), in its order."""
        where = {"konzept_id": concept} | ({"ziel_id": goal} if goal else {})
        return self._rows("indikator", where, ["reihenfolge"])

    def versions(self, indicator: str) -> pl.DataFrame:
        """Return the rows of an indicator, one per version of the concept."""
        return self._rows("indikator", {"indikator_id": indicator})

    def waves(self) -> list[str]:
        """Return the waves of surveys, oldest first."""
        where = {"gebiet_id": DISTRICT, "periode_art": PeriodKind.WELLE.value}
        return self._rows("wert", where, ["von"])["periode"].unique(maintain_order=True).to_list()

    def standings(self, area: str) -> pl.DataFrame:
        """Return every goal's standing in an area, quarter by quarter."""
        return self._rows("ziel_stand", {"gebiet_id": area}, ["ziel_id", "quartal"])

    def standings_at(self, quarter: str) -> pl.DataFrame:
        """Return every goal's standing in every area at the end of a quarter."""
        return self._rows("ziel_stand", {"quartal": quarter}, ["gebiet_id", "ziel_id"])

    def contributions(self, area: str, quarter: str) -> pl.DataFrame:
        """Return the contributions of indicators to goals in an area at a quarter."""
        where = {"gebiet_id": area, "quartal": quarter}
        return self._rows("ziel_beitrag", where, ["ziel_id", "indikator_id"])

    def contributions_at(self, quarter: str) -> pl.DataFrame:
        """Return the contributions of indicators to goals in every area at a quarter."""
        return self._rows("ziel_beitrag", {"quartal": quarter}, ["gebiet_id", "indikator_id"])

    def coverage(self, area: str, quarter: str) -> Mapping[str, Any] | None:
        """Return the row of ``abdeckung``: deliveries that are in, whether all is provisional."""
        rows = self._rows("abdeckung", {"gebiet_id": area, "quartal": quarter})
        return rows.row(0, named=True) if rows.height else None

    def values_of(self, contributions: pl.DataFrame, area: str) -> Mapping[str, Mapping[str, Any]]:
        """Return indicator → the row of ``wert`` that its contribution is of.

        ``contributions``: rows of ``ziel_beitrag`` of one area and quarter.
        """
        found = self.graded_values(contributions, area)
        return {row["indikator_id"]: row for row in found.iter_rows(named=True)}

    def graded_values(self, contributions: pl.DataFrame, area: str) -> pl.DataFrame:
        """Return the rows of ``wert`` that contributions of one area and quarter are of."""
        asked = contributions.select("indikator_id", "periode", "status")
        where = {
            "gebiet_id": area,
            "bewertet": True,
            "periode": tuple(sorted(set(asked["periode"]))),
        }
        rows = self._rows("wert", where, ["indikator_id", "periode"])
        return rows.join(asked, on=("indikator_id", "periode", "status"), how="semi")

    def unsure_values(self, contributions: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of ``wert`` behind the uncertain contributions of a quarter.

        ``contributions``: rows of ``ziel_beitrag``; their goals and attainments are added.
        """
        unsure = contributions.filter(pl.col("status") == Status.UNSICHER.value)
        asked = unsure.select("ziel_id", "indikator_id", "gebiet_id", "periode", "zielerreichung")
        where = {"bewertet": True, "status": Status.UNSICHER.value,
                 "periode": tuple(sorted(set(asked["periode"])))}  # fmt: skip
        rows = self._rows("wert", where, ["indikator_id", "gebiet_id", "periode"])
        return rows.drop("zielerreichung").join(asked, on=("indikator_id", "gebiet_id", "periode"))

    def ends(self, periods: Iterable[str]) -> Mapping[str, dt.date]:
        """Return period → last day; ``periods`` may have waves of surveys."""
        where = {"gebiet_id": DISTRICT, "periode": tuple(sorted(set(periods)))}
        rows = self._rows("wert", where, ["indikator_id", "periode_art", "bis"])
        return dict(rows.select("periode", "bis").iter_rows())

    def quarters(self) -> list[str]:
        """Return the quarters for which goals have a standing, oldest first."""
        return self.standings(DISTRICT)["quartal"].unique().sort().to_list()

    def series(self, indicator: str, area: str, kind: PeriodKind) -> pl.DataFrame:
        """Return an indicator's values in an area, in time order."""
        where = {"indikator_id": indicator, "gebiet_id": area, "periode_art": kind.value}
        return self._rows("wert", where, ["von"])

    def by_area(self, indicator: str, kind: PeriodKind) -> pl.DataFrame:
        """Return an indicator's values in all areas, in time order."""
        where = {"indikator_id": indicator, "periode_art": kind.value}
        return self._rows("wert", where, ["von", "gebiet_id"])

    def limits(self, indicator: str, area: str, kind: PeriodKind) -> pl.DataFrame:
        """Return the process behaviour chart of a series: phases, mean, limits and signals."""
        where = {"indikator_id": indicator, "gebiet_id": area, "periode_art": kind.value}
        return self._rows("regelkarte", where, ["periode"])

    def behaviour(self, indicators: Sequence[str], area: str) -> pl.DataFrame:
        """Return variation, assurance, trend, phase and proposed restart of indicators in an area.

        A row per series; one of a former definition keeps its own ``konzept_id``.
        """
        where = {"indikator_id": tuple(indicators), "gebiet_id": area}
        return self._rows("regelkarte_stand", where, ["indikator_id", "konzept_id"])

    def changes(self, indicator: str, area: str, kind: PeriodKind) -> pl.DataFrame:
        """Return the changes of an indicator's values to earlier periods, with their intervals."""
        where = {"indikator_id": indicator, "gebiet_id": area, "periode_art": kind.value}
        return self._rows("veraenderung", where, ["periode", "vergleich"])

    def year_course(self, indicator: str, area: str) -> pl.DataFrame:
        """Return a volume's quarters, cumulated years and moving totals; empty for others."""
        where = {"indikator_id": indicator, "gebiet_id": area}
        return self._rows("jahresverlauf", where, ["periode"])
