"""Manifest beside the rows of a contract: purpose, term and files, as far as the web needs them.

``vertraege/<id>/vertrag.json`` is there as long as the contract was not ended. The log of all
contracts (``monitor.datasets.contract.log``) is out of the web's reach.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from monitor.private_files import write_private

MANIFEST: Final = "vertrag.json"

_ID: Final = re.compile(r"V-[0-9a-f]{12}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # fields of a newer version


class ContractFile(_Part):
    """A file of a contract: its name, which is no path, its size and its checksum."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    bytes: int
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ContractManifest(_Part):
    """What a recipient is told of a contract; the contract runs from ``von`` to ``bis``."""

    id: str
    zweck: str
    von: dt.date
    bis: dt.date
    loeschen_bis: dt.date
    erstellt_am: dt.datetime
    zeilen: int
    dateien: tuple[ContractFile, ...]

    def is_running_on(self, day: dt.date) -> bool:
        """Tell whether the rows may be used on a day."""
        return self.von <= day <= self.bis


def write_manifest(folder: Path, manifest: ContractManifest) -> None:
    """Write the manifest into the folder of its contract."""
    write_private(folder / MANIFEST, f"{manifest.model_dump_json(indent=2)}\n".encode())


def read_manifest(root: Path, contract: str) -> ContractManifest | None:
    """Return the manifest of a contract; ``None``: none there, or none to be relied on."""
    if not _ID.fullmatch(contract):  # an account could name any path
        return None
    try:
        content = (root / contract / MANIFEST).read_bytes()
        found = ContractManifest.model_validate_json(content)
    except (OSError, ValidationError):
        return None
    return found if found.id == contract else None
