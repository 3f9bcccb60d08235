"""Settings for all tests, and the made-up release that the dashboards are tested with."""

from __future__ import annotations

import builtins
import contextlib
import errno
import importlib
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import structlog
from hypothesis import settings

from monitor.log import configure_log, log_path
from monitor.settings import Settings

# a deadline would be a timed assertion, and machines differ
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")

pytest.register_assert_rewrite("tests.builders")


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """Return the module that writes the made-up release, imported when a test first needs it."""
    return importlib.import_module("tests.builders.releases")


@pytest.fixture
def refusing(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str, int], contextlib.AbstractContextManager[None]]:
    """Return a context in which a folder of this name takes nothing, for a reason of the system's.

    What lies there can be read, unless the reason is that it may not, or that the disk is failing.

    The error is injected where Python asks the system: root may write anywhere, so that modes
    prove nothing, and not every machine lets a test mount a small disk.
    """

    @contextlib.contextmanager
    def refuse(folder: str, number: int) -> Iterator[None]:
        with monkeypatch.context() as patched:
            for owner, name, writes in _ASKED:
                real = getattr(owner, name)
                patched.setattr(owner, name, _failing(real, writes, folder, number))
            yield

    return refuse


def _failing(
    real: Callable[..., Any], writes: Callable[..., bool], folder: str, number: int
) -> Callable[..., Any]:
    def fail(path: Any, *arguments: Any, **options: Any) -> Any:
        is_there = isinstance(path, str | os.PathLike) and folder in Path(path).parts
        if is_there and (number in _ALSO_READING or writes(*arguments, **options)):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *arguments, **options)

    return fail


def _makes_folder(*_: object, **__: object) -> bool:
    return True


def _has_writing_flag(flags: int, *_: object, **__: object) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _has_writing_mode(mode: str = "r", *_: object, **__: object) -> bool:
    return not set("wax+").isdisjoint(mode)


#: Errors that meet whoever reads, too.
_ALSO_READING = {errno.EACCES, errno.EIO}
#: The functions that ask the system for files, and which calls of them write.
_ASKED = (
    (os, "mkdir", _makes_folder),
    (os, "open", _has_writing_flag),
    (io, "open", _has_writing_mode),
    (builtins, "open", _has_writing_mode),
)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Log into a folder of the test's own; return the function that reads what was logged."""
    configure_log(Settings(home=tmp_path))
    path = log_path(Settings(home=tmp_path))

    def read() -> list[dict[str, Any]]:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    yield read
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
