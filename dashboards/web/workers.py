"""Several processes that answer on the same sockets: one Python process uses one core only.

Each process makes its own application after the fork, so that no open database is shared. The
parent answers nothing; it starts anew whoever ended by itself, and ends all when it is told to.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Final

from monitor.errors import SettingsError

_READY: Final = b"."
#: So often a process that ended by itself is started anew before all end.
_MOST_RESTARTS: Final = 20


def run_workers(
    count: int, work: Callable[[Callable[[], None]], None], ready: Callable[[], None]
) -> None:
    """Run processes until this one is interrupted or told to end (SIGTERM).

    Args:
        count: of processes.
        work: what each does until SIGTERM; calls its argument once it answers requests.
        ready: called once all processes answer.

    Raises:
        SettingsError: a process ends before it answers, or again and again.
    """
    reading, writing = os.pipe()
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell had them ignored
        signal.signal(number, signal.default_int_handler)
    children = {_fork(work, writing) for _ in range(count)}
    with _ended(children):
        _wait_until_ready(reading, count)
        ready()
        for _ in range(_MOST_RESTARTS):
            children.discard(os.wait()[0])
            children.add(_fork(work, writing))
        raise SettingsError(
            "Die Prozesse der Anwendung enden immer wieder von selbst. Näheres steht im Protokoll "
            "(log/monitor.log)."
        )


def _fork(work: Callable[[Callable[[], None]], None], writing: int) -> int:
    """Start a process; return its id."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends us
        work(lambda: _tell(writing))
        code = 0
    finally:
        os._exit(code)  # nothing of the parent's is to be ended here


def _tell(writing: int) -> None:
    os.write(writing, _READY)


def _wait_until_ready(reading: int, count: int) -> None:
    """Wait for a sign of each process; one that ends before it ends the wait."""
    try:
        signal.signal(signal.SIGCHLD, _child_has_ended)
        _require_none_ended()  # before the signal was looked for
        told = b""
        while len(told) < count:
            told += os.read(reading, count)
    except ChildProcessError as error:
        raise SettingsError(
            "Ein Prozess der Anwendung ist beim Start geendet. Näheres steht im Protokoll "
            "(log/monitor.log); mit „prozesse = 1“ sagt er es hier."
        ) from error
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _require_none_ended() -> None:
    """Raise ChildProcessError if a child has ended, or if there is none."""
    if os.waitpid(-1, os.WNOHANG)[0]:
        raise ChildProcessError


def _child_has_ended(*_: object) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the next one to end is no news
    raise ChildProcessError


@contextlib.contextmanager
def _ended(children: set[int]) -> Iterator[None]:
    """End all processes at the end of the block, and wait for them."""
    try:
        yield
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)
