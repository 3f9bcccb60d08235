"""The published releases as the next one has to reckon with them: what they show and rest on."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable

from monitor.disclosure.history import Earlier, read_earlier
from monitor.errors import ReleaseError
from monitor.release_log import ReleaseInfo, ReleaseState, find_release, list_releases
from monitor.settings import Settings
from monitor.snapshot_reader import Selection, SnapshotReader
from monitor.snapshots import RELEASE, snapshot_ids


def read_earlier_releases(settings: Settings, *, is_demo: bool) -> list[Earlier]:
    """Return the published and withdrawn releases of the same kind of data, oldest first.

    Raises:
        ReleaseError: what a release of real data rests on is not there any more.
    """
    reader = SnapshotReader(settings.releases, RELEASE)
    published = [
        release
        for release in reversed(list_releases(settings.releases))
        if release.state is not ReleaseState.ENTWURF and release.is_demo == is_demo
    ]
    found = (_read(settings, reader, release) for release in published)
    return [release for release in found if release is not None]


def read_releases_until(settings: Settings, release_id: str) -> list[Earlier]:
    """Return a release, published or not, after those that were published before it.

    Raises:
        ReleaseError: no such release, or what one of them rests on is not there any more.
    """
    asked = find_release(settings.releases, release_id)
    made_before = set(itertools.takewhile(release_id.__ne__, snapshot_ids(settings.releases)))
    before = [
        earlier
        for earlier in read_earlier_releases(settings, is_demo=asked.is_demo)
        if earlier.release_id in made_before
    ]
    reader = SnapshotReader(settings.releases, RELEASE)
    found = _read(settings, reader, asked)
    if found is None:
        raise ReleaseError(
            f"Zum Stand {release_id} ist nicht aufbewahrt, worauf er beruht; prüfen lässt er sich "
            "nicht mehr. Bitte einen neuen Stand erstellen (monitor release)."
        )
    return [*before, found]


def _read(settings: Settings, reader: SnapshotReader, release: ReleaseInfo) -> Earlier | None:
    release_id = release.release_id
    wert = reader.select(release_id, Selection("wert"))
    try:
        return read_earlier(settings.private / release_id, release_id, wert)
    except FileNotFoundError as error:
        if release.is_demo:
            return None  # made by an earlier version of the program, and of nobody
        raise ReleaseError(
            f"Zum veröffentlichten Stand {release_id} fehlt, worauf er beruht "
            f"({settings.private / release_id}). Ohne das lässt sich nicht prüfen, was ein neuer "
            "Stand im Vergleich verrät. Bitte den Ordner aus der Sicherung zurückholen."
        ) from error


def forget(settings: Settings, removed: Iterable[str]) -> None:
    """Remove what removed releases rested on."""
    for release_id in removed:
        shutil.rmtree(settings.private / release_id, ignore_errors=True)
