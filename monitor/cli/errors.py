"""Runs the application and turns what goes wrong into one sentence and an exit code.

0 done · 2 wrong call · 3–16 see ``monitor.errors`` · 70 a fault of ours · 130 ended by Ctrl-C.
"""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

from typer.exceptions import TyperException

from monitor.cli.app import COMMANDS, app
from monitor.cli.console import complain
from monitor.errors import MonitorError, UserError

FAULT: Final = 70
INTERRUPTED: Final = 130

#: Ids of deliveries, contracts and releases; a sign-in name is not logged.
_ID: Final = re.compile(r"L-[0-9a-f]{12}(-\d+)?|V-[0-9a-f]{12}|\d{8}T\d{6}Z-[0-9a-f]{12}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line (default: that of the process) and end the process."""
    if arguments is not None:
        raise SystemExit(_run(list(arguments)))
    code = _run(sys.argv[1:])
    if "great_expectations" in sys.modules:
        # an orderly end would print pages of harmless notes on leaks of its DuckDB binding
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _run(arguments: list[str]) -> int:
    begun = time.perf_counter()
    try:
        code = app(args=arguments, prog_name="monitor", standalone_mode=False)
    except TyperException as error:
        wrong_call = cast("Any", error)  # typer keeps the class with these two members to itself
        wrong_call.show()
        return int(wrong_call.exit_code)
    except Exception as error:
        return _end(error, arguments, time.perf_counter() - begun)
    if code == INTERRUPTED:  # typer turns Ctrl-C into this code
        complain("Abgebrochen.")
    return code if isinstance(code, int) else 0


def _end(error: Exception, arguments: list[str], seconds: float) -> int:
    """Say and log what went wrong; return the exit code."""
    from monitor.events import Event, kind_of, places_of, tell
    from monitor.faults import database_fault

    told: dict[str, Any] = {**_call(arguments), "seconds": round(seconds, 3)}
    told |= {"kind": kind_of(error), "places": places_of(error)}
    known = error if isinstance(error, UserError) else database_fault(error)
    if known is not None:
        tell(Event.COMMAND_REFUSED, code=known.exit_code, **told)
        complain(f"Fehler: {known}")
        return known.exit_code
    tell(Event.COMMAND_FAILED, **told)
    complain(f"Unerwarteter Fehler ({type(error).__name__}). {_where(arguments)}")
    return FAULT


def _call(arguments: Sequence[str]) -> dict[str, str | None]:
    """Return which command was called on which delivery or release; nothing else of the call."""
    return {
        "command": next((name for name in arguments if name in COMMANDS), None),
        "about": next((name for name in arguments if _ID.fullmatch(name)), None),
    }


def _where(arguments: Sequence[str]) -> str:
    from monitor.log import log_path
    from monitor.settings import load_settings

    try:
        path = log_path(load_settings(_home_in(arguments)))
    except MonitorError:  # no settings, no log
        return ""
    return f"Näheres steht in {path}." if path.exists() else "Es gibt noch kein Protokoll."


def _home_in(arguments: Sequence[str]) -> Path | None:
    for position, argument in enumerate(arguments):
        if argument.startswith("--home="):
            return Path(argument.removeprefix("--home="))
        if argument == "--home" and position + 1 < len(arguments):
            return Path(arguments[position + 1])
    return None
