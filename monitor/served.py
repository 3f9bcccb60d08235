"""Which releases are served: published and withdrawn ones by their id, drafts not at all.

Whoever asks has been let pass already (``monitor.reader``, ``monitor.dataset_reader``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monitor.errors import ReleaseError
from monitor.release_log import ReleaseInfo, ReleaseState, find_release, list_releases
from monitor.snapshots import current_id, read_manifest


class ServedReleases:
    """The releases in a folder; ``None`` stands for the current one, looked up at each call."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def all(self) -> list[ReleaseInfo]:
        """Return the published and the withdrawn releases, newest first."""
        releases = list_releases(self.root)
        return [release for release in releases if release.state is not ReleaseState.ENTWURF]

    def resolve(self, release: str | None) -> str:
        """Return the id of a release.

        Raises:
            ReleaseError: no such release, a draft, or none published yet.
        """
        if release is not None:
            found = find_release(self.root, release)
            if found.state is ReleaseState.ENTWURF:
                raise ReleaseError("Dieser Stand ist ein Entwurf und noch nicht veröffentlicht.")
            return found.release_id
        current = current_id(self.root)
        if current is None:
            raise ReleaseError(
                "Es ist noch kein Stand veröffentlicht. Bitte „monitor release“ aufrufen "
                "(oder „monitor demo“ für Demodaten)."
            )
        return current

    def find(self, release: str | None) -> ReleaseInfo:
        """Return what is said of a release (ReleaseError)."""
        return find_release(self.root, self.resolve(release))

    def manifest(self, release: str | None) -> Mapping[str, Any]:
        """Return the manifest of a release (ReleaseError)."""
        return read_manifest(self.root / self.resolve(release))
