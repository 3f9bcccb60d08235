"""The log of contracts: private, whole, for one writer at a time."""

from __future__ import annotations

import stat
from contextlib import ExitStack
from pathlib import Path

import pytest

from monitor.datasets.contract.log import (
    NAME,
    find_contract,
    only_writer,
    put_contract,
    read_contracts,
)
from monitor.errors import ContractError
from tests.builders.contract_facts import CONTRACT

OTHER = CONTRACT.model_copy(update={"id": "V-ba9876543210"})


def test_what_is_put_is_read(tmp_path: Path) -> None:
    private = tmp_path / "geheim"
    assert read_contracts(private) == ()
    changed = CONTRACT.model_copy(update={"zweck": "anderes"})
    for one in (CONTRACT, OTHER, changed):
        put_contract(private, one)
    assert read_contracts(private) == (changed, OTHER)
    assert stat.S_IMODE((private / NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert [path.name for path in private.iterdir()] == [NAME]


def test_an_unknown_contract() -> None:
    assert find_contract([CONTRACT, OTHER], OTHER.id) == OTHER
    with pytest.raises(ContractError, match="V-000000000000 gibt es nicht"):
        find_contract([CONTRACT], "V-000000000000")


@pytest.mark.parametrize("content", [b"", b"[{}]", b"\xff", b"{}"])
def test_a_damaged_log_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ContractError, match="beschädigt"):
        put_contract(tmp_path, CONTRACT)
    assert (tmp_path / NAME).read_bytes() == content


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    with ExitStack() as held:
        held.enter_context(only_writer(tmp_path))
        with pytest.raises(ContractError, match="anderer Vorgang"):
            held.enter_context(only_writer(tmp_path))
    with only_writer(tmp_path):
        pass
