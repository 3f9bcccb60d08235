"""Log of the contracts: a private file, written as a whole, by a single writer at a time.

``geheim/vertraege.json`` is kept for good: the recipients of rows must be known years later, too.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from monitor.datasets.contract.contract import Contract
from monitor.errors import ContractError
from monitor.faults import told_by_name
from monitor.private_files import open_private, private_folder, write_private

NAME: Final = "vertraege.json"
_LOCK: Final = "vertraege.lock"
_CONTRACTS: Final = TypeAdapter(tuple[Contract, ...])


@contextlib.contextmanager
def only_writer(private: Path) -> Iterator[None]:
    """Hold the lock of the log; the kernel frees it when the process dies.

    Raises:
        ContractError: another process holds the lock.
    """
    with open_private(private_folder(private) / _LOCK) as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ContractError(
                "Ein anderer Vorgang arbeitet gerade an den Verträgen. Bitte warten, bis er "
                "fertig ist, und es dann erneut versuchen."
            ) from error
        yield


def read_contracts(private: Path) -> tuple[Contract, ...]:
    """Return all contracts in the order of their making; none without a log.

    Raises:
        ContractError: the log is damaged.
        StorageError: the file is closed to this user.
    """
    path = private / NAME
    try:
        with told_by_name():
            content = path.read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return _CONTRACTS.validate_json(content)
    except ValidationError as error:
        raise ContractError(
            f"Das Verzeichnis der Verträge {path} ist beschädigt. Bitte aus der Sicherung "
            "zurückholen."
        ) from error


def put_contract(private: Path, contract: Contract) -> None:
    """Write a contract into the log, in place of its earlier entry; the caller holds the lock."""
    earlier = read_contracts(private)
    kept = [contract if one.id == contract.id else one for one in earlier]
    _write(private, kept if contract in kept else [*kept, contract])


def find_contract(contracts: Sequence[Contract], contract_id: str) -> Contract:
    """Return the contract of an id.

    Raises:
        ContractError: there is none.
    """
    found = next((one for one in contracts if one.id == contract_id), None)
    if found is None:
        raise ContractError(
            f"Einen Vertrag {contract_id} gibt es nicht. „monitor contract list“ nennt alle."
        )
    return found


def _write(private: Path, contracts: Sequence[Contract]) -> None:
    entries = [contract.model_dump(mode="json") for contract in contracts]
    text = json.dumps(entries, ensure_ascii=False, indent=2)
    write_private(private_folder(private) / NAME, f"{text}\n".encode())
