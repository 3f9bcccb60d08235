"""The folder of a contract on rows, as ``monitor contract new`` leaves it for the web."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from monitor.datasets.contract_manifest import ContractFile, ContractManifest, write_manifest
from monitor.settings import Settings

CONTRACT = "V-0123456789ab"
ROWS = b"vertrag_id,zeitraum\nV-0123456789ab,2024-Q3\n"


def write_contract(
    settings: Settings,
    contract: str = CONTRACT,
    *,
    begin: dt.date = dt.date(2026, 12, 1),
    end: dt.date = dt.date(2027, 11, 30),
) -> Path:
    """Write rows, conditions and manifest of a contract; return its folder."""
    folder = settings.contracts / contract
    folder.mkdir(parents=True)
    texts = {f"aktivitaeten_{contract}_bis_{end}.csv": ROWS, "README.md": b"# Bedingungen\n"}
    files = []
    for name, content in texts.items():
        (folder / name).write_bytes(content)
        checksum = hashlib.sha256(content).hexdigest()
        files.append(ContractFile(name=name, bytes=len(content), sha256=checksum))
    manifest = ContractManifest(
        id=contract, zweck="Evaluation 2026", von=begin, bis=end, loeschen_bis=end,
        erstellt_am=dt.datetime(2026, 11, 22, tzinfo=dt.UTC), zeilen=1, dateien=tuple(files),
    )  # fmt: skip
    write_manifest(folder, manifest)
    return folder
