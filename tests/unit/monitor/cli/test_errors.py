"""What goes wrong in a command: one sentence, an exit code of its own, no value of a row."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest

from monitor.errors import (
    StorageError,
    UserError,
)
from monitor.settings import Settings
from tests.builders.commands import FakePipeline, Run


def test_a_wrong_call_ends_with_2(run: Run) -> None:
    code, _, err = run("unbekannt")
    assert code == 2
    assert "unbekannt" in err


def test_a_fault_of_ours_is_one_sentence_and_no_value(
    run: Run, ready: FakePipeline, instance: Settings
) -> None:
    ready.failure = RuntimeError("Frau Muster, 0261 12345")
    code, out, err = run("ingest")
    assert code == 70
    log = (instance.home / "log" / "monitor.log").read_text(encoding="utf-8")
    assert str(instance.home / "log" / "monitor.log") in err.replace("\n", "")
    assert "RuntimeError" in log
    assert "ingest" in log
    for text in (out, err, log):
        assert "Muster" not in text
        assert "Traceback" not in text


def test_ctrl_c_ends_cleanly(run: Run, ready: FakePipeline) -> None:
    ready.failure = KeyboardInterrupt()
    code, _, err = run("ingest")
    assert code == 130
    assert "Abgebrochen" in err


def test_every_kind_of_error_has_its_exit_code() -> None:
    kinds = UserError.__subclasses__()
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert not {0, 1, 2, 70, 130} & set(codes)


@pytest.mark.parametrize(
    "case",
    [
        ("releases", errno.ENOSPC, "kein Platz", "release --draft"),
        ("releases", errno.EROFS, "nur lesen", "release --draft"),
        ("quality", errno.EACCES, "nicht erlaubt", "ingest"),
        ("geheim", errno.EDQUOT, "aufgebraucht", "release --draft"),
        ("monitor.toml", errno.EACCES, "nicht erlaubt", "status"),
        ("content", errno.EIO, "meldet einen Fehler", "check"),
        ("neu", errno.EROFS, "nur lesen", "init --home neu"),
    ],
)
def test_a_fault_of_the_disk_is_told_by_name(
    run: Run, ready: FakePipeline, refusing: Callable[..., Any], case: tuple[str, int, str, str]
) -> None:
    del ready
    place, number, words, command = case
    run("ingest")
    with refusing(place, number):
        code, _, err = run(*command.split())
    assert code == StorageError.exit_code
    assert words in err
    assert place in err
    assert "anderen Vorgang" not in err
