"""Runs the application and turns what goes wrong into one sentence and an exit code.

0 done · 2 wrong call · 3–9 see ``monitor.errors`` · 70 a fault of ours · 130 ended by Ctrl-C.
"""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

import typer
from typer.exceptions import TyperException

from monitor.cli.app import app
from monitor.errors import MonitorError, UserError

FAULT: Final = 70
INTERRUPTED: Final = 130


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
    try:
        code = app(args=arguments, prog_name="monitor", standalone_mode=False)
    except UserError as error:
        typer.echo(f"Fehler: {error}", err=True)
        return error.exit_code
    except TyperException as error:
        wrong_call = cast("Any", error)  # typer keeps the class with these two members to itself
        wrong_call.show()
        return int(wrong_call.exit_code)
    except Exception as error:
        from monitor.faults import database_fault

        named = database_fault(error)
        if named is None:  # a fault of ours, whatever it is
            typer.echo(_log_fault(error, arguments), err=True)
            return FAULT
        typer.echo(f"Fehler: {named}", err=True)
        return named.exit_code
    if code == INTERRUPTED:  # typer turns Ctrl-C into this code
        typer.echo("Abgebrochen.", err=True)
    return code if isinstance(code, int) else 0


def _log_fault(error: Exception, arguments: list[str]) -> str:
    """Log what happened and return the sentence for the user."""
    import structlog

    from monitor.log import configure_log, log_path, places_of
    from monitor.settings import load_settings

    name = type(error).__name__
    try:
        settings = load_settings(_home_in(arguments))
        configure_log(settings)
        structlog.get_logger().error("fault", error=name, places=places_of(error))
    except (MonitorError, OSError):
        return f"Unerwarteter Fehler ({name}). Das Protokoll ließ sich nicht schreiben."
    return f"Unerwarteter Fehler ({name}). Näheres steht in {log_path(settings)}."


def _home_in(arguments: Sequence[str]) -> Path | None:
    for position, argument in enumerate(arguments):
        if argument.startswith("--home="):
            return Path(argument.removeprefix("--home="))
        if argument == "--home" and position + 1 < len(arguments):
            return Path(arguments[position + 1])
    return None
