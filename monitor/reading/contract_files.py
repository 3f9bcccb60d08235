"""Rows under a contract: its files, for the accounts that it names, only while it runs.

Whoever is not named is told the same, whether there is such a contract or not.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from monitor.access import Resource, Viewer, refuse, require
from monitor.datasets.contract_manifest import ContractManifest, read_manifest
from monitor.errors import ContractError


class ContractFiles:
    """Reader of the folders of contracts."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def running(self, viewer: Viewer, today: dt.date) -> list[ContractManifest]:
        """Return the running contracts that name the viewer's account, the first to end first.

        Raises:
            AccessError: the viewer may have no rows.
        """
        require(viewer, Resource.VERTRAGSDATEN)
        found = (self._running(name, today) for name in viewer.contracts)
        return sorted((each for each in found if each), key=lambda each: (each.bis, each.id))

    def path(self, viewer: Viewer, contract: str, name: str, today: dt.date) -> Path:
        """Return the path of a file.

        Raises:
            AccessError: the contract does not name the viewer's account, or does not run.
            ContractError: the contract has no such file.
        """
        require(viewer, Resource.VERTRAGSDATEN)
        running = self._running(contract, today) if contract in viewer.contracts else None
        if running is None:
            refuse(viewer, Resource.VERTRAGSDATEN)
        path = self._root / running.id / name
        if name not in {file.name for file in running.dateien} or not path.is_file():
            raise ContractError("Diese Datei gibt es zu diesem Vertrag nicht.")
        return path

    def _running(self, contract: str, today: dt.date) -> ContractManifest | None:
        found = read_manifest(self._root, contract)
        return found if found is not None and found.is_running_on(today) else None
